"""The two faces agree on long random lines with a long past, for the rules that look back over weeks.

The rule that looks back over seventeen weeks gets 100,000 lines (four times 25,000), of which one in twenty is 137 days
long, so that the first weeks leave its reference period, and the others 35 days; those that look back over a week, a
fortnight or a period get 49,000 between them.
"""

from __future__ import annotations

import random
from collections.abc import Hashable
from functools import cache
from typing import Any

import pytest

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.people import Balance
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line import average_hours
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
RULES: tuple[tuple[MachineRule, int, int], ...] = (
    *((AverageHours(), 25_000, seed) for seed in range(4)),
    (AverageHours(2400, 5), 3_000, 0),
    (WeeklyHours(3600), 15_000, 0),
    (WeeklyHours(3000, 7), 4_000, 0),
    (ContractHours(), 10_000, 0),
    (ContractHours(0, -1), 3_000, 0),
    (WeeklyRest(2880, 14, 7), 4_000, 0),
    (RestDaysInPeriod(2), 4_000, 0),
    (Weekends(2), 6_000, 0),
)
"""Rule, lines, and what makes these lines others than those of the same rule."""


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


@pytest.fixture
def _past_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the second face add up each officer's past once: thousands of lines have the same one."""
    recorded: dict[int, tuple[OfficerBrief, Any]] = {}
    sums: dict[tuple[int, int, int], tuple[int, int]] = {}
    read, add = average_hours._recorded, average_hours._within

    def read_once(brief: OfficerBrief) -> Any:
        if id(brief) not in recorded:
            recorded[id(brief)] = brief, read(brief)
        return recorded[id(brief)][1]

    def add_once(spans: Any, first: int, until: int) -> tuple[int, int]:
        key = (id(spans), first, until)
        if key not in sums:
            sums[key] = add(spans, first, until)
        return sums[key]

    monkeypatch.setattr(average_hours, "_recorded", read_once)
    monkeypatch.setattr(average_hours, "_within", add_once)


@pytest.mark.usefixtures("_past_read_once")
@pytest.mark.parametrize(("rule", "n_lines", "seed"), RULES, ids=lambda value: getattr(value, "code", str(value)))
def test_faces_agree_on_long_lines(rule: MachineRule, n_lines: int, seed: int) -> None:
    """Each line is refused where the findings hold a breach, else charged what they cost."""
    dice = random.Random(20_261_025 + seed)
    known: dict[tuple[Hashable, int, str], Step | None] = {}
    free = 0
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
            free += price == 0
    # Lines that are free, and lines that are refused or priced, are at least one in twenty each.
    assert n_lines < 20 * free < 19 * n_lines


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
