"""Single figures of the cover rules: hand-overs, clock changes, force days and the edges of the horizon."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.demand import requirements_of
from scheduler.domain.findings import Finding
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import Post
from scheduler.rules.cover.seats import Seats
from tests.rules.cover.enumeration import assignment
from tests.worlds import FIRST_DAY, authorised, cover_span, cover_tour, crew_officers, tiny_scenario, tour

AUTUMN = FIRST_DAY + 12
"""Saturday 24 October 2026; the clock goes back on the night that follows."""
SPRING = FIRST_DAY + 166
"""Saturday 27 March 2027; the clock goes forward on the night that follows."""


def seat(first_day: int = FIRST_DAY, **overrides: Any) -> Scenario:
    """Return a world with one command seat TFC (priority 3) from 07:00 to 07:00 and three officers."""
    officers = tuple(replace(officer, unit="command") for officer in crew_officers(3))
    base = tiny_scenario(
        days=2,
        officers=officers,
        tours=(tour("E", "early", "07:00", "19:00"), tour("N", "night", "19:00", "31:00")),
        posts=(Post("TFC", "Control room", "north", "sfc", ("E", "N"), priority=3),),
        cover=(cover_span("TFC", "07:00", "31:00", 1, 1),),
        authorisations=tuple(authorised(officer.officer, "sfc") for officer in officers),
    )
    return replace(base, horizon=replace(base.horizon, first_day=first_day), **overrides)


def seated(scenario: Scenario, *held: tuple[str, str, int]) -> list[Finding]:
    """Return what the rule finds when these officers hold these tours, days counted from the first."""
    first = scenario.horizon.first_day
    work = tuple(assignment(scenario, officer, code, first + day, "TFC") for officer, code, day in held)
    return Seats().findings(scenario, Rota(work))


def test_full_cover_finds_nothing() -> None:
    """A seat held by early and night on both days is neither uncovered nor short."""
    scenario = seat()
    assert seated(scenario, ("a1", "E", 0), ("a2", "N", 0), ("a1", "E", 1), ("a2", "N", 1)) == []


@pytest.mark.parametrize(
    ("first_day", "hours"), [(FIRST_DAY, 12), (AUTUMN, 13), (SPRING, 11)], ids=["plain", "autumn", "spring"]
)
def test_a_missing_night_costs_its_real_hours(first_day: int, hours: int) -> None:
    """An empty night of a seat is one duty of priority 3, 20,000 pence, and 100 pence for each real hour."""
    scenario = seat(first_day)
    (found,) = seated(scenario, ("a1", "E", 0), ("a1", "E", 1), ("a2", "N", 1))
    assert (found.grade, found.excess, found.pence) == ("uncovered", 3, 20_000 + 100 * hours)


def test_an_officer_whose_tour_ends_before_the_next_begins_leaves_a_hole() -> None:
    """A seat from 06:00 with an on-call tour of another force day: 06:00 to 07:00 is empty, one hour begun.

    The officer of the first day stands from 06:00 to 06:00, that of the second from 07:00 to 07:00.
    """
    scenario = seat(
        tours=(tour("O6", "on_call", "06:00", "30:00"), tour("O7", "on_call", "07:00", "31:00")),
        posts=(Post("TFC", "Cadre", "north", "sfc", ("O6", "O7"), priority=3),),
        cover=(cover_span("TFC", "07:00", "31:00", 1, 1, weekdays=(0,)),),
    )
    (found,) = seated(scenario, ("a1", "O6", 0), ("a2", "O7", 1))
    assert (found.grade, found.excess, found.pence) == ("uncovered", 3, 20_000 + 100)
    assert seated(scenario, ("a1", "O7", 0)) == []
    assert seated(scenario, ("a1", "O6", 0), ("a2", "O6", 1)) == []


def test_minutes_to_get_ready_leave_a_hole_that_rows_prove() -> None:
    """An early tour with 15 minutes to get ready after a night to 19:00 sharp leaves a row nobody can supply."""
    scenario = seat(tours=(tour("E", "early", "07:00", "19:00", ready=15), tour("N", "night", "19:00", "31:00")))
    requirements = requirements_of(scenario)
    supplied = {supply.row for supply in requirements.supplies}
    bare = [row.key for row in requirements.rows if row.key.startswith("cover/") and row.key not in supplied]
    assert len(bare) == 2  # 07:00 to 07:15 on each of the two days
    found = seated(scenario, ("a1", "E", 0), ("a2", "N", 0), ("a1", "E", 1), ("a2", "N", 1))
    assert [(item.grade, item.pence) for item in found] == [("uncovered", 20_100)] * 2


def test_minutes_that_the_rota_before_fills_are_not_asked_for() -> None:
    """A night to 07:15 hands over to an early tour ready at 07:15; the first 07:00 to 07:15 is the rota before's."""
    scenario = seat(tours=(tour("E", "early", "07:00", "19:00", ready=15), tour("N", "night", "19:00", "31:15")))
    assert seated(scenario, ("a1", "E", 0), ("a2", "N", 0), ("a1", "E", 1), ("a3", "N", 1)) == []
    found = seated(scenario, ("a1", "E", 0), ("a1", "E", 1), ("a3", "N", 1))
    # Without the first night its own duty lacks 12 hours, and the second day's its first quarter, one hour begun.
    assert [item.pence for item in found] == [20_000 + 1_200, 20_000 + 100]


