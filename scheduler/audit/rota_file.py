"""Reading a rota from ``rota.csv`` and ``crews.csv``, also from a file somebody typed."""

from __future__ import annotations

import csv
import io
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from scheduler.domain.errors import BadInputError
from scheduler.domain.files import read_named
from scheduler.domain.findings import Problem
from scheduler.domain.people import Officer
from scheduler.domain.rota import Assignment, CrewSeat, Rota, Source
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import YEARS, iso_day, minute_of
from scheduler.domain.work import Post, Tour

_Named = TypeVar("_Named", Officer, Tour, Post)
MOST_BYTES = 64 * 2**20
"""Largest rota or crews file read, in bytes."""

_SHOWN = 60
_YEARS_WORDS = f"of the years {YEARS.start} to {YEARS.stop - 1}"
_ASSIGNMENT_COLUMNS = frozenset({"officer", "tour", "force_day"})
_CREW_COLUMNS = frozenset({"post", "tour", "force_day", "vehicle", "seat", "officer"})


def crews_beside(path: Path) -> Path | None:
    """Return the ``crews.csv`` in the folder of a rota, where there is one and the rota is another file."""
    beside = path.with_name("crews.csv")
    return beside if beside != path and os.path.lexists(beside) else None


def read_rota(path: Path, scenario: Scenario, content: bytes | None = None) -> Rota:
    """Return the rota in a CSV file, with the crews of a ``crews.csv`` beside it.

    Parameters
    ----------
    path
        File with at least the columns officer, tour and force_day. Start, end and role are filled in where they are
        not given; without a column ``post`` each officer is placed at the home post or, failing that, at the one post
        that staffs the tour and whose role and unit fit.
    content
        What the file holds where it is none, such as stdin; nothing stands beside it, and the path only names it.

    Raises
    ------
    BadInputError
        With every problem of both files.
    """
    reader = _Reader(scenario)
    assignments = tuple(reader.assignments(path, content))
    crews_path = crews_beside(path) if content is None else None
    crews = tuple(reader.crew_seats(crews_path)) if crews_path else ()
    if reader.problems:
        raise BadInputError(reader.told())
    return Rota(assignments, crews)


