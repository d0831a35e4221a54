"""Who hands in at a share of a sample, when, and who of them comes back: drawn once, the same for every response."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

import numpy as np

from scheduler.domain.scenario import Scenario
from scheduler.studies.leavers.model import LeaverModel, Person

STREAMS = ("order", "onset", "return", "lenders")
"""What is drawn, each from a stream of its own, so that what one of them asks for never moves another."""


@dataclass(frozen=True, slots=True)
class Timing:
    """When those who hand in do so, and when they come back.

    Attributes
    ----------
    onset_days
        They hand in on the first planned day or up to so many days later, each day as likely; 0 to 5.
    back
        Days after handing in -> share of those who left who are back by then, rising; empty where nobody comes back.
    """

    onset_days: int = 0
    back: Mapping[int, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, order=True)
class Leaver:
    """One person who hands in.

    Attributes
    ----------
    from_day, until_day
        Force days without their authorisations, half-open; ``until_day`` is None where they do not come back.
    """

    officer: str
    from_day: int
    until_day: int | None


@dataclass(frozen=True, slots=True)
class Sample:
    """One draw: everybody who may hand in, in order, with when they would.

    Attributes
    ----------
    lenders
        Offer -> number drawn between 0 and 1; a lender accepts where it is below the probability stated.
    """

    number: int
    leavers: tuple[Leaver, ...]
    n_people: int
    lenders: Mapping[str, float]

    def at(self, share: Fraction) -> tuple[Leaver, ...]:
        """Return who has left at a share of the people: whoever has left at less has left at more."""
        return self.leavers[: n_leaving(share, self.n_people)]


def n_leaving(share: Fraction, n_people: int) -> int:
    """Return how many people a share is, to the nearest, half a person up."""
    return int(share * n_people + Fraction(1, 2))


def drawn(
    scenario: Scenario,
    people: Sequence[Person],
    model: LeaverModel,
    timing: Timing,
    seed: int,
    number: int,
) -> Sample:
    """Return a sample, which hangs on nothing but what is given here.

    Parameters
    ----------
    number
        Of the sample, from 0: more samples leave those before them as they are.
    """
    streams = {
        name: np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, number, place])))
        for place, name in enumerate(STREAMS)
    }
    chances = {name: streams[name].random(len(people)) for name in STREAMS[:3]}
    places = {person.officer: place for place, person in enumerate(people)}
    first = scenario.horizon.first_day
    leavers = []
    for officer in model.order(people, chances["order"]):
        place = places[officer]
        from_day = first + int(chances["onset"][place] * (timing.onset_days + 1))
        leavers.append(Leaver(officer, from_day, _back(timing, from_day, float(chances["return"][place]))))
    offers = sorted(offer.offer for offer in scenario.offers)
    lenders = dict(zip(offers, streams["lenders"].random(len(offers)).tolist(), strict=True))
    return Sample(number, tuple(leavers), len(people), lenders)


def _back(timing: Timing, from_day: int, chance: float) -> int | None:
    """Return the day on which somebody is back: the first by which more are back than their chance says."""
    return next((from_day + after for after, share in sorted(timing.back.items()) if chance < share), None)
