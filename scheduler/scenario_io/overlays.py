"""Overlays: named changes laid over a scenario, whose own files are never touched.

An overlay adds rows to tables, which are read and checked by the readers of the tables themselves, and sets values of
some sections of the settings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from scheduler.domain.errors import RefusedError
from scheduler.domain.files import MEBIBYTE, read_regular
from scheduler.domain.scenario import Overlay
from scheduler.scenario_io.columns import Id, Kind, Name, column
from scheduler.scenario_io.csv_tables import NumberedRow
from scheduler.scenario_io.problems import OVERLAY, Problems
from scheduler.scenario_io.settings import PaySection, PricesSection, stated_in_toml
from scheduler.scenario_io.stated import KeyPath, Stated, read_section
from scheduler.scenario_io.table_reader import OverlayRow, refuse_column
from scheduler.scenario_io.tables import ROWS, Row, columns_of
from scheduler.scenario_io.text import shown

LARGEST_OVERLAY = 4 * MEBIBYTE

MOST_WHOLE = 1 << 62
"""Largest whole number looked at; no column takes one so large."""
SETTABLE = ("prices", "pay", "profiles", "rules")
"""Sections of the settings an overlay may set values of."""
ABOUT = "overlay"
"""Section in which an overlay says what it is."""

_TABLES: Mapping[str, type[Row[Any]]] = {row.table: row for row in ROWS}
_DEFAULTS: Mapping[str, type[BaseModel]] = {"prices": PricesSection, "pay": PaySection}
_ROWS_APART = 1 << 32
"""More rows than any table or overlay has, so that a row's number says which it stands in."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$"), Kind("SHA-256", "64 hexadecimal digits in lower case")]


