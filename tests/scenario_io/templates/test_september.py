"""The metropolitan force in September 2023: its sizes are fixed, and its overlays say what the press said and no more."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.domain.time import instant
from scheduler.rules.groups import check_groups
from scheduler.scenario_io import load, write_folder
from scheduler.scenario_io.templates import files_beside, template
from scheduler.scenario_io.templates.september import HAND_INS, NAME, RETURN_DATES, SPREADS
from scheduler.scenario_io.templates.tables import Settings, Tables

SCENARIOS = Path(__file__).parents[3] / "scenarios"
COMMITTED = SCENARIOS / NAME
ZONE = "Europe/London"
DAY = 738_783
"""Wednesday 20 September 2023."""


@pytest.fixture(scope="module")
def made() -> tuple[Settings, Tables]:
    """Settings and tables as `rota init` makes them without options."""
    return template(NAME, None, None, None)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a force of 150."""
    folder = tmp_path_factory.mktemp("september") / "small"
    settings, tables = template(NAME, None, 150, None)
    write_folder(folder, settings, tables, files_beside(NAME, settings, tables))
    return folder


def overlay(name: str) -> dict[str, Any]:
    """Return a committed overlay."""
    return tomllib.loads((COMMITTED / "overlays" / f"{name}.toml").read_text(encoding="utf-8"))


def events(name: str) -> dict[str, str]:
    """Return who an overlay has an event of, and when."""
    return {row["officer"]: row["at"] for row in overlay(name)["events"]}


def test_what_is_committed_is_what_the_template_makes(made: tuple[Settings, Tables]) -> None:
    """Every overlay, and the page that fixes sizes, seeds and the hash of the tables that are made on demand."""
    committed = {
        str(path.relative_to(COMMITTED)): path.read_text(encoding="utf-8")
        for path in COMMITTED.rglob("*")
        if path.is_file()
    }
    assert dict(files_beside(NAME, *made)) == committed


def test_the_tables_are_those_of_the_metropolitan_scenario(made: tuple[Settings, Tables], tmp_path: Path) -> None:
    """Byte for byte as committed there; the settings differ in the name alone. The hash is that of the folder."""
    write_folder(tmp_path / "made", *made)
    for path in (SCENARIOS / "metropolitan").iterdir():
        text = (tmp_path / "made" / path.name).read_text(encoding="utf-8")
        assert text.replace(NAME, "metropolitan") == path.read_text(encoding="utf-8")
    assert load(tmp_path / "made").scenario.sha256 == overlay("ct-surge")["overlay"]["scenario_sha256"]


def test_the_dates_asked_about_are_planned(made: tuple[Settings, Tables]) -> None:
    """20 to 26 September, with days before them, so that the hand-ins are not the first thing that happens."""
    first = made[0]["scenario"]["first_day"].toordinal()
    planned = range(first, first + made[0]["scenario"]["days"])
    assert first < DAY
    assert DAY + 6 in planned


@pytest.mark.parametrize("spread", SPREADS)
def test_the_fewer_who_hand_in_are_among_the_more(spread: str) -> None:
    """100 and 300 of 2,595, the same 100 at the same minutes, from noon of the 20th to the 23rd."""
    few, many = (events(f"hand-in-{number}-{spread}") for number in HAND_INS)
    assert (len(few), len(many)) == HAND_INS
    assert few.items() <= many.items()
    assert min(many.values()) >= "2023-09-20 12:00"
    assert max(many.values()) < "2023-09-24"


def test_clusters_are_units_and_leave_a_seventh_of_each(made: tuple[Settings, Tables]) -> None:
    """First both specialist units, of 100 each, 85 of each; then bases of 120, 102 of one, and the rest of another."""
    units = {row["officer"]: row["unit"] for row in made[1]["officers"]}
    count = {spread: Counter(units[officer] for officer in events(f"hand-in-300-{spread}")) for spread in SPREADS}
    specialist = {unit: number for unit, number in count["clustered"].items() if unit.startswith("SPE")}
    response = sorted(number for unit, number in count["clustered"].items() if unit.startswith("ARV"))
    assert specialist == {"SPE-1": 85, "SPE-2": 85}
    assert response == [300 - 170 - 102, 102]
    assert sum(count["clustered"].values()) == 300
    assert len(count["spread"]) == 17


