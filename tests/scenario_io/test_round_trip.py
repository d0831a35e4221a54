"""What is written reads back as what it was."""

from __future__ import annotations

import dataclasses
import stat
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.commitments import Due
from scheduler.domain.errors import BadInputError
from scheduler.domain.on_call_cars import OnCallCar
from scheduler.domain.operations import Operation
from scheduler.domain.pay import RANK_GROUPS, PaySettings
from scheduler.domain.people import (
    Abstraction,
    Authorisation,
    Balance,
    Contract,
    Force,
    Officer,
    PastDay,
    Pattern,
    Preference,
    Role,
    Team,
    Unit,
)
from scheduler.domain.response import ResponseArea
from scheduler.domain.scenario import Prices, RuleLimits, Scenario
from scheduler.domain.time import instant
from scheduler.domain.work import Cover, Horizon, Post, Tour, Vehicle
from scheduler.scenario_io import load, tables_of, write_folder, write_workbook
from scheduler.scenario_io.columns import EARLIEST_DAY, LATEST_DAY
from tests.scenario_io.small import write

FIRST = date(2026, 10, 12).toordinal()
ZONES = ("Europe/London", "Atlantic/Azores", "Asia/Kathmandu", "Africa/Cairo")

ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,8}", fullmatch=True)
groups = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_\-]{0,8}", fullmatch=True)
days = st.integers(FIRST - 400, FIRST + 400)
names = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="<>"), min_size=1, max_size=12).filter(
    lambda text: text[0] not in "=+-@" and text.isprintable()
)
limits = st.one_of(st.booleans(), st.integers(-(10**9), 10**9), names, st.sampled_from(["12", "true", '"', "a b", "-"]))
weekdays = st.sets(st.integers(0, 6)).map(lambda chosen: tuple(sorted(chosen)))


@st.composite
def spans(draw: st.DrawFn) -> tuple[int, int]:
    """A half-open span of days, at times without beginning or end."""
    begin = draw(days)
    end = begin + draw(st.integers(1, 60))
    return draw(st.sampled_from([(begin, end), (EARLIEST_DAY, end), (begin, LATEST_DAY)]))


