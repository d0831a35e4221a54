"""A column-mapping file: how the export of another system is written, and what of it goes into which table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from scheduler.domain.errors import BadInputError, RefusedError
from scheduler.domain.files import MEBIBYTE, read_regular
from scheduler.scenario_io.columns import Kind, column
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.settings import stated_in_toml
from scheduler.scenario_io.stated import Number, Stated, read_section
from scheduler.scenario_io.tables import ROWS, Row, columns_of
from scheduler.scenario_io.text import shown
from scheduler.scenario_io.written_dates import WrittenDate, WrittenTime

LARGEST_MAP = MEBIBYTE
EXPORT = "export"
"""Section that says how the export is written."""
_TABLES: Mapping[str, type[Row[Any]]] = {row.table: row for row in ROWS}
_MOST_PASSES = 100

Heading = Annotated[str, Field(min_length=1, max_length=200), Kind("heading", "a heading of the export")]


def _date_form(form: str) -> str:
    WrittenDate(form)
    return form


def _time_form(form: str) -> str:
    WrittenTime(form)
    return form


class ExportSection(BaseModel):
    """How an export is written."""

    model_config = ConfigDict(extra="forbid")

    delimiter: Annotated[str, Field(min_length=1, max_length=1), Kind("character", "one character")] = column(
        "What separates the cells of a CSV file.", default=","
    )
    encoding: Literal["utf-8-sig", "cp1252", "iso-8859-1", "utf-16"] = column(
        "Encoding of a CSV file.", default="utf-8-sig"
    )
    sheet: Annotated[str, Kind("text", "the name of a sheet")] = column(
        "Sheet of a workbook; the first by default.", default=""
    )
    header_row: Number = column("Row of the headings.", default=1, at_least=1, at_most=1000)
    dates: Annotated[str, AfterValidator(_date_form), Kind("form", "such as dd/mm/yyyy, dd-mmm-yy or yyyymmdd")] = (
        column("How dates are written.", default="dd/mm/yyyy")
    )
    times: Annotated[str, AfterValidator(_time_form), Kind("form", "HH:MM, HHMM or HH.MM")] = column(
        "How clock times are written.", default="HH:MM"
    )
    lists: Annotated[str, Field(min_length=1, max_length=3), Kind("text", "such as ; or ,")] = column(
        "What separates the entries of a list.", default="|"
    )


class PassSection(BaseModel):
    """What of each row of the export makes a row of a table."""

    model_config = ConfigDict(extra="forbid")

    columns: Annotated[dict[str, Heading], Kind("mapping", "column of the table = heading of the export")] = column(
        "Column of the table -> heading of the export.", default={}
    )
    fixed: Annotated[dict[str, str], Kind("mapping", "column of the table = text")] = column(
        "Column of the table -> text that every row has.", default={}
    )
    values: Annotated[dict[str, dict[str, str]], Kind("mapping", "text of the export = text of the table")] = column(
        "Column of the table -> text of the export -> text of the table.", default={}
    )
    keep: Annotated[dict[Heading, list[str]], Kind("mapping", "heading of the export = texts")] = column(
        "Heading of the export -> texts of which one has to stand there; other rows are left out.", default={}
    )
    needs: Annotated[list[Heading], Kind("list", "headings of the export")] = column(
        "Headings of the export whose cells may not be empty; other rows are left out.", default=[]
    )

    def headings(self) -> Iterator[str]:
        """Yield every heading it names."""
        yield from self.columns.values()
        yield from self.keep
        yield from self.needs


@dataclass(frozen=True)
class ExportMap:
    """A mapping file that was read.

    Attributes
    ----------
    row
        Row model of the table that is made.
    passes
        One after another over the whole export.
    place
        How problems name the file.
    """

    row: type[Row[Any]]
    export: ExportSection
    passes: tuple[PassSection, ...]
    place: str
    problems: Problems = field(repr=False)

    def place_of(self, number: int) -> str:
        """Return where a pass stands in the file, counting from 0."""
        return f"[{self.row.table}]" if len(self.passes) == 1 else f"[[{self.row.table}]] {number + 1}"


def read_map(path: Path, table: str) -> ExportMap:
    """Return what a mapping file says about one table.

    Raises
    ------
    BadInputError
        If anything in it is wrong, with every problem.
    """
    problems = Problems(shown(path.name))
    stated = _stated(path, problems)
    row = _TABLES[table]
    export = read_section(ExportSection, (EXPORT,), stated, problems) if not problems else None
    known = (EXPORT, *_TABLES)
    for name in stated.document:
        if name not in known:
            problems.add(stated.place((name,)), name, ", ".join(known), wrong="unknown section", known=known)
    passes = tuple(_passes(row, stated, problems)) if not problems else ()
    if problems or export is None:
        raise BadInputError(problems.listed(warnings=False))
    return ExportMap(row, export, passes, problems.place, problems)


def _stated(path: Path, problems: Problems) -> Stated:
    try:
        return stated_in_toml(read_regular(path, LARGEST_MAP, follow=True))
    except RefusedError as error:
        problems.add(error.at, error.value, error.expected)
        return Stated({}, lambda _path: "")


def _passes(row: type[Row[Any]], stated: Stated, problems: Problems) -> Iterator[PassSection]:
    """Yield the passes over the export that are right."""
    held = stated.document.get(row.table)
    sections = held if isinstance(held, list) else [held]
    if held is None or not sections or len(sections) > _MOST_PASSES:
        problems.add("", row.table, f"a section [{row.table}], or up to {_MOST_PASSES} of [[{row.table}]]")
        return
    for number, section in enumerate(sections, start=1):
        at = f"[{row.table}]" if len(sections) == 1 else f"[[{row.table}]] {number}"
        try:
            made = PassSection.model_validate(section)
        except ValidationError as error:
            for wrong in error.errors(include_url=False):
                told = ".".join(str(part) for part in wrong["loc"])
                expected = ", ".join(PassSection.model_fields) if wrong["type"] == "extra_forbidden" else wrong["msg"]
                problems.add(f"{at}:{shown(told)}", wrong["input"], expected)
            continue
        _check_columns(row, made, at, problems)
        yield made


def _check_columns(row: type[Row[Any]], made: PassSection, at: str, problems: Problems) -> None:
    """Refuse columns the table does not have or that are stated twice, and note those that are missing."""
    columns = columns_of(row)
    for key, named in (("columns", made.columns), ("fixed", made.fixed), ("values", made.values)):
        for name in named:
            if name not in columns:
                problems.add(
                    f"{at}:{key}.{shown(name)}", name, ", ".join(columns), wrong="unknown column", known=columns
                )
    for name in made.columns.keys() & made.fixed.keys():
        problems.add(f"{at}:fixed.{shown(name)}", name, "a column in columns or in fixed, not in both")
    for name in made.values.keys() & columns.keys() - made.columns.keys():
        problems.add(f"{at}:values.{shown(name)}", name, "values of a column that columns names")
    for name, about in columns.items():
        if about.is_required() and name not in made.columns and name not in made.fixed:
            problems.add(at, "", f"the column {name} in columns or in fixed; {row.table} cannot do without it")
