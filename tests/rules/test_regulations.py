"""What the profiles hold of regulations and agreements: one worked example a rule, by the figures of its source.

What is paid is in tests/pay; docs/explanation/regulations.md says which line of which source is held by what.
"""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.people import Balance
from scheduler.domain.scenario import ForceLimits, ForceProfile, RuleLimits
from scheduler.domain.work import Horizon, Option, Tour, dated_option
from scheduler.rules.groups import rules_of_group
from tests.rules.line.worlds import AUTUMN, OFFICER, ZONE, Machine, brief_of, line_of

MONDAY = AUTUMN - 6
ENGLAND, SCOTLAND = "england_and_wales", "scotland"
TOURS = {
    tour.tour: tour
    for tour in (
        Tour("P", "late", 14 * 60, 22 * 60),
        Tour("Q", "early", 9 * 60, 17 * 60),
        Tour("R", "early", 9 * 60 - 1, 17 * 60),
        Tour("K", "day", 7 * 60, 17 * 60),
        Tour("M", "day", 7 * 60, 17 * 60 + 1),
        Tour("V", "night", 22 * 60, 30 * 60),
        Tour("U", "night", 22 * 60, 31 * 60 + 30),
        Tour("OC", "on_call", 7 * 60, 31 * 60),
    )
}


def day_by_day(codes: str, first_day: int = MONDAY) -> tuple[Option, ...]:
    """Return a line of the tours above; ``-`` is a rest day, ``O`` on call alone."""
    names = {"-": "rest", "O": "OC"}
    return tuple(dated_option(names.get(code, code), TOURS, first_day + at, ZONE) for at, code in enumerate(codes))


def outcome(
    code: str,
    line: tuple[Option, ...],
    *,
    profile: str = ENGLAND,
    force: dict[str, Any] | None = None,
    ranks: str = "",
    period_days: int = 28,
    **brief: Any,
) -> int | None:
    """Return the pence of a line under one rule of a profile, both faces of it, or None where it is refused.

    Parameters
    ----------
    force
        Limits of a force's own on top of the profile.
    """
    own = ForceProfile("force", (ForceLimits(code, force, "an agreement"),)) if force else None
    group = RuleLimits("group", profile, force=own, ranks=ranks)
    rule = next(rule for rule in rules_of_group(group) if rule.code == code)
    first_day = line[0].day
    horizon = Horizon(first_day, len(line), ZONE, 0, period_days, first_day)
    about = brief_of(first_day, **brief)
    price = Machine(rule, about, horizon).price(line)
    found = rule.findings(about, line, horizon)
    refused = any(item.grade == "breach" for item in found)
    assert price == (None if refused else sum(item.pence for item in found if item.grade == "cost"))
    return price


@pytest.mark.parametrize("profile", [ENGLAND, SCOTLAND])
@pytest.mark.parametrize("ranks", ["", "constables_and_sergeants", "inspecting_ranks", "superintending_ranks"])
def test_eleven_hours_lie_between_duties(profile: str, ranks: str) -> None:
    """22:00 to 09:00 are 11 hours and allowed, to 08:59 a minute short and refused; of every rank."""
    assert outcome("rest_between_tours", day_by_day("PQ"), profile=profile, ranks=ranks) == 0
    assert outcome("rest_between_tours", day_by_day("PR"), profile=profile, ranks=ranks) is None


def test_seven_days_at_most_lie_between_rostered_rest_days() -> None:
    """Seven duty days between two rest days are allowed in England and Wales, an eighth is refused."""
    assert outcome("interval_between_rest_days", day_by_day("-QQQQQQQ-")) == 0
    assert outcome("interval_between_rest_days", day_by_day("-QQQQQQQQ")) is None


