"""How long somebody has been authorised sways who hands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.studies.leavers.model import Chances, Person

YEAR = 365.25


@dataclass(frozen=True, slots=True)
class LongestServing:
    """The longer authorised, the likelier to be next: in proportion to years, one more for everybody."""

    code: str = "longest_serving"
    words: str = "one by one, the likelier the longer they have been authorised"

    def order(self, people: Sequence[Person], chances: Chances) -> list[str]:
        """Return people, each next with a chance in proportion to one and the years authorised."""
        return _weighed(people, chances, [1.0 + person.days_authorised / YEAR for person in people])


@dataclass(frozen=True, slots=True)
class Newest:
    """The shorter authorised, the likelier to be next: in inverse proportion to the same years."""

    code: str = "newest"
    words: str = "one by one, the likelier the shorter they have been authorised"

    def order(self, people: Sequence[Person], chances: Chances) -> list[str]:
        """Return people, each next with a chance in inverse proportion to one and the years authorised."""
        return _weighed(people, chances, [1.0 / (1.0 + person.days_authorised / YEAR) for person in people])


def _weighed(people: Sequence[Person], chances: Chances, weights: Sequence[float]) -> list[str]:
    """Return people drawn one after the other without replacement, each by weight among those who are left.

    Waiting times at rates that are the weights come in just that order (Efraimidis and Spirakis, 2006).
    """
    waits = -np.log1p(-chances) / np.array(weights, dtype=np.float64)
    return [people[place].officer for place in np.argsort(waits, kind="stable").tolist()]
