"""What a study says day by day and tour by tour: seats uncovered, cars not crewed, the ladder, the own part of armed hours."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from statistics import median_low
from typing import Any

from scheduler.domain.time import iso_day
from scheduler.studies.handing_in.point import Point
from scheduler.studies.handing_in.settings import WORDS
from scheduler.studies.handing_in.taken import Use

_Group = tuple[str, Fraction]

_ORDER = tuple(WORDS)


def seats(points: Iterable[Point]) -> list[dict[str, Any]]:
    """Return the mean hours uncovered of each seat and force day, by response and share, over the samples done."""
    sums, counts = defaultdict[tuple[_Group, str, int], int](int), Counter[_Group]()
    for point in points:
        group = _group(point)
        counts[group] += 1
        for (post, day), minutes in point.fallen.by_seat_day.items() if point.fallen else ():
            sums[group, post, day] += minutes
    return [
        {**_names(group), "seat": post, "force_day": iso_day(day), "mean_hours": round(minutes / counts[group] / 60, 3)}
        for (group, post, day), minutes in sorted(sums.items())
    ]


def cars(points: Iterable[Point]) -> list[dict[str, Any]]:
    """Return the mean cars below the minimum of each tour, over all planned days, by response and share."""
    sums, counts = defaultdict[tuple[_Group, str], int](int), Counter[_Group]()
    for point in points:
        group = _group(point)
        counts[group] += 1
        for tour, number in point.fallen.cars.items() if point.fallen else ():
            sums[group, tour] += number
    return [
        {**_names(group), "tour": tour, "mean_cars": round(number / counts[group], 3)}
        for (group, tour), number in sorted(sums.items())
    ]


def ladder(points: Iterable[Point]) -> list[dict[str, Any]]:
    """Return each lever and rung that a rota uses, in how many samples, how much, and from which force day."""
    used, counts = defaultdict[tuple[_Group, str, str], list[Use]](list), Counter[_Group]()
    for point in points:
        if point.taken is not None:
            group = _group(point)
            counts[group] += 1
            for use in point.taken.uses:
                used[group, use.kind, use.step].append(use)
    # Steps come in the order in which they are climbed, as points have them.
    return [
        {
            **_names(group),
            "kind": kind,
            "step": step,
            "samples": counts[group],
            "used_in": len(found),
            "mean_officer_days": round(sum(use.uses for use in found) / len(found), 2),
            "earliest": iso_day(min(use.first_day for use in found)),
            "middle": iso_day(median_low(use.first_day for use in found)),
            "latest": iso_day(max(use.first_day for use in found)),
        }
        for (group, kind, step), found in sorted(used.items(), key=lambda item: _place(item[0][0]))
    ]


def own_share(points: Iterable[Point]) -> list[dict[str, Any]]:
    """Return own officers' part of the armed hours of each force day, over all samples, by response and share."""
    sums = defaultdict[tuple[_Group, int], list[int]](lambda: [0, 0])
    for point in points:
        for day, minutes in point.taken.armed.items() if point.taken else ():
            total = sums[_group(point), day]
            total[:] = [one + more for one, more in zip(total, minutes, strict=True)]
    return [
        {**_names(group), "force_day": iso_day(day), "own_share": round(own / every, 3)}
        for (group, day), (own, every) in sorted(sums.items())
        if every
    ]


def takes(points: Iterable[Point]) -> list[dict[str, Any]]:
    """Return what each response takes at each share, in the middle of the samples; of two in the middle the lower."""
    groups = defaultdict[_Group, list[Point]](list)
    for point in points:
        groups[_group(point)].append(point)
    return [_middle(group, found) for group, found in sorted(groups.items(), key=lambda item: _place(item[0]))]


def _middle(group: _Group, points: Sequence[Point]) -> dict[str, Any]:
    fallen = [point.fallen for point in points if point.fallen is not None]
    taken = [point.taken for point in points if point.taken is not None]
    failing = [one for one in fallen if one.first_after is not None]
    shares = [one.own_share for one in taken if one.own_share is not None]
    return {
        **_names(group),
        "samples": len(points),
        "failing": len(failing),
        "hours_to_failure": _hours([one.first_after or 0 for one in failing]),
        "recovered": sum(one.recovery_day is not None for one in failing),
        "recovery_day": _day([one.recovery_day for one in failing if one.recovery_day is not None]),
        "hours_uncovered": _hours([one.minutes for one in fallen]),
        "cars_not_crewed": _low([sum(one.cars.values()) for one in fallen]),
        "people_told": _low([one.told for one in taken]),
        "aid_officer_days": _low([one.aid_days for one in taken]),
        "own_share": median_low(shares) if shares else None,
        "pounds": median_low(one.pence for one in taken) / 100 if taken else None,
    }


def _low(values: Sequence[int]) -> int | None:
    return median_low(values) if values else None


def _hours(minutes: Sequence[int]) -> float | None:
    return round(median_low(minutes) / 60, 1) if minutes else None


def _day(days: Sequence[int]) -> str | None:
    return iso_day(median_low(days)) if days else None


def _group(point: Point) -> _Group:
    return point.response, Fraction(point.share)


def _place(group: _Group) -> tuple[int, Fraction]:
    return _ORDER.index(group[0]), group[1]


def _names(group: _Group) -> dict[str, Any]:
    return {"response": group[0], "share": float(group[1])}
