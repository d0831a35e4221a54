"""What holds for the pay of every rota, by another way of counting."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.briefs import officer_briefs
from scheduler.domain.pay import PaySettings
from scheduler.domain.people import Officer
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import REST, Horizon, dated_option
from scheduler.pay.counting import pay_of
from scheduler.rules.line.on_call_allowance import OnCallAllowance
from scheduler.scenario_io import load
from tests.pay.works import AUTUMN, MONDAY, SPRING, TOURS, held, on, rota, world
from tests.worlds import ZONE

COUNTY = Path(__file__).parents[2] / "scenarios" / "county"
RANKS = ("constable", "sergeant", "inspector", "chief inspector", "superintendent")
STEP = 30
"""Every tour here begins and ends on a half hour, so that every half hour can be looked at by itself."""


@st.composite
def planned(draw: st.DrawFn) -> tuple[Scenario, Rota]:
    """Ten days of five officers, one of each rank, each day a tour or none; some around a clock change or Christmas."""
    first = draw(st.sampled_from([MONDAY, AUTUMN - 3, SPRING - 3, on(2024, 8, 27), on(2026, 12, 20)]))
    told = draw(st.one_of(st.none(), st.integers(first - 30, first + 3)))
    start = draw(st.sampled_from([None, 0, 420, 1_140]))
    starts = draw(st.sampled_from([{}, {"inspecting_ranks": 0}, {"superintending_ranks": 1_140}]))
    hours = draw(st.lists(st.integers(0, 9_999), min_size=4, max_size=4))
    officers = tuple(Officer(f"a{place}", "north", "armed", "crews", rank, "A") for place, rank in enumerate(RANKS))
    made = []
    for officer in officers:
        for day in range(first, first + 10):
            code = draw(st.sampled_from([None, *TOURS]))
            if code is not None:
                made.append(held(officer.officer, code, day))
    scenario = world(
        first_day=first, days=10, officers=officers, pay=PaySettings(told, start, *hours, on_call_day_starts=starts)
    )
    return scenario, Rota(tuple(made))


def half_hours(item: Assignment) -> list[datetime]:
    """Return the wall-clock time at which each half hour of an assignment begins."""
    epoch, zone = datetime(1970, 1, 1, tzinfo=UTC), ZoneInfo(ZONE)
    return [(epoch + timedelta(minutes=at)).astimezone(zone) for at in range(item.start_at, item.end_at, STEP)]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(planned())
def test_sums_agree_and_nothing_is_negative(given_rota: tuple[Scenario, Rota]) -> None:
    """By officer, by kind of work and in all the pence are the same; each row is its rate times its quantity."""
    pay = pay_of(*given_rota)
    by_officer: Counter[str] = Counter()
    for item in pay.items:
        by_officer[item.officer] += item.pence
        assert min(item.quantity, item.rate_pence + 1, item.pence + 1) > 0
        exact = item.quantity * item.rate_pence / (60 if item.unit == "minute" else 1)
        assert abs(item.pence - exact) <= 0.5
    assert sum(by_officer.values()) == sum(pay.pence_by_item.values()) == pay.pence
    assert len({(item.officer, item.day, item.item, item.unit, item.rate_pence) for item in pay.items}) == len(
        pay.items
    )


@settings(max_examples=40, deadline=None, derandomize=True)
@given(planned())
def test_unsocial_hours_are_what_a_look_at_every_half_hour_finds(given_rota: tuple[Scenario, Rota]) -> None:
    """The clock on the wall shows 20:00 to 06:00 in so many half hours of attended duty, clock changes included."""
    scenario, made = given_rota
    paid = {officer.officer for officer in scenario.officers if scenario.pay.hour_of(officer.rank) is not None}
    expected: Counter[tuple[str, int]] = Counter()
    for item in made.assignments:
        if item.officer in paid and not TOURS[item.tour].on_call:
            unsocial = sum(at.hour >= 20 or at.hour < 6 for at in half_hours(item))
            expected[item.officer, item.day] += STEP * unsocial
    found = {
        (item.officer, item.day): item.quantity for item in pay_of(*given_rota).items if item.item == "unsocial_hours"
    }
    assert found == {key: minutes for key, minutes in expected.items() if minutes}


@settings(max_examples=40, deadline=None, derandomize=True)
@given(planned())
def test_on_call_days_are_what_a_look_at_every_half_hour_finds(given_rota: tuple[Scenario, Rota]) -> None:
    """An officer's half hours on call lie in so many days from the time the chief officer fixes, and no day twice."""
    scenario, made = given_rota
    ranks = {officer.officer: officer.rank for officer in scenario.officers}
    days: set[tuple[str, int]] = set()
    for item in made.assignments:
        if TOURS[item.tour].on_call:
            minutes = _on_call_day_start(scenario, ranks[item.officer])
            for at in half_hours(item):
                days.add((item.officer, at.toordinal() - (60 * at.hour + at.minute < minutes)))
    found: Counter[str] = Counter()
    for row in pay_of(*given_rota).items:
        if row.item == "on_call_day":
            found[row.officer] += row.quantity
    assert found == Counter(officer for officer, _ in days)


def _on_call_day_start(scenario: Scenario, rank: str) -> int:
    """Return when an on-call day begins: as fixed for the rank, else for all, else with the force day."""
    group = {"inspector": "inspecting_ranks", "chief inspector": "inspecting_ranks"}.get(rank, "")
    group = "superintending_ranks" if rank == "superintendent" else group
    every = scenario.pay.on_call_day_start
    return scenario.pay.on_call_day_starts.get(group, scenario.forces[0].day_start if every is None else every)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(planned())
