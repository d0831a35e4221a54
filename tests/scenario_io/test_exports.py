"""Exports of other systems read as tables of a scenario."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.errors import BadInputError
from scheduler.scenario_io import load
from scheduler.scenario_io.export_map import read_map
from scheduler.scenario_io.exports import Imported, import_table
from scheduler.scenario_io.writer import TABLES
from scheduler.scenario_io.written_dates import WrittenDate, WrittenTime

COUNTY = Path("scenarios") / "county"

OFFICERS = """
[export]
delimiter = ";"
[officers]
columns = { officer = "Collar No", unit = "Section", rank = "Rank" }
fixed = { force = "CTY", contract = "crew" }
keep = { Status = ["Active", "Loan"] }
values.unit = { "Armed Response" = "ARV" }
values.rank = { PC = "constable", PS = "sergeant" }
"""
EXPORT = (
    "Collar No;Surname;Rank;Section;Status\r\n"
    "P2;Smith;PS;Armed Response;Active\r\n"
    "P1;=Jones;pc;Armed Response;Loan\r\n"
    "P3;Brown;Insp;Gone;Left\r\n"
)


def imported(
    tmp_path: Path, text: str | bytes, mapping: str, table: str = "officers", name: str = "export.csv"
) -> Imported:
    """Return what comes of an export and a mapping."""
    content = text.encode() if isinstance(text, str) else text
    (tmp_path / name).write_bytes(content)
    (tmp_path / "map.toml").write_text(mapping, encoding="utf-8")
    return import_table(tmp_path / name, read_map(tmp_path / "map.toml", table))


def refusal(*arguments: Any, **more: Any) -> list[str]:
    """Return what is said of an export or mapping that is refused."""
    with pytest.raises(BadInputError) as refused:
        imported(*arguments, **more)
    return [str(problem) for problem in refused.value.problems]


def test_headings_become_columns_and_texts_become_codes(tmp_path: Path) -> None:
    """Rows come in the export's order, who has left is left out, and no name gets into the table."""
    found = imported(tmp_path, EXPORT, OFFICERS)
    assert found.content.decode() == (
        "officer,force,unit,contract,rank,team,home_post\nP2,CTY,ARV,crew,sergeant,,\nP1,CTY,ARV,crew,constable,,\n"
    )
    assert (found.rows, found.read, found.left_out) == (2, 3, 1)


def test_every_cell_that_cannot_be_read_is_named_in_one_pass(tmp_path: Path) -> None:
    """By row and column of the export as a spreadsheet shows them, with what to do."""
    text = "Collar No;Surname;Rank;Section;Status\nP 2;x;Sgt;ARV;Active\nP1;x;PC;Armed Response;Active\nP1;x;PS;Armed Response;Active\n"
    told = refusal(tmp_path, text, OFFICERS)
    assert any(line.startswith("export.csv:2:C: 'Sgt'") and "officers.values.rank" in line for line in told)
    assert any(line.startswith("export.csv:2:D: 'ARV'") for line in told)
    assert any(line.startswith("export.csv:2:A: 'P 2'") and "an id" in line for line in told)
    assert any(line.startswith("export.csv:4:A: 'P1'") and "once" in line for line in told)
    assert len(told) == 4


def wide_register(tickets: Sequence[dict[str, str]]) -> str:
    """Return authorisations as a ticket register shows them: a row an officer, two columns a ticket."""
    roles = sorted({row["role"] for row in tickets})
    held: dict[str, dict[str, str]] = {}
    for row in tickets:
        for end in ("from", "until"):
            if row[end]:
                on = date.fromisoformat(row[end]).strftime("%d-%b-%y")
                held.setdefault(row["officer"], {})[f"{row['role']} {end}"] = on
    target = io.StringIO()
    heads = ["Officer", *(f"{role} {end}" for role in roles for end in ("from", "until"))]
    writer = csv.DictWriter(target, heads, restval="", delimiter=";")
    writer.writeheader()
    writer.writerows({"Officer": officer, **cells} for officer, cells in held.items())
    return target.getvalue()


