"""How values, names and places are shown in problems; nothing a file holds reaches a terminal unchanged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path

_SHOWN = 40
_PATH_SHOWN = 200
_NAMES_COMPARED = 5_000


def shown(value: object, most: int = _SHOWN) -> str:
    """Return a value shortened to 40 characters, with every unprintable character made visible as ``<U+0000>``.

    Parameters
    ----------
    value
        Text, a number, a date; of a list or a section only that it is one is told.
    most
        Characters shown, where 40 are too few.
    """
    text = _written(value)
    visible = "".join(mark if mark.isprintable() else f"<U+{ord(mark):04X}>" for mark in text[:most])
    return visible if len(text) <= most else f"{visible}... ({len(text)} characters)"


def shown_path(path: Path) -> str:
    """Return a path as a problem names it, its last 200 characters at most."""
    text = str(path)
    return shown(text, _PATH_SHOWN) if len(text) <= _PATH_SHOWN else f"...{shown(text[-_PATH_SHOWN:], _PATH_SHOWN)}"


def _written(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        # Python refuses to write out numbers of more than 4,300 digits.
        return str(value) if value.bit_length() < 1_000 else f"a number of {value.bit_length()} bits"
    if isinstance(value, float | date | time):
        return str(value)
    return "a list" if isinstance(value, list) else "a section"


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name closest to an unknown one, or an empty string where none is close.

    At most 5,000 names are compared, in alphabetical order, so that a hostile table cannot make this slow.
    """
    names = sorted(known)[:_NAMES_COMPARED]
    if len(name) > _SHOWN:
        return ""
    folded = name.casefold()
    for candidate in names:
        if candidate.casefold() == folded:
            return candidate
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    return close[0] if close else ""


def column_letter(index: int) -> str:
    """Return the letters a spreadsheet shows above a column; 0 is ``A``."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
