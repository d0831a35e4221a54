"""What is measured, each in a process of its own: ``python -m tests.benchmarks.jobs JOB.json RESULT.json``."""

from __future__ import annotations

import json
import random
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

    from scheduler.domain.rota import Plan
    from scheduler.domain.scenario import Scenario
    from scheduler.engine.before import Before
    from scheduler.engine.search import Progress
    from scheduler.planning.plan import Planned

Job = Mapping[str, Any]
"""``kind`` and what that kind of job wants; see the functions of ``KINDS``."""
Result = dict[str, Any]

GAPS = (0.05, 0.02, 0.01, 0.005, 0.0)
QUIET_SECONDS = 5.0
MOST_TRACED = 400
ROOT = Path(__file__).resolve().parents[2]


def say(text: str) -> None:
    """Write a line to stderr."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def scenario_of(job: Job) -> Scenario:
    """Return the job's scenario: a committed ``folder``, or a ``template`` with ``seed``, ``officers`` and ``days``."""
    from scheduler.scenario_io import load, write_folder
    from scheduler.scenario_io.templates import template

    if "folder" in job:
        return load(ROOT / job["folder"], days=job.get("days")).scenario
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "scenario"
        write_folder(folder, *template(job["template"], job.get("seed"), job.get("officers"), job.get("days")))
        return load(folder).scenario


class Trace:
    """Notes where a search stands, and says so on stderr every few seconds."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.said_at = float("-inf")
        self.points: list[tuple[float, tuple[int, ...], int]] = []

    def __call__(self, progress: Progress) -> None:
        """Note one report of the search."""
        seconds = time.monotonic() - self.began
        if progress.price is not None and progress.bound_pence is not None:
            self.points.append((round(seconds, 2), tuple(progress.price), progress.bound_pence))
        if seconds - self.said_at >= QUIET_SECONDS:
            self.said_at = seconds
            best = "/".join(f"{value:,}" for value in progress.price or ())
            say(f"  {seconds:6.1f} s  {progress.stage}  {best}  bound {progress.bound_pence or 0:,} p")


def after_step_backs(scenario: Scenario, number: int) -> Scenario:
    """Return the scenario after so many armed officers, drawn by lot, have stepped back within its first four days."""
    from scheduler.domain.events import Event
    from scheduler.domain.time import instant

    armed = {role.role for role in scenario.roles if role.armed}
    able = sorted({held.officer for held in scenario.authorisations if held.role in armed})
    dice = random.Random(number)
    events = []
    for officer in dice.sample(able, min(number, len(able))):
        day, minute = scenario.horizon.first_day + dice.randrange(4), 30 * dice.randrange(48)
        events.append(Event(officer, "step_back", "", instant(day, minute, scenario.horizon.zone)))
    return scenario.with_events(events)


def planned(scenario: Scenario, job: Job, trace: Trace, left: Before | None = None) -> Planned:
    """Plan with the job's ``seconds``, ``gap``, ``solver_seed`` and ``workers``; Ctrl-C ends the search early."""
    from scheduler.planning.plan import PlanOptions, plan

    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = signal.signal(signal.SIGINT, ask)
    options = PlanOptions(job["seconds"], job.get("gap", 0.0), job.get("solver_seed", 1), job.get("workers", 2))
    try:
        return plan(scenario, options, trace, stop, left)
    finally:
        signal.signal(signal.SIGINT, before)


def reached(
    points: Sequence[tuple[float, tuple[int, ...], int]], levels: Sequence[Sequence[Any]], least: int, seconds: float
) -> dict[str, float | None]:
    """Return after how many seconds the last level was first seen within each gap of its bound, None for never.

    A point counts where the levels above stand where they end, and only if the end proves them exact.

    Parameters
    ----------
    points
        Seconds, price and bound of the last level, as the search went on.
    levels
        Price and bound of each level at the end.
    least
        Sum of each officer's own least price: the zero point of the gap.
    seconds
        When the search ended.
    """
    above = tuple(level[0] for level in levels[:-1])
    exact = all(level[0] == level[1] for level in levels[:-1])
    last = (seconds, tuple(level[0] for level in levels), levels[-1][1])
    found: dict[str, float | None] = {}
    for gap in GAPS:
        found[str(gap)] = next(
            (
                at
                for at, price, bound in [*points, last]
                if exact and price[:-1] == above and price[-1] - bound <= gap * (price[-1] - least)
            ),
            None,
        )
    return found


