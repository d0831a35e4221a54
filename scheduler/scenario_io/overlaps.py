"""Dated things of a group, of which no two may overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Dated(NamedTuple):
    """A dated row of a group in which no two rows may overlap; half-open, and sorted by group and beginning."""

    group: tuple[str, ...]
    begin: int
    end: int
    number: int
    told: str


def overlaps(spans: Iterable[Dated]) -> Iterator[tuple[Dated, Dated]]:
    """Yield each span that begins before an earlier one of its group has ended, after that earlier one."""
    longest: Dated | None = None
    for span in sorted(spans):
        if longest is None or longest.group != span.group:
            longest = span
            continue
        if span.begin < longest.end:
            yield (longest, span) if longest.number < span.number else (span, longest)
        if span.end > longest.end:
            longest = span
