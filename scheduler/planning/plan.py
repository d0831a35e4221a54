"""From a scenario to an audited plan."""

from __future__ import annotations

import logging
import resource
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from scheduler.audit import AuditReport, audit, line_findings, uncovered_of
from scheduler.collector import set_aside, uncollected
from scheduler.demand import requirements_of
from scheduler.domain.briefs import officer_briefs
from scheduler.domain.findings import Finding
from scheduler.domain.price import N_LEVELS, LevelResult
from scheduler.domain.rota import Plan, Rota
from scheduler.domain.scenario import Scenario
from scheduler.eligibility import OfficerOptions, options_of
from scheduler.engine.before import Before
from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort, WorkClock
from scheduler.engine.outcome import Outcome
from scheduler.engine.search import Progress, Search
from scheduler.engine.solution import Solution
from scheduler.engine.workers import Job, Stopped, workers
from scheduler.planning.assemble import Master, assemble
from scheduler.planning.naming import assignments_of, gives_up, with_crews
from scheduler.planning.proof import proof_of

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
    effort = _effort(options, began, stopped)
    settings = Settings(options.workers, options.seed, options.reproducible)
    with set_aside():
        outcome = Search(master.program, effort, settings, options.gap, report, before).run()
    report(Progress("audit", outcome.price, outcome.bounds[-1]))
    with uncollected():
        rota, checked = _audited(scenario, master, eligible.officers, outcome.solution, n_workers)
    if gives_up(master, outcome.solution, rota):
        # What that costs is the audit's to say, and the bounds stay true.
        outcome = replace(outcome, price=checked.price)
    if checked.faults or checked.price != outcome.price:
        message = f"the audit prices the rota at {checked.price}, the engine at {outcome.price}"
        raise AuditMismatchError(checked.faults, message)
    made = _plan_of(scenario, rota, outcome, checked.findings)
    made = replace(made, seconds=time.monotonic() - began, peak_rss_mb=_peak_mb(options))
    return Planned(made, proof_of(scenario, outcome), outcome.left)


def _effort(options: PlanOptions, began: float, stopped: Callable[[], bool]) -> Effort:
    """Return how long to go on, by the clock or by the work done."""
    if options.reproducible:
        return Effort(options.seconds, stopped, WorkClock())
    return Effort(began + options.seconds, stopped)


def _plan_of(scenario: Scenario, rota: Rota, outcome: Outcome, findings: tuple[Finding, ...]) -> Plan:
    """Return a rota as a plan, with what is proved of it, but not yet what it took."""
    levels = _levels(outcome)
    # Fewer of what is below target is never proved: it is weighed in pence against all else there.
    proved = {"command": levels[0].exact, "crew": levels[1].exact and not levels[1].conditional}
    return Plan(
        rota,
        outcome.price,
        levels,
        "optimal" if all(level.exact for level in levels) else "feasible",
        uncovered_of(scenario, rota, proved),
        findings,
        outcome.own_least_pence,
        seconds=0.0,
        peak_rss_mb=0,
    )


def _peak_mb(options: PlanOptions) -> int:
    """Return the most memory held at once, in MiB, at most: what forked processes share is counted in each of them."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (own + (0 if options.reproducible or options.workers == 1 else options.workers * largest)) // 1024


def _levels(outcome: Outcome) -> tuple[LevelResult, ...]:
    results, exact = [], True
    for level in range(N_LEVELS):
        price, bound = outcome.price[level], min(outcome.bounds[level], outcome.price[level])
        results.append(LevelResult(level + 1, price, bound, conditional=not exact))
        exact = exact and price == bound
    return tuple(results)


def _audited(
    scenario: Scenario, master: Master, options: Sequence[OfficerOptions], solution: Solution, n_workers: int
) -> tuple[Rota, AuditReport]:
    """Return the rota an answer means, and its audit.

    Of many officers the lines, which hang on nobody's car, are judged by a process of their own while crews are formed.
    """
    assignments = assignments_of(scenario, master, options, solution)
    number = n_workers if len(options) >= FEWEST_JUDGED_BESIDE else 1
    with workers(number, lambda: False) as crew:
        crew.begin(Job(partial(_lines_judged, scenario, Rota(assignments, ())), float("inf")))
        rota = with_crews(scenario, master, options, solution, assignments)
        [(_, lines)] = crew.answers()
    return rota, audit(scenario, rota, lines)


def _lines_judged(scenario: Scenario, rota: Rota, _stopped: Stopped) -> list[Finding]:
    return list(line_findings(scenario, rota))
