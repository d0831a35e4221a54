"""Rest that a call-out or a longer tour took, given back: the next tour is taken off where it would begin too soon."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.amendments.kind import Changed, Provenances, exchanged
from scheduler.domain.amendments import Effects, GivenBack, Worked
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.rest_between_tours import RestBetweenTours


def with_rest(scenario: Scenario, rota: Rota, worked: Worked, come: Sequence[Assignment], *, rest_day: bool) -> Changed:
    """Return a rota in which somebody has worked beyond tours, and rests after it as long as the rules ask.

    Parameters
    ----------
    come
        Tours that are added for it.
    rest_day
        It was worked on a rest day, so that another one is owed.
    """
    by_code = scenario.tours_by_code
    rested = worked.end_at + rest_minutes(scenario, worked.officer)
    soon = [
        held
        for held in rota.assignments
        if held.officer == worked.officer
        and held.day > worked.day
        and held.start_at < rested
        and not by_code[held.tour].on_call
    ]
    back = [GivenBack(held.officer, held.day, held.tour) for held in soon]
    back += [GivenBack(worked.officer, worked.day, "")] if rest_day else []
    provenance: Provenances = {(held.officer, held.day, held.tour): "called_out" for held in come}
    days = frozenset((worked.day, *(held.day for held in soon)))
    effects = Effects(worked=() if come else (worked,))
    return Changed(exchanged(rota, soon, come), frozenset((worked.officer,)), days, effects, provenance, tuple(back))


def rest_minutes(scenario: Scenario, officer: str) -> int:
    """Return the rest between tours that an officer's rule group asks for; 0 where it does not apply the rule."""
    contract = next(row.contract for row in scenario.officers if row.officer == officer)
    group = next(row.rules for row in scenario.contracts if row.contract == contract)
    rules = next((rules_of_group(row) for row in scenario.rules if row.group == group), ())
    return next((rule.minutes for rule in rules if isinstance(rule, RestBetweenTours)), 0)