def test_a_ticket_register_comes_back_as_the_table_it_was(tmp_path: Path, root: Path) -> None:
    """County's authorisations, a column a ticket and dates like 11-Jul-26, are the same rows once imported, and load."""
    source = root / COUNTY
    with (source / "authorisations.csv").open() as file:
        tickets = list(csv.DictReader(file))
    roles = sorted({row["role"] for row in tickets})
    mapping = '[export]\ndelimiter = ";"\ndates = "dd-mmm-yy"\n' + "".join(
        f'[[authorisations]]\nfixed = {{ role = "{role}" }}\nneeds = ["{role} until"]\n'
        f'columns = {{ officer = "Officer", from = "{role} from", until = "{role} until" }}\n'
        for role in roles
    )
    found = imported(tmp_path, wide_register(tickets), mapping, "authorisations")
    made = list(csv.DictReader(io.StringIO(found.content.decode())))
    once = [
        row
        for row in tickets
        if sum(one["officer"] == row["officer"] and one["role"] == row["role"] for one in tickets) == 1
    ]
    assert [row for row in once if row not in made] == []
    folder = tmp_path / "county"
    folder.mkdir()
    for path in source.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "authorisations.csv").write_bytes(found.content)
    assert len(load(folder).scenario.authorisations) >= len(once)


@pytest.mark.parametrize("table", ["officers", "abstractions", "cover", "history", "tours", "posts", "events"])
def test_a_table_imported_as_it_stands_is_the_same_bytes(tmp_path: Path, root: Path, table: str) -> None:
    """A mapping of each column to itself changes nothing: the bytes are those the writer of scenarios makes."""
    content = (root / COUNTY / f"{table}.csv").read_bytes()
    head = content.decode().splitlines()[0].split(",")
    columns = ", ".join(f'{name} = "{name}"' for name in head)
    found = imported(
        tmp_path, content, f'[export]\ndates = "yyyy-mm-dd"\n[{table}]\ncolumns = {{ {columns} }}\n', table
    )
    assert found.content == content


def test_another_encoding_and_lists_are_read(tmp_path: Path) -> None:
    """What an old system writes in cp1252 with commas in lists becomes UTF-8 with bars."""
    mapping = (
        '[export]\nencoding = "cp1252"\ndelimiter = ";"\nlists = ","\ntimes = "HHMM"\n'
        '[posts]\ncolumns = { post = "Post", name = "Name", tours = "Tours", role = "Role" }\nfixed = { force = "CTY" }\n'
    )
    found = imported(tmp_path, "Post;Name;Tours;Role\nP1;Café;E, L,N;AFO\n".encode("cp1252"), mapping, "posts")
    assert "P1,Café,CTY,AFO,E|L|N," in found.content.decode()


def test_times_and_minutes_are_turned_into_ours(tmp_path: Path) -> None:
    """Clock times without a colon, and minutes with a date of another form before them."""
    tours = '[export]\ntimes = "HHMM"\n[tours]\ncolumns = { tour = "T", start = "S", end = "E" }\nfixed = { kind = "early" }\n'
    assert "E,early,07:00,16:30" in imported(tmp_path, "T,S,E\nE,0700,1630\n", tours, "tours").content.decode()
    due = (
        '[export]\ndates = "dd.mm.yyyy"\n[due]\nfixed = { kind = "other", owner = "P1" }\n'
        'columns = { due = "D", from = "F", until = "U" }\n'
    )
    text = "D,F,U\nx,3.4.2026 9:05,03.04.2026 12:00\n"
    assert "x,other,2026-04-03 09:05,2026-04-03 12:00" in imported(tmp_path, text, due, "due").content.decode()


def test_a_date_of_another_form_is_refused_and_never_turned_round(tmp_path: Path) -> None:
    """04/13/2026 is no date of dd/mm/yyyy, and nobody guesses that it is one of mm/dd/yyyy."""
    mapping = '[authorisations]\ncolumns = { officer = "O", from = "F" }\nfixed = { role = "AFO" }\n'
    told = refusal(tmp_path, "O,F\nP1,04/13/2026\nP2,31/02/2026\n", mapping, "authorisations")
    assert [line.split(":")[:3] for line in told] == [["export.csv", "2", "B"], ["export.csv", "3", "B"]]
    assert all("dd/mm/yyyy" in line for line in told)


def book(path: Path, rows: Sequence[Sequence[Any]], formula: str = "") -> bytes:
    """Return a workbook with these rows in a sheet called Export; dates as dates."""
    with xlsxwriter.Workbook(str(path)) as made:
        made.add_worksheet("Cover page")
        sheet, dated = made.add_worksheet("Export"), made.add_format({"num_format": "dd/mm/yyyy"})
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(at, place, cell, dated)
                else:
                    sheet.write_string(at, place, cell)
        if formula:
            sheet.write_formula(formula, "=1+1", value="2")
    return path.read_bytes()


