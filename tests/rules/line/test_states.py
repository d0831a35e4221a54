"""States stay few, and rest and leave stay possible whatever the past was."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.people import Balance
from scheduler.domain.training import DueDay, TrainingNeed
from scheduler.domain.work import Horizon
from scheduler.rules.line import LINE_RULES
from scheduler.rules.line.rule import HARD, LineRule, MachineRule
from tests.rules.line.worlds import AUTUMN, WORLDS, ZONE, Machine, brief_of, line_of

MONTH = Horizon(AUTUMN - 13, 28, ZONE, 7, 28, AUTUMN - 13)
"""28 planned days and 7 of the tail, from a Monday on which a reference period begins; the clock goes back inside."""
QUARTER = Horizon(AUTUMN - 13, 91, ZONE, 7, 28, AUTUMN - 13)
ALPHABET = "EFLNA-"
ON_CALL_ALPHABET = "ENCX-A"

# The most states on one day over 35 days, with a history of pattern weeks; what is derived is told beside it.
BOUNDS = {
    "rest_between_tours": 5,  # an instant for each tour that ended lately, or none
    "consecutive_duty_days": 7,  # 0 to 6 days left
    "consecutive_nights": 5,
    "interval_between_rest_days": 8 * 7,  # 0 to 7 days left, 0 to 6 days of leave
    "rest_days_in_period": 60,  # 20 x 28 points in steps of 4
    "rest_days_worked": 3,  # 0 to 2 left of the period
    "weekly_rest": 10,  # done or not, and the tour that ended last within two days
    "weekly_hours": 8,
    "average_hours": 40,
    "contract_hours": 150,
    "hours_in_period": 150,
    "tours_in_period": 7,  # 0 to 5 left, or free
    "tour_order": 3,  # after a late, after a night, after anything else
    "rest_blocks": 3,
    "minimum_duty_days": 3,
    "forward_rotation": 5,
    "weekends": 5,
    "on_call_blocks": 12,
    "on_call_spacing": 22,  # within a block, or 0 to 20 days to wait
    "on_call_frequency": 5,  # within an on-call week, or 0 to 3 weeks to wait
    "on_call_beside_nights": 4,
    "on_call_allowance": 3,  # the on-call day of the coming force day begun, the one before it, or neither
    "training_done": 6,  # of two days due, 0 to 2 lacking before and after the first date
    "training_once": 3,
    "night_share": 7,  # 0 to 5 left, or free
    "weekend_share": 7,
    "holiday_share": 4,  # 0 to 2 left, or free
    "on_call_share": 7,
}
NEED = TrainingNeed("F1", "course", "E", AUTUMN, (DueDay(None, AUTUMN + 9), DueDay(None, AUTUMN + 19)))
MACHINES = [kind for kind in LINE_RULES if issubclass(kind, MachineRule)]


def _most_states(rule: MachineRule, horizon: Horizon, letters: str, balances: tuple[Balance, ...] = ()) -> int:
    # A team's pattern concerns this one rule, which counts its rest days.
    pattern = "ELLNN----E" * 10 if rule.code == "rest_days_worked" else ""
    brief = brief_of(
        horizon.first_day,
        "EELLNN----" * 3 + "EELLN",
        pattern[: len(horizon.days)],
        longest_minutes=600,
        balances=balances,
        fair_shares={"nights": 5, "weekends": 2, "on_call": 5},
        wanted_duty=((1.0, {AUTUMN: 1, AUTUMN + 1: 1}),),
        training_needs=(NEED,),
    )
    states: set[Any] = {rule.start(brief, horizon)}
    most = 1
    for day in horizon.days:
        options = [line_of(letter, day)[0] for letter in letters]
        steps = [rule.step(state, option, horizon) for state, option in product(states, options)]
        states = {step.state for step in steps if step is not None}
        most = max(most, len(states))
    return most


def _worked(horizon: Horizon, minutes_per_week: int) -> tuple[Balance, ...]:
    first = horizon.first_day - 119
    return (Balance("F1", "hours", first, horizon.first_day, 17 * minutes_per_week),)


@pytest.mark.parametrize("kind", MACHINES, ids=lambda kind: kind.code)
def test_states_stay_few_over_a_month(kind: type[MachineRule]) -> None:
    """Six options over 35 days reach no more states on one day than the rule's bound."""
    letters = ON_CALL_ALPHABET if "on_call" in kind.code else ALPHABET
    balances = _worked(MONTH, 2400) if kind.code == "average_hours" else ()
    dates = {"dates": "2026-10-25|2026-10-26|2026-10-27|2026-10-28"} if kind.dated else {}
    days = {"days": 2} if kind.code == "rest_days_worked" else {}
    price = {"pence": 2_500} if kind.code == "on_call_allowance" else {}
    texts = {"tour_order": {"banned": "L>E|N>E+L"}, "tours_in_period": {"most": "N=5"}}.get(kind.code, {})
    band = {"least_minutes": 9000, "most_minutes": 9600} if kind.code == "hours_in_period" else {}
    most = _most_states(kind.from_limits({**dates, **days, **price, **texts, **band}), MONTH, letters, balances)
    assert 1 < most <= BOUNDS[kind.code]


