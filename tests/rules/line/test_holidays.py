"""Public holidays: which they are, who has worked them, and what the county scenario makes of those it reaches."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from scheduler.audit import audit
from scheduler.domain.briefs import OfficerBrief, officer_briefs
from scheduler.domain.people import Abstraction, Balance
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Limit, RuleLimits, Scenario
from scheduler.domain.time import date_of, day_of
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line import LINE_RULES
from scheduler.rules.line.holiday_share import HolidayShare
from scheduler.scenario_io import load
from scheduler.scenario_io.templates.past import PUBLIC_HOLIDAYS
from tests.rules.cover.enumeration import assignment
from tests.worlds import FIRST_DAY, cover_tour, tiny_scenario

COUNTY = Path(__file__).parents[3] / "scenarios" / "county"
CHRISTMAS = day_of(date(2026, 12, 25))


def easter(year: int) -> date:
    """Return Easter Sunday by the Gregorian computus (Meeus, Jones, Butcher)."""
    century, of_century = divmod(year, 100)
    leap, rest = divmod(century, 4)
    moon = (19 * (year % 19) + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * rest + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def monday_from(day: date) -> date:
    """Return the first Monday on or after a date."""
    return day + timedelta(days=-day.weekday() % 7)


def bank_holidays(year: int) -> set[date]:
    """Return the eight bank holidays of England and Wales; one on a weekend moves to the next free working day."""
    found = {
        easter(year) - timedelta(days=2),
        easter(year) + timedelta(days=1),
        *(monday_from(date(year, month, day)) for month, day in ((5, 1), (5, 25), (8, 25))),
    }
    for month, day in ((1, 1), (12, 25), (12, 26)):
        held = date(year, month, day)
        while held.weekday() >= 5 or held in found:
            held += timedelta(days=1)
        found.add(held)
    return found


@cache
def rule_of(profile: str) -> HolidayShare:
    """Return the rule with a profile's dates."""
    (rule,) = (rule for rule in rules_of_group(RuleLimits("crews", profile)) if isinstance(rule, HolidayShare))
    return rule


def test_the_profile_has_the_bank_holidays_of_two_years() -> None:
    """The dates of England and Wales are those of the calendar's rules for 2026 and 2027, in order."""
    dates = rule_of("england_and_wales").dates.split("|")
    assert [date.fromisoformat(text) for text in dates] == sorted(bank_holidays(2026) | bank_holidays(2027))


def test_the_templates_know_the_bank_holidays_of_their_past() -> None:
    """The year before 18 September 2023 and before 12 October 2026: the calendar's, a state funeral and a coronation."""
    expected = {date(2022, 9, 19), date(2023, 5, 8)}
    for first in (date(2023, 9, 18), date(2026, 10, 12)):
        known = bank_holidays(first.year) | bank_holidays(first.year - 1)
        expected |= {day for day in known if first - timedelta(days=365) <= day < first}
    assert {date_of(day) for day in PUBLIC_HOLIDAYS} == expected


@cache
def county(days: int) -> Scenario:
    """Return the committed county scenario, planned for so many days."""
    scenario = load(COUNTY).scenario
    return replace(scenario, horizon=replace(scenario.horizon, n_days=days))


@cache
def briefs(days: int) -> dict[str, OfficerBrief]:
    """Return the county's officers by id."""
    return {brief.officer.officer: brief for brief in officer_briefs(county(days))}


def test_four_weeks_of_autumn_hold_no_public_holiday() -> None:
    """From 12 October to 8 November 2026 and a week of tail there is none to share, so nobody has a sum to keep."""
    rule = rule_of("england_and_wales")
    assert rule.chances(county(28).horizon.first_day, county(28).horizon) == 0
    assert {rule.tallies(brief, county(28).horizon) for brief in briefs(28).values()} == {()}