AUTHORISED = '[export]\nsheet = "Export"\nheader_row = 2\n[authorisations]\ncolumns = { officer = "O", from = "F" }\nfixed = { role = "AFO" }\n'


def test_a_workbook_is_read_from_the_row_of_its_headings(tmp_path: Path) -> None:
    """A date of the spreadsheet is understood whatever form is stated; a formula beside what is wanted does not matter."""
    content = book(tmp_path / "b.xlsx", [["Ticket register"], ["O", "F", "Note"], ["P1", date(2026, 4, 3), ""]], "C3")
    found = imported(tmp_path, content, AUTHORISED, "authorisations", "export.xlsx")
    assert "P1,AFO,2026-04-03," in found.content.decode()


def test_a_formula_where_a_value_is_wanted_is_named(tmp_path: Path) -> None:
    """Its cell is told."""
    content = book(tmp_path / "b.xlsx", [["Ticket register"], ["O", "F"], ["P1", ""]], "B3")
    told = refusal(tmp_path, content, AUTHORISED, "authorisations", "export.xlsx")
    assert any(line.startswith("export.xlsx:3:B") and "formula" in line for line in told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "headings"),
        ("Collar No;Rank\nP1;PC\n", "no such heading"),
        ("Collar No;Rank;Rank;Section;Status\n", "once"),
        ("Collar No;Surname;Rank;Section;Status\nP1;x;y;PC;ARV;Active\n", "not 6"),
        (b"\xff\xfe\x00", "UTF-16"),
        ('Collar No;"Surname\n', "quote"),
    ],
)
def test_an_export_of_another_shape_is_refused(tmp_path: Path, text: str | bytes, told: str) -> None:
    """Headings missing, doubled or nowhere, a row with more cells, another encoding, a quote never closed."""
    assert any(told in line for line in refusal(tmp_path, text, OFFICERS))


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ("", "a section [officers]"),
        ('[officers]\ncolumns = { oficer = "O" }\n', "did you mean 'officer'"),
        ('[officers]\ncolumns = { officer = "O" }\n', "cannot do without"),
        ("[officers]\ncolumn = {}\n", "columns, fixed, values, keep, needs"),
        ("[oficers]\n", "unknown section"),
        ('[export]\ndates = "mm"\n[officers]\n', "dd/mm/yyyy"),
        ('[export]\nseparator = ";"\n[officers]\n', "unknown key"),
        ("[export\n", "TOML"),
        ("officers = 3\n", "officers"),
    ],
)
def test_a_mapping_that_is_wrong_is_refused(tmp_path: Path, mapping: str, told: str) -> None:
    """What is unknown, missing or of another shape is told with its place in the mapping file."""
    lines = refusal(tmp_path, EXPORT, mapping)
    assert any(told in line and line.startswith("map.toml") for line in lines), lines


def test_rows_that_are_alike_are_written_once(tmp_path: Path) -> None:
    """A ticket register that repeats a line does not make a table that is refused."""
    found = imported(tmp_path, EXPORT + "P1;Other;PC;Armed Response;Active\n", OFFICERS)
    assert (found.rows, found.alike) == (2, 1)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(
    [("dd/mm/yyyy", "%d/%m/%Y"), ("dd-mmm-yy", "%d-%b-%y"), ("yyyymmdd", "%Y%m%d"), ("mm/dd/yyyy", "%m/%d/%Y"), ("dd.mm.yy", "%d.%m.%y")]
))  # fmt: skip
def test_a_date_is_the_same_whatever_form_it_is_written_in(on: date, form: tuple[str, str]) -> None:
    """Each form reads what is written in it."""
    assert WrittenDate(form[0]).iso(on.strftime(form[1])) == on.isoformat()


@pytest.mark.parametrize(
    ("form", "text", "clock"), [("HH:MM", "7:05", "07:05"), ("HHMM", "0705", "07:05"), ("HH.MM", "16.30", "16:30")]
)
def test_a_time_is_the_same_whatever_form_it_is_written_in(form: str, text: str, clock: str) -> None:
    """Each form reads what is written in it, and that of a spreadsheet besides."""
    assert WrittenTime(form).clock(text) == WrittenTime(form).clock(clock) == clock


def test_every_table_can_be_named() -> None:
    """The mapping knows the tables that the writer knows."""
    assert {"officers", "authorisations", "abstractions", "vehicles", "training"} <= TABLES.keys()
