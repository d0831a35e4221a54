"""The kinds of column a table can have: how a cell's text becomes a value, and what a wrong one should have been."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator
from pydantic.fields import FieldInfo

from scheduler.domain.time import MINUTES_PER_DAY
from scheduler.scenario_io.instants import (
    DATE,
    MOMENT,
    START,
    Moment,
    day_of_text,
    minute_of_clock,
    moment_of_text,
    start_of_text,
)

EARLIEST_DAY = date.min.toordinal()
"""Force day that stands for a beginning that is not stated."""
LATEST_DAY = date.max.toordinal()
"""Force day that stands for an end that is not stated."""
MOST = 1_000_000_000
"""Largest number any cell may hold."""


_HOURS = re.compile(r"(\d{1,3})(?:\.(\d{1,2})|:([0-5]\d))?", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,10}", re.ASCII)
_PHONE = re.compile(r"\(?\d[\d ()-]{0,28}( ext \d{1,6})?", re.ASCII)
_PHONE_DIGITS = (3, 21)
"""From an extension of a switchboard to a whole number with one."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

ID_KIND = "id"
"""Name of the kind of column that holds one id."""
_ID = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}(?:\+[A-Za-z0-9][A-Za-z0-9_.-]{0,63})?")
_ID_EXPECTED = "an id: a letter or digit, then at most 63 letters, digits, '_', '.' or '-'"
_LIST_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Kind:
    """What a column holds, as the reference names it and as a problem asks for it."""

    name: str
    expected: str


def end_of_text(cell: str) -> int:
    """Return the minutes after midnight of a clock time HH:MM from 00:00 to 24:00."""
    minute = minute_of_clock(cell)
    if not 0 <= minute <= MINUTES_PER_DAY:
        raise ValueError(_END_KIND.expected)
    return minute


UNSTATED = Moment(EARLIEST_DAY, None, on_utc=False)
"""Stands for a minute that is not stated."""


def minutes_of_hours(cell: str) -> int:
    """Return the minutes of a number of hours written 40, 37.5 or 37:30."""
    match = _HOURS.fullmatch(cell)
    if match is None:
        raise ValueError(_HOURS_KIND.expected)
    hundredths = int((match[2] or "0").ljust(2, "0")) * 60
    if hundredths % 100:
        message = f"hours that come to whole minutes: {_HOURS_KIND.expected}"
        raise ValueError(message)
    minutes = int(match[1]) * 60 + hundredths // 100 + int(match[3] or 0)
    if minutes > 7 * MINUTES_PER_DAY:
        message = "at most 168 hours"
        raise ValueError(message)
    return minutes


def yes_or_no(cell: str) -> bool:
    """Return whether a cell says ``yes``."""
    if cell not in ("yes", "no"):
        raise ValueError(_YES_NO.expected)
    return cell == "yes"


def weekdays_of_text(cell: str) -> tuple[int, ...]:
    """Return the weekdays (0 is Monday) of ``Mon-Fri``, ``Fri|Sat`` or a mixture; a span may pass the week's end."""
    found: set[int] = set()
    for part in cell.split("|"):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
            raise ValueError(_WEEKDAYS_KIND.expected)
        begin = WEEKDAYS.index(first)
        end = WEEKDAYS.index(last) if dash else begin
        found.update(day % 7 for day in range(begin, end + 1 + (7 if end < begin else 0)))
    return tuple(sorted(found))


def _listed(cell: str, separator: str | None) -> list[str]:
    parts = cell.split(separator, _LIST_MOST)
    if len(parts) > _LIST_MOST:
        message = f"at most {_LIST_MOST} entries"
        raise ValueError(message)
    return [part.strip() for part in parts]


def ids_of_text(cell: str) -> tuple[str, ...]:
    """Return the ids of a list separated by ``|``."""
    return _checked(_listed(cell, "|"), re.compile(_ID.replace("$", r"\Z")), f"ids separated by '|'; {_ID_EXPECTED}")


def codes_of_text(cell: str) -> tuple[str, ...]:
    """Return the option codes of a list separated by ``|``."""
    return _checked(_listed(cell, "|"), _CODE, f"{_CODES_KIND.expected}, none of them twice", distinct=True)


def cycle_of_text(cell: str) -> tuple[str, ...]:
    """Return the option codes of a shift pattern, separated by spaces."""
    return _checked(_listed(cell, None), _CODE, _CYCLE_KIND.expected)


def code_of_text(cell: str) -> str:
    """Return a single option code."""
    return _checked([cell], _CODE, _CODE_KIND.expected)[0]


def _checked(parts: list[str], pattern: re.Pattern[str], expected: str, *, distinct: bool = False) -> tuple[str, ...]:
    if not all(pattern.fullmatch(part) for part in parts) or (distinct and len(set(parts)) < len(parts)):
        raise ValueError(expected)
    return tuple(parts)


