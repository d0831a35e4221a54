"""Every third seed of the county leaves duties uncovered whatever the plan, as its page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.briefs import officer_briefs
from scheduler.domain.duties import duties_of
from scheduler.domain.scenario import Scenario
from scheduler.eligibility import options_of
from scheduler.scenario_io import load, write_folder
from scheduler.scenario_io.templates import template
from tests.scenarios.balance import on_call


def drawn(seed: int, folder: Path) -> Scenario:
    """Return the county of a seed."""
    write_folder(folder / "county", *template("county", seed, None, None))
    return load(folder / "county").scenario


def uncovered_for_want_of_supervisors(scenario: Scenario) -> int:
    """Return how many minima of cars must go short on the worst day: more tours at bases than supervisors.

    Every car needs a supervisor placed on its own base and tour, and an officer works one tour of a force day.
    """
    crewed = {post.post: post.supervisor_role for post in scenario.posts if post.crewed}
    wanted = dict.fromkeys(scenario.horizon.days, 0)
    for duty in duties_of(scenario):
        wanted[duty.day] += duty.post in crewed and duty.minimum > 0
    for officer in options_of(scenario, officer_briefs(scenario)).officers:
        for day, today in zip(scenario.horizon.days, officer.days, strict=True):
            seats = [seat for groups in today.seats.values() for group in groups for seat in group]
            wanted[day] -= any(crewed.get(seat.post) in seat.roles for seat in seats)
    return max(0, *wanted.values())


@pytest.mark.parametrize(("seed", "post", "days"), [(3, "TACAD", 2), (9, "PIM", 3), (12, "TACAD", 2), (18, "PIM", 3)])
def test_nobody_can_be_on_call_on_the_days_of_the_mistake(seed: int, post: str, days: int, tmp_path: Path) -> None:
    """Two days of all advisers' training, or three days into which a gap of all managers' certificates reaches."""
    assert on_call(drawn(seed, tmp_path))[post].count(0) == days


@pytest.mark.parametrize("seed", [6, 15])
def test_six_minima_of_cars_cannot_be_met_by_four_supervisors(seed: int, tmp_path: Path) -> None:
    """A car on each of three tours at two bases, and four supervisors at most: two minima at least go short."""
    assert uncovered_for_want_of_supervisors(drawn(seed, tmp_path)) >= 2


@pytest.mark.parametrize("seed", [1, 2])
def test_a_seed_without_a_mistake_wants_for_nobody(seed: int, tmp_path: Path) -> None:
    """Enough supervisors for a car on each tour at each base on every day, and somebody for every day on call."""
    scenario = drawn(seed, tmp_path)
    assert uncovered_for_want_of_supervisors(scenario) == 0
    assert all(min(free) > 0 for free in on_call(scenario).values())
