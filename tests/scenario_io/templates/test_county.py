"""The county template."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from scheduler.domain.duties import duties_of
from scheduler.domain.time import day_of
from scheduler.scenario_io.loading import load
from scheduler.scenario_io.templates import template
from scheduler.scenario_io.templates.tables import Tables
from scheduler.scenario_io.writer import write_folder
from tests.scenario_io.templates.supply import cars_against_cover, planned_days

FIRST_DAY = date(2026, 10, 12)


def _holders(tables: Tables, role: str) -> set[str]:
    return {row["officer"] for row in tables["authorisations"] if row["role"] == role}


def test_it_has_about_ninety_authorised_firearms_officers() -> None:
    """The committed scenario has 90 give or take two: 80 to 84 in crews and 8 tactical advisers."""
    _, tables = template("county", None, None, None)
    assert 88 <= len(_holders(tables, "AFO")) <= 92


def test_it_begins_on_a_monday() -> None:
    """12 October 2026 is a Monday, and 28 days are planned."""
    settings, _ = template("county", None, None, None)
    assert settings["scenario"]["first_day"] == FIRST_DAY
    assert FIRST_DAY.weekday() == 0
    assert settings["scenario"]["days"] == 28


def test_the_night_of_the_clock_change_is_an_hour_longer(tmp_path: Path) -> None:
    """N lasts 22:00 to 07:30, 570 minutes, and 630 on the night to 25 October 2026."""
    write_folder(tmp_path / "county", *template("county", None, None, None))
    scenario = load(tmp_path / "county").scenario
    night = scenario.tours_by_code["N"]
    lengths = Counter(
        night.end_at(day, scenario.horizon.zone) - night.start_at(day, scenario.horizon.zone)
        for day in scenario.horizon.days
    )
    # 28 days and 7 of the tail: 34 ordinary nights and one long one.
    assert lengths == {570: 34, 630: 1}


@pytest.mark.parametrize("role", ["SFC", "ITFC", "CTFC", "TACAD", "PIM"])
def test_command_seats_are_wanted_at_every_instant(role: str, tmp_path: Path) -> None:
    """The duties of a command post follow each other without a hole, through the clock change too."""
    write_folder(tmp_path / "county", *template("county", None, None, None))
    scenario = load(tmp_path / "county").scenario
    duties = sorted((duty.start_at, duty.end_at) for duty in duties_of(scenario) if duty.post == role)
    assert all(end == start for (_, end), (start, _) in pairwise(duties))
    # 35 days of 24 hours, and the hour the clock goes back.
    assert duties[-1][1] - duties[0][0] == 35 * 1440 + 60


def test_hand_overs_of_crews_leave_no_hole(tmp_path: Path) -> None:
    """With 15 minutes at both ends the seats of E, L and N still meet on every day."""
    write_folder(tmp_path / "county", *template("county", None, None, None))
    scenario = load(tmp_path / "county").scenario
    tours, zone = scenario.tours_by_code, scenario.horizon.zone
    for day in scenario.horizon.days:
        assert tours["E"].seat_until(day, zone) >= tours["L"].seat_from(day, zone)
        assert tours["L"].seat_until(day, zone) >= tours["N"].seat_from(day, zone)
        assert tours["N"].seat_until(day, zone) >= tours["E"].seat_from(day + 1, zone)


def test_more_cars_are_wanted_by_evening_than_by_morning() -> None:
    """On every weekday the late minimum and target are above the early ones, over both bases."""
    _, tables = template("county", None, None, None)
    for weekday in ("Mon", "Fri", "Sun"):
        wanted = {tour: [0, 0] for tour in ("E", "L")}
        for row in tables["cover"]:
            if row["tour"] in wanted and (not row["weekdays"] or weekday in row["weekdays"].split("|")):
                wanted[row["tour"]][0] += int(row["minimum"])
                wanted[row["tour"]][1] += int(row["target"])
        assert wanted["L"][0] > wanted["E"][0]
        assert wanted["L"][1] > wanted["E"][1]


def test_every_table_reaches_ninety_one_days() -> None:
    """Absences are drawn to the end of the tail of 91 days, so that three months can be planned from the same folder."""
    _, tables = template("county", None, None, None)
    end = FIRST_DAY + timedelta(days=91 + 7)
    absences = [date.fromisoformat(row["until"]) for row in tables["abstractions"]]
    assert max(absences) == end - timedelta(days=1)
    kept = [row for row in tables["authorisations"] if date.fromisoformat(row["until"]) >= end]
    # All but the few that lapse (1 to 2 in a hundred) outlast the 98 days.
    assert len(kept) > 0.95 * len(tables["authorisations"])
    assert not any(row["until_date"] for row in tables["cover"])


def test_patterns_alone_crew_a_little_above_the_minimum_and_about_the_target() -> None:
    """Over both bases each tour's cars lie between minimum and target on average, nearer than a car to one of them."""
    settings, tables = template("county", None, None, None)
    days = len(planned_days(settings))
    found = cars_against_cover(settings, tables)
    for tour in ("E", "L", "N"):
        rows = [row for row in found if row.tour == tour]
        minimum, cars, target = (
            sum(getattr(row, name) for row in rows) / days for name in ("minimum", "cars", "target")
        )
        assert minimum < cars <= target
        assert target - cars < 1.5


