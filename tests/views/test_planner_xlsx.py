"""The planner's workbook: what is in it, that it runs nothing, and how it prints."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from scheduler.domain.rota import Assignment
from scheduler.domain.time import iso_day
from scheduler.scenario_io.sheet_xml import SheetNotes
from scheduler.scenario_io.workbook import Workbook
from scheduler.views import planner_xlsx
from scheduler.views.planned_run import PlannedRun
from scheduler.views.planner_grid import HEAD_ROW, SHEET
from tests.views.plans import AUTUMN, HOSTILE, large, small

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def content() -> bytes:
    """Return the small autumn plan as a workbook, its second day a public holiday."""
    return planner_xlsx.render(small(), "outputs/small/run", {AUTUMN + 1})


def parts(content: bytes) -> dict[str, str]:
    """Return the workbook's XML by part."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}


def rows(content: bytes, sheet: str) -> dict[int, list[str]]:
    """Return the rows of a sheet by number."""
    return dict(Workbook(content).noted_rows(sheet, SheetNotes(), 400))


def test_every_table_has_its_sheet(content: bytes) -> None:
    """The grid comes first, then the legend, the tables and what the workbook is about."""
    assert list(Workbook(content).sheets) == [
        SHEET, "legend", "assignments", "crews", "uncovered", "cost", "armed_hours", "due", "training", "about",
    ]  # fmt: skip


def test_the_grid_says_who_does_what(content: bytes) -> None:
    """A row an officer, below the name of the team; attended tours stand before those on call, the officer again at the end."""
    grid = rows(content, SHEET)
    days = [iso_day(AUTUMN + at) for at in range(3)]
    assert grid[HEAD_ROW] == ["officer", "unit", "team", "contract", "home_post", *days, "officer"]
    by_officer = {cells[0]: cells[5:] for number, cells in grid.items() if number > HEAD_ROW and len(cells) > 5}
    assert by_officer["A1"] == ["TR+OC", "", "", "A1"]
    assert by_officer["A2"] == ["D", "D", "D", "A2"]
    assert any(cells[0].endswith("Team T1") for cells in grid.values())


def test_a_table_holds_what_its_csv_holds(content: bytes) -> None:
    """The sheet of crews has the rows of crews.csv."""
    assert rows(content, "crews")[2] == ["ARV", "D", iso_day(AUTUMN), "KV21", "driver", "A2"]


@pytest.mark.parametrize("mark", ["=", "+", "-", "@"])
def test_no_text_is_run_whatever_it_begins_with(mark: str) -> None:
    """Ids and names that a spreadsheet would take for formulas are texts in every sheet."""
    planned = small()
    text = f"{mark}HYPERLINK(0)"

    def renamed(held: Assignment) -> Assignment:
        return replace(held, officer=text) if held.officer == "A2" else held

    scenario = planned.scenario
    hostile = replace(
        planned,
        scenario=replace(
            scenario,
            name=text,
            marking=f"{mark}&R{HOSTILE}",
            officers=tuple(replace(one, officer=text) if one.officer == "A2" else one for one in scenario.officers),
            posts=tuple(replace(post, name=text) for post in scenario.posts),
        ),
        plan=replace(
            planned.plan,
            rota=replace(planned.plan.rota, assignments=tuple(map(renamed, planned.plan.rota.assignments))),
        ),
    )
    written = planner_xlsx.render(hostile)
    for name, xml in parts(written).items():
        assert "<f>" not in xml.replace("<formula>", ""), name
        assert "hyperlink" not in xml.replace("HYPERLINK", "").replace("hyperlinkBase", "") or "sheet" not in name
        ET.fromstring(xml)
    assert text in {cells[0] for cells in rows(written, SHEET).values() if cells}


def test_ids_that_look_like_numbers_stay_text() -> None:
    """An officer called 007 is not the seventh."""
    planned = small()
    scenario = planned.scenario
    officers = tuple(replace(one, officer="007") if one.officer == "A5" else one for one in scenario.officers)
    sheet = ET.fromstring(
        parts(planner_xlsx.render(replace(planned, scenario=replace(scenario, officers=officers))))[
            "xl/worksheets/sheet1.xml"
        ]
    )
    assert {cell.get("t") for cell in sheet.iter(f"{MAIN}c") if cell.find(f"{MAIN}v") is not None} == {"s"}


def test_every_sheet_prints_the_marking_and_fits_the_width(content: bytes) -> None:
    """Above and below each page, landscape, with the heads repeated."""
    sheets = {name: xml for name, xml in parts(content).items() if "worksheets/" in name}
    for xml in sheets.values():
        assert xml.count("OFFICIAL-SENSITIVE") >= 2
        assert 'orientation="landscape"' in xml
        assert 'paperSize="9"' in xml
        assert 'fitToHeight="0"' in xml
    assert "Print_Titles" in parts(content)["xl/workbook.xml"]


def test_officers_and_heads_stay_in_sight(content: bytes) -> None:
    """The panes are frozen below the heads and right of the officers; nothing is merged."""
    xml = parts(content)["xl/worksheets/sheet1.xml"]
    assert f'xSplit="1" ySplit="{HEAD_ROW}"' in xml
    assert "mergeCell" not in xml


def test_weekends_and_public_holidays_are_shaded(content: bytes) -> None:
    """The days of the small plan are Saturday, Sunday (called a public holiday) and Monday: three different looks."""
    sheet = ET.fromstring(parts(content)["xl/worksheets/sheet1.xml"])
    (row,) = [row for row in sheet.iter(f"{MAIN}row") if row.get("r") == "4"]
    assert len({cell.get("s") for cell in row}) == 3


def test_each_tour_has_a_colour_of_its_kind(content: bytes) -> None:
    """A cell takes it by what it says, so that an edited cell changes its colour."""
    xml = parts(content)["xl/worksheets/sheet1.xml"]
    tours = {tour.tour for tour in small().scenario.tours}
    assert set(re.findall(r"EXACT\(F6,&quot;(\w+)&quot;\)|EXACT\(F6,\"(\w+)\"\)", xml)) != set()
    assert xml.count("<cfRule") == len(tours)


def test_the_same_run_makes_the_same_bytes(content: bytes) -> None:
    """Nothing of the clock or the machine is in it."""
    assert planner_xlsx.render(small(), "outputs/small/run", {AUTUMN + 1}) == content


def test_no_reason_for_an_absence_is_in_it(content: bytes) -> None:
    """Who is sick or restricted is not available, whatever the reason."""
    assert [name for name, xml in parts(content).items() if "sickness" in xml or "restricted" in xml] == []


def test_a_plan_of_three_months_is_written_and_read(content: bytes) -> None:
    """More columns than a scenario's table may have are no obstacle to a grid."""
    planned: PlannedRun = large(1, 4, 98)
    grid = rows(planner_xlsx.render(planned), SHEET)
    assert len(grid[HEAD_ROW]) == 5 + len(planned.scenario.horizon.days) + 1
