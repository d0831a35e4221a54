"""Terms of help from elsewhere as they stand on a day."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Term:
    """One term.

    Attributes
    ----------
    least, most
        Between which figures something is as it should be, in the unit of the name; None for no such bound.
    from_day, until_day
        Days on which it holds, half-open.
    status
        ``sourced`` or ``unverified``.
    """

    name: str
    from_day: int
    until_day: int
    source: str
    status: str
    least: int | None = None
    most: int | None = None
    note: str = ""

    def keeps(self, figure: int) -> bool:
        """Say whether a figure is within the bounds."""
        return (self.least is None or figure >= self.least) and (self.most is None or figure <= self.most)


def term_on(name: str, day: int) -> Term | None:
    """Return a term as it stands on a day, or None where none is known for it.

    Raises
    ------
    KeyError
        If there is no such term at all.
    """
    named = [term for term in terms() if term.name == name]
    if not named:
        raise KeyError(name)
    return next((term for term in named if term.from_day <= day < term.until_day), None)


@lru_cache(maxsize=1)
def terms() -> tuple[Term, ...]:
    """Return every term, in the order of the file."""
    told = tomllib.loads(files("scheduler.rules.aid").joinpath("terms.toml").read_text(encoding="utf-8"))
    return tuple(_term(row) for row in told["term"])


def _term(row: Mapping[str, Any]) -> Term:
    rest = {name: value for name, value in row.items() if name not in ("from", "until")}
    until = row.get("until")
    return Term(
        from_day=_first(row["from"]), until_day=until.toordinal() + 1 if until else date.max.toordinal(), **rest
    )


def _first(since: date | str) -> int:
    """Return the first day of a date, of a year, or of all days where none is stated."""
    if isinstance(since, date):
        return since.toordinal()
    return date.min.toordinal() if since == NOT_STATED else date(int(since), 1, 1).toordinal()
