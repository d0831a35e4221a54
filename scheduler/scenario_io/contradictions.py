"""Rows that cannot both be true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from typing import NamedTuple

from scheduler.domain.people import Abstraction, Authorisation
from scheduler.domain.work import Cover
from scheduler.scenario_io.table_reader import Reads, TableRead
from scheduler.scenario_io.tables import AbstractionRow, AuthorisationRow, CoverRow, PostRow


def check_contradictions(reads: Reads) -> None:
    """Add every pair of rows that contradict each other to the problems of the later one."""
    _check_tours_of_posts(reads)
    _check_cover(reads[CoverRow])
    _check_authorisations(reads[AuthorisationRow])
    _check_abstractions(reads[AbstractionRow])


def _check_tours_of_posts(reads: Reads) -> None:
    tours = {post.post: post.tours for post in reads[PostRow].values}
    read = reads[CoverRow]
    for number, cover in read.placed():
        offered = tours.get(cover.post)
        if cover.tour is not None and offered is not None and cover.tour not in offered:
            expected = f"a tour of post {cover.post}: {', '.join(offered[:20])}"
            read.problems.add(f"{number}:tour", cover.tour, expected, known=offered)


def _check_authorisations(read: TableRead[Authorisation]) -> None:
    spans = [
        _Span((row.officer, row.role), row.from_at, row.until_at, number, f"{row.officer} {row.role}")
        for number, row in read.placed()
    ]
    for first, later in _overlaps(spans):
        expected = f"no overlap with row {first.number}, the same officer and role"
        read.problems.add(f"{later.number}:from", later.told, expected)


def _check_abstractions(read: TableRead[Abstraction]) -> None:
    spans = [
        _Span((row.officer,), row.from_day, row.until_day, number, f"{row.officer} {row.kind}")
        for number, row in read.placed()
        if row.stops == "everything"
    ]
    for first, later in _overlaps(spans):
        expected = f"no overlap with row {first.number}: an officer is away altogether for one thing at a time"
        read.problems.add(f"{later.number}:from", later.told, expected)


class _Span(NamedTuple):
    """A dated row of a group in which no two rows may overlap; half-open, and sorted by group and beginning."""

    group: tuple[str, ...]
    begin: int
    end: int
    number: int
    told: str


def _overlaps(spans: list[_Span]) -> Iterator[tuple[_Span, _Span]]:
    """Yield each span that begins before an earlier one of its group has ended, after that earlier one."""
    longest: _Span | None = None
    for span in sorted(spans):
        if longest is None or longest.group != span.group:
            longest = span
            continue
        if span.begin < longest.end:
            yield (longest, span) if longest.number < span.number else (span, longest)
        if span.end > longest.end:
            longest = span


def _check_cover(read: TableRead[Cover]) -> None:
    """Refuse two rows about the same post and tour or span that hold on the same day, since one of them must be wrong."""
    rows: dict[Hashable, list[tuple[int, Cover]]] = defaultdict(list)
    for number, cover in read.placed():
        alike = rows[cover.post, cover.tour, cover.start, cover.end]
        for first, other in alike:
            if _same_day(cover, other):
                expected = f"days other than those of row {first}, the same post and tour or span"
                read.problems.add(f"{number}:post", cover.post, expected)
                break
        else:
            alike.append((number, cover))


def _same_day(one: Cover, other: Cover) -> bool:
    begin, end = max(one.from_day, other.from_day), min(one.until_day, other.until_day)
    shared = set(one.weekdays) & set(other.weekdays)
    # Days are ordinals of the proleptic calendar, in which day 1 is a Monday.
    return any((day - 1) % 7 in shared for day in range(begin, min(end, begin + 7)))
