"""From a scenario to an audited plan."""

from __future__ import annotations

import logging
import resource
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from scheduler.audit import AuditReport, audit, line_findings, uncovered_of
from scheduler.collector import set_aside, uncollected
from scheduler.demand import requirements_of
from scheduler.domain.briefs import officer_briefs
from scheduler.domain.findings import Finding
from scheduler.domain.price import N_LEVELS, LevelResult
from scheduler.domain.renewal import renewals
from scheduler.domain.rota import Assignment, CrewSeat, Plan, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import LEAVE, REST
from scheduler.eligibility import OfficerOptions, options_of
from scheduler.engine.before import Before
from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort, WorkClock
from scheduler.engine.outcome import Outcome
from scheduler.engine.program import Program
from scheduler.engine.search import Progress, Search
from scheduler.engine.solution import Solution
from scheduler.engine.workers import Job, Stopped, workers
from scheduler.planning.assemble import Master, assemble
from scheduler.planning.crews import Place, named_crews
from scheduler.planning.proof import proof_of
from scheduler.planning.seats_kept import EASED, apart_alone, told_again, wanted_alone

logger = logging.getLogger(__name__)

Report = Callable[[Progress], None]

FEWEST_JUDGED_BESIDE = 250
"""Officers whose lines are worth a process of their own in the audit."""


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """How hard to try.

    Attributes
    ----------
    seconds
        Limit, of the wall clock unless ``reproducible``.
    gap
        Stop once every level above the last is exact and the last within this share of its bound; 0 goes on to the
        proof.
    workers
        Processes that search at once, each on a part of the problem.
    reproducible
        One process, and the limit is in work instead of time (arcs priced, pivots, CP-SAT's deterministic time; about
        as many seconds of a quiet machine), so that the rota is the same each time and everywhere.
    """

    seconds: float = 60.0
    gap: float = 0.0
    seed: int = 1
    workers: int = 2
    reproducible: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, the proof of its bounds, and what the next plan can begin with."""

    plan: Plan
    proof: dict[str, object]
    left: Before


class AuditMismatchError(Exception):
    """The audit disagrees with the engine: a defect of ours, after which nothing is written."""

    def __init__(self, findings: tuple[Finding, ...], message: str) -> None:
        self.findings = findings
        super().__init__(message)


def plan(
    scenario: Scenario,
    options: PlanOptions = PlanOptions(),
    report: Report = lambda _: None,
    stop: threading.Event | None = None,
    before: Before | None = None,
) -> Planned:
    """Return the best plan found in the time allowed, audited.

    Parameters
    ----------
    report
        Told at each step where the search stands.
    stop
        Set it, from a signal handler or another thread, to keep the best rota found so far.
    before
        What the plan before this one left, of a scenario like this one: the search begins with it.

    Raises
    ------
    BadInputError
        If a rule's limits in the scenario cannot be used.
    AuditMismatchError
        If the second faces do not agree with the engine.
    """
    began = time.monotonic()
    stopped = (lambda: False) if stop is None else stop.is_set
    report(Progress("reading the rules"))
    n_workers = 1 if options.reproducible else options.workers
    with uncollected():
        briefs = officer_briefs(scenario)
        eligible = options_of(scenario, briefs)
        master = assemble(scenario, briefs, eligible.officers, requirements_of(scenario), n_workers)
    effort = (
        Effort(options.seconds, stopped, WorkClock())
        if options.reproducible
        else Effort(began + options.seconds, stopped)
    )
    settings = Settings(options.workers, options.seed, options.reproducible)
    with set_aside():
        outcome = Search(master.program, effort, settings, options.gap, report, before).run()
    report(Progress("audit", outcome.price, outcome.bounds[-1]))
    with uncollected():
        rota, checked = _audited(scenario, master, eligible.officers, outcome.solution, n_workers)
    if n_crewed(rota.crews) < sum(_cars(master.program, outcome.solution).values()):
        # A car without a vehicle is not crewed; what that costs is the audit's to say, and the bounds stay true.
        outcome = replace(outcome, price=checked.price)
    if _eased(master.program, outcome.solution):
        # So it is of seats that were given up because nobody may hold them together.
        outcome = replace(outcome, price=checked.price)
    levels = _levels(outcome)
    wrong = checked.faults
    if wrong or checked.price != outcome.price:
        raise AuditMismatchError(wrong, f"the audit prices the rota at {checked.price}, the engine at {outcome.price}")
    # Fewer of what is below target is never proved: it is weighed in pence against all else there.
    proved = {"command": levels[0].exact, "crew": levels[1].exact and not levels[1].conditional}
    made = Plan(
        rota,
        outcome.price,
        levels,
        "optimal" if all(level.exact for level in levels) else "feasible",
        uncovered_of(scenario, rota, proved),
        checked.findings,
        outcome.own_least_pence,
        time.monotonic() - began,
        _peak_mb(options),
    )
    return Planned(made, proof_of(scenario, outcome), outcome.left)


def _peak_mb(options: PlanOptions) -> int:
    """Return the most memory held at once, in MiB, at most: what forked processes share is counted in each of them."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (own + (0 if options.reproducible or options.workers == 1 else options.workers * largest)) // 1024