def told(plan: Plan, scenario: Scenario, trace: Trace) -> Result:
    """Return what is kept of a plan."""
    levels = [[level.price, level.bound, level.conditional] for level in plan.levels]
    below = [one for one in plan.uncovered if one.grade != "target"]
    points = trace.points[:: 1 + len(trace.points) // MOST_TRACED]
    return {
        "n_officers": len(scenario.officers),
        "n_days": scenario.horizon.n_days,
        "seconds": round(plan.seconds, 2),
        "status": plan.status,
        "levels": levels,
        "gap": None if plan.gap == float("inf") else plan.gap,
        "gap_pence": plan.gap_pence,
        "officers_least_pence": plan.officers_least_pence,
        "below_minimum": len({one.duty.duty for one in below}),
        "below_minimum_provisional": len({one.duty.duty for one in below if one.provisional}),
        "cars": list(_cars(plan, scenario)),
        "breaches": sum(finding.grade == "breach" for finding in plan.findings),
        "reached": reached(trace.points, levels, plan.officers_least_pence or 0, round(plan.seconds, 2)),
        "trace": points,
    }


def _cars(plan: Plan, scenario: Scenario) -> tuple[int, int]:
    """Return how many duties of cars there are, and how many of them are below target somewhere."""
    from scheduler.domain.duties import duties_of

    crewed = {post.post for post in scenario.posts if post.crewed}
    short = {one.duty.duty for one in plan.uncovered if one.duty.post in crewed}
    return sum(duty.post in crewed and duty.target > 0 for duty in duties_of(scenario)), len(short)


def binding(proof: Mapping[str, Any]) -> dict[str, int]:
    """Return how many shared rows of each kind have a price in the proofs of the last level."""
    from scheduler.domain.price import N_LEVELS

    counts: dict[str, int] = {}
    for part in proof["parts"]:
        for row, dual in part["rows"].items() if part["level"] == N_LEVELS else ():
            kind = row.split("/")[0]
            if dual and kind != "tally":
                counts[kind] = counts.get(kind, 0) + 1
    return dict(sorted(counts.items()))


def plan_job(job: Job) -> Result:
    """Plan one scenario; with ``step_backs``, after a plan of ``before_seconds`` without them, from what that left."""
    began = time.monotonic()
    scenario, left = scenario_of(job), None
    load_seconds = round(time.monotonic() - began, 2)
    if "step_backs" in job:
        left = planned(scenario, {**job, "seconds": job["before_seconds"]}, Trace()).left
        scenario = after_step_backs(scenario, job["step_backs"])
    trace = Trace()
    found = planned(scenario, job, trace, left)
    return {**told(found.plan, scenario, trace), "load_seconds": load_seconds, "binding": binding(found.proof)}


def ladder_job(job: Job) -> Result:
    """Plan a template's scenario ``before_seconds``, lay ``overlays`` over it, and climb the ladder from what that left."""
    from scheduler.planning.ladder import climb
    from scheduler.planning.plan import PlanOptions
    from scheduler.scenario_io import load, write_folder
    from scheduler.scenario_io.templates import files_beside, template

    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "scenario"
        settings, tables = template(job["template"], job.get("seed"), job.get("officers"), job.get("days"))
        write_folder(folder, settings, tables, files_beside(job["template"], settings, tables))
        plain = load(folder).scenario
        laid = [folder / "overlays" / f"{name}.toml" for name in job["overlays"]]
        scenario = load(folder, overlays=laid).scenario
    left = planned(plain, {**job, "seconds": job["before_seconds"]}, Trace()).left
    began = time.monotonic()
    options = PlanOptions(job["seconds"], job.get("gap", 0.0), 1, job.get("workers", 2))
    climbed = climb(scenario, options, Trace(), threading.Event(), before=left)
    return {
        "n_officers": len(scenario.officers),
        "seconds": round(time.monotonic() - began, 2),
        "steps": [
            {
                "rung": step.rung,
                "lever": step.lever,
                "seconds": round(step.seconds, 2),
                "command": step.command,
                "crews": step.crews,
                "levels": [[level.price, level.bound] for level in step.levels],
            }
            for step in climbed.steps
        ],
    }


def replan_job(job: Job) -> Result:
    """Plan ``before_seconds``; then, once for each of the ``sick``, again with least change after one officer is sick.

    The officers are drawn by lot from those with a seat on the day. Seconds are of the plan anew and of the count of the
    fewest people to tell, together.
    """
    from scheduler.planning.plan import PlanOptions
    from scheduler.planning.replan import counted, without_count
    from scheduler.replanning.told import Terms, told_by, with_told

    scenario = scenario_of(job)
    first, n_days = scenario.horizon.first_day, scenario.horizon.n_days
    before = planned(scenario, {**job, "seconds": job["before_seconds"]}, Trace())
    day = first + n_days // 3
    seated = sorted({held.officer for held in before.plan.rota.assignments if held.day == day and held.post})
    away = {
        name
        for row in scenario.abstractions
        if row.until_day > day and row.from_day < day + 7
        for name in [row.officer]
    }
    drawn = random.Random(job["sick"]).sample([name for name in seated if name not in away], job["sick"])
    allowed, found = PlanOptions(job["seconds"]), list[dict[str, Any]]()
    for officer in drawn:
        began = time.monotonic()
        told = told_by(scenario, before.plan.rota, Terms(day - 1, 2), "before", range(first, first + n_days))
        again = with_told(after_sickness(scenario, officer, day), told)
        made = planned(again, {**job, "seconds": without_count(allowed).seconds}, Trace(), before.left)
        changed = counted(again, made, allowed)
        if changed is None:
            continue
        found.append(
            {
                "officer": officer,
                "seconds": round(time.monotonic() - began, 2),
                "plan_seconds": round(made.plan.seconds, 2),
                "status": made.plan.status,
                "people": len(changed.to_tell),
                "other_tours": len(changed.other_tours),
                "at_least": changed.at_least,
                "days": len(changed.changes),
            }
        )
    return {"n_officers": len(scenario.officers), "before": before.plan.status, "replans": found}


def after_sickness(scenario: Scenario, officer: str, day: int) -> Scenario:
    """Return the scenario after an officer has reported sick for a week from a day on."""
    from dataclasses import replace

    from scheduler.domain.people import Abstraction

    sick = Abstraction(officer, "sickness", "everything", day, day + 7)
    return replace(scenario, abstractions=(*scenario.abstractions, sick))


def rolling_job(job: Job) -> Result:
    """Plan ``days`` at once, and in two halves of which the second knows the first; price both by the same yardstick."""
    from tests.benchmarks.rolling import compare

    return compare(job)


def monolith_job(job: Job) -> Result:
    """State one scenario as one CP-SAT model, and solve it with the job's ``subsolvers``.

    The price is the audit's: in a rota that is not proved best, the model may hold more amounts short than the rota is.
    """
    from scheduler.audit import audit
    from tests.benchmarks.monolith import Monolith
    from tests.benchmarks.solving import solve

    began, scenario = time.monotonic(), scenario_of(job)
    model = Monolith(scenario, lambda stage: say(f"  {time.monotonic() - began:6.1f} s  {stage}"))
    said_at = [float("-inf")]

    def tell(at: float, combined: int | None, bound: int) -> None:
        if at - said_at[0] >= QUIET_SECONDS:
            said_at[0] = at
            say(f"  {at:6.1f} s  weighted sum {combined if combined is not None else '-'}  bound {bound}")

    answer = solve(model, job["seconds"], job.get("workers", 2), job.get("solver_seed", 1), job["subsolvers"], tell)
    checked = audit(scenario, answer.rota) if answer.rota else None
    price = list(checked.price) if checked else None
    trace = answer.trace[:: 1 + len(answer.trace) // MOST_TRACED]
    return {
        "n_officers": len(scenario.officers),
        "n_days": scenario.horizon.n_days,
        "seconds": round(answer.seconds, 2),
        "build_seconds": round(answer.build_seconds, 2),
        "status": answer.status.lower(),
        "price": price,
        "faults": len(checked.faults) if checked else 0,
        "combined": price and sum(weight * part for weight, part in zip(answer.weights, price, strict=True)),
        "bound": answer.bound,
        "weights": list(answer.weights),
        "n_variables": answer.n_variables,
        "n_constraints": answer.n_constraints,
        "trace": trace,
    }


_LOADED = (
    "import sys\nfrom scheduler.cli import main\nsys.argv = ['rota', '--help']\n"
    "try:\n    main()\nexcept SystemExit:\n    pass\n"
    "sys.stderr.write(' '.join(name for name in ('ortools', 'pandas') if name in sys.modules))\n"
)


def help_job(job: Job) -> Result:
    """Time ``rota --help`` so many ``times``, and see whether it imports ortools or pandas."""
    command = Path(sys.executable).with_name("rota")
    whole = [str(command), "--help"] if command.exists() else [sys.executable, "-m", "scheduler.cli", "--help"]
    taken = []
    for _ in range(job["times"]):
        began = time.monotonic()
        subprocess.run(whole, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        taken.append(time.monotonic() - began)
    loaded = subprocess.run(
        [sys.executable, "-c", _LOADED], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True
    )
    return {
        "seconds": round(statistics.median(taken), 3),
        "all_seconds": [round(one, 3) for one in taken],
        "imported": loaded.stderr.decode().split(),
    }


def register_job(job: Job) -> Result:
    """Ask a register of ``events`` about ``officers`` so many ``times`` who is competent for a role at an instant."""
    from tests.benchmarks.register import measured

    return measured(job)


def record_job(job: Job) -> Result:
    """Solve a staff-scheduling ``instance`` in ``seconds``, and beside it the plain model in ``peer_seconds`` each."""
    from tests.benchmarks.record import measured

    return measured(job["instance"], job["seconds"], job["peer_seconds"])


def feeds_job(job: Job) -> Result:
    """Ask the subscription server for so many ``tokens`` at a ``rate``, beside a bare application."""
    from tests.benchmarks.feeds import measured

    return measured(job)


def telling_job(job: Job) -> Result:
    """Time a command by which officers are told of a run, or of an amendment of it."""
    from tests.benchmarks.telling import measured

    return measured(job)


def hand_in_job(job: Job) -> Result:
    """Work out a hand-in study of ``shares`` and ``samples``, of which the first ``measured`` are planned as well."""
    from tests.benchmarks.hand_in import measured

    return measured(job)


KINDS: Mapping[str, Callable[[Job], Result]] = MappingProxyType(
    {
        "plan": plan_job,
        "rolling": rolling_job,
        "monolith": monolith_job,
        "help": help_job,
        "register": register_job,
        "record": record_job,
        "ladder": ladder_job,
        "replan": replan_job,
        "feeds": feeds_job,
        "telling": telling_job,
        "hand_in": hand_in_job,
    }
)


def main(arguments: list[str]) -> None:
    """Do one job; leave no result where it was interrupted before it had one."""
    given, target = (Path(name) for name in arguments)
    job = json.loads(given.read_text(encoding="utf-8"))
    try:
        result = KINDS[job["kind"]](job)
    except KeyboardInterrupt:
        sys.exit(130)
    result["peak_rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    target.write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
