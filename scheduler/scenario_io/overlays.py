"""Overlays: named changes laid over a scenario, whose own files are never touched.

An overlay adds rows to tables, takes rows away and changes cells of them, all of which is read and checked by the readers
of the tables themselves; it sets values of some sections of the settings, and lets officers join and leave.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from scheduler.domain.errors import RefusedError
from scheduler.domain.files import MEBIBYTE, read_regular
from scheduler.domain.scenario import Overlay
from scheduler.scenario_io.columns import Id, Kind, Name, column
from scheduler.scenario_io.overlay_rows import OverlayRows
from scheduler.scenario_io.problems import OVERLAY, Problems
from scheduler.scenario_io.row_edits import EDITS, RowChange, RowEdit, TableEdits
from scheduler.scenario_io.settings import PaySection, PricesSection, stated_in_toml
from scheduler.scenario_io.stated import KeyPath, Stated, read_section
from scheduler.scenario_io.tables import ROWS, Row, columns_of
from scheduler.scenario_io.tables.turnover import JoinersRow, LeaversRow
from scheduler.scenario_io.text import shown

LARGEST_OVERLAY = 4 * MEBIBYTE

SETTABLE = ("prices", "pay", "profiles", "rules")
"""Sections of the settings an overlay may set values of."""
ABOUT = "overlay"
"""Section in which an overlay says what it is."""

_TABLES: Mapping[str, type[Row[Any]]] = {row.table: row for row in ROWS}
TURNOVER: Mapping[str, type[Row[Any]]] = {row.table: row for row in (LeaversRow, JoinersRow)}
"""What lets officers leave and join, which no scenario has as tables of its own."""
_ROWS: Mapping[str, type[Row[Any]]] = {**_TABLES, **TURNOVER}
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
        Table -> rows added, each the cells it states; officers who leave and join are rows of ``leavers`` and ``joiners``.
    edits
        Table -> rows taken away or changed.
    """

    overlay: Overlay
    description: str
    source: str
    rows: Mapping[str, Sequence[Mapping[str, str]]]
    edits: Mapping[str, Sequence[RowChange]]
    values: tuple[ValueChange, ...]

    def numbers(self) -> dict[str, dict[str, int]]:
        """Return how many rows of each table are removed, changed and added."""
        found = {}
        for table in dict.fromkeys((*self.rows, *self.edits)):
            removed = sum(change.after is None for change in self.edits.get(table, ()))
            changed = len(self.edits.get(table, ())) - removed
            found[table] = {"removed": removed, "changed": changed, "added": len(self.rows.get(table, ()))}
        return found


@dataclass(frozen=True)
class OverlayRead:
    """An overlay as it was read, its rows not looked at yet.

    Attributes
    ----------
    about
        None where it is wrong.
    tables
        Table -> what is done to its rows.
    stated
        The settings it sets; sections that it may not set are left out.
    problems
        What is wrong with the file itself; what is wrong with a cell is a problem of the cell's table.
    """

    path: Path
    sha256: str
    about: OverlaySection | None
    tables: Mapping[str, TableEdits]
    stated: Stated
    problems: Problems

    def cells(self) -> dict[str, list[dict[str, str]]]:
        """Return the rows added by table, each the cells it states."""
        return {
            table: [
                {name: cell for name, cell in zip(columns_of(_ROWS[table]), cells, strict=True) if cell}
                for _, cells in edits.added
            ]
            for table, edits in self.tables.items()
            if edits.added
        }

    def edits(self) -> dict[str, tuple[RowChange, ...]]:
        """Return the rows taken away or changed by table, once the tables have been read."""
        return {table: tuple(edits.found) for table, edits in self.tables.items() if edits.found}

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
        found.append(
            LaidOver(overlay.noted(), about.description, about.source, overlay.cells(), overlay.edits(), values)
        )
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
    tables = _tables(stated.document, OverlayRows(problems, number * _ROWS_APART))
    known = (ABOUT, *SETTABLE, *TURNOVER, *EDITS, *_TABLES)
    for name in stated.document:
        if name == "scenario":
            expected = "no such section: days, zone and name stay those of the scenario; --days plans fewer or more"
            problems.add(stated.place((name,)), name, expected)
        elif name not in known:
            problems.add(stated.place((name,)), name, ", ".join(known), wrong="unknown section", known=known)
    held = {name: value for name, value in stated.document.items() if name in SETTABLE}
    return OverlayRead(path, hashlib.sha256(content).hexdigest(), about, tables, Stated(held, stated.place), problems)


def _tables(document: Mapping[str, Any], reader: OverlayRows) -> dict[str, TableEdits]:
    """Return what an overlay does to the rows of each table."""
    added = {name: reader.added(_ROWS[name], value) for name, value in document.items() if name in _ROWS}
    edits = dict[str, list[RowEdit]]()
    for kind in EDITS:
        held = document.get(kind, {})
        if not isinstance(held, dict):
            reader.problems.add("", kind, f"tables [[{kind}.TABLE]], one a row")
            continue
        for name, value in held.items():
            if name in _TABLES:
                edits.setdefault(name, []).extend(reader.edits(_TABLES[name], kind, value))
            else:
                reader.problems.add(
                    "", f"{kind}.{name}", "a table of the scenario", wrong="unknown table", known=_TABLES
                )
    return {name: TableEdits(edits.get(name, ()), added.get(name, ()), []) for name in {**added, **edits}}


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
