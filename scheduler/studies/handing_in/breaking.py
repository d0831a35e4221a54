"""At which share a seat, a crew or a limit of the law first fails, counted over samples."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from scheduler.studies.handing_in.point import CHEAP, Point

Kind = Literal["command", "crew", "law"]

KIND_WORDS: dict[Kind, str] = {
    "command": "a command seat falls",
    "crew": "a crew falls below its minimum",
    "law": "a limit on an officer's hours, rest or tours is broken",
}

ENOUGH_FOR_A_BAND = 50
"""Samples from which a band is told: of fewer, its ends would be single samples."""

BAND = (Fraction(1, 10), Fraction(9, 10))


@dataclass(frozen=True, slots=True)
class Break:
    """In how many samples something fails at one share.

    Attributes
    ----------
    n
        Samples looked at; of the law, those measured.
    fails
        Those in which it is proved, or counted, to fail.
    open
        Those in which it does in the rota found, and whether it has to is not proved.
    """

    response: str
    kind: Kind
    share: Fraction
    n: int
    fails: int
    open: int


@dataclass(frozen=True, slots=True)
class Band:
    """The share at which something first fails, in the middle and towards both ends of the samples.

    Attributes
    ----------
    low, middle, high
        A tenth, half and nine tenths of the samples have failed by then; None where that is beyond the largest share.
    """

    response: str
    kind: Kind
    low: Fraction | None
    middle: Fraction | None
    high: Fraction | None


def fails(point: Point, kind: Kind) -> bool | None:
    """Say whether something fails at a point; None where that is not known, or of the law not looked at."""
    if kind == "law":
        return None if point.taken is None else point.taken.law > 0
    price, least = (point.command, point.command_at_least) if kind == "command" else (point.crews, point.crews_at_least)
    if least > 0:
        return True
    return None if price > 0 else False


def breaks(points: Iterable[Point]) -> list[Break]:
    """Return the counts of every response, kind and share, in that order."""
    groups: dict[tuple[str, Kind, Fraction], list[bool | None]] = defaultdict(list)
    for point in points:
        for kind in KIND_WORDS:
            if kind != "law" or point.taken is not None:
                groups[point.response, kind, Fraction(point.share)].append(fails(point, kind))
    return [Break(*key, len(found), found.count(True), found.count(None)) for key, found in groups.items()]


def bands(points: Sequence[Point]) -> list[Band]:
    """Return the band of every response and kind of which there are samples enough, those unproved left to fail."""
    first: dict[tuple[str, Kind], dict[int, Fraction | None]] = defaultdict(dict)
    for point in sorted(points, key=lambda one: Fraction(one.share)):
        for kind in KIND_WORDS:
            if kind == "law" and point.taken is None:
                continue
            found = first[point.response, kind]
            found.setdefault(point.sample, None)
            if found[point.sample] is None and fails(point, kind) is not False:
                found[point.sample] = Fraction(point.share)
    return [
        Band(response, kind, *(_at(found.values(), part) for part in (BAND[0], Fraction(1, 2), BAND[1])))
        for (response, kind), found in first.items()
        if len(found) >= ENOUGH_FOR_A_BAND
    ]


def _at(shares: Iterable[Fraction | None], part: Fraction) -> Fraction | None:
    """Return the share by which a part of the samples has failed."""
    ordered = sorted(shares, key=lambda share: (share is None, share or Fraction(0)))
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


def settled_cheaply(points: Iterable[Point]) -> tuple[int, int]:
    """Return at how many points of planning anew the cheap proof settled whether anything falls, and of how many.

    A point is settled whose status is proved, or bounded, without a search.
    """
    counts = Counter(
        point.settled_by in CHEAP and point.status != "timed_out"
        for point in points
        if not point.response.startswith("as_published")
    )
    return counts[True], counts.total()
