"""An edited workbook read back: every change named, and everything that keeps it from being read."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.audit import audit
from scheduler.domain.errors import BadInputError
from scheduler.domain.rota import Assignment, Plan, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.work import Post
from scheduler.edits import EditedRota, PlannerBook, read_edits
from scheduler.views import planner_xlsx
from scheduler.views.planned_run import PlannedRun
from scheduler.views.planner_grid import ABOUT, HEAD_ROW, SHEET
from tests.edits.sheets import Cells, cell_of, saved, sheets_of, typed
from tests.views.plans import record
from tests.worlds import FIRST_DAY, authorised, tiny_scenario

DAYS = [iso_day(day) for day in range(FIRST_DAY, FIRST_DAY + 3)]


def held(scenario: Scenario, officer: str, day: int, tour: str, post: str = "") -> Assignment:
    """Return an assignment of the tiny scenario."""
    worked, zone, on = scenario.tours_by_code[tour], scenario.horizon.zone, FIRST_DAY + day
    role = next((row.role for row in scenario.posts if row.post == post), "")
    return Assignment(officer, on, tour, worked.start_at(on, zone), worked.end_at(on, zone), "north", post, role)


def run_of(rota: Rota, scenario: Scenario | None = None) -> PlannedRun:
    """Return a run with this rota, its findings and price those of the audit."""
    scenario = replace(scenario or tiny_scenario(), sha256="ab" * 32)
    report = audit(scenario, rota)
    plan = Plan(rota, report.price, (), "feasible", (), report.findings, 0, 1.0, 1)
    return PlannedRun(scenario, plan, record())


@pytest.fixture(scope="module")
def planned() -> PlannedRun:
    """Return a run in which a1 and a2 take the early tour of each day and c1 is on call beside the day job."""
    scenario = tiny_scenario()
    crew = [held(scenario, name, day, "E", "ARV") for name in ("a1", "a2") for day in range(3)]
    command = [held(scenario, "c1", day, "OC", "SFC") for day in range(3)] + [held(scenario, "c1", 0, "D")]
    return run_of(Rota(tuple(sorted([*crew, *command]))))


@pytest.fixture(scope="module")
def sheets(planned: PlannedRun) -> Mapping[str, Cells]:
    """Return the run's workbook as rows."""
    return sheets_of(planner_xlsx.render(planned))


def read(path: Path, planned: PlannedRun) -> EditedRota:
    """Read a workbook against a run."""
    return read_edits(PlannerBook(path), planned)


def edited(
    tmp_path: Path, planned: PlannedRun, sheets: Mapping[str, Cells], cells: Mapping[tuple[str, int], Any]
) -> EditedRota:
    """Return what comes of typing into the cells of some officers' days."""
    grid = sheets[SHEET]
    changes = {cell_of(grid, officer, DAYS[day]): text for (officer, day), text in cells.items()}
    return read(saved(tmp_path / "edited.xlsx", {**sheets, SHEET: typed(grid, changes)}), planned)


def refusal(
    tmp_path: Path, planned: PlannedRun, sheets: Mapping[str, Cells], grid: Cells, merged: tuple[str, ...] = ()
) -> str:
    """Return what is said of a grid that cannot be read."""
    with pytest.raises(BadInputError) as refused:
        read(saved(tmp_path / "wrong.xlsx", {**sheets, SHEET: grid}, merged), planned)
    return "\n".join(str(problem) for problem in refused.value.problems)


OFFICERS = ("a1", "a2", "a3", "a4")
LINES = st.lists(st.sampled_from(["", "E", "L", "N"]), min_size=12, max_size=12)


def rota_of(codes: list[str], scenario: Scenario) -> Rota:
    """Return the rota in which four officers hold these tours at the base."""
    return Rota(
        tuple(
            held(scenario, officer, day, code, "ARV")
            for place, officer in enumerate(OFFICERS)
            for day in range(3)
            if (code := codes[3 * place + day])
        )
    )