@st.composite
def tours(draw: st.DrawFn) -> tuple[Tour, ...]:
    """Three tours, the last one on call."""
    codes = draw(
        st.lists(ids.filter(lambda code: code not in ("rest", "leave", "duty")), min_size=3, max_size=3, unique=True)
    )
    made = []
    for code, kind in zip(codes, ("early", "night", "on_call"), strict=True):
        start = draw(st.integers(0, 1439))
        length = draw(st.integers(2, 1440))
        made.append(Tour(code, kind, start, start + length, draw(st.integers(0, length - 1)), 0, draw(st.booleans())))  # type: ignore[arg-type]
    return tuple(made)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A small scenario in which every table has a row, every column its chance to be empty."""
    zone = draw(st.sampled_from(ZONES))
    early, night, on_call = held = draw(tours())
    combined = f"{early.tour}+{on_call.tour}"
    role, driver = draw(st.lists(ids, min_size=2, max_size=2, unique=True))
    officers = draw(st.lists(ids, min_size=1, max_size=3, unique_by=str.casefold))
    force, unit, team, contract, post, group, pool = (draw(groups) for _ in range(7))
    crewed = draw(st.booleans())
    span = draw(spans())
    authorised = draw(days)
    from_minute = draw(st.integers(0, 1439))
    return Scenario(
        name=draw(ids),
        horizon=Horizon(FIRST, draw(st.integers(1, 366)), zone, draw(st.integers(0, 35)), 28, draw(days)),
        marking=draw(names),
        seed=draw(st.integers(0, 2**31 - 1)),
        most_on_leave=draw(st.integers(0, 9999)),
        forces=(
            Force(
                force, draw(names), draw(st.integers(0, 1439)), "scotland", holidays=draw(st.sampled_from(("", "NIR")))
            ),
        ),
        units=(Unit(unit, force, draw(names), draw(st.booleans())),),
        roles=(Role(role, draw(names), True, False, draw(st.booleans())), Role(driver, draw(names))),
        teams=(Team(team, unit, "P", draw(st.integers(0, 999)), most_on_leave=draw(st.integers(0, 9999))),),
        patterns=(Pattern("P", (early.tour, "rest", night.tour), draw(days)),),
        contracts=(
            Contract(contract, ("rest", early.tour, night.tour, combined), draw(st.integers(0, 10_080)), group),
        ),
        tours=held,
        posts=(
            Post(
                post,
                draw(names),
                force,
                role,
                (early.tour, night.tour),
                draw(st.sampled_from([(), (unit,)])),
                2 if crewed else 0,
                driver if crewed else None,
                role if crewed else None,
                3 if crewed else 0,
                pool if crewed else None,
                draw(st.integers(1, 9)),
                draw(st.integers(0, 10**9)),
            ),
        ),
        cover=(
            Cover(
                post,
                early.tour,
                0,
                0,
                draw(weekdays.filter(bool)),
                *span,
                1,
                draw(st.integers(1, 9)),
                short_price=draw(st.none() | st.integers(0, 10**9)),
                over_price=0 if crewed else draw(st.integers(0, 10**9)),
            ),
            Cover(post, None, from_minute, from_minute + draw(st.integers(1, 1440)), (0, 6), *draw(spans()), 0, 2),
        ),
        officers=tuple(
            Officer(one, force, unit, contract, draw(names), draw(st.sampled_from([None, team])), None)
            for one in officers
        ),
        authorisations=(
            Authorisation(officers[0], role, instant(authorised, 0, zone), instant(authorised + 30, 0, zone)),
            Authorisation(officers[0], driver, instant(authorised, 0, zone), instant(LATEST_DAY, 0, zone)),
        ),
        abstractions=(Abstraction(officers[0], "training", "everything", FIRST, FIRST + draw(st.integers(1, 9))),),
        vehicles=(Vehicle("V", pool, ((FIRST, FIRST + 1), (FIRST + 3, FIRST + 9)), draw(st.booleans())),),
        preferences=(
            Preference(
                officers[0],
                draw(st.sampled_from(["duty", "rest", "night", combined])),
                draw(st.booleans()),
                draw(st.booleans()),
                *draw(spans()),
                draw(weekdays),
                draw(st.integers(0, 10**9)),
            ),
        ),
        balances=(Balance(officers[0], "hours", FIRST - 119, FIRST, draw(st.integers(0, 10**7)), 5),),
        history=(PastDay(officers[0], FIRST - 1, draw(st.sampled_from(["leave", "rest", combined, night.tour]))),),
        combinations=((early.tour, on_call.tour),),
        rules=(
            RuleLimits(
                group,
                "scotland",
                {"weekends": draw(st.dictionaries(groups, limits, max_size=3)), "crew_rest": {}},
                ranks=draw(st.sampled_from(["", "inspecting_ranks"])),
            ),
        ),
        prices=Prices(draw(st.integers(0, 10**9)), draw(st.integers(0, 10**9))),
        pay=PaySettings(
            draw(st.one_of(st.none(), days)),
            draw(st.one_of(st.none(), st.integers(0, 1439))),
            *draw(st.lists(st.integers(0, 10**6), min_size=4, max_size=4)),
            held_in_reserve=(post,),
            hardship=draw(st.sampled_from([(), (post,)])),
            on_call_day_starts=draw(
                st.dictionaries(st.sampled_from(sorted(set(RANK_GROUPS.values()))), st.integers(0, 1439))
            ),
        ),
        due=(draw(due(officers)),),
        on_call_cars=(
            OnCallCar(officers[0], FIRST, FIRST + 9, draw(st.booleans()), "", "", EARLIEST_DAY, LATEST_DAY),
            OnCallCar(officers[0], FIRST + 9, FIRST + 10, False, draw(names), draw(names), *span, draw(st.booleans())),
        ),
        response_areas=(ResponseArea(draw(ids), (post,), draw(st.sampled_from([(), tuple(officers)]))),),
    ).with_operations([draw(operation(role, force, (early.tour, on_call.tour), unit, officers))])


@st.composite
def operation(
    draw: st.DrawFn, role: str, force: str, tours: tuple[str, ...], unit: str, officers: list[str]
) -> Operation:
    """A role that an operation wants within the planned days, with and without the lists that may be empty."""
    start_at = instant(FIRST, 0, "UTC") + draw(st.integers(0, 1_000))
    return Operation(
        f"{draw(ids)}.op",
        role,
        force,
        start_at,
        start_at + draw(st.integers(1, 10_000)),
        draw(st.integers(1, 9)),
        draw(st.sampled_from([(), tours])),
        draw(st.sampled_from([(), (unit,)])),
        draw(st.sampled_from([(), tuple(officers)])),
        draw(st.one_of(st.just(""), names)),
    )


@st.composite
def due(draw: st.DrawFn, officers: list[str]) -> Due:
    """A meeting or an audit with an officer, at times with another one who deputises, and at times one that recurs."""
    start_at = draw(st.integers(29_000_000, 31_000_000))
    deputy = officers[1] if len(officers) > 1 and draw(st.booleans()) else None
    recurs = draw(st.booleans())
    return Due(
        draw(ids),
        draw(st.sampled_from(["portfolio_meeting", "armoury_audit", "other"])),
        start_at,
        start_at + draw(st.integers(1, 10_000)),
        officers[0],
        deputy,
        draw(st.integers(1, 36_500)) if recurs else None,
        draw(st.sampled_from([None, FIRST - 4_000])) if recurs else None,
        draw(st.booleans()),
    )


def _bare(scenario: Scenario) -> Scenario:
    """Return a scenario without its hash and the sources of its rows."""
    bare: dict[str, Any] = {"sha256": ""}
    for item in dataclasses.fields(Scenario):
        rows = getattr(scenario, item.name)
        if isinstance(rows, tuple) and rows and dataclasses.is_dataclass(rows[0]):
            bare[item.name] = tuple(dataclasses.replace(row, source="") for row in rows)
    return dataclasses.replace(scenario, **bare)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(scenario=scenarios())
def test_a_scenario_written_to_a_folder_reads_back_equal(scenario: Scenario) -> None:
    """load(write_folder(tables_of(scenario))) is the scenario, sources and hash aside."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "s"
        write_folder(folder, *tables_of(scenario))
        assert _bare(load(folder).scenario) == scenario


