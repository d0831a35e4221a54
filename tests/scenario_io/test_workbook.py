"""Workbooks: read as folders are, whatever a spreadsheet made of the cells, and refused where they are hostile."""

from __future__ import annotations

import random
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from scheduler.domain.errors import BadInputError
from scheduler.scenario_io import load, tables_of
from scheduler.scenario_io.sheet_xml import EPOCH, number_text
from tests.scenario_io.books import HEAD, NAMESPACE, fill, sheet_part, sheet_xml, small_book, small_cells, with_parts
from tests.scenario_io.small import messages, write


def test_a_workbook_reads_as_the_folder_does(tmp_path: Path) -> None:
    """The same tables give the same scenario, whichever way they come."""
    from_book = load(small_book(tmp_path / "s.xlsx"))
    assert from_book.warnings == ()
    assert tables_of(from_book.scenario) == tables_of(load(write(tmp_path / "s")).scenario)


def test_source_names_workbook_sheet_and_row(tmp_path: Path) -> None:
    """A row knows its workbook, its sheet and its row."""
    assert load(small_book(tmp_path / "s.xlsx")).scenario.officers[2].source == "s.xlsx/officers:4"


def test_numbers_dates_and_times_typed_as_such(tmp_path: Path) -> None:
    """A date, a time and a number typed by hand read as their text does; true counts as yes."""
    cells = small_cells()
    with xlsxwriter.Workbook(tmp_path / "typed.xlsx") as book:
        sheets = fill(book, cells)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        clock = book.add_format({"num_format": "hh:mm"})
        # Excel counts days from 30 December 1899: 12 October 2026 is day 46,307; 07:00 is 7/24 of a day.
        sheets["patterns"].write_number(1, 1, 46_307, day)
        sheets["tours"].write_number(1, 2, 7 / 24, clock)
        sheets["contracts"].write_number(1, 2, 40)
        sheets["units"].write_boolean(1, 3, True)
        sheets["scenario"].write_number(2, 2, 46_307, day)
    assert tables_of(load(tmp_path / "typed.xlsx").scenario) == tables_of(load(write(tmp_path / "s")).scenario)


@pytest.mark.parametrize(
    ("stored", "dated", "expected"),
    [
        ("7", False, "7"),
        ("7.0", False, "7"),
        ("37.5", False, "37.5"),
        ("1E+2", False, "100"),
        ("nan", False, "nan"),
        ("46307", True, "2026-10-12"),
        ("46307.5", True, "2026-10-12 12:00:00"),
        ("0.29166666666666669", True, "07:00"),
        ("1", True, "24:00"),
        ("60", True, "60"),
        ("1e300", True, "1e300"),
        ("many", True, "many"),
    ],
)
def test_numbers_as_text(stored: str, dated: bool, expected: str) -> None:
    """A stored number reads as what the cell shows; one that is no date is left for the column to refuse."""
    assert number_text(stored, EPOCH if dated else None) == expected


def test_formulas_and_error_cells_are_refused(tmp_path: Path) -> None:
    """A formula is refused whatever it last came to, and so is a cell that shows an error."""
    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        sheets = fill(book, small_cells())
        sheets["units"].write_formula(1, 2, '=HYPERLINK("http://example.org")', value="Armed response")
        sheets["posts"].write_formula(1, 12, "=NA()", value="#N/A")
    found = messages(tmp_path / "f.xlsx")
    assert "f.xlsx/units:2:C: expected a value, not a formula (copy, then paste special: values)" in found
    assert "f.xlsx/posts:2:M: expected a value, not an error such as #N/A" in found


