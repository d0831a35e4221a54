"""Public holidays by the officer: a force's own, wherever its officers work, and else those of the rule group."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scheduler.amendments.checking import judged
from scheduler.amendments.notice_given import notices_of
from scheduler.amendments.suggesting import Take
from scheduler.domain.people import Force, Officer
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import day_of
from scheduler.domain.work import Horizon
from scheduler.replanning.told import Terms, told_by, with_told
from scheduler.rules.groups import public_holidays
from scheduler.rules.public_holidays import holidays_in, holidays_kept
from tests.pay.test_pay_rules import counted
from tests.pay.works import rota, world
from tests.worlds import ZONE

EASTER_MONDAY, ST_ANDREWS, BOYNE = (day_of(date(2026, *on)) for on in ((4, 6), (11, 30), (7, 13)))
"""Kept in England, Wales and Northern Ireland; in Scotland; in Northern Ireland, the 12th being a Sunday."""


def lent(first_day: int, part: str) -> Scenario:
    """Return ten days of ``a1``, who belongs to another force than the host, under the host's rule group."""
    scenario = world(first_day=first_day, days=10)
    lender = Force("lender", "Lender", 420, "england_and_wales", holidays=part)
    return replace(
        scenario,
        forces=(*scenario.forces, lender),
        officers=(Officer("a1", "lender", "armed", "crews", "constable", "A"),),
    )


@pytest.mark.parametrize(
    ("part", "kept"),
    [
        ("ENG", [EASTER_MONDAY]),
        ("WLS", [EASTER_MONDAY]),
        ("SCT", [ST_ANDREWS]),
        ("NIR", [EASTER_MONDAY, BOYNE]),
    ],
)
def test_each_part_has_its_own(part: str, kept: list[int]) -> None:
    """Of three days that are not public holidays everywhere."""
    known = holidays_in(part, 2026)
    assert [day for day in (EASTER_MONDAY, BOYNE, ST_ANDREWS) if day in known] == kept


@pytest.mark.parametrize("profile", ["england_and_wales", "scotland"])
def test_the_calendar_agrees_with_the_profiles(profile: str) -> None:
    """The years that a profile states are those the calendar has, day by day."""
    part = {"england_and_wales": "ENG", "scotland": "SCT"}[profile]
    stated = public_holidays(replace(world().rules[0], profile=profile))
    assert holidays_in(part, 2026) | holidays_in(part, 2027) == stated


@pytest.mark.parametrize(("day", "in_scotland"), [(EASTER_MONDAY, False), (ST_ANDREWS, True)])
def test_pay_reads_the_lenders(day: int, in_scotland: bool) -> None:
    """A Scottish officer's Easter Monday is a day as any, St Andrew's a public holiday; under the rule group alone neither way."""
    held = rota(("E", day))
    found = {part: bool(counted(lent(day, part), held, "public_holiday_worked")) for part in ("SCT", "ENG", "")}
    assert found == {"SCT": in_scotland, "ENG": not in_scotland, "": not in_scotland}


def test_planning_anew_prices_the_notice_of_the_lenders() -> None:
    """What an officer was told comes with the public holidays that the officer keeps, over the turn of the year as well."""
    scenario = lent(day_of(date(2026, 12, 28)), "SCT")
    scenario = replace(scenario, horizon=Horizon(scenario.horizon.first_day, 10, ZONE, 0, 28, 0))
    told = told_by(scenario, rota(), Terms(scenario.horizon.first_day), "run", scenario.horizon.days)
    line = with_told(scenario, told).told.line("a1")  # type: ignore[union-attr]
    assert line is not None
    assert {day_of(date(2026, 12, 28)), day_of(date(2027, 1, 4))} <= line.holidays
    assert line.holidays == holidays_kept(scenario)["a1"]


@pytest.mark.parametrize(("part", "wanted"), [("SCT", "public holiday"), ("ENG", "rest day")])
def test_an_amendment_wants_the_notice_of_the_lenders(part: str, wanted: str) -> None:
    """Duty on a St Andrew's Day told as free: 8 clear days for who keeps it, where a rest day wants none."""
    scenario = lent(ST_ANDREWS, part)
    limits = {"change": {"rest_day_days": 1}}
    scenario = replace(
        scenario,
        posts=(replace(scenario.posts[0], tours=("E",)),),
        cover=(),
        rules=tuple(replace(group, limits=limits) for group in scenario.rules),
    )
    verdict = judged(scenario, rota(), Take("a1", ST_ANDREWS, "E", "ARV"))
    (notice,) = notices_of(scenario, rota(), verdict, ST_ANDREWS - 3)
    assert notice.change == wanted
