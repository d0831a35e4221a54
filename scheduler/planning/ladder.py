"""The ladder climbed: a lever is pulled, and help comes from further away, only while a duty is below its minimum."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, replace

from scheduler.domain.aid import RUNGS
from scheduler.domain.ladder import HelpUsed, LeverUsed, Standing, Step
from scheduler.domain.levers import Lever
from scheduler.domain.rota import Plan
from scheduler.domain.scenario import Scenario
from scheduler.engine.before import Before
from scheduler.levers.pulling import KINDS, bending, in_order, pulled
from scheduler.pay.nights_in_reserve import nights_by_offer
from scheduler.planning.plan import Planned, PlanOptions, Report, plan


@dataclass(frozen=True)
class Climbed:
    """The step with the fewest duties uncovered, the first of them where several are alike, and what each one found.

    More help never has to make a rota worse, but a search that ends early may: the rota that covers more stands then.

    Attributes
    ----------
    rung, lever, scenario
        That step's rung, the last lever pulled on it, and the scenario with its levers and help.
    """

    rung: str
    lever: str
    scenario: Scenario
    planned: Planned
    steps: tuple[Step, ...]


FIRST_SHARE = 0.4
"""Share of the time allowed that the planned rota gets at least."""


def climb(
    scenario: Scenario,
    options: PlanOptions,
    report: Report,
    stop: threading.Event,
    highest: str = RUNGS[-1],
    last: str = "",
    before: Before | None = None,
) -> Climbed:
    """Plan step by step until no duty is below its minimum, or no lever and no help is left.

    Each step begins with what the last one found.

    Parameters
    ----------
    options
        The planned rota gets a good part of the time allowed, for whatever it leaves uncovered only for want of time is
        asked of others; the rest is shared out among the steps that are left, each time anew.
    highest
        The last rung to climb to.
    last
        Lever of the force's own after which the climb ends, whatever the rung; empty for none.
    before
        What the first step begins with.

    Raises
    ------
    As :func:`scheduler.planning.plan.plan`.
    """
    ladder = steps_of(scenario, highest, last)
    left, steps, best = options.seconds, list[Step](), list[tuple[str, str, Scenario, Planned]]()
    for number, (rung, lever, helped) in enumerate(ladder):
        began = time.monotonic()
        share = 1 / (len(ladder) - number)
        seconds = left * (share if number else max(FIRST_SHARE, share))
        planned = plan(helped, replace(options, seconds=seconds), report, stop, before)
        before = planned.left
        found = step(helped, rung, planned.plan, interrupted=stop.is_set())
        steps.append(replace(found, lever=lever))
        if not best or planned.plan.price[:2] < best[-1][3].plan.price[:2]:
            best.append((rung, lever, helped, planned))
        left = max(1.0, left - (time.monotonic() - began))
        if steps[-1].covered or stop.is_set():
            break
    return Climbed(*best[-1], tuple(steps))


def steps_of(scenario: Scenario, highest: str = RUNGS[-1], last: str = "") -> list[tuple[str, str, Scenario]]:
    """Return the steps of the ladder: rung, last lever pulled, and the scenario with all levers and help so far.

    The planned rota comes first, then the levers that are allowed and change something, each on top of those before it,
    then the rungs with anything on them.
    """
    own, used = scenario.up_to(RUNGS[0]), list[Lever]()
    steps, bends = [(RUNGS[0], "", own)], bending(scenario)
    for lever in in_order(scenario.levers):
        if lever in bends:
            used.append(lever)
            steps.append((RUNGS[0], lever.lever, pulled(own, used)))
        if lever.lever == last:
            return steps
    reached = used[-1].lever if used else ""
    for rung in rungs_of(scenario, highest)[1:]:
        steps.append((rung, reached, pulled(scenario.up_to(rung), used)))
    return steps


def rungs_of(scenario: Scenario, highest: str = RUNGS[-1]) -> list[str]:
    """Return the rungs with anything on them: the force's own, and those somebody was asked on."""
    asked = {offer.relation for offer in scenario.offers}
    return [rung for rung in RUNGS[: RUNGS.index(highest) + 1] if rung == RUNGS[0] or rung in asked]


def step(scenario: Scenario, rung: str, made: Plan, *, interrupted: bool = False) -> Step:
    """Return what a plan with some levers and the help of one rung found."""
    used = Counter(
        finding.subject for finding in made.findings if finding.grade == "aid" for _ in range(finding.excess)
    )
    nights = nights_by_offer(scenario, made.rota)
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
                offer.price,
                nights.get(offer.offer, 0),
            )
            for offer in scenario.offers
        ),
        made.seconds,
        interrupted,
        scenario.pulled[-1].lever if scenario.pulled else "",
        tuple(_used(scenario, lever, made) for lever in in_order(scenario.levers)),
    )


def _used(scenario: Scenario, lever: Lever, made: Plan) -> LeverUsed:
    """Return where a lever stands in a scenario, and how a plan uses it."""
    kind = KINDS[lever.lever]
    found = [item for item in made.findings if item.grade == "lever" and item.rule == lever.lever]
    return LeverUsed(
        lever.lever,
        kind.words,
        lever.owner,
        _standing(scenario, lever),
        lever.refused_by,
        lever.price,
        len(found) if kind.about_officers else sum(item.excess for item in found),
        sum(item.excess for item in found),
        kind.unit,
    )


def _standing(scenario: Scenario, lever: Lever) -> Standing:
    if not lever.allowed:
        return "refused"
    if lever in scenario.pulled:
        return "pulled"
    return "held_back" if lever in bending(scenario.unbent or scenario) else "nothing_to_bend"
