"""Duties that were over before anybody changed them."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.time import iso_day, local

_SHOWN = 10


def refuse_over(over: Iterable[Assignment], zone: str) -> None:
    """Refuse to change duties that are over, each with its end.

    Raises
    ------
    BadInputError
        If there are any.
    """
    problems = []
    for held in over:
        wrong = f"tour {held.tour} of {iso_day(held.day)} ended {local(held.end_at, zone):%Y-%m-%d %H:%M %Z}"
        expected = "a duty that is not over yet; to set the record of it right, amend with --past"
        problems.append(Problem("amendment", held.officer, expected, wrong=wrong))
    if problems:
        more = len(problems) - _SHOWN
        if more > 0:
            wrong = f"{more:,} more duties that are over"
            problems[_SHOWN:] = [Problem("amendment", "", "", wrong=wrong)]
        raise BadInputError(problems)


def over(before: Rota, after: Rota, officers: frozenset[str], now: int) -> list[Assignment]:
    """Return the duties that one rota of some officers has and the other has not, and that have ended, in order of time.

    Parameters
    ----------
    now
        UTC minute.
    """
    was, then = ({held for held in one.assignments if held.officer in officers} for one in (before, after))
    return sorted((held for held in was ^ then if held.end_at <= now), key=lambda held: (held.start_at, held.officer))