def spans_of_text(cell: str) -> tuple[tuple[int, int], ...]:
    """Return the half-open spans of force days of ``from..until`` dates separated by ``|``."""
    spans = []
    for part in _listed(cell, "|"):
        first, dots, last = part.partition("..")
        if not dots:
            raise ValueError(_SPANS_KIND.expected)
        begin, end = day_of_text(first.strip()), day_of_text(last.strip())
        if end < begin:
            message = "an until date that is not before its from date"
            raise ValueError(message)
        spans.append((begin, end + 1))
    return tuple(spans)


def whole(cell: str) -> int:
    """Return a whole number of at most a thousand million."""
    if not _WHOLE.fullmatch(cell) or abs(int(cell)) > MOST:
        raise ValueError  # the column's own bounds say more than a message here could
    return int(cell)


def name_of_text(cell: str) -> str:
    """Return free text of one line that neither a spreadsheet nor a browser would run."""
    if cell[:1] in ("=", "+", "-", "@") or len(cell) > 200 or not cell.isprintable() or "<" in cell or ">" in cell:
        raise ValueError(_NAME.expected)
    return cell


def phone_of_text(cell: str) -> str:
    """Return the number of a telephone, with its extension; with a + before it a spreadsheet would take it for a sum."""
    if not _PHONE.fullmatch(cell) or not _PHONE_DIGITS[0] <= sum(map(str.isdigit, cell)) <= _PHONE_DIGITS[1]:
        raise ValueError(_PHONE_KIND.expected)
    return cell


_DATE = Kind("date", DATE)
_START_KIND = Kind("clock time", START)
_END_KIND = Kind("clock time", "a clock time HH:MM from 00:00 to 24:00")
_MOMENT_KIND = Kind("minute", MOMENT)
_HOURS_KIND = Kind("hours", "hours such as 40, 37.5 or 37:30")
_YES_NO = Kind("yes or no", "yes or no")
_WEEKDAYS_KIND = Kind("weekdays", "weekdays such as Mon-Fri or Fri|Sat (Mon Tue Wed Thu Fri Sat Sun)")
_CODE_KIND = Kind("option code", "an option code such as rest, E or D+OC")
_CODES_KIND = Kind("option codes, `|`", "option codes separated by '|', such as E|L|D+OC")
_CYCLE_KIND = Kind("option codes, spaces", "option codes separated by spaces, such as E E rest rest")
_SPANS_KIND = Kind("date spans, `|`", "spans of dates from..until separated by '|', such as 2026-10-12..2026-10-14")
_NAME = Kind(
    "text",
    "one line of at most 200 printable characters that does not begin with = + - @ and holds neither < nor >",
)

_PHONE_KIND = Kind("telephone", "a telephone number that begins with a digit, such as 01632 960123 or 101 ext 4567")

Id = Annotated[str, Field(pattern=_ID), Kind(ID_KIND, _ID_EXPECTED)]
Name = Annotated[str, PlainValidator(name_of_text), _NAME]
Phone = Annotated[str, PlainValidator(phone_of_text), _PHONE_KIND]
Day = Annotated[int, PlainValidator(day_of_text), _DATE]
Start = Annotated[int, PlainValidator(start_of_text), _START_KIND]
End = Annotated[int, PlainValidator(end_of_text), _END_KIND]
Minute = Annotated[Moment, PlainValidator(moment_of_text), _MOMENT_KIND]
Hours = Annotated[int, PlainValidator(minutes_of_hours), _HOURS_KIND]
YesNo = Annotated[bool, PlainValidator(yes_or_no), _YES_NO]
Weekdays = Annotated[tuple[int, ...], PlainValidator(weekdays_of_text), _WEEKDAYS_KIND]
Ids = Annotated[tuple[str, ...], PlainValidator(ids_of_text), Kind("ids, `|`", "ids separated by '|'")]
Code = Annotated[str, PlainValidator(code_of_text), _CODE_KIND]
Codes = Annotated[tuple[str, ...], PlainValidator(codes_of_text), _CODES_KIND]
Cycle = Annotated[tuple[str, ...], PlainValidator(cycle_of_text), _CYCLE_KIND]
Spans = Annotated[tuple[tuple[int, int], ...], PlainValidator(spans_of_text), _SPANS_KIND]
Whole = Annotated[int, BeforeValidator(whole), Kind("whole number", "a whole number")]


def column(
    meaning: str,
    *,
    default: object = ...,
    alias: str | None = None,
    at_least: int | None = None,
    at_most: int | None = None,
    unit: str = "",
) -> Any:  # noqa: ANN401
    """Return a column of a row model.

    Parameters
    ----------
    meaning
        What the column says, for the reference.
    default
        Value of an empty cell; without one the cell may not be empty.
    alias
        The column's name where Python has taken it.
    at_least, at_most
        Limits of a number, inclusive.
    unit
        Unit of a number.
    """
    return Field(
        default,
        description=meaning,
        alias=alias,
        ge=at_least,
        le=at_most,
        json_schema_extra={"unit": unit},
    )


def kind_of(field: FieldInfo) -> Kind | None:
    """Return the kind of a row model's column, or None for a choice among words."""
    return next((item for item in field.metadata if isinstance(item, Kind)), None)
