"""Instances of the staff-scheduling benchmark of Curtois and Qu (University of Nottingham, 2014), as they are written."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

FOLDER = "CURTOIS_QU_DIR"
"""Environment variable that names the folder of the instances."""

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "benchmarks" / "curtois_qu"
SECTIONS = ("HORIZON", "SHIFTS", "STAFF", "DAYS_OFF", "SHIFT_ON_REQUESTS", "SHIFT_OFF_REQUESTS", "COVER")


@dataclass(frozen=True)
class Person:
    """One row of STAFF; ``most_of`` says how often each shift may be worked at most."""

    name: str
    most_of: tuple[tuple[str, int], ...]
    most_minutes: int
    least_minutes: int
    most_in_a_row: int
    least_in_a_row: int
    least_off_in_a_row: int
    most_weekends: int


@dataclass(frozen=True)
class Request:
    """A wish to work a shift on a day (counted from 0), or not to, with what it costs not to keep it."""

    person: str
    day: int
    shift: str
    weight: int


@dataclass(frozen=True)
class Wanted:
    """How many are wanted on a shift of a day, and what one too few and one too many cost."""

    day: int
    shift: str
    number: int
    under: int
    over: int


@dataclass(frozen=True)
class Instance:
    """One instance.

    Attributes
    ----------
    minutes
        Length of each shift.
    banned
        Shift -> those that may not follow it on the next day.
    days_off
        Person -> days, counted from 0, on which no shift may be worked.
    """

    name: str
    n_days: int
    minutes: dict[str, int]
    banned: dict[str, tuple[str, ...]]
    staff: tuple[Person, ...]
    days_off: dict[str, frozenset[int]]
    on: tuple[Request, ...]
    off: tuple[Request, ...]
    cover: tuple[Wanted, ...]


def instance_folder() -> Path | None:
    """Return where the instances are: what the environment names, or the folder beside the project's; None for neither."""
    named = os.environ.get(FOLDER)
    folder = Path(named) if named else BESIDE
    return folder if folder.is_dir() else None


def read_instance(path: Path) -> Instance:
    """Read an instance.

    Raises
    ------
    ValueError
        If a section is missing or a row cannot be read; the message says which.
    """
    rows = _sections(path)
    missing = [name for name in SECTIONS if name not in rows]
    if missing:
        message = f"{path.name}: no SECTION_{missing[0]}"
        raise ValueError(message)
    try:
        return Instance(
            path.stem,
            int(rows["HORIZON"][0][0]),
            {row[0]: int(row[1]) for row in rows["SHIFTS"]},
            {row[0]: tuple(filter(None, row[2].split("|"))) if len(row) > 2 else () for row in rows["SHIFTS"]},
            tuple(_person(row) for row in rows["STAFF"]),
            {row[0]: frozenset(int(day) for day in row[1:]) for row in rows["DAYS_OFF"]},
            tuple(Request(row[0], int(row[1]), row[2], int(row[3])) for row in rows["SHIFT_ON_REQUESTS"]),
            tuple(Request(row[0], int(row[1]), row[2], int(row[3])) for row in rows["SHIFT_OFF_REQUESTS"]),
            tuple(Wanted(int(row[0]), row[1], int(row[2]), int(row[3]), int(row[4])) for row in rows["COVER"]),
        )
    except (IndexError, ValueError) as error:
        message = f"{path.name}: a row that cannot be read ({error})"
        raise ValueError(message) from error


def _person(row: list[str]) -> Person:
    limits = (part.split("=") for part in row[1].split("|") if part)
    return Person(row[0], tuple((shift, int(most)) for shift, most in limits), *(int(cell) for cell in row[2:8]))


def _sections(path: Path) -> dict[str, list[list[str]]]:
    """Return the rows of each section, comments and empty lines left out."""
    found: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if text.startswith("SECTION_"):
            rows = found.setdefault(text.removeprefix("SECTION_"), [])
        elif text and not text.startswith("#"):
            rows.append([cell.strip() for cell in text.split(",")])
    return found