def n_crewed(crews: Sequence[CrewSeat]) -> int:
    """Return how many cars are crewed, over all tours."""
    return len({(seat.post, seat.tour, seat.day, seat.vehicle) for seat in crews})


def _levels(outcome: Outcome) -> tuple[LevelResult, ...]:
    results, exact = [], True
    for level in range(N_LEVELS):
        price, bound = outcome.price[level], min(outcome.bounds[level], outcome.price[level])
        results.append(LevelResult(level + 1, price, bound, conditional=not exact))
        exact = exact and price == bound
    return tuple(results)


def rota_of(scenario: Scenario, master: Master, options: Sequence[OfficerOptions], solution: Solution) -> Rota:
    """Return the rota an answer of the engine means.

    Parameters
    ----------
    options
        Every officer's, in the scenario's order.
    """
    return _with_crews(scenario, master, options, solution, _placed(scenario, master, options, solution))


def _audited(
    scenario: Scenario, master: Master, options: Sequence[OfficerOptions], solution: Solution, n_workers: int
) -> tuple[Rota, AuditReport]:
    """Return the rota an answer means, and its audit.

    Of many officers the lines, which hang on nobody's car, are judged by a process of their own while crews are formed.
    """
    assignments = _placed(scenario, master, options, solution)
    number = n_workers if len(options) >= FEWEST_JUDGED_BESIDE else 1
    with workers(number, lambda: False) as crew:
        crew.begin(Job(partial(_lines_judged, scenario, Rota(assignments, ())), float("inf")))
        rota = _with_crews(scenario, master, options, solution, assignments)
        [(_, lines)] = crew.answers()
    return rota, audit(scenario, rota, lines)


def _lines_judged(scenario: Scenario, rota: Rota, _stopped: Stopped) -> list[Finding]:
    return list(line_findings(scenario, rota))


def _placed(
    scenario: Scenario, master: Master, options: Sequence[OfficerOptions], solution: Solution
) -> tuple[Assignment, ...]:
    return tuple(told_again(scenario, _assignments(scenario, master, solution), options))


def _with_crews(
    scenario: Scenario,
    master: Master,
    options: Sequence[OfficerOptions],
    solution: Solution,
    assignments: tuple[Assignment, ...],
) -> Rota:
    cars = _cars(master.program, solution)
    return Rota(assignments, named_crews(scenario, assignments, cars, _roles(scenario, options, assignments)))


def _roles(
    scenario: Scenario, options: Sequence[OfficerOptions], assignments: Sequence[Assignment]
) -> dict[Assignment, frozenset[str]]:
    """Return which driver and supervisor roles each placed officer holds, as eligibility offered the seat."""
    by_officer = {own.officer: own.days for own in options}
    waiting = renewals(scenario)
    dated: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for held in assignments:
        if held.officer in waiting:
            dated[held.officer].add((held.tour, held.day))
    found: dict[Assignment, frozenset[str]] = {}
    for held in assignments:
        seats = by_officer[held.officer][held.day - scenario.horizon.first_day].seats
        shut = {
            one.gate
            for one in waiting.get(held.officer, ())
            if not one.open_over(held.start_at, held.end_at, dated[held.officer])
        }
        for seat in (seat for groups in seats.values() for group in groups for seat in group):
            if (seat.post, seat.tour) == (held.post, held.tour) and not seat.awaits & shut:
                found[held] = found.get(held, frozenset()) | seat.roles
    return found


def _assignments(scenario: Scenario, master: Master, solution: Solution) -> tuple[Assignment, ...]:
    tours, zone, horizon = scenario.tours_by_code, scenario.horizon.zone, scenario.horizon
    roles = {post.post: post.role for post in scenario.posts}
    forces = {officer.officer: officer.force for officer in scenario.officers}
    found = []
    for number, officer in enumerate(master.program.officers):
        posts = {}
        for seat in solution.seats[number]:
            post, tour, day = master.program.places[int(master.program.openings.place[seat])]
            posts[tour, day] = post
        for place, day in enumerate(horizon.days):
            code = master.codes[number][solution.choice[number, place]]
            for name in () if code in (REST, LEAVE) else code.split("+"):
                post = posts.get((name, day), "")
                found.append(
                    Assignment(
                        officer,
                        day,
                        name,
                        tours[name].start_at(day, zone),
                        tours[name].end_at(day, zone),
                        forces[officer],
                        post,
                        roles.get(post, ""),
                        "provisional" if horizon.provisional(day) else "planned",
                    )
                )
    kept = wanted_alone(scenario, sorted(found))
    return tuple(apart_alone(scenario, kept) if _eased(master.program, solution) else kept)


def _eased(program: Program, solution: Solution) -> bool:
    """Say whether somebody holds what nobody may, as only a search that was cut short leaves it."""
    amounts = zip(program.amount_keys, solution.amounts.tolist(), strict=True)
    return any(value > 0 and key.startswith(EASED) for key, value in amounts)


def _cars(program: Program, solution: Solution) -> dict[Place, int]:
    cars = {}
    for place, crews in program.crews.items():
        number = int(solution.amounts[crews.amount])
        if number:
            cars[program.places[place]] = number
    return cars
