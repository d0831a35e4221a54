"""What overlays change of a scenario, value by value, and that the scenario's own files are as they were."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.rules.groups import check_groups
from scheduler.scenario_io import LaidOver, load, naming_officers

ChangeKind = Literal["removed", "changed", "added", "set"]
SETTINGS = "scenario.toml"
"""In the place of a table: the settings."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One value before and after an overlay.

    Attributes
    ----------
    table
        Table, or ``scenario.toml`` for a setting.
    row
        The cells of the row's key, joined by commas; of a setting its section.
    column
        Column, or the setting's key.
    before, after
        The value as it is stated; None where there is none, or it is not known here, such as a limit of a profile.
    """

    overlay: str
    table: str
    kind: ChangeKind
    row: str
    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class TableNumbers:
    """How many rows of a table an overlay removes, changes and adds.

    Attributes
    ----------
    named
        The rows name officers, so that they are counted and not shown.
    """

    overlay: str
    table: str
    removed: int
    changed: int
    added: int
    named: bool


@dataclass(frozen=True, slots=True)
class OverlayDiff:
    """What overlays change of a scenario.

    Attributes
    ----------
    scenario_sha256, with_overlays_sha256
        Hash of the scenario's own files, which was the same before and after, and of it with the overlays.
    """

    scenario: str
    marking: str
    scenario_sha256: str
    with_overlays_sha256: str
    laid: tuple[LaidOver, ...]
    tables: tuple[TableNumbers, ...]
    cells: tuple[CellChange, ...]


def diff_of(scenario: Path, overlays: Sequence[Path], days: int | None = None) -> OverlayDiff:
    """Return what overlays change, each of what those before it have left.

    Parameters
    ----------
    scenario
        Folder or workbook.
    days
        Force days to plan instead of those it states.

    Raises
    ------
    BadInputError
        If scenario or overlays are wrong, or the scenario's files changed meanwhile.
    """
    before = load(scenario, days=days, check_rules=check_groups).scenario
    loaded = load(scenario, days=days, check_rules=check_groups, overlays=overlays)
    if load(scenario, days=days).scenario.sha256 != before.sha256:
        wrong = "its files changed while they were read; ask again"
        raise BadInputError([Problem(str(scenario), "", wrong=wrong)])
    named = naming_officers()
    return OverlayDiff(
        before.name,
        before.marking,
        before.sha256,
        loaded.scenario.sha256,
        loaded.laid_over,
        tuple(
            TableNumbers(laid.overlay.name, table, **numbers, named=table in named)
            for laid in loaded.laid_over
            for table, numbers in laid.numbers().items()
        ),
        tuple(cell for laid in loaded.laid_over for cell in _cells(laid, named)),
    )


def _cells(laid: LaidOver, named: Collection[str]) -> Iterator[CellChange]:
    """Yield every value that one overlay changes, but for rows that name officers."""
    name = laid.overlay.name
    for table, changes in laid.edits.items():
        for change in () if table in named else changes:
            kind: ChangeKind = "removed" if change.after is None else "changed"
            for column, before, after in _differing(change.before, change.after or {}):
                yield CellChange(name, table, kind, _words(change.key), column, before, after)
    for table, rows in laid.rows.items():
        for number, row in enumerate(() if table in named else rows, start=1):
            for column, cell in row.items():
                yield CellChange(name, table, "added", f"[[{table}]] {number}", column, None, cell)
    for value in laid.values:
        section, _, key = value.key.rpartition(".")
        yield CellChange(name, SETTINGS, "set", section, key, _stated(value.before), _stated(value.after))


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str | None, str | None]]:
    for column in dict.fromkeys((*before, *after)):
        was, now = before.get(column), after.get(column)
        if was != now:
            yield column, was, now


def _words(key: Mapping[str, str]) -> str:
    return ", ".join(key.values())


def _stated(value: object) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None else str(value)
