"""Rows that overlays take away and change, and officers they let leave and join."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.domain.people import Abstraction
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant, local
from scheduler.domain.turnover import months_after
from scheduler.eligibility import why_not
from scheduler.scenario_io import load
from tests.scenario_io.small import write
from tests.scenario_io.test_overlays import ABOUT, DAY, laid, overlay, plain, told

COVER_CHANGED = '[[change.cover]]\npost = "TAC"\ntour = "OC"\nweekdays = "Mon-Sun"\nminimum = 2\ntarget = 3\n'
SECOND = ABOUT.replace("more", "most")


def test_a_row_is_changed_where_it_stands(tmp_path: Path) -> None:
    """The cells that are stated are others, the rest and the order stay; it says that the overlay states it now."""
    loaded = laid(tmp_path, ABOUT + COVER_CHANGED)
    found, before = loaded.scenario.cover, plain(tmp_path).cover
    place = "overlay o1.toml, [[change.cover]] 1"
    assert found == (before[0], replace(before[1], minimum=2, target=3, source=place))
    (change,) = loaded.laid_over[0].edits["cover"]
    assert change.key == {"post": "TAC", "tour": "OC", "weekdays": "Mon-Sun"}
    assert change.after is not None
    assert (change.before["minimum"], change.after["minimum"], change.after["target"]) == ("1", "2", "3")
    assert loaded.laid_over[0].numbers() == {"cover": {"removed": 0, "changed": 1, "added": 0}}


def test_a_row_is_found_by_what_its_key_means(tmp_path: Path) -> None:
    """Weekdays typed one by one, and a date typed as TOML has it, of rows that write both otherwise."""
    days = COVER_CHANGED.replace('"Mon-Sun"', '["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]')
    gone = '[[remove.authorisations]]\nofficer = "P002"\nrole = "ARO"\nfrom = 2026-01-01\n'
    found = laid(tmp_path, ABOUT + days + gone).scenario
    assert found.cover[1].minimum == 2
    assert [row.officer for row in found.authorisations] == ["P001", "P001", "P003"]


def test_an_empty_cell_takes_a_value_away(tmp_path: Path) -> None:
    """The base of an officer, who has none afterwards."""
    found = laid(tmp_path, f'{ABOUT}[[change.officers]]\nofficer = "P001"\nhome_post = ""\n').scenario
    assert found.officers[0].home_post is None


def test_rows_removed_make_room_for_rows_added(tmp_path: Path) -> None:
    """In one overlay as in two: what is removed is gone before anything is added."""
    gone = '[[remove.vehicles]]\nvehicle = "V1"\n'
    come = '[[vehicles]]\nvehicle = "V1"\npool = "POOL"\ntracked = true\n'
    for texts in ((ABOUT + gone + come,), (ABOUT + gone, SECOND + come)):
        found = laid(tmp_path, *texts).scenario
        assert [(row.vehicle, row.off_road) for row in found.vehicles] == [("V2", ()), ("V1", ())]


def test_a_second_overlay_changes_what_the_first_left(tmp_path: Path) -> None:
    """Before is what stands then, not what the scenario states."""
    again = COVER_CHANGED.replace("minimum = 2", "minimum = 4").replace("target = 3", "target = 4")
    loaded = laid(tmp_path, ABOUT + COVER_CHANGED, SECOND + again)
    assert loaded.scenario.cover[1].minimum == 4
    assert [one.edits["cover"][0].before["minimum"] for one in loaded.laid_over] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[[remove.cover]]\npost = "ARV"\ntour = "E"\n', "[[remove.cover]] 1: 'ARV E': no such row of cover; expected the post"),
        ('[[remove.cover]]\ntour = "E"\n', "[[remove.cover]] 1:post: expected an id"),
        ('[[remove.cover]]\npost = "ARV"\nfrom = "seven"\n', "[[remove.cover]] 1:from: 'seven': expected a clock time"),
        ('[[remove.vehicles]]\nvehicle = "V1"\npool = "POOL"\n', "[[remove.vehicles]] 1:pool: 'POOL': expected only the key, vehicle"),
        ('[[change.vehicles]]\nvehicle = "V1"\n', "[[change.vehicles]] 1: expected a cell to change, beside the key vehicle"),
        ('[[change.vehicles]]\nvehicle = "V1"\ntracked = "perhaps"\n', "[[change.vehicles]] 1:tracked: 'perhaps': expected yes or no"),
        ('[[change.vehicles]]\nvehicle = "V1"\nwheels = 4\n', "[[change.vehicles]] 1:wheels: 'wheels': unknown column"),
        (
            '[[change.vehicles]]\nvehicle = "V1"\ntracked = "no"\n[[remove.vehicles]]\nvehicle = "V1"\n',
            "[[change.vehicles]] 1: 'V1': expected each row once; overlay o1.toml, [[remove.vehicles]] 1 is about it already",
        ),
        ('[[remove.cars]]\nvehicle = "V1"\n', "'remove.cars': unknown table"),
        ("[remove]\nvehicles = 3\n", "'remove.vehicles': expected tables [[remove.vehicles]], one a row"),
        ("change = 3\n", "'change': unknown key of [overlay]"),
        ('[[remove.posts]]\npost = "TAC"\n', "cover.csv:3:post: 'TAC': unknown post"),
        ('[[leavers]]\nofficer = "P009"\nfrom = 2026-10-12\n', "[[leavers]] 1:officer: 'P009': unknown officer"),
        ('[[leavers]]\nrole = "ARX"\nnumber = 1\nfrom = 2026-10-12\n', "[[leavers]] 1:role: 'ARX': unknown role; did you mean 'ARO'?"),
        ('[[leavers]]\nrole = "ARO"\nfrom = 2026-10-12\n', "[[leavers]] 1:number: expected either number"),
        ('[[leavers]]\nfrom = 2026-10-12\n', "[[leavers]] 1:officer: expected an officer, or a role to draw from"),
        ('[[leavers]]\nofficer = "P001"\nnumber = 2\nfrom = 2026-10-12\n', "[[leavers]] 1:number: '2': expected no number"),
        ('[[leavers]]\nrole = "ARO"\nnumber = 3\nfrom = 2026-10-12\n', "[[leavers]] 1:number: '3': expected at most the 2 who hold"),
        ('[[joiners]]\nlike = "P 1"\nnumber = 1\nfrom = 2026-10-12\n', "[[joiners]] 1:like: 'P 1': expected an id"),
        ('[[joiners]]\nlike = "P009"\nnumber = 1\nfrom = 2026-10-12\n', "[[joiners]] 1:like: 'P009': unknown officer"),
        ('[[joiners]]\nlike = "P001"\nnumber = 1\na_month = 1\nfrom = 2026-10-12\n', "[[joiners]] 1:number: '1': expected either"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_place_and_message(tmp_path: Path, text: str, expected: str) -> None:
    """A key of no row, half a key, a key too many, a row twice, a table or name that is none."""
    problems = "\n".join(told(tmp_path, ABOUT + text))
    assert expected in problems, problems


def able(scenario: Scenario, officer: str, day: int) -> bool:
    """Say whether an officer may fill a seat on an early tour of a force day."""
    return not why_not(scenario, officer, day, "E", "ARV")


def test_a_leaver_is_gone_from_the_day_on(tmp_path: Path) -> None:
    """Able the day before; from then on away from everything, with no role, and no leave of any other kind."""
    found = laid(tmp_path, f'{ABOUT}[[leavers]]\nofficer = "P002"\nfrom = 2026-10-15\n').scenario
    assert found.abstractions == (Abstraction("P002", "other", "everything", DAY + 3, found.horizon.until_day),)
    assert able(found, "P002", DAY + 2)
    assert not able(found, "P002", DAY + 3)


def test_who_leaves_each_month_is_drawn_by_the_seed(tmp_path: Path) -> None:
    """Over 40 days two of the two holders go, a month apart; the same two in the same order each time."""
    text = '[[leavers]]\nrole = "ARO"\na_month = 1\nfrom = 2026-10-12\n'
    found, again = (laid_days(tmp_path / name, ABOUT + text, 40) for name in ("one", "two"))
    away = [(row.officer, row.from_day - DAY) for row in found.abstractions if row.kind == "other"]
    assert sorted(officer for officer, _ in away) == ["P001", "P002"]
    assert [after for _, after in away] == [0, 31]
    assert found.abstractions == again.abstractions


def laid_days(folder: Path, text: str, days: int) -> Scenario:
    """Return the small scenario with an overlay, planned over so many days."""
    folder.mkdir()
    return load(write(folder / "s"), days=days, overlays=[overlay(folder, text)]).scenario


def test_a_joiner_is_like_somebody_and_able_after_the_course(tmp_path: Path) -> None:
    """Away until the 14th, there but unarmed for two days, then able; roles and unit are those of the officer named."""
    text = '[[joiners]]\nlike = "P001"\nnumber = 2\nfrom = 2026-10-14\nafter_days = 2\n'
    found = laid(tmp_path, ABOUT + text).scenario
    come = found.officers[-2:]
    assert [one.officer for one in come] == ["JOINER-1", "JOINER-2"]
    assert {(one.unit, one.contract, one.team, one.home_post) for one in come} == {("U", "C", "T1", "ARV")}
    assert {row.role for row in found.authorisations if row.officer == "JOINER-1"} == {"ARO", "DRV"}
    assert [able(found, "JOINER-1", DAY + after) for after in (1, 3, 4)] == [False, False, True]
    assert [row.until_day - DAY for row in found.abstractions if row.officer == "JOINER-1"] == [2]


@pytest.mark.parametrize(
    ("months", "expected"),
    [(0, "2026-01-31"), (1, "2026-02-28"), (2, "2026-03-31"), (11, "2026-12-31"), (13, "2027-02-28")],
)
def test_a_month_later_is_the_same_day_or_the_last(months: int, expected: str) -> None:
    """The 31st of January, so many months on."""
    first = local(instant(739647, 0, "UTC"), "UTC").date()
    assert first.isoformat() == "2026-01-31"
    assert local(instant(months_after(739647, months), 0, "UTC"), "UTC").date().isoformat() == expected
