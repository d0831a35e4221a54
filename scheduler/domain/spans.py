"""Half-open spans of instants: joined, cut short and cut out of one another."""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[int, int]
Spans = tuple[Span, ...]
"""Spans in order, none empty, no two touching."""

EVER = 1 << 60
"""An instant after all that can be stated; ``-EVER`` is one before."""

ALWAYS: Spans = ((-EVER, EVER),)


def joined(spans: Iterable[Span]) -> Spans:
    """Return the instants of any of the spans."""
    found: list[Span] = []
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return tuple(found)


def without(spans: Spans, holes: Spans) -> Spans:
    """Return the instants of the spans that are in none of the holes."""
    found = []
    for begin, end in spans:
        at = begin
        for hole, until in holes:
            if until > at and hole < end:
                found.append((at, hole))
                at = until
        found.append((at, end))
    return tuple(span for span in found if span[0] < span[1])


def within(spans: Spans, others: Spans) -> Spans:
    """Return the instants of both."""
    return without(spans, without(ALWAYS, others))


def holds(spans: Spans, begin: int, end: int) -> bool:
    """Say whether one of the spans holds every instant from one to another."""
    return any(start <= begin and end <= until for start, until in spans)


def overlaps(spans: Spans, begin: int, end: int) -> bool:
    """Say whether any instant from one to another is in a span."""
    return any(start < end and begin < until for start, until in spans)