def test_hidden_filtered_and_merged_are_warned_about(tmp_path: Path) -> None:
    """What a reader of the sheet does not see is read all the same, and told."""
    with xlsxwriter.Workbook(tmp_path / "h.xlsx") as book:
        sheets = fill(book, small_cells())
        sheets["officers"].set_row(2, options={"hidden": True})
        sheets["officers"].set_row(50, options={"hidden": True})  # holds nothing, and so is not told
        sheets["vehicles"].hide()
        sheets["history"].autofilter(0, 0, 3, 2)
        sheets["history"].filter_column(0, "x == P001")
        sheets["cover"].set_column(3, 3, None, None, {"hidden": True})
        sheets["tours"].merge_range(8, 8, 9, 9, "")
        book.add_worksheet("oficers")
    loaded = load(tmp_path / "h.xlsx")
    assert len(loaded.scenario.officers) == 3
    assert [str(warning) for warning in loaded.warnings] == [
        "h.xlsx/tours: merged cells: only the first of them holds the value",
        "h.xlsx/cover: hidden columns are read all the same",
        "h.xlsx/vehicles: the sheet is hidden; it is read all the same",
        "h.xlsx/officers: hidden rows are read all the same: 3",
        "h.xlsx/history: a filter is set; the rows it hides are read all the same",
        f"{tmp_path}/h.xlsx: 'oficers': not a table, and so not read; did you mean 'officers'?",
    ]


def test_settings_sheet_mistakes_have_their_row(tmp_path: Path) -> None:
    """Each mistake of the settings sheet is told at its row."""
    cells = small_cells()
    rows = {row[1]: at + 1 for at, row in enumerate(cells["scenario"])}
    cells["scenario"][rows["days"] - 1][2] = "many"
    cells["scenario"] += [
        ["scenario", "name", "again"],
        ["scenario.name", "deeper", "1"],
        ["rules", "bad group!", "1"],
    ]
    last = len(cells["scenario"])
    assert messages(small_book(tmp_path / "s.xlsx", cells)) == [
        f"s.xlsx/scenario:{last - 2}:key: 'name': expected each section and key once",
        f"s.xlsx/scenario:{last - 1}:section: 'scenario.name': expected a section, not a key stated above",
        f"s.xlsx/scenario:{last}:section: 'rules': expected a section, a key and a value",
        f"s.xlsx/scenario:{rows['days']}:value: 'many': expected a whole number from 1 to 366",
    ]


def test_a_missing_sheet_is_told(tmp_path: Path) -> None:
    """Settings and needed tables may not be missing from a workbook either."""
    cells = {name: rows for name, rows in small_cells().items() if name not in ("scenario", "officers")}
    found = messages(small_book(tmp_path / "s.xlsx", cells))
    assert [message.split(":")[0] for message in found] == ["s.xlsx/scenario", "s.xlsx/officers"]


def _refusal(path: Path) -> str:
    (message,) = messages(path)
    return message.partition(": ")[2]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "expected an .xlsx workbook; this file is damaged or something else"),
        (b"PK\x03\x04 not really", "expected an .xlsx workbook; this file is damaged or something else"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "expected an .xlsx workbook without a password, not an older or protected one",
        ),
        (b"PK\x01\x02" * 1_001, "expected a workbook of at most 1000 parts"),
    ],
)
def test_files_that_are_no_workbook(tmp_path: Path, content: bytes, expected: str) -> None:
    """Whatever else ends in .xlsx gets one message."""
    path = tmp_path / "s.xlsx"
    path.write_bytes(content)
    assert _refusal(path) == expected


