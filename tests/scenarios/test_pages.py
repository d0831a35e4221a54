"""The pages of docs/scenarios say what the committed scenarios hold."""

from __future__ import annotations

import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

from scheduler.domain.duties import duties_of
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import clock
from scheduler.planning.plan import PlanOptions, plan
from scheduler.scenario_io import load, write_folder
from scheduler.scenario_io.templates import template
from tests.scenario_io.templates.supply import on_pattern
from tests.scenarios.balance import ROOT, SCENARIOS, car_sentence, cars, committed, holders, printed

COUNTY = "scheduler.scenario_io.templates.county"


def page(name: str) -> str:
    """Return a scenario's page with every run of blanks and line ends as one blank."""
    return " ".join((ROOT / "docs" / "scenarios" / f"{name}.md").read_text(encoding="utf-8").split())


def wanted_at_once(scenario: Scenario) -> tuple[int, int, int, int]:
    """Return the least and most cars at the minimum, then at the target, of all bases on one tour of one day."""
    crewed = {post.post for post in scenario.posts if post.crewed and post.post.startswith("ARV")}
    minimum: Counter[tuple[str | None, int]] = Counter()
    target: Counter[tuple[str | None, int]] = Counter()
    for duty in duties_of(scenario):
        if duty.post in crewed:
            minimum[duty.tour, duty.day] += duty.minimum
            target[duty.tour, duty.day] += duty.target
    return min(minimum.values()), max(minimum.values()), min(target.values()), max(target.values())


def crew_limits(scenario: Scenario) -> dict[str, dict[str, object]]:
    """Return what the scenario itself says of the crews' rules."""
    (crews,) = (group for group in scenario.rules if group.group == "crews")
    return {rule: dict(limits) for rule, limits in crews.limits.items()}


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_tables_are_those_the_command_prints(name: str) -> None:
    """Every table the command prints stands on the page line by line, its sentence is there, and the command named."""
    text = (ROOT / "docs" / "scenarios" / f"{name}.md").read_text(encoding="utf-8")
    blocks = "\n".join(printed(name)).split("\n\n")
    tables = [block for block in blocks if block.startswith("|")]
    assert tables
    assert [table for table in tables if f"\n\n{table}\n\n" not in text] == []
    assert all(block in page(name) for block in blocks if not block.startswith("|"))
    assert f"`python -m tests.scenarios.balance {name}`" in page(name)


@pytest.mark.parametrize("tour", ["E", "L"])
def test_who_is_present_is_who_another_count_of_the_tables_finds(tour: str) -> None:
    """The text of the template's tables gives as many officers and supervisors at each base; nights have agreements."""
    present = on_pattern(*template("county", None, None, None))
    for row in cars(committed("county")):
        if row.tour == tour:
            days = [there for (base, code, _), there in present.items() if (base, code) == (row.post, tour)]
            assert row.officers == sum(there.officers for there in days)
            assert row.supervisors == sum(there.supervisors for there in days)


def test_cars_wanted_are_those_of_the_cover_table() -> None:
    """The late tours of the southern base: 2 to 3 cars on Fridays and Saturdays, 1 to 2 on the other days."""
    (late,) = (row for row in cars(committed("county")) if (row.post, row.tour) == ("ARV-S", "L"))
    # 35 days from a Monday hold five Fridays, five Saturdays and 25 other days.
    assert (late.minimum, late.target) == (10 * 2 + 25 * 1, 10 * 3 + 25 * 2)


def test_the_figures_of_the_county_are_those_of_its_tables() -> None:
    """Sizes, crews, cars, shares and prices."""
    scenario, text = committed("county"), page("county")
    count = holders(scenario)
    (base, _) = (post for post in scenario.posts if post.crewed)
    least, most, low, high = wanted_at_once(scenario)
    teams = Counter(officer.team for officer in scenario.officers if officer.unit == "ARV").values()
    limits = crew_limits(scenario)
    shares = import_module(COUNTY)
    assert limits["night_share"] == limits["weekend_share"]
    for sentence in (
        f"| size of the force | {count['AFO']} authorised firearms officers |",
        f"| crew | {base.crew_size} officers, 1 driver |",
        f"| a supervisor for every {base.cars_per_supervisor} cars | {base.cars_per_supervisor} |",
        f"| cars on a tour | {low} to {high} wanted, {least} to {most} at least |",
        f"more than {limits['night_share']['allowance']} days above the share",
        f"drivers ({shares.DRIVING * 100:.0f} %) and supervisors ({shares.SUPERVISING * 100:.0f} %)",
        f"The cadres: {count['SFC']} strategic, {count['CTFC']} cadre tactical, {count['TACAD']} advisers, "
        f"{count['PIM']} post-incident managers, {count['ITFC']} control-room inspectors",
        f"The pool of {len(scenario.vehicles)} cars for both bases",
        f"team sizes ({min(teams)} to {max(teams)} officers)",
    ):
        assert sentence in text
    assert {wish.price for wish in scenario.preferences if not wish.binding} == {4_000}
    assert [agreed.option for agreed in scenario.preferences if agreed.binding] == ["N"] * 3