def test_the_plan_prices_the_on_call_days_that_pay_counts(given_rota: tuple[Scenario, Rota]) -> None:
    """The line rule finds for each officer, beside no history, as many on-call days as there are in the pay."""
    scenario, made = given_rota
    rule = OnCallAllowance(pence=2_500)
    held_on = {(item.officer, item.day): item.tour for item in made.assignments}
    expected: Counter[str] = Counter()
    for brief in officer_briefs(replace(scenario, posts=(), cover=())):
        name = brief.officer.officer
        line = [
            dated_option(held_on.get((name, day), REST), scenario.tours_by_code, day, ZONE)
            for day in scenario.horizon.days
        ]
        expected[name] = sum(item.excess for item in rule.findings(brief, line, scenario.horizon))
    found: Counter[str] = Counter()
    for row in pay_of(scenario, made).items:
        if row.item == "on_call_day":
            found[row.officer] += row.quantity
    assert found == +expected


def test_provisional_days_are_not_counted() -> None:
    """A night of the tail is never published, and so nobody is owed anything for it."""
    made = Rota(tuple(replace(item, source="provisional") for item in rota(("N", MONDAY)).assignments))
    assert pay_of(world(), made).items == ()


def test_what_cannot_be_counted_is_said() -> None:
    """A rank nobody knows, an officer without a team, a jurisdiction without rates and a year without holidays."""
    scenario = world(
        first_day=on(2023, 9, 18),
        officers=(
            Officer("a1", "north", "armed", "crews", "PC", "A"),
            Officer("a2", "north", "armed", "crews", "sergeant"),
            Officer("a3", "far", "armed", "crews", "constable", "A"),
        ),
    )
    far = replace(scenario.forces[0], force="far", jurisdiction="northern_ireland")
    pay = pay_of(replace(scenario, forces=(*scenario.forces, far)), rota(("N", on(2023, 9, 18))))
    assert pay.items == ()
    assert [note.split(":")[0] for note in pay.not_counted] == [
        "Officers of northern_ireland",
        "Officers of the rank PC (1)",
        "Rest days worked and overtime of officers without a team (1)",
        "Public holidays worked in 2023",
        "Away nights and hardship nights of own officers",
    ]


def test_what_scotland_has_no_rate_for_is_said_and_not_taken_over() -> None:
    """A night and an on-call day in Scotland: no figure was found, so none is counted."""
    scenario = world()
    scottish = replace(scenario, forces=(replace(scenario.forces[0], jurisdiction="scotland"),))
    pay = pay_of(scottish, rota(("N", MONDAY), ("OC", MONDAY + 1)))
    assert pay.items == ()
    assert pay.not_counted[:2] == (
        "On call day of constables and sergeants: no rate is known in scotland on days of this rota.",
        "Unsocial hours of constables and sergeants: no rate is known in scotland on days of this rota.",
    )


def test_ranks_are_told_from_the_lowest_up() -> None:
    """Constables before sergeants before superintendents, whatever the alphabet says."""
    ranks = ("superintendent", "chief inspector", "constable", "Sergeant")
    officers = tuple(Officer(f"a{n}", "north", "armed", "crews", rank, "A") for n, rank in enumerate(ranks))
    made = Rota(tuple(held(officer.officer, "OC", MONDAY) for officer in officers))
    assert pay_of(world(officers=officers), made).ranks == (
        "constable",
        "Sergeant",
        "chief inspector",
        "superintendent",
    )


def test_a_rank_is_known_however_it_is_written() -> None:
    """`Constable` of a spreadsheet is a constable."""
    assert pay_of(world("Constable"), rota(("N", MONDAY))).pence == 1_600


def test_the_rates_of_a_rota_are_told_with_their_dates() -> None:
    """Only those that something was counted by, in words."""
    pay = pay_of(world(), rota(("OC", MONDAY), ("N", MONDAY + 1)))
    assert [(rate.item, rate.days, rate.figure, rate.status) for rate in pay.rates] == [
        ("on call day", "since 2024-09-01", "£25.00 a day", "unverified"),
        ("unsocial hours", "since 2012", "1/10 of basic pay from 20:00 to 06:00", "sourced"),
    ]


@pytest.mark.parametrize("days", [7])
def test_the_county_on_its_pattern_costs_its_nights(days: int) -> None:
    """Each officer of the crews on every tour of the pattern for a week: unsocial hours alone, by hand for one night.

    An early of 07:00 to 16:30 has no unsocial hour, a late of 15:00 to 00:30 has 4.5, a night of 22:00 to 07:30 has 8.
    """
    scenario = load(COUNTY, days=days).scenario
    crews = [officer for officer in scenario.officers if officer.contract == "crew" and officer.team]
    hours = {"E": 0, "L": 270, "N": 480}
    patterns = {row.pattern: row for row in scenario.patterns}
    teams = {row.team: row for row in scenario.teams}
    made, expected = [], 0
    tours = scenario.tours_by_code
    for officer in crews:
        team = teams[officer.team or ""]
        rate = {"constable": 200, "sergeant": 240}[officer.rank]
        for day in range(scenario.horizon.first_day, scenario.horizon.first_day + days):
            code = patterns[team.pattern].code_on(day, team.offset)
            if code in hours:
                start_at, end_at = tours[code].start_at(day, ZONE), tours[code].end_at(day, ZONE)
                made.append(Assignment(officer.officer, day, code, start_at, end_at, officer.force))
                expected += hours[code] * rate // 60
    pay = pay_of(scenario, Rota(tuple(made)))
    assert pay.pence_by_item == {"unsocial_hours": expected}
    assert expected > 0


def test_the_horizon_of_the_examples_has_no_tail() -> None:
    """The worlds here are planned as asked for, so that every assignment is counted."""
    assert world().horizon == Horizon(MONDAY, 14, ZONE, 0, 28, MONDAY)
