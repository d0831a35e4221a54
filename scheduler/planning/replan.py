"""A roster planned anew with least change, and how few people could be told at least."""

from __future__ import annotations

import threading
from dataclasses import replace

from scheduler.domain.replanning import Replan
from scheduler.domain.scenario import Scenario
from scheduler.engine.before import Before
from scheduler.planning.plan import Planned, PlanOptions, Report, plan
from scheduler.replanning.changes import changes_of, pins_lost
from scheduler.replanning.fewest import PERSON_PENCE, counting_people, telling_nobody

COUNT_SHARE = 0.4
"""Share of the time allowed that is kept for counting the fewest people to tell."""


def without_count(options: PlanOptions) -> PlanOptions:
    """Return options with the time that a plan may take before the fewest people to tell are counted."""
    return replace(options, seconds=options.seconds * (1 - COUNT_SHARE))


def counted(
    scenario: Scenario,
    planned: Planned,
    options: PlanOptions,
    report: Report = lambda _: None,
    stop: threading.Event | None = None,
) -> Replan | None:
    """Return how much a plan changes of what was told, and how little any rota with its cover could.

    Parameters
    ----------
    scenario
        With what was told (`scheduler.replanning.told.with_told`); without it there is nothing to count.
    options
        The time allowed for the plan and this together; what the plan has left of it is used here.

    Raises
    ------
    As :func:`scheduler.planning.plan.plan`.
    """
    told = scenario.told
    if told is None:
        return None
    changes = changes_of(scenario, planned.plan.rota)
    made = Replan(
        told.source, told.told_on, told.freeze_days, len(told.pins), changes, pins_lost(scenario, changes), None, None
    )
    if not made.other_tours:
        # Nobody is told of other tours: there is nothing to do with fewer.
        return replace(made, fewest=0, at_least=0)
    if stop is not None and stop.is_set():
        return made
    kept = options.seconds * COUNT_SHARE
    left = kept if options.reproducible else max(kept, options.seconds - planned.plan.seconds)
    begin = _as_told(planned.left)
    nobody = plan(telling_nobody(scenario), replace(options, seconds=left / 2, gap=0.0), report, stop, begin)
    made = _with_nobody(made, planned, nobody)
    if made.at_least == made.fewest:
        return made
    left = left / 2 if options.reproducible else max(left / 2, left - nobody.plan.seconds)
    fewest = plan(counting_people(scenario), replace(options, seconds=left, gap=0.0), report, stop, begin)
    return _with_fewest(made, scenario, planned, fewest)


def _with_nobody(made: Replan, planned: Planned, nobody: Planned) -> Replan:
    """Return what a plan changes with what telling nobody says: that it can be done, or that it cannot."""
    wanted = (*planned.plan.price[:-1], 0)
    if tuple(nobody.plan.price) == wanted:
        return replace(made, fewest=0, at_least=0)
    known = replace(made, fewest=len(made.other_tours))
    for level, price in zip(nobody.plan.levels, wanted, strict=True):
        if level.bound > price:
            return replace(known, at_least=1)
        if not level.exact or level.price != price:
            break
    return known


def _as_told(left: Before) -> Before:
    """Return what the plan left without its row prices, which count pence where people are counted."""
    return Before(left.rota, left.lines, {}, ())


def _with_fewest(made: Replan, scenario: Scenario, planned: Planned, fewest: Planned) -> Replan:
    """Return what a plan changes with what the second solve says about the rotas that cover as much.

    Its bound is about rotas that cover as much as its own. Where its own covers no more than the plan, the bound holds for
    the plan's cover, too; where it covers more on some level, nothing follows.
    """
    covered, levels = planned.plan.price[:-1], fewest.plan.levels
    changes = changes_of(scenario, fewest.plan.rota)
    people = len({change.officer for change in changes if change.kind == "tours"})
    found = [len(made.other_tours), *([people] if fewest.plan.price[:-1] == covered else [])]
    holds = all(level.price >= price for level, price in zip(levels, covered, strict=False))
    proved = [-(-levels[-1].bound // PERSON_PENCE)] if holds else []
    known = [] if made.at_least is None else [made.at_least]
    return replace(made, fewest=min(found), at_least=max([*known, *proved], default=None))