def test_the_former_county_fell_below_its_minimum_as_often_as_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The template with its former figures: 3 to 6 cars at least, 5 to 8 wanted, fewer drivers and supervisors."""
    former = (
        ("E", "", (2, 3), (1, 2)),
        ("L", "Mon|Tue|Wed|Thu|Sun", (3, 4), (2, 3)),
        ("L", "Fri|Sat", (3, 4), (3, 4)),
        ("N", "Mon|Tue|Wed|Thu|Sun", (2, 3), (2, 2)),
        ("N", "Fri|Sat", (3, 4), (2, 3)),
    )
    for name, value in (("CARS", former), ("DRIVING", 0.6), ("SUPERVISING", 0.22)):
        monkeypatch.setattr(import_module(COUNTY), name, value)
    write_folder(tmp_path / "county", *template("county", None, None, None))
    scenario = load(tmp_path / "county").scenario
    least, most, low, high = wanted_at_once(scenario)
    said = re.search(r"(\d+) of the (\d+) car-tours wanted at the least", page("county"))
    assert said is not None
    assert f"{said[2]} of them at the least, {said[1]} fall below the minimum" in car_sentence(
        cars(scenario), len(scenario.horizon.days)
    )
    assert f"wanted {low} to {high} cars on a tour, {least} to {most} at least, with 60 % drivers" in page("county")


def test_the_figures_of_the_metropolis_are_those_of_its_tables() -> None:
    """Units, advisers, cars, pools and prices."""
    scenario, text = committed("metropolitan"), page("metropolitan")
    count = holders(scenario)
    units = Counter(officer.unit for officer in scenario.officers)
    _, _, low, high = wanted_at_once(scenario)
    supervisors = {row.officer for row in scenario.authorisations if row.role == "OFC"}
    advisers = {row.officer for row in scenario.authorisations if row.role == "TACAD"}
    pattern = crew_limits(scenario)["team_pattern"]
    families = {
        family: sum(number for unit, number in units.items() if unit.startswith(family))
        for family in ("ARV", "SPE", "DIP", "PAR", "ROY", "AVN-E", "AVN-W")
    }
    for sentence in (
        f"A force of {count['AFO']:,} authorised firearms officers",
        f"| commanders | {len(scenario.officers) - count['AFO']} besides the {count['AFO']:,} |",
        f"| cars at once | {low} to {high} wanted at five bases |",
        *(f"| {number} |" for number in families.values()),
        f"| FCR | {units['FCR']} inspectors |",
        f"| CMD | {count['SFC']} strategic, {count['CTFC']} cadre tactical, {count['PIM']} post-incident |",
        f"({len(advisers)} in all, {len(advisers & supervisors)} of them supervisors)",
        f"A car below target costs {scenario.prices.target_short:,} pence and a rest day worked "
        f"{pattern['rest_day_worked_pence']:,}",
        f"tours may still be moved at {pattern['tour_moved_pence']:,}",
    ):
        assert sentence in text
    assert sum(families.values()) == count["AFO"]
    pools = Counter(car.pool for car in scenario.vehicles)
    bases = Counter(post.vehicle_pool for post in scenario.posts if post.post.startswith("ARV"))
    assert {pools[pool] for pool in bases if pool} == {10 * number for number in bases.values()}


def test_the_teams_of_the_metropolis_are_as_the_page_says() -> None:
    """Seven drivers and three supervisors in each armed response team of 24."""
    scenario = committed("metropolitan")
    teams = {officer.officer: officer.team for officer in scenario.officers if officer.unit.startswith("ARV")}
    sizes = Counter(teams.values())
    held = Counter((teams[row.officer], row.role) for row in scenario.authorisations if row.officer in teams)
    assert set(sizes.values()) == {24}
    assert {(held[team, "DRV"], held[team, "OFC"]) for team in sizes} == {(7, 3)}
    assert "Seven drivers and three supervisors in a team of 24" in page("metropolitan")


def test_the_figures_of_the_region_are_those_of_its_tables() -> None:
    """Commanders and the force days of the five forces."""
    scenario, text = committed("region"), page("region")
    count = holders(scenario)
    starts: dict[str, list[str]] = {}
    for force in scenario.forces[1:]:
        starts.setdefault(clock(force.day_start), []).append(force.force)
    days = ", ".join(f"{start} ({', '.join(forces)})" for start, forces in sorted(starts.items()))
    assert f"| strategic enough, tactical too few | {count['SSFC']} and {count['STFC']} |" in text
    assert f"| force days | {days} |" in text


@pytest.mark.slow
def test_the_region_leaves_as_many_tactical_days_uncovered_as_the_page_says() -> None:
    """The planner proves the number of the page for all planned days, and none of them is a strategic day."""
    scenario = committed("region")
    made = plan(scenario, PlanOptions(seconds=120)).plan
    days = len(scenario.horizon.days)
    sentence = f"at least {made.levels[0].bound} of the {days} planned tactical days stay uncovered"
    assert made.levels[0].exact
    assert sentence in page("region")
    assert {(item.duty.post, item.grade) for item in made.uncovered} == {("STFC", "command")}