def test_an_unauthorised_officer_does_not_fill_the_seat() -> None:
    """An authorisation that ends at midnight does not cover the night, so the seat counts as empty."""
    scenario = seat()
    permissions = (*scenario.authorisations[:1], authorised("a2", "sfc", 0 + FIRST_DAY - 9, FIRST_DAY + 1))
    scenario = replace(scenario, authorisations=permissions)
    found = seated(scenario, ("a1", "E", 0), ("a2", "N", 0), ("a1", "E", 1), ("a1", "N", 1))
    assert [(item.grade, item.excess) for item in found] == [("uncovered", 3)]


def test_a_duty_on_a_tour_is_one_row_and_two_amounts() -> None:
    """A tour's duty with minimum 1 and target 2 has one row of at least 2 and a short amount for each grade."""
    scenario = seat(cover=(cover_tour("TFC", "E", 1, 2),))
    requirements = requirements_of(scenario)
    assert [(row.key, row.at_least) for row in requirements.rows] == [
        ("cover/TFC/E/2026-10-12", 2),
        ("cover/TFC/E/2026-10-13", 2),
    ]
    prices = {amount.key: (amount.upper, amount.price.command, amount.price.pence) for amount in requirements.amounts}
    assert prices["short-minimum/TFC/E/2026-10-12"] == (1, 3, 20_000)
    assert prices["short-target/TFC/E/2026-10-12"] == (1, 0, 20_000)


def test_a_span_with_one_stretch_needs_no_coupling() -> None:
    """A span inside one tour has one row, and its short amount carries the hours: 20,000 and twice 100 pence."""
    scenario = seat(cover=(cover_span("TFC", "08:00", "09:30", 1, 1, weekdays=(0,)),))
    requirements = requirements_of(scenario)
    assert [row.key for row in requirements.rows] == ["cover/TFC/08:00-09:30/2026-10-12"]
    assert [amount.price.pence for amount in requirements.amounts] == [20_200]


def test_a_shortfall_below_target_alone_is_priced_and_not_uncovered() -> None:
    """One officer where one is the minimum and three the target: two places at 20,000, no level above pence."""
    scenario = seat(cover=(cover_tour("TFC", "E", 1, 3, weekdays=(0,)),))
    (found,) = seated(scenario, ("a1", "E", 0))
    assert (found.grade, found.excess, found.pence) == ("shortfall", 2, 40_000)
