"""Overlays: what they add and set, how wrong ones are told, and that the scenario itself stays as it is."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.rules.groups import check_groups
from scheduler.scenario_io import LoadedScenario, load, tables_of, write_workbook
from scheduler.scenario_io.overlays import LARGEST_OVERLAY
from tests.scenario_io.small import write

ROOT = Path(__file__).resolve().parents[2]
ABOUT = '[overlay]\nname = "more"\ndescription = "Another night car."\n'
COVER = '[[cover]]\npost = "GATE"\ntour = "N"\nminimum = 1\ntarget = 2\n'
POST = (
    '[[posts]]\npost = "GATE"\nname = "Gate"\nforce = "F"\nrole = "ARO"\ntours = ["E", "N"]\npurpose = "static_guard"\n'
)
DAY = 739901
"""Monday 12 October 2026."""


def overlay(folder: Path, text: str, name: str = "more.toml") -> Path:
    """Write an overlay and return its path."""
    path = folder / name
    path.write_text(text)
    return path


def laid(folder: Path, *texts: str) -> LoadedScenario:
    """Return the small scenario with overlays."""
    paths = [overlay(folder, text, f"o{number}.toml") for number, text in enumerate(texts, start=1)]
    return load(write(folder / "s"), check_rules=check_groups, overlays=paths)


def told(folder: Path, *texts: str) -> list[str]:
    """Return what is told of the small scenario with overlays that are wrong."""
    with pytest.raises(BadInputError) as refused:
        laid(folder, *texts)
    return [str(problem) for problem in refused.value.problems]


def plain(folder: Path) -> Scenario:
    """Return the small scenario alone."""
    return load(write(folder / "plain")).scenario


def test_rows_are_added_and_say_where_they_stand(tmp_path: Path) -> None:
    """A post, its cover, and a step-back at a TOML date-time, which is the wall clock's; the rest is the scenario's."""
    event = '[[events]]\nofficer = "P001"\nevent = "step_back"\nat = 2026-10-14T06:00:00\n'
    loaded = laid(tmp_path, ABOUT + POST + COVER + event)
    found, before = loaded.scenario, plain(tmp_path)
    assert found.posts[:-1] == before.posts
    assert found.posts[-1].tours == ("E", "N")
    assert found.posts[-1].purpose == "static_guard"
    assert found.cover[-1].source == "overlay o1.toml, [[cover]] 1"
    assert [(one.officer, one.at) for one in found.events] == [("P001", instant(DAY + 2, 360, "Europe/London"))]
    assert found.officers == before.officers
    (change,) = loaded.laid_over
    assert {table: len(rows) for table, rows in change.rows.items()} == {"posts": 1, "cover": 1, "events": 1}
    assert change.rows["cover"] == [{"post": "GATE", "tour": "N", "minimum": "1", "target": "2"}]


def test_a_table_the_scenario_does_not_have_is_added_to(tmp_path: Path) -> None:
    """Soldiers who are deployed, in a folder without military_aid.csv."""
    aid = (
        '[[military_aid]]\noffer = "M1"\nlender = "F"\nstate = "deployed"\napproval = "HO-1"\nofficers = 2\n'
        'contract = "C"\nunit = "U"\nroles = ["ARO"]\nposts = ["GATE"]\nasked = 2026-10-12\nlead_hours = 24\n'
        "from = 2026-10-12\nuntil = 2026-10-20\nprice = 30000\n"
    )
    found = laid(tmp_path, ABOUT + POST + COVER + aid).scenario
    assert [officer.officer for officer in found.officers if officer.offer] == ["M1-1", "M1-2"]


def test_values_are_set_one_by_one_and_what_they_were_is_told(tmp_path: Path) -> None:
    """A price that had its default, a limit that was stated, one that was not; what is not named stays."""
    text = (
        f"{ABOUT}[prices]\ntarget_short = 7\n[rules.crews.rest_between_tours]\nminutes = 700\n"
        "[rules.crews.consecutive_nights]\ndays = 3\n"
    )
    loaded = laid(tmp_path, text)
    assert (loaded.scenario.prices.target_short, loaded.scenario.prices.uncovered_hour) == (7, 100)
    (crews,) = loaded.scenario.rules
    assert crews.profile == "england_and_wales"
    assert {rule: dict(limits) for rule, limits in crews.limits.items()} == {
        "rest_between_tours": {"minutes": 700},
        "consecutive_nights": {"days": 3},
    }
    assert crews.place("rest_between_tours", "minutes").startswith("overlay o1.toml:7:rules.crews")
    assert [(one.key, one.before, one.after) for one in loaded.laid_over[0].values] == [
        ("prices.target_short", 20_000, 7),
        ("rules.crews.rest_between_tours.minutes", 660, 700),
        ("rules.crews.consecutive_nights.days", None, 3),
    ]


def test_overlays_are_laid_in_their_order(tmp_path: Path) -> None:
    """The second takes the place of the first, and names it as what was there before; the order is in the hash."""
    one, two = f"{ABOUT}[prices]\ntarget_short = 7\n", f"{ABOUT}[prices]\ntarget_short = 8\n".replace("more", "most")
    both, other = laid(tmp_path, one, two), laid(tmp_path, two, one)
    assert (both.scenario.prices.target_short, other.scenario.prices.target_short) == (8, 7)
    assert [one.values[0].before for one in both.laid_over] == [20_000, 7]
    assert [overlay.name for overlay in both.scenario.overlays] == ["more", "most"]
    assert both.scenario.sha256 != other.scenario.sha256


def test_the_scenario_itself_is_not_touched(tmp_path: Path) -> None:
    """No file of the folder changes; without overlays its hash is what it was, with one it is another."""
    folder = write(tmp_path / "s")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    alone = load(folder).scenario
    found = load(folder, overlays=[overlay(tmp_path, ABOUT + POST + COVER)]).scenario
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert load(folder, overlays=()).scenario == alone
    assert found.sha256 != alone.sha256


def test_a_workbook_has_overlays_too(tmp_path: Path) -> None:
    """The same rows and values over the sheets."""
    settings, tables = tables_of(plain(tmp_path))
    write_workbook(tmp_path / "s.xlsx", settings, tables)
    path = overlay(tmp_path, f"{ABOUT}{POST}{COVER}[prices]\ntarget_short = 7\n")
    found = load(tmp_path / "s.xlsx", overlays=[path]).scenario
    assert found.prices.target_short == 7
    assert found.posts[-1].post == "GATE"


def test_an_overlay_may_be_for_one_scenario_alone(tmp_path: Path) -> None:
    """With its hash it is laid over that one, and refused over another."""
    made_for = plain(tmp_path).sha256
    assert laid(tmp_path, f'{ABOUT}scenario_sha256 = "{made_for}"\n').scenario.overlays
    (wrong,) = told(tmp_path, f'{ABOUT}scenario_sha256 = "{"0" * 64}"\n')
    assert wrong.startswith("overlay o1.toml:4:19: ")
    assert "made for another scenario" in wrong
    assert made_for in wrong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (COVER.replace("GATE", "ARW"), ["overlay o1.toml, [[cover]] 1:post: 'ARW': unknown post; did you mean 'ARV'?"]),
        (COVER.replace('"N"', '"X"') + POST, ["overlay o1.toml, [[cover]] 1:tour: 'X': unknown tour"]),
        (COVER.replace("minimum", "least") + POST, ["'least': unknown column"]),
        (COVER.replace("= 1", '= "one"') + POST, ["overlay o1.toml, [[cover]] 1:minimum: 'one': expected a whole number"]),
        (COVER.replace("= 1", "= [[1]]") + POST, ["[[cover]] 1:minimum: 'a list': expected text, a number"]),
        (POST + COVER + COVER, ["[[cover]] 2:post: 'GATE N': expected each", "overlay o1.toml, [[cover]] 1 has it already"]),
        ('[[forces]]\nforce = "F"\nname = "Fen"\nday_start = "07:00"\njurisdiction = "scotland"\n',
         ["overlay o1.toml, [[forces]] 1:force: 'F': expected each force once; row 2 has it already"]),
        ('[[events]]\nofficer = "P001"\nevent = "step_back"\nat = "2026-10-14"\nreason = "private"\n',
         ["[[events]] 1:reason: 'reason': expected no column for a reason"]),
        ('[[events]]\nofficer = "P001"\nevent = "return"\nat = "2026-10-14"\n',
         ["overlay o1.toml, [[events]] 1:at: 'P001 return': expected a step_back or suspension"]),
        ('[[abstractions]]\nofficer = "P002"\nkind = "court"\nstops = "everything"\nfrom = "2026-10-20"\nuntil = "2026-10-20"\n',
         ["overlay o1.toml, [[abstractions]] 1:from: 'P002 court': expected no overlap with row 2"]),
        ("[scenario]\ndays = 3\n", ["overlay o1.toml:4:2: 'scenario': expected no such section"]),
        ("[price]\ntarget_short = 3\n", ["overlay o1.toml:4:2: 'price': unknown section", "did you mean 'prices'?"]),
        ("[prices]\ntarget_shrt = 3\n", ["overlay o1.toml:5:15: 'target_shrt': unknown key of [prices]"]),
        ("[rules.crews.rest_between_tours]\nminute = 3\n", ["overlay o1.toml:5:rules.crews.rest_between_tours.minute"]),
        ("[rules]\ncrews = 3\n", ["overlay o1.toml:5:9: 'crews': expected sections [rules.GROUP]"]),
        ("cover = 3\n", ["overlay o1.toml:4:9: 'cover': unknown key of [overlay]"]),
        ("[cover]\npost = 3\n", ["overlay o1.toml: 'cover': expected tables [[cover]], one a row"]),
        ("[[cover]\n", ["overlay o1.toml:4:8: expected TOML"]),
    ],
)  # fmt: skip
def test_each_mistake_has_its_place_and_message(tmp_path: Path, text: str, expected: list[str]) -> None:
    """As of the tables themselves, but in the overlay."""
    problems = "\n".join(told(tmp_path, ABOUT + text))
    assert [part for part in expected if part not in problems] == []


def test_what_is_wrong_with_scenario_and_overlays_is_told_together(tmp_path: Path) -> None:
    """A cell of the folder, one of each overlay, a name that is missing, an overlay that is not there."""
    folder = write(tmp_path / "s", {"abstractions.csv": "officer,kind,stops,from,until\nP009,leave,everything,,\n"})
    paths = [
        overlay(tmp_path, ABOUT + COVER, "one.toml"),
        overlay(tmp_path, '[overlay]\ndescription = "Nothing."\n', "two.toml"),
        overlay(tmp_path, ABOUT, "three.toml"),
        tmp_path / "four.toml",
    ]
    with pytest.raises(BadInputError) as refused:
        load(folder, overlays=paths)
    problems = "\n".join(str(problem) for problem in refused.value.problems)
    for part in (
        "abstractions.csv:2:from",
        "overlay one.toml, [[cover]] 1:post: 'GATE': unknown post",
        "overlay two.toml:1:2: expected name in [overlay]",
        "overlay three.toml:2:8: 'more': expected each overlay once",
        "overlay four.toml: expected a file that exists",
    ):
        assert part in problems


def test_the_example_of_the_page_can_be_laid_over_the_county(tmp_path: Path) -> None:
    """The block of docs/how-to/try-a-change.md, as it stands there."""
    text = (ROOT / "docs" / "how-to" / "try-a-change.md").read_text(encoding="utf-8")
    block = text[text.index("       [overlay]") : text.index("   Any [table]")]
    found = load(ROOT / "scenarios" / "county", overlays=[overlay(tmp_path, textwrap.dedent(block))])
    assert {name: len(rows) for name, rows in found.laid_over[0].rows.items()} == {"posts": 1, "cover": 1}
    assert found.scenario.prices.target_short == 15_000


def test_a_clock_change_is_read_as_in_a_table(tmp_path: Path) -> None:
    """A date-time with an offset is the instant it says: 01:30 of the second hour of the night of the change."""
    event = '[[events]]\nofficer = "P001"\nevent = "step_back"\nat = 2026-10-25T01:30:00Z\n'
    found = laid(tmp_path, ABOUT + event).scenario
    assert found.events[0].at == instant(DAY + 13, 90, "UTC")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xff\xfe", "expected UTF-8 text"),
        (b"a = " + b"[" * 5_000, "expected TOML"),
        (b"a = " + b"1" * 5_000, "expected TOML"),
        (b" " * (LARGEST_OVERLAY + 1), "expected at most 4 MiB"),
        (ABOUT.encode() + b"[[cover]]\npost = \"" + b"x" * 100_000 + b'"\ntour = "N"\nminimum = 1\ntarget = 1\n', "expected an id"),
        (ABOUT.encode() + b'[[cover]]\npost = "ARV"\ntour = "N"\nminimum = inf\ntarget = 1\n', "'inf': expected a whole number"),
        (ABOUT.encode() + b'[[cover]]\n"\\u001b[31m" = 1\n', "unknown column"),
        (ABOUT.encode() + b'[[due]]\nfrom = 0001-01-01T00:00:00+14:00\n', "expected an instant that the calendar has in UTC"),
        (ABOUT.encode() + b'[[due]]\nowner = 0x' + b"F" * 6_000 + b"\n", "expected a whole number of at most"),
        (ABOUT.encode() + b'[[tours]]\nstart = 07:00:30\n', "[[tours]] 1:start: '07:00:30': expected a whole minute"),
    ],
    ids=["not text", "nested", "endless", "large", "long cell", "infinite", "control", "edge of time", "hex", "seconds"],
)  # fmt: skip
def test_a_hostile_file_is_refused_with_one_message(tmp_path: Path, content: bytes, expected: str) -> None:
    """And quickly; nothing of it reaches a terminal as it stands."""
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    with pytest.raises(BadInputError) as refused:
        load(write(tmp_path / "s"), overlays=[path])
    problems = [str(problem) for problem in refused.value.problems]
    assert any(expected in problem for problem in problems), problems
    assert all(len(problem) < 1_000 and problem.isprintable() for problem in problems)


def test_a_folder_or_a_pipe_is_no_overlay(tmp_path: Path) -> None:
    """Neither is waited for."""
    os.mkfifo(tmp_path / "pipe.toml")
    for path in (tmp_path / "pipe.toml", tmp_path):
        with pytest.raises(BadInputError, match="expected a regular file"):
            load(write(tmp_path / "s"), overlays=[path])