class OverlaySection(BaseModel):
    """What an overlay is."""

    model_config = ConfigDict(extra="forbid")

    name: Id = column("Its name.")
    description: Name = column("What it changes, in one line.")
    source: Name = column("Where it comes from; what is invented says so.", default="")
    scenario_sha256: Sha256 = column(
        "SHA-256 of the scenario it is made for, as `rota check` prints it; laid over another it is refused. Empty is "
        "any scenario.",
        default="",
    )


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value an overlay sets.

    Attributes
    ----------
    key
        Section and key, joined by points.
    before
        The value it takes the place of, as stated or by default; None where neither is known here, such as a rule's
        limit that comes from a profile.
    """

    key: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class LaidOver:
    """What one overlay changed.

    Attributes
    ----------
    rows
        Table -> rows added, each the cells it states.
    """

    overlay: Overlay
    description: str
    source: str
    rows: Mapping[str, Sequence[Mapping[str, str]]]
    values: tuple[ValueChange, ...]


@dataclass(frozen=True)
class OverlayRead:
    """An overlay as it was read, its rows not looked at yet.

    Attributes
    ----------
    about
        None where it is wrong.
    rows
        Table -> rows added, with a cell for every column.
    stated
        The settings it sets; sections that it may not set are left out.
    problems
        What is wrong with the file itself; what is wrong with a cell is a problem of the cell's table.
    """

    path: Path
    sha256: str
    about: OverlaySection | None
    rows: Mapping[str, Sequence[NumberedRow]]
    stated: Stated
    problems: Problems

    def cells(self) -> dict[str, list[dict[str, str]]]:
        """Return the rows added by table, each the cells it states."""
        return {
            table: [
                {name: cell for name, cell in zip(columns_of(_TABLES[table]), cells, strict=True) if cell}
                for _, cells in rows
            ]
            for table, rows in self.rows.items()
        }

    def noted(self) -> Overlay:
        """Return the note of the overlay; it has to be right."""
        if self.about is None:
            message = "an overlay with errors has no name"
            raise ValueError(message)
        return Overlay(self.about.name, str(self.path), self.sha256)


def read_overlays(paths: Sequence[Path]) -> list[OverlayRead]:
    """Return overlays in their order; everything wrong with them is among their problems."""
    found = [_read(path, number) for number, path in enumerate(paths, start=1)]
    names: set[str] = set()
    for overlay in found:
        name = overlay.about.name if overlay.about else ""
        if name and name in names:
            overlay.problems.add(overlay.stated.place((ABOUT, "name")), name, "each overlay once")
        names.add(name)
    return found


def settings_with(stated: Stated, overlays: Sequence[OverlayRead]) -> Stated:
    """Return settings with the values of overlays in the place of theirs, each at the place where it is stated now."""
    document: Mapping[str, Any] = stated.document
    for overlay in overlays:
        document = _merged(document, overlay.stated.document)

    def place(path: KeyPath) -> str:
        for overlay in reversed(overlays):
            if _states(overlay.stated.document, path):
                return f"{overlay.problems.place}:{overlay.stated.place(path) or '1:1'}"
        return stated.place(path)

    return Stated(document, place)


def changes(stated: Stated, overlays: Sequence[OverlayRead]) -> tuple[LaidOver, ...]:
    """Return what each overlay changes of a scenario with these settings and the overlays before it."""
    found, document = [], stated.document
    for overlay in overlays:
        about = overlay.about
        if about is None:
            continue
        values = tuple(ValueChange(".".join(path), _before(document, path), after) for path, after in _values(overlay))
        found.append(LaidOver(overlay.noted(), about.description, about.source, overlay.cells(), values))
        document = _merged(document, overlay.stated.document)
    return tuple(found)


def sha256_with(sha256: str, overlays: Sequence[OverlayRead]) -> str:
    """Return the hash of a scenario with overlays, which is its own where there are none."""
    if not overlays:
        return sha256
    return hashlib.sha256("\0".join([sha256, *(overlay.sha256 for overlay in overlays)]).encode()).hexdigest()


def check_scenario(sha256: str, overlays: Sequence[OverlayRead]) -> None:
    """Refuse overlays that are made for another scenario than the one with this hash."""
    for overlay in overlays:
        expected = overlay.about.scenario_sha256 if overlay.about else ""
        if expected and expected != sha256:
            overlay.problems.add(
                overlay.stated.place((ABOUT, "scenario_sha256")),
                expected,
                f"the hash of the scenario it is laid over, {sha256}",
                wrong="made for another scenario",
            )


def _read(path: Path, number: int) -> OverlayRead:
    problems = Problems(f"{OVERLAY}{shown(path.name)}")
    content, stated = b"", Stated({}, lambda _path: "")
    try:
        content = read_regular(path, LARGEST_OVERLAY, follow=True)
        stated = stated_in_toml(content)
    except RefusedError as error:
        problems.add(error.at, error.value, error.expected)
    about = None if problems else read_section(OverlaySection, (ABOUT,), stated, problems)
    reader = _Rows(problems, number * _ROWS_APART)
    rows = {}
    known = (ABOUT, *SETTABLE, *_TABLES)
    for name, value in stated.document.items():
        if name in _TABLES:
            rows[name] = reader.read(_TABLES[name], value)
        elif name == "scenario":
            expected = "no such section: days, zone and name stay those of the scenario; --days plans fewer or more"
            problems.add(stated.place((name,)), name, expected)
        elif name not in known:
            problems.add(stated.place((name,)), name, ", ".join(known), wrong="unknown section", known=known)
    held = {name: value for name, value in stated.document.items() if name in SETTABLE}
    return OverlayRead(path, hashlib.sha256(content).hexdigest(), about, rows, Stated(held, stated.place), problems)


@dataclass(frozen=True)
class _Rows:
    """Makes rows of text of the arrays of tables of an overlay."""

    problems: Problems
    before: int

    def read(self, row: type[Row[Any]], value: object) -> list[NumberedRow]:
        """Return the rows of one table; what no cell can hold is refused here."""
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.problems.add("", row.table, f"tables [[{row.table}]], one a row")
            return []
        rows = (self._row(row, number, item) for number, item in enumerate(value, start=1))
        return [made for made in rows if made is not None]

    def _row(self, row: type[Row[Any]], number: int, item: Mapping[str, object]) -> NumberedRow | None:
        """Return a row, or None where a value is none that a cell could hold."""
        place, columns = f"{self.problems.place}, [[{row.table}]] {number}", columns_of(row)
        cells, right = dict.fromkeys(columns, ""), True
        for name, value in item.items():
            at = f"{place}:{shown(name)}"
            if name not in columns:
                refuse_column(at, name, columns, self.problems)
                continue
            try:
                cells[name] = _cell(value)
            except NoCellError as error:
                self.problems.add(at, value, str(error))
                right = False
        return (OverlayRow(self.before + number, place), list(cells.values())) if right else None


class NoCellError(Exception):
    """A value that no cell could hold; says what one could."""


def _cell(value: object) -> str:
    """Return a TOML value as the cell of a CSV file would state it.

    Raises
    ------
    NoCellError
        If none would.
    """
    if isinstance(value, list):
        return "|".join(_one(item) for item in value)
    return _one(value)


def _one(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and abs(value) > MOST_WHOLE:
        message = f"a whole number of at most {MOST_WHOLE:,}"
        raise NoCellError(message)
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, datetime | time) and (value.second or value.microsecond):
        message = "a whole minute"
        raise NoCellError(message)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return f"{value:%Y-%m-%d %H:%M}"
        try:
            return f"{value.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
        except OverflowError:
            message = "an instant that the calendar has in UTC as well"
            raise NoCellError(message) from None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    message = "text, a number, true or false, a date, a time, or a list of these"
    raise NoCellError(message)


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return sections with those above laid over those below, key by key."""
    found = dict(below)
    for key, value in above.items():
        held = found.get(key)
        found[key] = _merged(held, value) if isinstance(held, dict) and isinstance(value, dict) else value
    return found


def _states(document: Mapping[str, Any], path: KeyPath) -> bool:
    held: Any = document
    for key in path:
        if not isinstance(held, dict) or key not in held:
            return False
        held = held[key]
    return True


def _values(overlay: OverlayRead) -> Iterator[tuple[KeyPath, object]]:
    """Yield each value an overlay sets, with its section and key."""

    def walk(path: KeyPath, held: object) -> Iterator[tuple[KeyPath, object]]:
        if isinstance(held, dict):
            for key, value in held.items():
                yield from walk((*path, str(key)), value)
        else:
            yield path, held

    yield from walk((), overlay.stated.document)


def _before(document: Mapping[str, Any], path: KeyPath) -> object:
    """Return the value stated at a path, or its default where the settings themselves have one."""
    if _states(document, path):
        held: Any = document
        for key in path:
            held = held[key]
        return held
    model = _DEFAULTS.get(path[0])
    known = model.model_fields.get(path[-1]) if model and len(path) == 2 else None
    return None if known is None else known.default
