"""One sample of a hand-in study: every share, every response, each share using what the others prove."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scheduler.audit import audit
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.engine.before import Before
from scheduler.engine.cover import CoverEffort
from scheduler.planning.ladder import rungs_of
from scheduler.planning.plan import Planned, PlanOptions, plan
from scheduler.replanning.told import Terms, told_by, with_told
from scheduler.studies.handing_in.as_published import helped, left_standing
from scheduler.studies.handing_in.case import Case, Cases, Step, Stopped, heed
from scheduler.studies.handing_in.climbing import Ladders, Reached
from scheduler.studies.handing_in.cover import Cover, published_lines, with_plan
from scheduler.studies.handing_in.point import Fallen, FoundBy, Point, fallen_of, status_of
from scheduler.studies.handing_in.settings import REPLANNED, HandIn, Response, response_of
from scheduler.studies.handing_in.taken import Taken, limits_broken, taken_of
from scheduler.studies.leavers.draws import Sample, drawn
from scheduler.studies.leavers.model import population


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
        self.cases = Cases(baseline.scenario, settings, self.people)
        self.law = limits_broken(audit(baseline.scenario, baseline.rota).findings)
        self.published = published_lines(baseline.scenario, baseline.left)
        horizon = baseline.scenario.horizon
        days = range(horizon.first_day, horizon.first_day + horizon.n_days)
        self.told = told_by(baseline.scenario, baseline.rota, Terms(horizon.first_day - 1), "published", days)

    @property
    def effort(self) -> CoverEffort:
        """Of the proof of cover of one share."""
        return CoverEffort(self.settings.cover_seconds, self.settings.cover_seconds / 2)

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
        return _OneSample(self, self.sample(number), stopped).points()


class _OneSample:
    """A sample being worked out."""

    def __init__(self, study: HandInStudy, sample: Sample, stopped: Stopped) -> None:
        self._study = study
        self._sample = sample
        self._stopped = stopped
        shares, left = study.settings.shares, study.baseline.left
        self._ladders = Ladders(study.cases, sample, shares, left, study.published, study.effort, stopped)
        self._plans: dict[tuple[Response, Step, int], tuple[Planned, Taken]] = {}
        self._stands: dict[int, tuple[Fallen, Taken]] = {}
        self._covers_take: dict[tuple[Step, int], Taken] = {}

    @property
    def _measured(self) -> bool:
        return self._sample.number < self._study.settings.measured

    def points(self) -> list[Point]:
        """Return every point."""
        ladders = self._study.cases.ladders
        found = self._as_published(aided="_aid" in ladders)
        for ending, ladder in {"": (Step(),), **ladders}.items():
            reached = self._ladders.climbed(ladder)
            for base in REPLANNED:
                found += [self._replanned(base, ending, place, one) for place, one in enumerate(reached)]
        return found

    def _as_published(self, *, aided: bool) -> list[Point]:
        """Return the points of the rota in which nobody is moved, and then those with help beside it."""
        alone, with_help = list[Point](), list[Point]()
        for place in range(len(self._study.settings.shares)):
            case = self._ladders.case(Step(), place)
            rota = self._standing(case)
            fallen = fallen_of(case.scenario, rota)
            exact = (fallen.command, fallen.command, fallen.crews, fallen.crews)
            cover, taken = Cover(*exact, "counted", fallen), self._taken_of(case, rota)
            alone.append(self._point("as_published", case, cover, taken, "published"))
            if cover.covered:
                self._stands[place] = fallen, taken
            if aided:
                with_help.append(self._helped(place, rota, cover, taken))
        return alone + with_help

    def _standing(self, case: Case) -> Rota:
        changed = [own for own in case.thinned.options if own.officer in case.changed]
        return left_standing(case.scenario, self._study.baseline.rota, changed)

    def _helped(self, place: int, standing: Rota, alone: Cover, taken: Taken) -> Point:
        """Return the point of a share with help beside what stands, from no further away than it has to come."""
        study = self._study
        if alone.covered:
            return self._point("as_published_aid", self._ladders.case(Step(), place), alone, taken, "published")
        seconds = study.settings.plan_seconds if self._measured else None
        tried = []
        for rung in rungs_of(study.baseline.scenario)[1:]:
            case = self._ladders.case(Step(0, rung), place)
            tried.append((*helped(case, study.baseline.rota, standing, study.effort, seconds), case))
            if tried[-1][0].covered:
                break
        cover, rota, case = min(tried, key=lambda one: (one[0].command, one[0].crews))
        furthest = tried[-1][0]
        cover = replace(
            cover,
            command_at_least=min(cover.command, furthest.command_at_least),
            crews_at_least=min(cover.crews, furthest.crews_at_least),
        )
        found_by: FoundBy = "cover" if seconds is None else "plan"
        return self._point("as_published_aid", case, cover, self._taken_of(case, rota), found_by)

    def _replanned(self, base: Response, ending: str, place: int, reached: Reached) -> Point:
        response = response_of(base, ending)
        if self._measured:
            planned, taken = self._planned(base, place, reached)
            cover = with_plan(reached.cover, reached.case.scenario, planned)
            if cover.held is None:
                return self._point(response, reached.case, cover, taken, "plan")
        else:
            cover = reached.cover
            if place in self._stands:
                fallen, taken = self._stands[place]
                settled = cover.settled_by if cover.covered else "stands"
                return self._point(response, reached.case, Cover(0, 0, 0, 0, settled, fallen), taken, "published")
        by_cover = None if cover.held is None else self._taken_of_cover(place, reached, cover.held.rota)
        return self._point(response, reached.case, cover, by_cover, "cover")

    def _planned(self, base: Response, place: int, reached: Reached) -> tuple[Planned, Taken]:
        """Return the plan of a share on the step reached, and what it takes."""
        key = (base, reached.step, place)
        if key not in self._plans:
            heed(self._stopped)
            study, scenario = self._study, reached.case.scenario
            if base == "least_change":
                scenario = with_told(scenario, study.told)
            options = PlanOptions(study.settings.plan_seconds, 0.0, study.settings.seed, 1, reproducible=True)
            planned = plan(scenario, options, before=study.baseline.left)
            taken = taken_of(scenario, planned.plan.rota, study.baseline.rota, study.law)
            self._plans[key] = planned, taken
        return self._plans[key]

    def _taken_of_cover(self, place: int, reached: Reached, rota: Rota) -> Taken:
        """Return what the rota of the proof of cover takes, which is the same for every response on that step."""
        key = (reached.step, place)
        if key not in self._covers_take:
            self._covers_take[key] = self._taken_of(reached.case, rota)
        return self._covers_take[key]

    def _taken_of(self, case: Case, rota: Rota) -> Taken:
        heed(self._stopped)
        return taken_of(case.scenario, rota, self._study.baseline.rota, self._study.law)

    def _point(self, response: Response, case: Case, cover: Cover, taken: Taken | None, found_by: FoundBy) -> Point:
        return Point(
            response,
            str(case.share),
            self._sample.number,
            case.n_leavers,
            status_of((cover.command, cover.command_at_least), (cover.crews, cover.crews_at_least)),
            cover.settled_by,
            cover.command,
            cover.command_at_least,
            cover.crews,
            cover.crews_at_least,
            cover.fallen,
            taken,
            found_by,
        )