def test_average_hours_forget_an_officer_who_cannot_reach_the_limit() -> None:
    """35 h a week over twelve weeks leave 396 of 816 h; five weeks hold 35 x 10 h and what the clock change adds."""
    rule = next(kind for kind in MACHINES if kind.code == "average_hours")()
    assert _most_states(rule, MONTH, ALPHABET, _worked(MONTH, 2100)) == 1


def test_an_allowance_without_a_price_remembers_nothing() -> None:
    """Where no price is stated, diagrams and proofs are as large as without the rule."""
    rule = next(kind for kind in MACHINES if kind.code == "on_call_allowance")()
    assert _most_states(rule, MONTH, ON_CALL_ALPHABET) == 1


@pytest.mark.parametrize("code", ["consecutive_duty_days", "weekly_hours", "weekly_rest", "contract_hours", "weekends"])
def test_states_do_not_grow_with_the_horizon(code: str) -> None:
    """A counter that resets reaches as many states over 98 days as over 35 (one more, or two, at most)."""
    rule = next(kind for kind in MACHINES if kind.code == code)()
    assert _most_states(rule, QUARTER, ALPHABET) <= _most_states(rule, MONTH, ALPHABET) + 2


RULES_AND_LIMITS = [(kind, dict(limits)) for kind in LINE_RULES for limits in WORLDS[kind.code].limits]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.sampled_from(RULES_AND_LIMITS),
    st.text("EFLNWTCXYA-", max_size=35),
    st.text("A-", min_size=9, max_size=9),
    st.integers(0, 6),
)
def test_rest_and_leave_are_possible_after_any_past(
    rule: tuple[type[LineRule], dict[str, Any]], past: str, line: str, weekday: int
) -> None:
    """No history makes a machine refuse a rest day or leave, or its findings a breach, also where limits are hard."""
    kind, limits = rule
    if "least_minutes" in limits and limits.get("pence") == HARD:
        return  # hours that are due and may not be lacking leave no line of rest alone; a scenario asks for that
    horizon = Horizon(AUTUMN + weekday, 8, ZONE, 1, 10, AUTUMN)
    heavy = Balance("F1", "hours", horizon.first_day - 119, horizon.first_day, 119 * 1000)
    brief = brief_of(horizon.first_day, past, "ENC-EN--E", balances=(heavy,), fair_shares={"nights": 0, "weekends": 0})
    options = line_of(line, horizon.first_day)
    made = kind.from_limits(dict(limits))
    assert Machine(made, brief, horizon).price(options) is not None
    assert all(finding.grade != "breach" for finding in made.findings(brief, options, horizon))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.sampled_from(RULES_AND_LIMITS),
    st.text("EFLNWTCXYA-", max_size=35),
    st.text("EFLNWTCXYA-", min_size=20, max_size=20),
    st.integers(0, 6),
)
def test_faces_agree_on_any_line(
    rule: tuple[type[LineRule], dict[str, Any]], past: str, line: str, weekday: int
) -> None:
    """Both faces say the same of arbitrary lines of twenty days after arbitrary histories."""
    kind, limits = rule
    horizon = Horizon(AUTUMN - 10 + weekday, 19, ZONE, 1, 10, AUTUMN)
    brief = brief_of(horizon.first_day, past, "ENC-EN--EEELLNN--X-C", fair_shares={"nights": 3, "weekends": 1})
    options = line_of(line, horizon.first_day)
    made = kind.from_limits(dict(limits))
    price = Machine(made, brief, horizon).price(options)
    found = made.findings(brief, options, horizon)
    breached = any(finding.grade == "breach" for finding in found)
    assert (price is None) == breached
    if price is not None:
        assert price == sum(finding.pence for finding in found if finding.grade == "cost")


@pytest.mark.parametrize("pattern", ["EELLNN----", "NNNN---LLL--EEEE--NNN---LLLL--EEE--", "EENN----"])
def test_a_team_that_follows_its_pattern_breaks_nothing(pattern: str) -> None:
    """2x2x2, the five-week pattern and 4-on-4-off stand from every phase under the defaults: no machine refuses."""
    for phase in range(len(pattern)):
        letters = (pattern * 12)[phase : phase + 70]
        brief = brief_of(MONTH.first_day, letters[:35], letters[35:], longest_minutes=600)
        line = line_of(letters[35:], MONTH.first_day)
        assert [kind.code for kind in LINE_RULES if Machine(kind(), brief, MONTH).price(line) is None] == []