@pytest.mark.parametrize("number", HAND_INS)
@pytest.mark.parametrize("spread", SPREADS)
def test_the_first_come_back_on_one_date_or_the_other(number: int, spread: str) -> None:
    """Six in ten of those who left, in the order of leaving, the first at 07:00 of the 23rd or 24th, nobody before."""
    left = events(f"hand-in-{number}-{spread}")
    for date in RETURN_DATES:
        back = events(f"return-{date}-of-{number}-{spread}")
        assert len(back) == 0.6 * number
        assert min(back.values()) == f"2023-09-{date} 07:00"
        assert set(back) <= set(left)
        assert all(left[officer] < at for officer, at in back.items())


@pytest.mark.parametrize("size", ["low", "high"])
def test_six_forces_lend_and_six_do_not(size: str) -> None:
    """Kent by name and as a neighbour, the others as Force A to K; nothing lent is for counter-terrorism."""
    rows = overlay(f"aid-{size}")["mutual_aid"]
    lent = [row for row in rows if row.get("answer") != "refused"]
    assert len(lent) == len(rows) - len(lent) == 6
    assert lent[0]["lender"] == "KENT"
    assert [row["lender"] for row in rows if row["relation"] == "neighbour"] == ["KENT"]
    names = [row["name"] for row in overlay(f"aid-{size}")["forces"]]
    assert names == ["Kent", *(f"Force {letter}" for letter in "ABCDEFGHIJK")]
    assert not any(row["counter_terrorism"] for row in rows)


def test_every_overlay_can_be_laid_over_the_scenario_with_those_it_lies_on(small: Path) -> None:
    """All of one reading at once: hand-in, return, help, surge, soldiers; and each reading's returns fit its hand-in."""
    folder = small / "overlays"
    for number in HAND_INS:
        for spread in SPREADS:
            for date in RETURN_DATES:
                names = [f"hand-in-{number}-{spread}", f"return-{date}-of-{number}-{spread}", "aid-high", "ct-surge"]
                paths = [folder / f"{name}.toml" for name in (*names, "military-deployed")]
                found = load(small, overlays=paths, check_rules=check_groups)
                assert len(found.laid_over) == 5


def test_lent_officers_and_soldiers_are_there_when_the_press_says(small: Path) -> None:
    """Kent's on the evening of the 23rd, after 30 hours and 4 of induction; soldiers until midday of the 25th."""
    paths = [small / "overlays" / f"{name}.toml" for name in ("aid-low", "ct-surge", "military-deployed")]
    offers = {offer.offer: offer for offer in load(small, overlays=paths).scenario.offers}
    assert offers["AID-KENT"].from_at == instant(DAY + 3, 22 * 60, ZONE)
    assert (offers["MACA"].from_at, offers["MACA"].until_at) == (
        instant(DAY + 3, 18 * 60, ZONE),
        instant(DAY + 5, 13 * 60, ZONE),
    )
    waiting = [path.with_name("military-standing-by.toml") if "military" in path.name else path for path in paths]
    scenario = load(small, overlays=waiting).scenario
    assert [offer.usable for offer in scenario.offers if offer.offer == "MACA"] == [False]
    purposes = {post.post: post.purpose for post in scenario.posts}
    assert {purposes[post] for post in offers["MACA"].posts} == {"static_guard"}


def test_a_surge_is_wanted_on_three_dates_alone(small: Path) -> None:
    """23 to 25 September; ordinary posts want what they wanted."""
    before = load(small).scenario
    scenario = load(small, overlays=[small / "overlays" / "ct-surge.toml"]).scenario
    added = scenario.cover[len(before.cover) :]
    assert scenario.cover[: len(before.cover)] == before.cover
    assert {(cover.from_day, cover.until_day) for cover in added} == {(DAY + 3, DAY + 6)}
    purposes = {post.post: post.purpose for post in scenario.posts}
    assert {purposes[cover.post] for cover in added} == {"static_guard", "counter_terrorism"}


def test_an_overlay_of_another_force_is_refused(small: Path) -> None:
    """The officers of the committed overlays are those of the whole force."""
    with pytest.raises(BadInputError, match="made for another scenario"):
        load(small, overlays=[COMMITTED / "overlays" / "ct-surge.toml"])
