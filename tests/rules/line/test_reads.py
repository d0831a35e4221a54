"""A day rule is priced once for all officers of whom what it reads is equal."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace
from itertools import product

import pytest

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.work import Horizon
from scheduler.rules.line import LINE_RULES
from scheduler.rules.line.rule import DayRule
from tests.rules.line.worlds import WORLDS, brief_of, line_of

DAY_RULES = pytest.mark.parametrize(
    "kind", [kind for kind in LINE_RULES if issubclass(kind, DayRule)], ids=lambda kind: kind.code
)


def officers(first_day: int) -> Iterator[OfficerBrief]:
    """Yield an officer for the brief of every rule's world, once as it is and once away for training on each day.

    Each has a name of its own, as in a force.
    """
    told = [brief_of(first_day), *(one(first_day) for world in WORLDS.values() for one in world.briefs)]
    away = [replace(brief, training_days=frozenset((first_day + day,))) for brief in told for day in range(4)]
    for number, brief in enumerate([*told, *away]):
        yield replace(brief, officer=replace(brief.officer, officer=f"P{number}"))


def prices(rule: DayRule, brief: OfficerBrief, horizon: Horizon) -> list[int | None]:
    """Return what a rule asks of an officer for every option of its world on every planned day."""
    options = [
        option
        for letter in WORLDS[rule.code].letters
        for option in line_of(letter * len(horizon.days), horizon.first_day)
    ]
    return [rule.price(brief, option, horizon) for option in options]


@DAY_RULES
def test_officers_of_whom_it_reads_the_same_have_the_same_prices(kind: type[DayRule]) -> None:
    """Whatever else differs between two officers, a rule that reads the same of both asks the same of them."""
    world = WORLDS[kind.code]
    shared = 0
    for horizon, limits in product(world.horizons(), world.limits):
        rule = kind.from_limits(dict(limits))
        known: dict[Hashable, list[int | None]] = {}
        for brief in officers(horizon.first_day):
            asked = prices(rule, brief, horizon)
            assert known.setdefault(rule.reads(brief), asked) == asked, (rule, brief)
            shared += 1
        shared -= len(known)
    assert shared
