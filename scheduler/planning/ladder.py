"""The ladder climbed: help comes from further away only while a duty is below its minimum."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, replace

from scheduler.domain.aid import RUNGS
from scheduler.domain.ladder import HelpUsed, Step
from scheduler.domain.rota import Plan
from scheduler.domain.scenario import Scenario
from scheduler.engine.before import Before
from scheduler.planning.plan import Planned, PlanOptions, Report, plan


@dataclass(frozen=True)
class Climbed:
    """The rung with the fewest duties uncovered, the nearest of them where several are alike, and what each one found.

    More help never has to make a rota worse, but a search that ends early may: the rota that covers more stands then.

    Attributes
    ----------
    rung, scenario
        That rung, and the scenario with its help.
    """

    rung: str
    scenario: Scenario
    planned: Planned
    steps: tuple[Step, ...]


def climb(
    scenario: Scenario,
    options: PlanOptions,
    report: Report,
    stop: threading.Event,
    highest: str = RUNGS[-1],
    before: Before | None = None,
) -> Climbed:
    """Plan rung by rung until no duty is below its minimum, or no help is left; each begins with what the last one found.

    Parameters
    ----------
    options
        The time allowed is shared out among the rungs that are left, each time anew.
    highest
        The last rung to climb to.
    before
        What the first rung begins with.

    Raises
    ------
    As :func:`scheduler.planning.plan.plan`.
    """
    rungs = rungs_of(scenario, highest)
    left, steps, best = options.seconds, list[Step](), list[tuple[str, Scenario, Planned]]()
    for number, rung in enumerate(rungs):
        began = time.monotonic()
        helped = scenario.up_to(rung)
        planned = plan(helped, replace(options, seconds=left / (len(rungs) - number)), report, stop, before)
        before = planned.left
        steps.append(step(helped, rung, planned.plan, interrupted=stop.is_set()))
        if not best or planned.plan.price[:2] < best[-1][2].plan.price[:2]:
            best.append((rung, helped, planned))
        left = max(1.0, left - (time.monotonic() - began))
        if steps[-1].covered or stop.is_set():
            break
    return Climbed(*best[-1], tuple(steps))


def rungs_of(scenario: Scenario, highest: str = RUNGS[-1]) -> list[str]:
    """Return the rungs with anything on them: the force's own, and those somebody was asked on."""
    asked = {offer.relation for offer in scenario.offers}
    return [rung for rung in RUNGS[: RUNGS.index(highest) + 1] if rung == RUNGS[0] or rung in asked]


def step(scenario: Scenario, rung: str, made: Plan, *, interrupted: bool = False) -> Step:
    """Return what a plan with the help of one rung found."""
    used = Counter(
        finding.subject for finding in made.findings if finding.grade == "aid" for _ in range(finding.excess)
    )
    below = {grade: set[str]() for grade in ("command", "crew", "target")}
    for item in made.uncovered:
        if not item.provisional:
            below[item.grade].add(item.duty.duty)
    return Step(
        rung,
        made.levels,
        len(below["command"]),
        len(below["crew"]),
        tuple(
            HelpUsed(
                offer.offer,
                offer.lender,
                offer.relation,
                offer.answer,
                len(offer.officers) if offer.usable else 0,
                used[offer.offer],
            )
            for offer in scenario.offers
        ),
        made.seconds,
        interrupted,
    )
