"""Whose leaving hurts most: teams, roles and people, by what the samples in which more of them left have uncovered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import fmean, median_low

from scheduler.studies.handing_in.point import Point
from scheduler.studies.leavers.draws import Sample
from scheduler.studies.leavers.model import Person


@dataclass(frozen=True, slots=True)
class Loss:
    """How a group's leaving goes with what is uncovered, in the rota as published at one share.

    Attributes
    ----------
    minutes
        Mean uncovered in the samples in which more of the group left than in the middle one, less the mean in the others.
    n_more, n_others
        Samples of either kind.
    """

    group: str
    minutes: int
    n_more: int
    n_others: int


def losses(
    points: Iterable[Point], samples: Mapping[int, Sample], share: Fraction, groups: Mapping[str, frozenset[str]]
) -> list[Loss]:
    """Return the groups whose leaving can be told from their staying, the worst first.

    Parameters
    ----------
    groups
        Name -> officers.
    """
    uncovered = {
        point.sample: point.fallen.minutes
        for point in points
        if point.response == "as_published" and Fraction(point.share) == share and point.fallen is not None
    }
    gone = {number: frozenset(one.officer for one in samples[number].at(share)) for number in uncovered}
    found = [
        loss
        for name, officers in groups.items()
        if (loss := _loss(name, {number: len(gone[number] & officers) for number in uncovered}, uncovered))
    ]
    return sorted(found, key=lambda loss: (-loss.minutes, loss.group))


def _loss(name: str, left: Mapping[int, int], uncovered: Mapping[int, int]) -> Loss | None:
    if not left:
        return None
    middle = median_low(left.values())
    more: Sequence[int] = [uncovered[number] for number, count in left.items() if count > middle]
    others = [uncovered[number] for number, count in left.items() if count <= middle]
    if not more:
        return None
    return Loss(name, round(fmean(more) - fmean(others)), len(more), len(others))


def grouped(people: Sequence[Person], names: Callable[[Person], Iterable[str]]) -> dict[str, frozenset[str]]:
    """Return people by the names of the groups they belong to."""
    found: dict[str, set[str]] = {}
    for person in people:
        for name in names(person):
            found.setdefault(name, set()).add(person.officer)
    return {name: frozenset(officers) for name, officers in sorted(found.items()) if name}