def test_six_consecutive_days_and_four_nights_are_the_most_in_scotland() -> None:
    """The handbook's six days and four nights; a seventh and a fifth are refused."""
    assert outcome("interval_between_rest_days", day_by_day("-QQQQQQ-"), profile=SCOTLAND) == 0
    assert outcome("interval_between_rest_days", day_by_day("-QQQQQQQ"), profile=SCOTLAND) is None
    assert outcome("consecutive_duty_days", day_by_day("QQQQQQ-"), profile=SCOTLAND) == 0
    assert outcome("consecutive_duty_days", day_by_day("QQQQQQQ"), profile=SCOTLAND) is None
    assert outcome("consecutive_nights", day_by_day("VVVV-"), profile=SCOTLAND) == 0
    assert outcome("consecutive_nights", day_by_day("VVVVV"), profile=SCOTLAND) is None


def test_the_fatigue_page_has_six_shifts_four_nights_and_rest_in_twos() -> None:
    """Six shifts before rest, four nights in a block, rest days in twos, and forward rotation; the last two are priced."""
    assert outcome("consecutive_duty_days", day_by_day("QQQQQQ-")) == 0
    assert outcome("consecutive_duty_days", day_by_day("QQQQQQQ")) is None
    assert outcome("consecutive_nights", day_by_day("VVVV-")) == 0
    assert outcome("consecutive_nights", day_by_day("VVVVV")) is None
    assert outcome("rest_blocks", day_by_day("Q--Q")) == 0
    assert outcome("rest_blocks", day_by_day("Q-Q")) == 2_000
    assert outcome("forward_rotation", day_by_day("QPV")) == 0
    # From late to early is one place back.
    assert outcome("forward_rotation", day_by_day("PQ")) == 1_500


def test_two_rest_days_a_week_are_due() -> None:
    """Eight in 28 days; with seven, one is missing."""
    assert outcome("rest_days_in_period", day_by_day("QQQQQ--" * 4)) == 0
    assert outcome("rest_days_in_period", day_by_day("QQQQQ--" * 3 + "QQQQQQ-")) == 10_000


@pytest.mark.parametrize(
    ("ranks", "pence"), [("", 3_000), ("inspecting_ranks", 1_000), ("superintending_ranks", 1_000)]
)
def test_forty_hours_a_week_are_the_contract(ranks: str, pence: int) -> None:
    """20 days of 8 hours are the 160 of 28 days; 8 hours more are borne, and each hour beyond those has its price.

    Constables and sergeants are paid overtime, inspecting and superintending ranks are not, so that theirs is lower.
    """
    weeks = "QQQQQ--" * 4
    assert outcome("contract_hours", day_by_day(weeks), ranks=ranks) == 0
    assert outcome("contract_hours", day_by_day("Q" + weeks[1:5] + "Q-" + weeks[7:]), ranks=ranks) == 0
    # 22 days of 8 hours are 16 more than 160: 8 beyond what is borne.
    assert outcome("contract_hours", day_by_day("QQQQQQQ" + weeks[7:]), ranks=ranks) == 8 * pence


def _worked(weeks: int, minutes: int) -> tuple[Balance, ...]:
    return (Balance(OFFICER.officer, "hours", MONDAY - 7 * weeks, MONDAY, minutes),)


@pytest.mark.parametrize("weeks", [17, 26])
def test_forty_eight_hours_a_week_are_the_most_on_average(weeks: int) -> None:
    """Over 17 weeks, or 26 where regulation 21 applies: 48 hours in all but one, and 48 or 56 in the last."""
    force = {"weeks": weeks}
    past = _worked(weeks - 1, (weeks - 1) * 48 * 60)
    assert outcome("average_hours", day_by_day("QQQQQQ-"), force=force, balances=past) == 0
    assert outcome("average_hours", day_by_day("QQQQQQQ"), force=force, balances=past) is None


def test_a_night_worker_averages_eight_hours_in_each_24() -> None:
    """17 weeks have 119 days, of which 17 of weekly rest are left out: 102 x 8 = 816 hours, which are 17 x 48.

    So the weekly average holds that of night workers as well. That days of weekly rest are left out is from memory
    (regulation 6; unverified).
    """
    past = _worked(16, ((119 - 17) * 8 - 6 * 8) * 60)
    # Not on the Saturday, whose night is an hour longer.
    assert outcome("average_hours", day_by_day("VVVVV-V"), balances=past) == 0
    assert outcome("average_hours", day_by_day("UVVVV-V"), balances=past) is None


