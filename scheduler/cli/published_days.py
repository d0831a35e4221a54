"""The force days of a published rota that somebody asks about."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scheduler.cli.arguments import day_option
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.time import iso_day

if TYPE_CHECKING:
    from scheduler.domain.publication import PublishedRota


def period_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --from and --to, as ``first`` and ``last``."""
    last = day_option("--to", "Last force day that counts; by default the last published.", into="last")
    first = day_option("--from", "First force day that counts; by default the first published.", into="first")
    return first(last(command))


def asked_days(rota: PublishedRota, first: int | None, last: int | None) -> frozenset[int]:
    """Return the published force days from one to another.

    Parameters
    ----------
    first, last
        None for the first and the last that is published.

    Raises
    ------
    BadInputError
        If none of them is published.
    """
    spoken = rota.spoken
    begin, end = min(spoken) if first is None else first, max(spoken) if last is None else last
    days = spoken & frozenset(range(begin, end + 1))
    if not days:
        expected = f"published days, {iso_day(min(spoken))} to {iso_day(max(spoken))}, the first not after the last"
        raise BadInputError([Problem("--from, --to", f"{iso_day(begin)} to {iso_day(end)}", expected)])
    return days
