"""The two faces agree on long random lines with a long past, for the rules that look back over weeks."""

from __future__ import annotations

import random
from collections.abc import Hashable
from functools import cache
from typing import Any

import pytest

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.people import Balance
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.average_hours import AverageHours
from scheduler.rules.line.contract_hours import ContractHours
from scheduler.rules.line.rest_days_in_period import RestDaysInPeriod
from scheduler.rules.line.rule import MachineRule, Step
from scheduler.rules.line.weekends import Weekends
from scheduler.rules.line.weekly_hours import WeeklyHours
from scheduler.rules.line.weekly_rest import WeeklyRest
from tests.rules.line.worlds import AUTUMN, SPRING, ZONE, audited, brief_of, line_of

LETTERS = "ELND-A"
HORIZONS = (
    # Seventeen weeks and more: the first weeks leave the reference period before the horizon ends.
    Horizon(AUTUMN - 40, 130, ZONE, 7, 28, AUTUMN - 59),
    Horizon(SPRING - 13, 28, ZONE, 7, 28, SPRING - 20),
)
RULES: tuple[tuple[MachineRule, int], ...] = (
    (WeeklyHours(3600), 20_000),
    (WeeklyHours(3000, 7), 4_000),
    (AverageHours(), 7_000),
    (AverageHours(2400, 5), 3_000),
    (ContractHours(), 10_000),
    (ContractHours(0, -1), 3_000),
    (WeeklyRest(2880, 14, 7), 4_000),
    (RestDaysInPeriod(2), 4_000),
    (Weekends(2), 4_000),
)


@cache
def _letters(horizon: Horizon) -> tuple[dict[str, Option], ...]:
    return tuple({letter: line_of(letter, day)[0] for letter in LETTERS} for day in horizon.days)


def _officers(horizon: Horizon, dice: random.Random) -> list[OfficerBrief]:
    """Return officers with five weeks of history, seventeen of balances and some weeks of leave."""
    briefs = []
    for _ in range(12):
        busy = dice.randint(1, 6)
        past = "".join(dice.choices(LETTERS, (busy, busy, busy, 2, 6, 1), k=35))
        balances = []
        for week in range(5, 17):
            first = horizon.first_day - 7 * week - 7
            balances.append(
                Balance("F1", "hours", first, first + 7, dice.randint(1200, 3900), dice.choice((0, 0, 0, 3)))
            )
        away = dice.randrange(0, 20)
        leave = frozenset(range(horizon.first_day + away, horizon.first_day + away + dice.choice((0, 5, 14))))
        briefs.append(
            brief_of(
                horizon.first_day,
                past,
                balances=tuple(balances),
                leave_days=leave,
                longest_minutes=dice.choice((600, 1440)),
            )
        )
    return briefs


@pytest.mark.parametrize(("rule", "n_lines"), RULES, ids=lambda value: getattr(value, "code", str(value)))
def test_faces_agree_on_long_lines(rule: MachineRule, n_lines: int) -> None:
    """Some 60,000 lines in all: refused where the findings hold a breach, else charged what they cost."""
    dice = random.Random(20_261_025)
    known: dict[tuple[Hashable, int, str], Step | None] = {}
    outcomes = set()
    for horizon, n in zip(HORIZONS, (n_lines // 20, n_lines - n_lines // 20), strict=True):
        letters = _letters(horizon)
        officers = _officers(horizon, dice)
        for number in range(n):
            brief = officers[number % len(officers)]
            duty = 1 + number % 5
            codes = dice.choices(LETTERS, (duty, duty, duty, duty, 9, 1), k=len(letters))
            line = [days[code] for days, code in zip(letters, codes, strict=True)]
            price = _machine_price(rule, brief, line, horizon, known)
            assert price == audited(rule, brief, line, horizon), (brief.balances, codes)
            outcomes.add(price)
    # Some line is free, and some is refused or priced.
    assert 0 in outcomes
    assert len(outcomes) > 1


def _machine_price(
    rule: MachineRule,
    brief: OfficerBrief,
    line: list[Option],
    horizon: Horizon,
    known: dict[tuple[Hashable, int, str], Step | None],
) -> int | None:
    begins = (id(brief), 0, "")
    if begins not in known:
        known[begins] = Step(rule.start(brief, horizon))
    state: Any = getattr(known[begins], "state", None)
    pence = 0
    for option in line:
        key = (state, option.day, option.code)
        if key not in known:
            known[key] = rule.step(state, option, horizon)
        step = known[key]
        if step is None:
            return None
        state, pence = step.state, pence + step.pence
    return pence + rule.finish(state, horizon)