def test_thirteen_weeks_hold_three_and_who_worked_less_has_the_larger_share() -> None:
    """Christmas Day, the substitute for Boxing Day and New Year's Day are shared among shifts, not the day job."""
    rule, horizon = rule_of("england_and_wales"), county(91).horizon
    assert rule.chances(horizon.first_day, horizon) == 3
    shares: dict[int, set[int]] = {}
    for brief in briefs(91).values():
        share = rule.share(brief, horizon)
        if brief.officer.contract != "crew":
            continue
        (worked,) = (row.amount for row in brief.balances if row.kind == "holidays")
        assert share is not None
        shares.setdefault(worked, set()).add(share)
    # Those with 8 of the year's 8 have nothing left of one or two; those with 1 may work all three.
    assert shares[8] == {0}
    assert min(shares[1]) >= 3
    on_call = [brief for brief in briefs(91).values() if brief.officer.contract == "sfc"]
    assert {rule.share(brief, horizon) for brief in on_call} == {None}


def test_christmas_worked_by_one_who_had_more_than_the_share_has_its_price() -> None:
    """An early tour of Christmas Day costs 2,000 pence for an officer of the crews without a share, and else nothing."""
    rule, scenario = rule_of("england_and_wales"), county(91)
    shares = {name: rule.share(brief, scenario.horizon) for name, brief in briefs(91).items()}
    away = {name for name, brief in briefs(91).items() if CHRISTMAS in brief.leave_days | brief.training_days}
    crews = [name for name, brief in briefs(91).items() if brief.officer.contract == "crew" and name not in away]
    without = next(name for name in crews if shares[name] == 0)
    having = next(name for name in crews if shares[name])
    rota = Rota(tuple(assignment(scenario, name, "E", CHRISTMAS) for name in (without, having)))
    found = [finding for finding in audit(scenario, rota).findings if finding.rule == "holiday_share"]
    assert [(item.subject, item.day, item.pence) for item in found] == [(without, CHRISTMAS, 2_000)]


def test_everybody_on_shifts_has_a_year_of_public_holidays() -> None:
    """Each of the 82 crew officers and 11 of the control room: 365 days up to the first planned one, eight at most."""
    rows = [row for row in county(28).balances if row.kind == "holidays"]
    contracts = Counter(briefs(28)[row.officer].officer.contract for row in rows)
    assert contracts == {"crew": 82, "control_room": 11}
    first = county(28).horizon.first_day
    assert {(row.from_day, row.until_day) for row in rows} == {(first - 365, first)}
    assert {row.amount for row in rows} <= set(range(9))
    assert len({row.amount for row in rows}) > 3


def holiday_world(**more: object) -> Scenario:
    """Return three days of two crew officers a day at the base, the first day being a public holiday at 900 pence."""
    limits: dict[str, dict[str, Limit]] = {rule.code: {"applied": False} for rule in LINE_RULES}
    limits["holiday_share"] = {"dates": "2026-10-12", "pence": 900}
    groups = tuple(RuleLimits(name, "england_and_wales", limits) for name in ("crews", "commanders"))
    return tiny_scenario(**{"cover": (cover_tour("ARV", "E", 1, 1),), "rules": groups, **more})


@pytest.mark.parametrize(("worked", "shares"), [(0, [1, 1, 1, 1]), (2, [0, 1, 1, 1]), (4, [0, 2, 2, 2])])
def test_a_share_is_the_part_of_what_is_wanted_less_what_was_done_above_the_mean(
    worked: int, shares: list[int]
) -> None:
    """Two of four are wanted: half a holiday each.

    a1 with two so far is 1.5 above the mean of 0.5, the others half below: 0.5 - 1.5 is nothing, 0.5 + 0.5 is one.
    With four, a1 is 3 above the mean of one: 0.5 + 1 rounds up to two for the others.
    """
    scenario = holiday_world(balances=(Balance("a1", "holidays", FIRST_DAY - 300, FIRST_DAY, worked),))
    crews = [brief for brief in officer_briefs(scenario) if brief.officer.contract == "crews"]
    assert [brief.share_of_holidays([FIRST_DAY]) for brief in crews] == shares


def test_leave_takes_from_the_share() -> None:
    """a1, away for two of three days, has a third of the weight: 2 x 1 / (1 + 3 x 3) = 0.2, the others 0.6."""
    away = (Abstraction("a1", "leave", "everything", FIRST_DAY + 1, FIRST_DAY + 3),)
    first, *others, _ = officer_briefs(holiday_world(abstractions=away))
    assert [round(part * 2, 9) for brief in (first, *others) for part, _ in brief.wanted_duty] == [0.2, 0.6, 0.6, 0.6]
