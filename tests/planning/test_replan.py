"""A roster planned anew changes as little as it can, and says how little anybody could."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

import pytest

from scheduler.audit import audit
from scheduler.domain.people import Abstraction
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import REST
from scheduler.planning.plan import Planned, PlanOptions, plan
from scheduler.planning.replan import counted, without_count
from scheduler.replanning.changes import changes_of
from scheduler.replanning.told import Terms, told_by, with_told
from tests.rules.cover.enumeration import assignment
from tests.rules.cover.test_faces import control_room
from tests.worlds import FIRST_DAY

OPTIONS = PlanOptions(20, workers=1)


def planned(scenario: Scenario) -> Planned:
    """Plan a small world to the proof."""
    found = plan(scenario, without_count(OPTIONS))
    assert found.plan.status == "optimal"
    return found


@pytest.fixture(scope="module")
def before() -> tuple[Scenario, Planned]:
    """Return a control room of five officers over three days, and its rota."""
    plain = control_room(1, 1, 3, 5)
    scenario = replace(plain, contracts=plain.contracts[:1])
    return scenario, planned(scenario)


def sick(scenario: Scenario, before: Planned, terms: Terms, officer: str, day: int) -> Scenario:
    """Return the scenario that was told the rota, in which an officer is sick on a day and after it."""
    away = Abstraction(officer, "sickness", "everything", day, FIRST_DAY + 30)
    ill = replace(scenario, abstractions=(*scenario.abstractions, away))
    horizon = scenario.horizon
    days = range(horizon.first_day, horizon.first_day + horizon.n_days)
    return with_told(ill, told_by(ill, before.plan.rota, terms, "run", days))


def test_nothing_changes_where_nothing_has_to(before: tuple[Scenario, Planned]) -> None:
    """The rota that was told comes out again, seats and all, and nobody has to be told."""
    scenario, first = before
    days = range(FIRST_DAY, FIRST_DAY + scenario.horizon.n_days)
    again = with_told(scenario, told_by(scenario, first.plan.rota, Terms(FIRST_DAY - 30), "run", days))
    found = planned(again)
    made = counted(again, found, OPTIONS)
    assert made is not None
    assert (made.changes, made.fewest, made.at_least) == ((), 0, 0)
    assert found.plan.price == first.plan.price


def test_one_sickness_is_covered_by_telling_the_fewest(before: tuple[Scenario, Planned]) -> None:
    """The proved number is what trying every rota of the days that matter gives."""
    scenario, first = before
    one = next(held for held in first.plan.rota.assignments if held.post)
    ill = sick(scenario, first, Terms(FIRST_DAY - 30), one.officer, one.day)
    found = planned(ill)
    made = counted(ill, found, OPTIONS)
    assert made is not None
    assert made.at_least == made.fewest == fewest_by_trying(ill, found)
    assert len(made.other_tours) >= made.fewest
    assert one.officer not in made.to_tell


def fewest_by_trying(scenario: Scenario, found: Planned) -> int:
    """Return the fewest people told in any rota that covers as much, by giving ever more officers every line."""
    told = {name: [rota_as_told(scenario, name)] for name in (officer.officer for officer in scenario.officers)}
    free = {name: list(every_line(scenario, name)) for name in told}
    for number in range(len(told) + 1):
        for changed in combinations(told, number):
            for chosen in product(*((free if name in changed else told)[name] for name in told)):
                rota = Rota(tuple(sorted(held for line in chosen for held in line)))
                report = audit(scenario, rota)
                if not report.faults and report.price[:-1] <= found.plan.price[:-1]:
                    return number
    raise AssertionError


def rota_as_told(scenario: Scenario, officer: str) -> tuple[Assignment, ...]:
    """Return what is left of an officer's line as told: nothing of it on days away."""
    assert scenario.told is not None
    away = {
        day for row in scenario.abstractions if row.officer == officer for day in range(row.from_day, row.until_day)
    }
    days = scenario.told.days[officer].items()
    return tuple(
        assignment(scenario, officer, code, day, "TFC") for day, code in days if code != REST and day not in away
    )


def every_line(scenario: Scenario, officer: str) -> Iterator[tuple[Assignment, ...]]:
    """Yield every line of an officer that the second faces find nothing wrong with."""
    days = scenario.horizon.days
    for codes in product((REST, "E", "L", "N"), repeat=len(days)):
        held = zip(days, codes, strict=True)
        line = tuple(assignment(scenario, officer, code, day, "TFC") for day, code in held if code != REST)
        if not audit(scenario, Rota(line)).faults:
            yield line


def test_a_search_that_was_stopped_counts_nothing(before: tuple[Scenario, Planned]) -> None:
    """Whoever stops the plan wants it now: the fewest are not looked for, and nothing is claimed of them."""
    scenario, first = before
    one = next(held for held in first.plan.rota.assignments if held.post)
    ill = sick(scenario, first, Terms(FIRST_DAY - 30), one.officer, one.day)
    stop = threading.Event()
    stop.set()
    made = counted(ill, planned(ill), OPTIONS, stop=stop)
    assert made is not None
    assert made.other_tours
    assert (made.fewest, made.at_least) == (None, None)


def test_a_pinned_tour_stays(before: tuple[Scenario, Planned]) -> None:
    """Whoever would have been moved at the least price is pinned, so that somebody else is."""
    scenario, first = before
    one = next(held for held in first.plan.rota.assignments if held.post)
    ill = sick(scenario, first, Terms(FIRST_DAY - 30), one.officer, one.day)
    moved = {(change.officer, change.day) for change in changes_of(ill, planned(ill).plan.rota)}
    pinned = sick(scenario, first, Terms(FIRST_DAY - 30, pins=frozenset(moved)), one.officer, one.day)
    again = {(change.officer, change.day) for change in changes_of(pinned, planned(pinned).plan.rota)}
    assert moved
    assert not moved & again