def test_night_work_of_special_hazards_ends_after_eight_hours_where_a_force_says_so() -> None:
    """22:00 to 06:00 is allowed, to 07:30 refused; profiles have no such limit."""
    assert outcome("tour_length", day_by_day("V"), force={"night_minutes": 480}) == 0
    assert outcome("tour_length", day_by_day("U"), force={"night_minutes": 480}) is None
    assert outcome("tour_length", day_by_day("U")) == 0


def test_weekly_rest_is_24_hours_in_7_days_or_48_in_14() -> None:
    """Two days off in 14 are enough for the one, a day off in each week for the other; without, either refuses.

    09:00 to 17:00 every day but one leaves 40 hours in one piece, every day but two in a row 64.
    """
    by_week = {"minutes": 1_440, "days": 7}
    assert outcome("weekly_rest", day_by_day("QQQQQQ-QQQQQQ-"), force=by_week) == 0
    assert outcome("weekly_rest", day_by_day("QQQQQQQQQQQQQ-"), force=by_week) is None
    assert outcome("weekly_rest", day_by_day("QQQQQQQQQQQQ--")) == 0
    assert outcome("weekly_rest", day_by_day("QQQQQQQQ-QQQQQ")) is None


def test_standing_by_at_home_is_neither_working_time_nor_a_duty_day() -> None:
    """A fortnight on call is rest, hours and days alike (unverified), until somebody is called out."""
    fortnight = day_by_day("O" * 14)
    for code in ("weekly_rest", "weekly_hours", "average_hours", "consecutive_duty_days", "contract_hours"):
        assert outcome(code, fortnight) == 0
    assert not any(option.minutes for option in fortnight)


def test_the_greater_manchester_agreement_can_be_a_force_profile() -> None:
    """Tours of 10 hours, 7 duties in a row, 70 hours a week, 200 hours in 5 weeks: at the limit, and one over."""
    assert outcome("tour_length", day_by_day("K"), force={"minutes": 600}) == 0
    assert outcome("tour_length", day_by_day("M"), force={"minutes": 600}) is None
    assert outcome("consecutive_duty_days", day_by_day("KKKKKKK-"), force={"days": 7}) == 0
    assert outcome("consecutive_duty_days", day_by_day("KKKKKKKK"), force={"days": 7}) is None
    assert outcome("weekly_hours", day_by_day("KKKKKKK")) == 0
    assert outcome("weekly_hours", day_by_day("KKKKKKM")) is None
    five = {"weeks": 5, "minutes": 2_400}
    past = _worked(4, 160 * 60)
    assert outcome("average_hours", day_by_day("KKKK---"), force=five, balances=past) == 0
    assert outcome("average_hours", day_by_day("KKKKK--"), force=five, balances=past) is None


def test_the_british_transport_police_have_seven_consecutive_days() -> None:
    """The agreement of 2012: seven days in a row and no eighth."""
    assert outcome("consecutive_duty_days", day_by_day("QQQQQQQ-"), force={"days": 7}) == 0
    assert outcome("consecutive_duty_days", day_by_day("QQQQQQQQ"), force={"days": 7}) is None


def test_on_call_on_rest_days_is_refused_only_where_a_force_says_so() -> None:
    """The Federation's view, not law: off in the profiles."""
    weekend = line_of("XCCX", MONDAY + 4)
    assert outcome("on_call_on_rest_days", weekend) == 0
    assert outcome("on_call_on_rest_days", weekend, force={"pence": -1}) is None


def test_an_overnight_block_earns_two_on_call_days_in_the_plan_as_well() -> None:
    """At 25 pounds, with days from midnight, 07:00 to 07:00 touches two; with days from 07:00, one."""
    block = line_of("CC", MONDAY)
    assert outcome("on_call_allowance", block, force={"pence": 2_500}, on_call_day_start=0) == 7_500
    assert outcome("on_call_allowance", block, force={"pence": 2_500}, on_call_day_start=420) == 5_000
    assert outcome("on_call_allowance", block) == 0
