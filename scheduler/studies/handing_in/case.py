"""A share of a sample as a problem: the scenario as it is then, with the levers pulled and the help asked of one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scheduler.domain.aid import RUNGS
from scheduler.domain.levers import Lever
from scheduler.domain.scenario import Scenario
from scheduler.levers.pulling import bending, pulled
from scheduler.planning.ladder import rungs_of
from scheduler.planning.thinning import Thinned, Thinning
from scheduler.studies.handing_in.lenders import agreeing, lent, usable, with_help_of
from scheduler.studies.handing_in.settings import HandIn
from scheduler.studies.leavers.draws import Sample
from scheduler.studies.leavers.model import Person
from scheduler.studies.leavers.stepping_back import without_leavers

Stopped = Callable[[], bool]


class StopStudyError(Exception):
    """A sample was asked to stop before it was through."""


def heed(stopped: Stopped) -> None:
    """End the sample where somebody asked for that.

    Raises
    ------
    StopStudyError
        If somebody did.
    """
    if stopped():
        raise StopStudyError


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the ladder, with all before it.

    Attributes
    ----------
    levers
        How many of the levers that are allowed and change anything are pulled.
    rung
        From how far away help may come.
    """

    levers: int = 0
    rung: str = RUNGS[0]

    def includes(self, other: Step) -> bool:
        """Return whether all that another step can do can be done on this one too."""
        return self.levers >= other.levers and RUNGS.index(self.rung) >= RUNGS.index(other.rung)


@dataclass(frozen=True)
class Case:
    """A share of a sample on one step.

    Attributes
    ----------
    changed
        Officers who may do less than in the scenario the study began with.
    """

    share: Fraction
    scenario: Scenario
    thinned: Thinned
    n_leavers: int
    changed: frozenset[str]


class Cases:
    """Makes cases: the master problem of each number of levers pulled is put together once.

    Raises
    ------
    BadInputError
        If a rule's limits in the scenario cannot be used.
    """

    def __init__(self, scenario: Scenario, settings: HandIn, people: Sequence[Person]) -> None:
        self.levers: tuple[Lever, ...] = tuple(bending(scenario)) if settings.levers else ()
        self._scenario = scenario
        self._settings = settings
        self._people = people
        self._thinnings: dict[int, Thinning] = {0: Thinning(scenario)}

    @property
    def ladders(self) -> Mapping[str, tuple[Step, ...]]:
        """The steps of each ladder that has more than the planned rota, by what its responses end in."""
        own = (Step(), *(Step(number + 1) for number in range(len(self.levers))))
        found = {"_levers": own} if self.levers else {}
        if usable(self._scenario):
            found["_aid"] = (*own, *(Step(len(self.levers), rung) for rung in rungs_of(self._scenario)[1:]))
        return found

    def at(self, sample: Sample, share: Fraction, step: Step) -> Case:
        """Return a share of a sample on a step."""
        leavers = sample.at(share)
        left = without_leavers(self._scenario, self._people, leavers)
        agreed = agreeing(sample, self._settings.accepts)
        reach = RUNGS[: RUNGS.index(step.rung) + 1]
        offers = frozenset(one.offer for one in left.offers if one.offer in agreed and one.relation in reach)
        scenario = pulled(with_help_of(left, offers, self._settings.lead_hours), self.levers[: step.levers])
        changed = frozenset((*(one.officer for one in leavers), *lent(scenario)))
        thinned = self._thinning(step.levers).without(scenario, changed)
        return Case(share, scenario, thinned, len(leavers), changed)

    def _thinning(self, levers: int) -> Thinning:
        if levers not in self._thinnings:
            self._thinnings[levers] = Thinning(pulled(self._scenario, self.levers[:levers]))
        return self._thinnings[levers]