def test_patterns_alone_meet_nearly_every_minimum_but_not_every_target() -> None:
    """Before any exception at most one car-tour in ten is below its minimum, and more than one in twenty below target."""
    settings, tables = template("county", None, None, None)
    found = cars_against_cover(settings, tables)
    target = sum(row.target for row in found)
    assert 0 < sum(row.below_minimum for row in found) < 0.1 * target
    assert sum(row.below_target for row in found) > 0.05 * target


@pytest.mark.parametrize("seed", [3, 12])
def test_a_seed_of_the_first_mistake_leaves_no_tactical_adviser_on_some_day(seed: int) -> None:
    """With seed 3 every adviser is away altogether on the same two days, so that two duties stay uncovered."""
    _, tables = template("county", seed, None, None)
    advisers = _holders(tables, "TACAD")
    away: Counter[int] = Counter()
    for row in tables["abstractions"]:
        if row["officer"] in advisers and row["stops"] == "everything":
            away.update(range(day_of(date.fromisoformat(row["from"])), day_of(date.fromisoformat(row["until"])) + 1))
    planned = range(day_of(FIRST_DAY), day_of(FIRST_DAY) + 28)
    assert sum(away[day] == len(advisers) for day in planned) == 2


def test_seed_six_leaves_four_supervisors_at_most_on_some_day() -> None:
    """Six base-tours a day want a supervisor, and on the day of the seminar no more than four are there."""
    _, tables = template("county", 6, None, None)
    supervisors = _holders(tables, "OFC")
    away: Counter[int] = Counter()
    for row in tables["abstractions"]:
        if row["officer"] in supervisors and row["stops"] == "everything":
            away.update(range(day_of(date.fromisoformat(row["from"])), day_of(date.fromisoformat(row["until"])) + 1))
    planned = range(day_of(FIRST_DAY), day_of(FIRST_DAY) + 28)
    assert max(away[day] for day in planned) >= len(supervisors) - 4


def test_seed_nine_leaves_two_days_without_a_post_incident_manager() -> None:
    """All certificates end on one date, and all renewals begin three dates later."""
    _, tables = template("county", 9, None, None)
    rows = [row for row in tables["authorisations"] if row["role"] == "PIM"]
    ends = {
        date.fromisoformat(row["until"]) for row in rows if date.fromisoformat(row["until"]) < FIRST_DAY + timedelta(28)
    }
    begins = {date.fromisoformat(row["from"]) for row in rows if date.fromisoformat(row["from"]) > FIRST_DAY}
    assert len(ends) == len(begins) == 1
    assert begins.pop() - ends.pop() == timedelta(days=3)


def test_other_seeds_vary_the_size_of_the_teams() -> None:
    """Ten seeds give more than one size of force."""
    sizes = {len(template("county", seed, None, None)[1]["officers"]) for seed in range(2, 12)}
    assert len(sizes) > 1


@pytest.mark.parametrize(("officers", "target"), [(45, 2), (180, 6)])
def test_officers_asked_for_are_there_exactly_and_cover_grows_with_them(officers: int, target: int) -> None:
    """`--officers` counts authorised firearms officers; twice as many want about twice the cars."""
    _, tables = template("county", None, officers, None)
    assert len(_holders(tables, "AFO")) == officers
    late = next(row for row in tables["cover"] if row["post"] == "ARV-N" and row["tour"] == "L")
    # The committed target is 3 cars: 45 officers want 1.5, rounded to 2, and 180 want 6.
    assert int(late["target"]) == target
