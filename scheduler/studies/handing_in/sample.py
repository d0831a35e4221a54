"""One sample of a hand-in study: every share, every response, each share using what the others prove."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.engine.before import Before
from scheduler.engine.cover import CoverEffort, least_uncovered
from scheduler.planning.plan import AuditMismatchError, Planned, PlanOptions, plan, rota_of
from scheduler.planning.thinning import Thinned, Thinning
from scheduler.replanning.told import Terms, told_by, with_told
from scheduler.studies.handing_in.as_published import left_standing
from scheduler.studies.handing_in.lenders import agreeing, lent, usable, with_help_of
from scheduler.studies.handing_in.point import (
    Fallen,
    Point,
    SettledBy,
    Taken,
    fallen_of,
    limits_broken,
    status_of,
    taken_of,
)
from scheduler.studies.handing_in.settings import WITH_AID, HandIn, Response
from scheduler.studies.leavers.draws import Sample, drawn
from scheduler.studies.leavers.model import population
from scheduler.studies.leavers.stepping_back import without_leavers

Stopped = Callable[[], bool]


@dataclass(frozen=True)
class Baseline:
    """What was published, and what its plan left for those that begin with it.

    Attributes
    ----------
    scenario
        That it was planned from, help from elsewhere among it.
    """

    scenario: Scenario
    rota: Rota
    left: Before


@dataclass(frozen=True)
class _Cover:
    """What is known of cover at one share: least uncovered found and proved, and the rota that has it."""

    command: int
    command_at_least: int
    crews: int
    crews_at_least: int
    settled_by: SettledBy
    fallen: Fallen | None


@dataclass(frozen=True)
class _Case:
    """A share of a sample: the scenario as it is then."""

    share: Fraction
    scenario: Scenario
    thinned: Thinned
    n_leavers: int
    changed: frozenset[str]


class StopStudyError(Exception):
    """A sample was asked to stop before it was through."""


class HandInStudy:
    """A study made ready: what is the same for all its samples is worked out once.

    Raises
    ------
    BadInputError
        If a rule's limits in the scenario cannot be used.
    """

    def __init__(self, baseline: Baseline, settings: HandIn) -> None:
        self.baseline = baseline
        self.settings = settings
        self.people = population(baseline.scenario, settings.who)
        self._thinning = Thinning(baseline.scenario)
        self._law = limits_broken(baseline.scenario, baseline.rota)
        horizon = baseline.scenario.horizon
        days = range(horizon.first_day, horizon.first_day + horizon.n_days)
        self._told = told_by(baseline.scenario, baseline.rota, Terms(horizon.first_day - 1), "published", days)

    def sample(self, number: int) -> Sample:
        """Return the draw of a sample."""
        asked = self.settings
        return drawn(self.baseline.scenario, self.people, asked.model, asked.timing, asked.seed, number)

    def points(self, number: int, stopped: Stopped = lambda: False) -> list[Point]:
        """Return every point of a sample, by response and share.

        Raises
        ------
        StopStudyError
            If it was stopped.
        AuditMismatchError
            If the second faces do not agree with the engine.
        """
        sample = self.sample(number)
        alone = self._cases(sample, frozenset(), stopped)
        found = [self._as_published(sample, case) for case in alone]
        helps = [(False, frozenset[str]())]
        if usable(self.baseline.scenario):
            helps.append((True, agreeing(sample, self.settings.accepts)))
        for aided, offers in helps:
            cases = self._cases(sample, offers, stopped) if aided else alone
            covers = self._covers(cases, stopped)
            for own, with_aid in WITH_AID.items():
                response = with_aid if aided else own
                for case, cover in zip(cases, covers, strict=True):
                    found.append(self._replanned(response, sample, case, cover, stopped))
        return found

    def _cases(self, sample: Sample, offers: frozenset[str], stopped: Stopped) -> list[_Case]:
        """Return a sample at each share, with the help of some offers."""
        found = []
        for share in self.settings.shares:
            _heed(stopped)
            leavers = sample.at(share)
            left = without_leavers(self.baseline.scenario, self.people, leavers)
            scenario = with_help_of(left, offers, self.settings.lead_hours)
            changed = frozenset((*(one.officer for one in leavers), *lent(scenario)))
            thinned = self._thinning.without(scenario, changed)
            found.append(_Case(share, scenario, thinned, len(leavers), changed))
        return found

    def _as_published(self, sample: Sample, case: _Case) -> Point:
        changed = [own for own in case.thinned.options if own.officer in case.changed]
        rota = left_standing(case.scenario, self.baseline.rota, changed)
        fallen = fallen_of(case.scenario, rota)
        taken = taken_of(case.scenario, rota, self.baseline.rota, self._law)
        exact = (fallen.command, fallen.command, fallen.crews, fallen.crews)
        return _point("as_published", sample, case, _Cover(*exact, "counted", fallen), taken)

    def _covers(self, cases: list[_Case], stopped: Stopped) -> list[_Cover]:
        """Return what is known of cover at each share, the largest first: what holds with more leavers holds with fewer."""
        found: list[_Cover] = []
        for case in reversed(cases):
            _heed(stopped)
            if found and found[-1].command == found[-1].crews == 0:
                found.append(replace(found[-1], settled_by="nested"))
            else:
                found.append(self._cover(case))
        found.reverse()
        for number in range(1, len(found)):
            found[number] = _at_least(found[number], found[number - 1])
        return found

    def _cover(self, case: _Case) -> _Cover:
        asked = self.settings
        effort = CoverEffort(asked.cover_seconds, asked.cover_seconds / 2)
        least = least_uncovered(case.thinned.master.program, self.baseline.left, effort)
        rota = rota_of(case.scenario, case.thinned.master, case.thinned.options, least.outcome)
        fallen = fallen_of(case.scenario, rota)
        price, bounds = least.outcome.price, least.outcome.bounds
        if (fallen.command, fallen.crews) < (price.command, price.crews):
            message = (
                f"the audit counts {fallen.command} and {fallen.crews} duties, the engine {price[0]} and {price[1]}"
            )
            raise AuditMismatchError((), message)
        settled: SettledBy = "none" if least.settled == "open" else least.settled
        # A car without a vehicle is not crewed, whatever the engine counts; bounds stay true.
        return _Cover(fallen.command, bounds[0], fallen.crews, bounds[1], settled, fallen)

    def _replanned(self, response: Response, sample: Sample, case: _Case, cover: _Cover, stopped: Stopped) -> Point:
        if sample.number >= self.settings.measured:
            return _point(response, sample, case, cover, None)
        _heed(stopped)
        scenario = case.scenario
        if response.startswith("least_change"):
            scenario = with_told(scenario, self._told)
        options = PlanOptions(self.settings.plan_seconds, 0.0, self.settings.seed, 1, reproducible=True)
        planned = plan(scenario, options, before=self.baseline.left)
        taken = taken_of(scenario, planned.plan.rota, self.baseline.rota, self._law)
        return _point(response, sample, case, _with_plan(cover, scenario, planned), taken)


def _with_plan(cover: _Cover, scenario: Scenario, planned: Planned) -> _Cover:
    """Return what is known with a plan beside the proof of cover: the higher bounds, and the rota that leaves fewer."""
    fallen = fallen_of(scenario, planned.plan.rota)
    levels = planned.plan.levels
    command_at_least = max(cover.command_at_least, levels[0].bound)
    crews_at_least = max(cover.crews_at_least, 0 if levels[1].conditional else levels[1].bound)
    better = cover.fallen is None or (fallen.command, fallen.crews) <= (cover.command, cover.crews)
    shown = fallen if better else cover.fallen
    command, crews = min((fallen.command, fallen.crews), (cover.command, cover.crews))
    settled = cover.settled_by
    if settled == "none" and status_of((command, command_at_least), (crews, crews_at_least)) == "proved":
        settled = "search"
    return _Cover(command, command_at_least, crews, crews_at_least, settled, shown)


def _at_least(cover: _Cover, fewer: _Cover) -> _Cover:
    """Return what is known at a share with what is proved at a smaller one.

    Crews are counted with as few command duties uncovered as can be, so that their least is the larger share's too only
    where those are as many.
    """
    command = min(cover.command, max(cover.command_at_least, fewer.command_at_least))
    crews = cover.crews_at_least
    if fewer.command == fewer.command_at_least == cover.command:
        crews = min(cover.crews, max(crews, fewer.crews_at_least))
    return replace(cover, command_at_least=command, crews_at_least=crews)


def _point(response: Response, sample: Sample, case: _Case, cover: _Cover, taken: Taken | None) -> Point:
    status = status_of((cover.command, cover.command_at_least), (cover.crews, cover.crews_at_least))
    return Point(
        response,
        str(case.share),
        sample.number,
        case.n_leavers,
        status,
        cover.settled_by,
        cover.command,
        cover.command_at_least,
        cover.crews,
        cover.crews_at_least,
        cover.fallen,
        taken,
    )


def _heed(stopped: Stopped) -> None:
    if stopped():
        raise StopStudyError