def test_an_archive_of_something_else(tmp_path: Path) -> None:
    """A zip archive without a workbook in it is told apart."""
    with zipfile.ZipFile(tmp_path / "s.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert _refusal(tmp_path / "s.xlsx") == "expected an .xlsx workbook; this archive is something else"


def test_a_zip_bomb_that_says_so(tmp_path: Path) -> None:
    """An archive that declares more than 128 MiB is refused before anything is unpacked."""
    path = with_parts(small_book(tmp_path / "s.xlsx"), {"xl/media/image1.png": bytes(140_000_000)})
    assert path.stat().st_size < 1_000_000
    assert _refusal(path).startswith("expected a workbook that unpacks to at most 128 MiB; it declares 140")


def test_a_zip_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    """What counts is what comes out: a part that declares 100 bytes and holds 20 million is stopped."""
    part = sheet_part(tmp_path, "officers")
    path = with_parts(small_book(tmp_path / "s.xlsx"), {part: sheet_xml(" " * 20_000_000)})
    content = bytearray(path.read_bytes())
    entry = content.find(part.encode(), content.find(b"PK\x01\x02")) - 46
    assert content[entry : entry + 4] == b"PK\x01\x02"
    struct.pack_into("<I", content, entry + 24, 100)
    path.write_bytes(bytes(content))
    assert messages(path)[0] == (
        "s.xlsx/officers: expected a workbook that unpacks to what it declares and at most 128 MiB"
    )


def test_a_part_that_unpacks_too_far(tmp_path: Path) -> None:
    """A part that unpacks to more than 200 times its size is stopped even within the declared bounds."""
    part = sheet_part(tmp_path, "officers")
    path = with_parts(small_book(tmp_path / "s.xlsx"), {part: sheet_xml(" " * 100_000_000)})
    assert messages(path)[0] == "s.xlsx/officers: expected parts that unpack to at most 200 times their size"


def test_entities_are_refused(tmp_path: Path) -> None:
    """A document type, which could define entities without end, is refused before any is expanded."""
    laughs = '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    xml = f"{HEAD}{laughs}<worksheet {NAMESPACE}><sheetData/></worksheet>"
    path = with_parts(small_book(tmp_path / "s.xlsx"), {sheet_part(tmp_path, "history"): xml})
    assert _refusal(path) == "expected a workbook without a document type; part xl/worksheets/sheet18.xml declares one"


HOSTILE_SHEETS = {
    "a cell in the last corner": (
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>',
        "s.xlsx/history:1048576:XFD: 'x': expected at most 100 columns",
    ),
    "a column beyond all columns": (
        '<row r="1"><c r="ZZZZZZZZ1" t="inlineStr"><is><t>x</t></is></c></row>',
        "s.xlsx/history:1:CW: 'x': expected at most 100 columns",
    ),
    "rows backwards": (
        '<row r="9"></row><row r="8"></row>',
        "s.xlsx/history:8: expected rows in order, at most 1048576",
    ),
    "rows without end": (
        '<row r="1048577"></row>',
        "s.xlsx/history:1048577: expected rows in order, at most 1048576",
    ),
    "a text that is missing": (
        '<row r="1"><c r="A1" t="s"><v>999999</v></c></row>',
        "s.xlsx/history:1:A: expected an undamaged workbook; this cell refers to a text that is missing",
    ),
    "a cell of a million characters": (
        f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"xy" * 500_000}</t></is></c></row>',
        "s.xlsx/history:1:A: expected cells of at most 20000 characters",
    ),
    "an unclosed element": (
        '<row r="1">',
        "s.xlsx/history: expected an undamaged workbook; part xl/worksheets/sheet18.xml is damaged at line 1, column",
    ),
}


@pytest.mark.parametrize(
    ("body", "expected"), [pytest.param(*case, id=name.replace(" ", "-")) for name, case in HOSTILE_SHEETS.items()]
)
def test_hostile_sheets(tmp_path: Path, body: str, expected: str) -> None:
    """A sheet that would be a huge grid, or is damaged, gets its message."""
    path = with_parts(small_book(tmp_path / "s.xlsx"), {sheet_part(tmp_path, "history"): sheet_xml(body)})
    assert messages(path)[0].startswith(expected)


def test_random_damage_never_ends_in_a_traceback(tmp_path: Path) -> None:
    """Whatever bytes of a workbook are changed or cut off, reading ends with a scenario or with messages."""
    draw = random.Random(1)
    whole = small_book(tmp_path / "whole.xlsx").read_bytes()
    path = tmp_path / "s.xlsx"
    refused = 0
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(draw.randint(1, 20)):
            content[draw.randrange(len(content))] = draw.randrange(256)
        path.write_bytes(bytes(content[: draw.choice((len(content), draw.randrange(len(content))))]))
        try:
            load(path)
        except BadInputError:
            refused += 1
    assert refused > 30


def test_an_endless_tag_is_refused(tmp_path: Path) -> None:
    """A tag, which any parser must hold whole, may have at most a mebibyte."""
    noise = random.Random(1).randbytes(1_500_000).hex()
    body = f'<row r="1" x="{noise}"></row>'
    path = with_parts(small_book(tmp_path / "s.xlsx"), {sheet_part(tmp_path, "history"): sheet_xml(body)})
    assert _refusal(path) == "expected tags of at most 1048576 bytes; part xl/worksheets/sheet18.xml has a longer one"
