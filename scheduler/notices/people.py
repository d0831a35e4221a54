"""Names and telephone numbers, joined to a call list where it is printed and kept nowhere."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scheduler.domain.errors import BadInputError, RefusedError
from scheduler.domain.files import MEBIBYTE, read_regular
from scheduler.domain.findings import Problem
from scheduler.notices.lags import UNKNOWN, clients
from scheduler.scenario_io.csv_tables import NumberedRow, csv_rows
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.text import shown_path

COLUMNS = ("officer", "name", "phone", "rank", "client")
NEEDED = ("officer", "name", "phone")
_LARGEST = 8 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Person:
    """Whom an opaque id stands for.

    Attributes
    ----------
    rank
        Empty where the file has none.
    client
        In which the officer reads the feed; ``unknown`` where the file does not say.
    """

    name: str
    phone: str
    rank: str = ""
    client: str = UNKNOWN


def read_people(path: Path) -> tuple[Mapping[str, Person], tuple[Problem, ...]]:
    """Return officer -> person of a file, and a warning where others may read it.

    Nothing of it goes into a ledger, a log or a hash.

    Raises
    ------
    BadInputError
        With everything that is wrong with it.
    """
    problems = Problems(shown_path(path))
    people: dict[str, Person] = {}
    try:
        content = read_regular(path, _LARGEST, follow=True)
        people = dict(_people(csv_rows(content), problems))
    except RefusedError as error:
        problems.add(error.at, error.value, error.expected)
    if problems:
        raise BadInputError(problems.listed(warnings=False))
    return people, tuple(_open_to_others(path))


def _people(rows: Iterator[NumberedRow], problems: Problems) -> Iterator[tuple[str, Person]]:
    """Yield the people of rows under their heads; what is wrong is gathered."""
    _, heads = next(rows, (1, []))
    wrong = [name for name in NEEDED if name not in heads]
    if wrong or len(set(heads)) != len(heads):
        problems.add(
            "1", ",".join(heads), f"the columns {', '.join(NEEDED)}, and rank and client where known, each once"
        )
        return
    for name in heads:
        if name not in COLUMNS:
            problems.add("1", name, f"one of the columns {', '.join(COLUMNS)}", known=COLUMNS)
    seen: set[str] = set()
    for number, cells in rows:
        if not any(cells):
            continue
        if len(cells) != len(heads):
            problems.add(str(number), "", f"{len(heads)} cells, as the heads are, not {len(cells)}")
            continue
        told = dict(zip(heads, (cell.strip() for cell in cells), strict=True))
        if told["officer"] in seen or not told["officer"]:
            problems.add(f"{number}:officer", told["officer"], "each officer once")
        seen.add(told["officer"])
        client = told.get("client") or UNKNOWN
        if client not in clients():
            problems.add(f"{number}:client", client, f"one of {', '.join(clients())}", known=clients())
        yield told["officer"], Person(told["name"], told["phone"], told.get("rank", ""), client)


def _open_to_others(path: Path) -> Iterator[Problem]:
    """Yield a warning where the file can be read or changed by others than its owner."""
    if stat.S_IMODE(os.stat(path).st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        wrong = "others than its owner may read or change it, and it holds names and telephone numbers; chmod 600 it"
        yield Problem(shown_path(path), "", warning=True, wrong=wrong)