class _Reader:
    """Reads rows and collects what is wrong with them."""

    def __init__(self, scenario: Scenario) -> None:
        self.problems: list[Problem] = []
        self._unknown: dict[tuple[str, str], int] = {}
        """Column and name -> number of the problem that tells of it."""
        self._again: dict[int, int] = defaultdict(int)
        """Problem -> rows after its own that say the same."""
        self._horizon = scenario.horizon
        self._officers = {officer.officer: officer for officer in scenario.officers}
        self._tours = scenario.tours_by_code
        self._posts = {post.post: post for post in scenario.posts}
        self._held = {(row.officer, row.role) for row in scenario.authorisations}

    def told(self) -> list[Problem]:
        """Return the problems, an unknown name once with the number of rows that have it, too."""
        return [
            replace(problem, expected=f"{problem.expected}; also in {rows} more row{'s' * (rows > 1)}")
            if rows
            else problem
            for problem, rows in ((one, self._again.get(number, 0)) for number, one in enumerate(self.problems))
        ]

    def assignments(self, path: Path, content: bytes | None = None) -> Iterator[Assignment]:
        """Yield the assignments of a file; rows with problems are left out."""
        first: dict[tuple[str, str, int], str] = {}
        for place, row in self._rows(path, _ASSIGNMENT_COLUMNS, content):
            n_problems = len(self.problems)
            officer = self._known(row, "officer", place, self._officers)
            tour = self._known(row, "tour", place, self._tours)
            day = self._day(row["force_day"], f"{place}:force_day")
            post = self._known(row, "post", place, self._posts) if row.get("post") else None
            start_at = self._instant(row.get("start_at", ""), f"{place}:start_at")
            end_at = self._instant(row.get("end_at", ""), f"{place}:end_at")
            if officer is not None and row.get("force") not in (None, "", officer.force):
                self._problem(f"{place}:force", row["force"], f"{officer.force}, the force of {officer.officer}")
            if officer is None or tour is None or day is None or len(self.problems) > n_problems:
                continue
            if self._repeated(first, (officer.officer, tour.tour, day), place):
                continue
            if "post" not in row:
                post = self._likely_post(officer, tour)
            zone = self._horizon.zone
            source: Source = "provisional" if self._horizon.provisional(day) else "planned"
            yield Assignment(
                officer.officer,
                day,
                tour.tour,
                tour.start_at(day, zone) if start_at is None else start_at,
                tour.end_at(day, zone) if end_at is None else end_at,
                officer.force,
                post.post if post else "",
                row.get("role") or (post.role if post else ""),
                source,
            )

    def _repeated(self, first: dict[tuple[str, str, int], str], key: tuple[str, str, int], place: str) -> bool:
        """Say whether an officer's tour of a day stands in an earlier row, which counts it twice."""
        earlier = first.setdefault(key, place)
        if earlier == place:
            return False
        officer, tour, day = key
        self._problem(place, f"{officer} {tour} {iso_day(day)}", f"each officer's tour of a day once; {earlier} has it")
        return True

    def crew_seats(self, path: Path) -> Iterator[CrewSeat]:
        """Yield the crew seats of a file; rows with problems are left out."""
        for place, row in self._rows(path, _CREW_COLUMNS):
            officer = self._known(row, "officer", place, self._officers)
            tour = self._known(row, "tour", place, self._tours)
            post = self._known(row, "post", place, self._posts)
            day = self._day(row["force_day"], f"{place}:force_day")
            if not row["vehicle"]:
                self._problem(f"{place}:vehicle", "", "the name of a vehicle")
            elif officer and tour and post and day is not None:
                yield CrewSeat(post.post, day, tour.tour, row["vehicle"], row["seat"], officer.officer)

    def _rows(
        self, path: Path, wanted: frozenset[str], content: bytes | None = None
    ) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield ``file:row`` and the cells of each row by column."""
        text = self._text(path, content)
        lines = csv.reader(io.StringIO(text, newline=""), strict=True)
        header: list[str] = []
        try:
            for cells in lines:
                place = f"{path.name}:{lines.line_num}"
                if not any(cell.strip() for cell in cells):
                    continue
                if not header:
                    header = [cell.strip() for cell in cells]
                    if not self._header_stands(header, place, wanted):
                        return
                elif len(cells) > len(header):
                    self._problem(place, f"{len(cells)} cells", f"as many cells as the header has, {len(header)}")
                else:
                    padded = [*cells, *[""] * (len(header) - len(cells))]
                    yield place, {name: cell.strip() for name, cell in zip(header, padded, strict=True)}
        except csv.Error as error:
            self._problem(f"{path.name}:{lines.line_num}", "", f"CSV text that can be read: {error}")
        if not header and text:
            self._problem(f"{path.name}:1", "", f"a header with the columns {', '.join(sorted(wanted))}")

    def _text(self, path: Path, content: bytes | None) -> str:
        try:
            data = read_named(path, MOST_BYTES) if content is None else content
            text = data.decode("utf-8-sig")
        except BadInputError as error:
            self.problems += error.problems
            return ""
        except UnicodeDecodeError as error:
            self._problem(path.name, "", f"UTF-8 text; byte {error.start} is not")
            return ""
        if not text.strip() or "\0" in text:
            self._problem(
                path.name, "", "a text without NUL bytes" if text.strip() else "a header and rows, not nothing"
            )
            return ""
        return text

    def _header_stands(self, header: list[str], place: str, wanted: frozenset[str]) -> bool:
        twice = sorted({name for name in header if header.count(name) > 1})
        missing = sorted(wanted - set(header))
        for name in twice:
            self._problem(place, name, "each column once")
        for name in missing:
            nearest = get_close_matches(name, header, 1)
            self.problems.append(Problem(place, "", f"a column {name!r}", nearest[0] if nearest else ""))
        return not (twice or missing)

    def _known(self, row: Mapping[str, str], column: str, place: str, known: Mapping[str, _Named]) -> _Named | None:
        name = row[column]
        if (column, name) in self._unknown:
            self._again[self._unknown[column, name]] += 1
        elif name not in known:
            self._unknown[column, name] = len(self.problems)
            nearest = get_close_matches(name[:_SHOWN], known, 1)
            expected = f"the {column} of a row of the scenario"
            self.problems.append(Problem(f"{place}:{column}", name[:_SHOWN], expected, nearest[0] if nearest else ""))
        return known.get(name)

    def _day(self, text: str, place: str) -> int | None:
        swapped = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", text)
        iso = f"{swapped[3]}-{swapped[2]}-{swapped[1]}" if swapped else text
        try:
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", iso):
                raise ValueError(text)
            on = date.fromisoformat(iso)
            if on.year not in YEARS:
                raise ValueError(text)
            return on.toordinal()
        except ValueError:
            self._problem(place, text, f"a date, YYYY-MM-DD or DD/MM/YYYY, {_YEARS_WORDS}")
            return None

    def _instant(self, text: str, place: str) -> int | None:
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
            if moment.year not in YEARS:
                raise ValueError(text)
            return minute_of(moment)
        except ValueError:
            expected = f"an instant with its offset from UTC, such as 2026-10-12T06:00:00Z, {_YEARS_WORDS}"
            self._problem(place, text, expected)
            return None

    def _likely_post(self, officer: Officer, tour: Tour) -> Post | None:
        """Return where an officer's tour is most likely spent when the file has no column for it."""
        fitting = [
            post
            for post in self._posts.values()
            if tour.tour in post.tours
            and (officer.officer, post.role) in self._held
            and (not post.units or officer.unit in post.units)
        ]
        at_home = [post for post in fitting if post.post == officer.home_post]
        return at_home[0] if at_home else fitting[0] if len(fitting) == 1 else None

    def _problem(self, place: str, value: str, expected: str) -> None:
        self.problems.append(Problem(place, value[:_SHOWN], expected))