@settings(max_examples=12, deadline=None, derandomize=True)
@given(scenario=scenarios())
def test_a_scenario_written_to_a_workbook_reads_back_equal(scenario: Scenario) -> None:
    """load(write_workbook(tables_of(scenario))) is the scenario, but for rules of which nothing is stated."""
    stated = tuple(
        dataclasses.replace(group, limits={rule: held for rule, held in group.limits.items() if held})
        for group in scenario.rules
    )
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "s.xlsx"
        write_workbook(path, *tables_of(scenario))
        assert _bare(load(path).scenario) == dataclasses.replace(scenario, rules=stated)


def test_an_authorisation_off_midnight_cannot_be_written(tmp_path: Path) -> None:
    """Tables know dates only, and so an authorisation that ends at noon is refused rather than moved."""
    scenario = load(write(tmp_path / "s")).scenario
    ends_at_noon = dataclasses.replace(scenario.authorisations[0], until_at=scenario.authorisations[0].until_at + 720)
    with pytest.raises(ValueError, match="2028-01-01T12:00:00"):
        tables_of(dataclasses.replace(scenario, authorisations=(ends_at_noon,)))


def test_the_same_tables_are_the_same_bytes(tmp_path: Path) -> None:
    """Two writings differ in nothing, lines end with LF, and only the owner may read them."""
    settings_, tables = tables_of(load(write(tmp_path / "s")).scenario)
    for name in ("a", "b"):
        write_folder(tmp_path / name, settings_, tables)
        write_workbook(tmp_path / f"{name}.xlsx", settings_, tables)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
        assert b"\r" not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert stat.S_IMODE((tmp_path / "a.xlsx").stat().st_mode) == 0o600


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A folder that holds anything, and a workbook that exists, stay as they are."""
    settings_, tables = tables_of(load(write(tmp_path / "s")).scenario)
    before = {path.name: path.read_bytes() for path in (tmp_path / "s").iterdir()}
    with pytest.raises(BadInputError, match="expected a folder that is empty or does not exist"):
        write_folder(tmp_path / "s", settings_, tables)
    assert {path.name: path.read_bytes() for path in (tmp_path / "s").iterdir()} == before
    (tmp_path / "s.xlsx").write_bytes(b"mine")
    with pytest.raises(BadInputError, match="expected a new file that can be written"):
        write_workbook(tmp_path / "s.xlsx", settings_, tables)
    assert (tmp_path / "s.xlsx").read_bytes() == b"mine"


def test_a_folder_that_cannot_be_finished_is_left_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk is full at the third file, the first two are taken away again; so is a folder inside it."""
    settings_, tables = tables_of(load(write(tmp_path / "s")).scenario)
    from scheduler.scenario_io import writer

    really_write, calls = writer._write_new, []

    def fill_up(path: Path, content: bytes) -> None:
        calls.append(path)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")
        really_write(path, content)

    monkeypatch.setattr(writer, "_write_new", fill_up)
    with pytest.raises(BadInputError, match="No space left on device"):
        write_folder(tmp_path / "new", settings_, tables)
    assert list((tmp_path / "new").iterdir()) == []
    calls.clear()
    with pytest.raises(BadInputError, match="No space left on device"):
        write_folder(tmp_path / "new", settings_, {}, {"overlays/a.toml": "a", "overlays/b.toml": "b"})
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ({"officer": []}, "unknown table 'officer'"),
        ({"units": [{"unti": "U"}]}, r"unknown columns of units: \['unti'\]"),
    ],
)
def test_unknown_tables_and_columns_are_our_own_mistake(
    tmp_path: Path, tables: dict[str, list[dict[str, str]]], expected: str
) -> None:
    """A template that names a table or column that does not exist is told at once, and nothing is written."""
    with pytest.raises(ValueError, match=expected):
        write_folder(tmp_path / "s", {}, tables)
    assert not (tmp_path / "s").exists()
