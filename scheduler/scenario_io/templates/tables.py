"""Rows of scenario tables as text, and the settings beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from random import Random
from typing import Any

import tomlkit

from scheduler.domain.time import date_of
from scheduler.scenario_io.writer import TABLES

Settings = Mapping[str, Any]
"""What ``scenario.toml`` says, as a TOML document that keeps its comments."""

Tables = dict[str, list[dict[str, str]]]
"""Table name -> rows, each a mapping of column to cell text."""

Template = Callable[[int | None, int | None, int | None], tuple[Settings, Tables]]
"""``(seed, officers, days)`` to settings and tables; None is the committed scenario's value."""

Cell = str | int | bool | date | Iterable[str] | None

TAIL_DAYS = 7


def empty_tables() -> Tables:
    """Return every table without a row."""
    return {table: [] for table in TABLES}


def add(tables: Tables, table: str, **cells: Cell) -> None:
    """Append one row; a column not named stays empty.

    Parameters
    ----------
    cells
        Column -> value. A trailing underscore is dropped, so that ``from_`` fills the column ``from``.

    Raises
    ------
    KeyError
        If the table has no such column.
    """
    row = dict.fromkeys(TABLES[table], "")
    for name, value in cells.items():
        column = name.rstrip("_")
        if column not in row:
            unknown = f"{table}.{column}"
            raise KeyError(unknown)
        row[column] = _text(value)
    tables[table].append(row)


def _text(value: Cell) -> str:
    """Return a cell's text: dates as YYYY-MM-DD, yes and no, lists separated by ``|``, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return "|".join(value)


def last_date(until_day: int) -> date:
    """Return the date an ``until`` cell shows for a half-open force day: the last day that still counts."""
    return date_of(until_day - 1)


def opaque_ids(rng: Random, count: int) -> list[str]:
    """Return officer ids that say nothing about rank, unit or team."""
    return [f"P{number}" for number in rng.sample(range(10_000, 100_000), count)]


def sort_by_officer(tables: Tables) -> None:
    """Put the tables about officers in the order of their ids, so that the order tells nothing either."""
    for table in ("officers", "authorisations", "abstractions", "preferences", "balances", "history"):
        tables[table].sort(key=lambda row: row["officer"])


def settings(
    name: str,
    seed: int,
    first_day: date,
    days: int,
    *,
    prices: Mapping[str, int],
    rules: Mapping[str, Mapping[str, Mapping[str, int | bool]]],
    pay: Mapping[str, int | date] | None = None,
) -> Settings:
    """Return ``scenario.toml``: the horizon, invented prices, and what differs from the jurisdiction's profile.

    Parameters
    ----------
    prices
        Pence by name.
    rules
        Rule group -> rule code -> limits that differ from the profile England and Wales.
    pay
        When officers are told, and pence of an hour; None leaves it to the defaults.
    """
    document = tomlkit.document()
    document.add(tomlkit.comment(f"Invented officers; docs/scenarios/{name}.md says where every figure comes from."))
    scenario = tomlkit.table()
    for key, value in (
        ("name", name),
        ("first_day", first_day),
        ("days", days),
        ("tail_days", TAIL_DAYS),
        ("zone", "Europe/London"),
        ("period_days", 28),
        ("period_anchor", first_day),
        ("marking", "OFFICIAL"),
        ("seed", seed),
    ):
        scenario.add(key, value)
    document.add("scenario", scenario)
    priced = tomlkit.table()
    priced.add(tomlkit.comment("Pence. All invented: set them to what a force would pay to avoid each."))
    for key, pence in prices.items():
        priced.add(key, pence)
    document.add("prices", priced)
    if pay:
        told = tomlkit.table()
        told.add(tomlkit.comment("Indicative; nothing is planned by it. Pence of an hour's basic pay: all invented."))
        for key, value in pay.items():
            told.add(key, value)
        document.add("pay", told)
    document.add("rules", {group: {"profile": "england_and_wales", **limits} for group, limits in rules.items()})
    return document