@settings(max_examples=25, deadline=None)
@given(LINES)
def test_an_unchanged_grid_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, codes: list[str]) -> None:
    """Whatever the rota, its workbook read back has no change, and the audit finds and prices what it did."""
    run = run_of(rota_of(codes, tiny_scenario()))
    path = tmp_path_factory.mktemp("book") / "rota.xlsx"
    path.write_bytes(planner_xlsx.render(run))
    found = read(path, run)
    report = audit(run.scenario, found.rota)
    assert (found.edits, found.rota) == ((), run.plan.rota)
    assert (report.findings, report.price) == (run.plan.findings, run.plan.price)


@settings(max_examples=25, deadline=None)
@given(LINES, LINES)
def test_every_cell_that_differs_is_named_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, codes: list[str], wanted: list[str]
) -> None:
    """One rota's grid typed over with another's: the changes are the cells that differ, and the tours are the other's."""
    scenario = tiny_scenario()
    run = run_of(rota_of(codes, scenario))
    cells = {(OFFICERS[at // 3], at % 3): code for at, code in enumerate(wanted)}
    found = edited(tmp_path_factory.mktemp("book"), run, sheets_of(planner_xlsx.render(run)), cells)
    differing = {(OFFICERS[at // 3], FIRST_DAY + at % 3) for at in range(12) if codes[at] != wanted[at]}
    assert {(edit.officer, edit.day) for edit in found.edits} == differing
    assert {(one.officer, one.day, one.tour) for one in found.rota.assignments} == {
        (one.officer, one.day, one.tour) for one in rota_of(wanted, scenario).assignments
    }


@pytest.mark.parametrize(
    ("cell", "text", "before", "tours", "posts"),
    [
        (("a1", 0), "", "E", [], []),
        (("a1", 0), "rest", "E", [], []),
        (("a1", 0), "L", "E", ["L"], ["ARV"]),
        (("a3", 0), " N ", "rest", ["N"], ["ARV"]),
        (("a3", 0), "E@ARV", "rest", ["E"], ["ARV"]),
        (("a3", 0), "E@ARV.arv", "rest", ["E"], ["ARV"]),
        (("a1", 0), "E@", "E", ["E"], [""]),
        (("c1", 0), "D", "D+OC", ["D"], [""]),
        (("c1", 1), "D+OC", "OC", ["OC", "D"], ["SFC", ""]),
        (("c1", 1), "", "OC", [], []),
    ],
)
def test_each_kind_of_edit_is_named(
    tmp_path: Path,
    planned: PlannedRun,
    sheets: Mapping[str, Cells],
    cell: tuple[str, int],
    text: str,
    before: str,
    tours: list[str],
    posts: list[str],
) -> None:
    """A tour taken away, put in or put in another's place, beside on call or with its seat: officer, day, from and to."""
    (edit,) = edited(tmp_path, planned, sheets, {cell: text}).edits
    assert (edit.officer, edit.day, edit.before, edit.after) == (
        cell[0],
        FIRST_DAY + cell[1],
        before,
        text.strip() or "rest",
    )
    assert [one.tour for one in edit.now] == tours
    assert [one.post for one in edit.now] == posts
    assert edit.cell == cell_of(sheets[SHEET], cell[0], DAYS[cell[1]])


@pytest.mark.parametrize("text", ["D+OC", "OC+D", "OC@SFC + D", "D@+OC@SFC.sfc"])
def test_another_way_of_writing_the_same_is_no_change(
    tmp_path: Path, planned: PlannedRun, sheets: Mapping[str, Cells], text: str
) -> None:
    """What counts is what the cell means."""
    assert edited(tmp_path, planned, sheets, {("c1", 0): text}).edits == ()


def test_a_seat_that_nobody_named_is_the_cheapest_the_audit_allows(tmp_path: Path) -> None:
    """Of two posts with the same tour the officer goes where a duty is uncovered, though the home post comes first."""
    scenario = tiny_scenario()
    gate = Post("GATE", "Gate", "north", "arv", ("N",), ("armed",), priority=3)
    desk = replace(gate, post="DESK", away_price=0)
    cover = replace(scenario.cover[0], post="GATE", tour="N")
    officers = tuple(replace(one, home_post="DESK" if one.officer == "a3" else None) for one in scenario.officers)
    given = replace(scenario, posts=(*scenario.posts, gate, desk), cover=(*scenario.cover, cover), officers=officers)
    run = run_of(Rota(()), given)
    (edit,) = edited(tmp_path, run, sheets_of(planner_xlsx.render(run)), {("a3", 1): "N"}).edits
    assert [(one.post, one.role) for one in edit.now] == [("GATE", "arv")]
    assert edit.chosen == ("N",)


def two_more_posts() -> Scenario:
    """Return the tiny scenario with two more posts for the night, one of which wants an officer, each at a price away."""
    scenario = tiny_scenario()
    gate = Post("GATE", "Gate", "north", "arv", ("N", "E"), ("armed",), priority=3, away_price=700)
    desk = replace(gate, post="DESK", away_price=300)
    cover = [replace(scenario.cover[0], post=post, tour=tour) for post, tour in (("GATE", "N"), ("DESK", "E"))]
    homes = {"a1": "ARV", "a2": "DESK", "a3": "GATE"}
    officers = tuple(replace(one, home_post=homes.get(one.officer)) for one in scenario.officers)
    return replace(scenario, posts=(*scenario.posts, gate, desk), cover=(*scenario.cover, *cover), officers=officers)


@settings(max_examples=25, deadline=None)
@given(LINES, st.sampled_from(OFFICERS), st.integers(0, 2), st.sampled_from(["E", "N"]))
def test_no_other_seat_of_one_typed_tour_is_better_by_the_whole_audit(
    tmp_path_factory: pytest.TempPathFactory, codes: list[str], officer: str, day: int, tour: str
) -> None:
    """Though seats are chosen by a look at some days, posts and officers, the audit of the whole rota agrees."""
    scenario = two_more_posts()
    codes[3 * OFFICERS.index(officer) + day] = ""
    run = run_of(rota_of(codes, scenario), scenario)
    book = sheets_of(planner_xlsx.render(run))
    path = tmp_path_factory.mktemp("book")
    found = edited(path, run, book, {(officer, day): tour})
    worth = []
    for post in ("ARV", "GATE", "DESK", ""):
        other = edited(path, run, book, {(officer, day): f"{tour}@{post}"})
        report = audit(run.scenario, other.rota)
        worth.append((len(report.faults), report.price))
    report = audit(run.scenario, found.rota)
    assert (len(report.faults), report.price) == min(worth)


def test_who_may_hold_no_seat_gets_none(tmp_path: Path, planned: PlannedRun, sheets: Mapping[str, Cells]) -> None:
    """The commander holds no armed role, so an early tour of theirs is one without a seat, which the audit then judges."""
    (edit,) = edited(tmp_path, planned, sheets, {("c1", 1): "E"}).edits
    assert [one.post for one in edit.now] == [""]


def test_crews_are_seated_anew_where_somebody_came_or_went_and_nowhere_else(tmp_path: Path) -> None:
    """a3 takes the place of a2 on the first day: their car has a new crew and the second day's is untouched."""
    from scheduler.domain.rota import CrewSeat

    scenario = tiny_scenario()
    more = tuple(authorised(name, role) for name in ("a3",) for role in ("driver",))
    scenario = replace(scenario, authorisations=(*scenario.authorisations, *more))
    crew = [held(scenario, name, day, "E", "ARV") for name in ("a1", "a2") for day in range(2)]
    seats = [
        CrewSeat("ARV", FIRST_DAY + day, "E", "v2", seat, name)
        for day in range(2)
        for seat, name in (("driver", "a2"), ("supervisor", "a1"))
    ]
    run = run_of(Rota(tuple(sorted(crew)), tuple(seats)), scenario)
    found = edited(tmp_path, run, sheets_of(planner_xlsx.render(run)), {("a2", 0): "", ("a3", 0): "E"})
    by_day = {
        day: {(one.vehicle, one.officer) for one in found.rota.crews if one.day == FIRST_DAY + day} for day in (0, 1)
    }
    assert by_day == {0: {("v2", "a1"), ("v2", "a3")}, 1: {("v2", "a1"), ("v2", "a2")}}
    mismatches = [one for one in audit(run.scenario, found.rota).findings if one.grade in ("mismatch", "breach")]
    assert [one for one in mismatches if one.rule in ("crew_size", "drivers", "supervisors", "eligibility")] == []


def test_whole_rows_may_be_sorted(tmp_path: Path, planned: PlannedRun, sheets: Mapping[str, Cells]) -> None:
    """A planner who sorts the officers has changed nothing."""
    grid = sheets[SHEET]
    moved = [*grid[:HEAD_ROW], *reversed(grid[HEAD_ROW:])]
    assert read(saved(tmp_path / "sorted.xlsx", {**sheets, SHEET: moved}), planned).edits == ()


def test_everything_wrong_is_told_in_one_pass_with_its_cell(
    tmp_path: Path, planned: PlannedRun, sheets: Mapping[str, Cells]
) -> None:
    """An unknown code and post, a tour twice, a formula, a merged range, a stranger and a missing officer: all at once."""
    grid = sheets[SHEET]
    cells = {(name, day): cell_of(grid, name, DAYS[day]) for name in ("a1", "a2", "a3") for day in range(3)}
    wrong = {
        cells["a1", 0]: "Early",
        cells["a1", 1]: "E@AVR",
        cells["a1", 2]: "E+E",
        cells["a2", 0]: "=B1",
        cells["a2", 1]: "E@ARV.sfc",
        cells["a2", 2]: "leave",
        cells["a3", 0]: 46307,
    }
    made = [row for row in typed(grid, wrong) if row[:1] != ["c1"]] + [["nobody", "", "", "", "", "E"]]
    told = refusal(tmp_path, planned, sheets, made, ("G11:H11",))
    for cell, words in {
        cells["a1", 0]: "an option code",
        cells["a1", 1]: "did you mean 'ARV'",
        cells["a1", 2]: "each tour once",
        cells["a2", 0]: "not a formula",
        cells["a2", 1]: "the seats of ARV are arv's",
        cells["a2", 2]: "abstractions",
        cells["a3", 0]: "'46307'",
        "G11:H11": "unmerge",
        f"A{len(made)}": "an officer of the run",
    }.items():
        assert any(f"/{SHEET}:{cell}:" in line and words in line for line in told.splitlines()), (cell, told)
    assert "'c1': the officer's row is missing" in told


def test_a_date_that_became_a_number_is_told_with_its_remedy(
    tmp_path: Path, planned: PlannedRun, sheets: Mapping[str, Cells]
) -> None:
    """The head's cell is named; its column is looked at all the same."""
    cell = cell_of(sheets[SHEET], "a1", DAYS[1])
    told = refusal(tmp_path, planned, sheets, typed(sheets[SHEET], {f"G{HEAD_ROW}": 46308, cell: "X"}))
    assert f"G{HEAD_ROW}: '46308': a date became a number" in told
    assert f"{cell}: 'X'" in told


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda row: [*row[:5], row[6], row[5], *row[7:]], "the columns were moved"),
        (lambda row: [*row[:6], *row[7:]], "is missing"),
        (lambda row: [*row[:6], "", *row[6:]], "the columns were moved"),
        (lambda row: [*row[:6], row[5], *row[6:]], "each column once"),
        (lambda row: row[:-1], "repeats the officers is missing"),
    ],
)
def test_columns_that_are_not_where_they_were_are_refused(
    tmp_path: Path, planned: PlannedRun, sheets: Mapping[str, Cells], edit: Any, told: str
) -> None:
    """Moved, taken away, put in, doubled: in all rows alike, the head says so."""
    grid = sheets[SHEET]
    made = [*grid[: HEAD_ROW - 1], *(edit(row) if len(row) > 7 else row for row in grid[HEAD_ROW - 1 :])]
    assert told in refusal(tmp_path, planned, sheets, made)


def test_a_row_sorted_without_its_end_is_refused(
    tmp_path: Path, planned: PlannedRun, sheets: Mapping[str, Cells]
) -> None:
    """The officers were sorted and their days were not, or the other way round: the row says two names."""
    grid = [list(row) for row in sheets[SHEET]]
    first, second = (next(at for at, row in enumerate(grid) if row[:1] == [name]) for name in ("a1", "a2"))
    grid[first][0], grid[second][0] = "a2", "a1"
    told = refusal(tmp_path, planned, sheets, grid)
    assert told.count("the row is torn") == 2


def test_rows_put_in_above_the_heads_are_told(tmp_path: Path, planned: PlannedRun, sheets: Mapping[str, Cells]) -> None:
    """The heads are found all the same."""
    told = refusal(tmp_path, planned, sheets, [["a note"], *sheets[SHEET]])
    assert f"the heads stand in row {HEAD_ROW + 1}" in told


def test_an_officer_twice_is_refused(tmp_path: Path, planned: PlannedRun, sheets: Mapping[str, Cells]) -> None:
    """Nobody can say which of both rows counts."""
    row = next(row for row in sheets[SHEET] if row[:1] == ["a1"])
    assert "is this officer's too" in refusal(tmp_path, planned, sheets, [*sheets[SHEET], row])


def test_a_workbook_of_another_run_is_refused(tmp_path: Path, planned: PlannedRun, sheets: Mapping[str, Cells]) -> None:
    """Its cells would be held against the wrong ones."""
    about = [["run", "another"] if row[0] == "run" else row for row in sheets[ABOUT]]
    with pytest.raises(BadInputError, match="--run"):
        read(saved(tmp_path / "other.xlsx", {**sheets, ABOUT: about}), planned)


def test_any_other_workbook_is_refused(tmp_path: Path, sheets: Mapping[str, Cells]) -> None:
    """One without the sheets, and one whose sheet about it is none."""
    for number, wrong in enumerate(({SHEET: sheets[SHEET]}, {**sheets, ABOUT: [["key", "value"]]})):
        with pytest.raises(BadInputError, match="rota report RUN --xlsx"):
            PlannerBook(saved(tmp_path / f"{number}.xlsx", wrong))


def with_part(content: bytes, name: str, text: str) -> bytes:
    """Return a workbook with one of its parts replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, text if part == name else old.read(part))
    return target.getvalue()


BEGIN = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = "</sheetData></worksheet>"
CELL = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
HOSTILE = {
    "far corner": BEGIN + '<row r="1048576">' + CELL.format("XFD1048576", "E") + "</row>" + END,
    "no such column": BEGIN + '<row r="1">' + CELL.format("ZZZZ1", "E") + "</row>" + END,
    "rows without end": BEGIN
    + "".join(f'<row r="{row}">{CELL.format(f"A{row}", "a1")}</row>' for row in range(1, 30_001))
    + END,
    "bomb": BEGIN + '<row r="1"><c r="A1" t="inlineStr"><is><t>' + "A" * 30_000_000 + "</t></is></c></row>" + END,
    "entities": '<!DOCTYPE x [<!ENTITY a "b">]>' + BEGIN + END,
    "damaged": BEGIN + "<row",
    "wrong types": BEGIN + '<row r="5"><c r="A5" t="s"><v>999999</v></c></row>' + END,
    "nothing": BEGIN + END,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_in_bounded_time(tmp_path: Path, planned: PlannedRun, name: str) -> None:
    """A bomb, a cell in the far corner, rows without end, entities, damage: one refusal, soon, whatever it declares."""
    path = tmp_path / "hostile.xlsx"
    path.write_bytes(with_part(planner_xlsx.render(planned), "xl/worksheets/sheet1.xml", HOSTILE[name]))
    began = time.monotonic()
    with pytest.raises(BadInputError):
        read(path, planned)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"officer,tour\n", b"\xd0\xcf\x11\xe0" * 9])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    """An empty file, half an archive, a CSV file by another name, an old or protected workbook."""
    path = tmp_path / "rota.xlsx"
    path.write_bytes(content)
    with pytest.raises(BadInputError):
        PlannerBook(path)
