"""Dates and clock times as other systems write them, turned into those of scenario tables."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PARTS = {
    "yyyy": r"(?P<year>\d{4})",
    "yy": r"(?P<short>\d\d)",
    "mmm": r"(?P<name>[A-Za-z]{3,9})",
    "mm": r"(?P<month>\d{1,2})",
    "dd": r"(?P<day>\d{1,2})",
}
_PART = re.compile(r"yyyy|yy|mmm|mm|dd")
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T]00:00(?::00)?)?", re.ASCII)
_TIMES = {
    "HH:MM": re.compile(r"(\d{1,2}):(\d\d)(?::00)?", re.ASCII),
    "HHMM": re.compile(r"(\d{1,2})(\d\d)", re.ASCII),
    "HH.MM": re.compile(r"(\d{1,2})\.(\d\d)", re.ASCII),
}


class WrittenDate:
    """A form in which dates are written, such as ``dd/mm/yyyy``, ``dd-mmm-yy`` or ``yyyymmdd``.

    Days and months may lack their leading nought where something stands between; a year of two digits is one of
    2000 to 2099. Dates of a spreadsheet, which come as YYYY-MM-DD, are always understood.

    Raises
    ------
    ValueError
        If the form does not say day, month and year once each.

    Examples
    --------
    >>> WrittenDate("dd/mm/yyyy").iso("3/4/2026")
    '2026-04-03'
    >>> WrittenDate("dd-mmm-yy").iso("03-Apr-26")
    '2026-04-03'
    """

    def __init__(self, form: str) -> None:
        found = _PART.findall(form)
        kinds = sorted(part[0] for part in found)
        if kinds != ["d", "m", "y"] or re.search(r"[A-Za-z0-9]", _PART.sub("", form)):
            message = "dd, mm or mmm, and yyyy or yy, each once, such as dd/mm/yyyy"
            raise ValueError(message)
        self.form = form
        at, pattern = 0, ""
        for match in _PART.finditer(form):
            pattern += re.escape(form[at : match.start()]) + _PARTS[match[0]]
            at = match.end()
        pattern += re.escape(form[at:])
        if not re.search(r"[^A-Za-z]", form):
            pattern = pattern.replace("{1,2}", "{2}")
        self._pattern = re.compile(pattern, re.ASCII)

    def iso(self, text: str) -> str:
        """Return a date as YYYY-MM-DD.

        Raises
        ------
        ValueError
            If it is written otherwise or does not exist.
        """
        if spreadsheets := _ISO.fullmatch(text):
            return date.fromisoformat(spreadsheets[1]).isoformat()
        match = self._pattern.fullmatch(text)
        if match is None:
            raise ValueError(text)
        held = match.groupdict()
        year = int(held.get("year") or 2000 + int(held.get("short") or 0))
        month = int(held["month"]) if "month" in held else 1 + _MONTHS.index(held["name"][:3].lower())
        return date(year, month, int(held["day"])).isoformat()


class WrittenTime:
    """A form in which clock times are written: ``HH:MM``, ``HHMM`` or ``HH.MM``.

    Raises
    ------
    ValueError
        For any other.
    """

    def __init__(self, form: str) -> None:
        if form not in _TIMES:
            message = f"one of {', '.join(_TIMES)}"
            raise ValueError(message)
        self.form = form
        self._pattern = _TIMES[form]

    def clock(self, text: str) -> str:
        """Return a clock time as HH:MM; those of a spreadsheet, which come as HH:MM, are always understood.

        Raises
        ------
        ValueError
            If it is written otherwise; whether it exists is for the table to say.
        """
        match = self._pattern.fullmatch(text) or _TIMES["HH:MM"].fullmatch(text)
        if match is None:
            raise ValueError(text)
        return f"{int(match[1]):02d}:{match[2]}"
