"""Those who work together hand in together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scheduler.studies.leavers.model import Chances, Person


@dataclass(frozen=True, slots=True)
class ByTeam:
    """Teams in an order drawn, a whole team before the next; people without one are each a team of their own."""

    code: str = "team"
    words: str = "team by team, a whole team before the next begins"

    def order(self, people: Sequence[Person], chances: Chances) -> list[str]:
        """Return people team by team."""
        return _clustered(people, chances, lambda person: person.team or f"/{person.officer}")


@dataclass(frozen=True, slots=True)
class ByUnit:
    """Units in an order drawn, a whole unit before the next."""

    code: str = "unit"
    words: str = "unit by unit, a whole unit before the next begins"

    def order(self, people: Sequence[Person], chances: Chances) -> list[str]:
        """Return people unit by unit."""
        return _clustered(people, chances, lambda person: person.unit)


def _clustered(people: Sequence[Person], chances: Chances, cluster: Callable[[Person], str]) -> list[str]:
    """Return people cluster by cluster: a cluster goes where the fraction of the sum of its people's chances lies.

    That fraction is drawn as evenly as each of them, whatever the number of people, so that no size goes first more often.
    """
    sums: dict[str, float] = {}
    for person, chance in zip(people, chances.tolist(), strict=True):
        sums[cluster(person)] = sums.get(cluster(person), 0.0) + chance
    keyed = [
        (sums[cluster(person)] % 1.0, cluster(person), chance, person.officer)
        for person, chance in zip(people, chances.tolist(), strict=True)
    ]
    return [officer for *_, officer in sorted(keyed)]
