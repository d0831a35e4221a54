"""Which cell of an edited grid is whose and of which day, and all that is not where it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.time import iso_day
from scheduler.edits.book import PlannerBook, address
from scheduler.scenario_io.csv_tables import NumberedRow
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.sheet_xml import SheetNotes
from scheduler.scenario_io.text import column_letter, shown
from scheduler.views.planned_run import PlannedRun
from scheduler.views.planner_grid import FACTS, HEAD_ROW, SHEET, heads, rows

_MOST_NAMED = 20
"""Officers or columns named one by one; of more it is said how many."""
_AGAIN = "officer again"
_TAKEN_BACK = "the workbook as it was written: undo the change (Ctrl-Z), or write it anew with rota report"


@dataclass(frozen=True, slots=True)
class OfficerCells:
    """The cells of one officer: address and text of each force day."""

    officer: str
    days: Mapping[int, tuple[str, str]]


@dataclass(frozen=True)
class Layout:
    """A grid as it was found.

    Attributes
    ----------
    problems
        Whatever is not where the workbook had it when it was written.
    """

    officers: tuple[OfficerCells, ...]
    problems: Problems = field(repr=False)


def laid_out(book: PlannerBook, planned: PlannedRun) -> Layout:
    """Return the cells of a workbook's grid by officer and day.

    Whole rows may stand in another order, for a planner may sort them; columns may not, since a day between two others
    is misread by whoever looks.
    """
    problems = Problems(f"{book.name}/{SHEET}")
    notes = SheetNotes()
    read = book.grid(notes)
    marked = _marked(notes, problems)
    found = _Grid(planned, problems, marked)
    return Layout(tuple(found.officers(read)), problems)


def _marked(notes: SheetNotes, problems: Problems) -> frozenset[str]:
    """Tell of formulas, errors and merged cells; return the addresses of those whose value is none."""
    for place in notes.formulas:
        problems.add(address(place), "", "a code, not a formula: type it, or copy and paste special: values")
    for place in notes.errors:
        if place not in notes.formulas:
            problems.add(address(place), "", "a code, not an error such as #N/A")
    for area in notes.merged:
        problems.add(shown(area), "", "single cells: unmerge them, and give each day its own code")
    return frozenset(address(place) for place in (*notes.formulas, *notes.errors))


class _Grid:
    """Finds its way about a grid and notes what is not where it was."""

    def __init__(self, planned: PlannedRun, problems: Problems, marked: frozenset[str]) -> None:
        self._problems = problems
        self._marked = marked
        self._heads = heads(planned)
        self._days = {iso_day(day): day for day in planned.scenario.horizon.days}
        self._names = [officer.officer for officer in planned.scenario.officers]
        self._groups = {row.name for row in rows(planned) if row.officer is None}

    def officers(self, read: Sequence[NumberedRow]) -> Iterator[OfficerCells]:
        """Yield each officer's cells; each once, those that can be told apart."""
        number, head = self._head_row(read)
        columns = self._columns(number, head)
        seen: dict[str, int] = {}
        for at, cells in read:
            if at > number:
                yield from self._officer(at, [cell.strip() for cell in cells], columns, seen)
        missing = [name for name in self._names if name not in seen]
        for name in missing[:_MOST_NAMED]:
            self._problems.add(
                "",
                name,
                "a row of each officer, empty where there is no duty; put it back",
                wrong="the officer's row is missing",
            )
        if len(missing) > _MOST_NAMED:
            self._problems.add("", "", wrong=f"{len(missing) - _MOST_NAMED:,} more officers' rows are missing")

    def _head_row(self, read: Sequence[NumberedRow]) -> tuple[int, list[str]]:
        """Return the row of the heads; where it is not in its place, that is a problem, and where it is nowhere, the end."""
        found = [(number, cells) for number, cells in read if cells and cells[0].strip() == FACTS[0]]
        if not found:
            place = self._problems.whole_place(f"A{HEAD_ROW}")
            told = Problem(place, "", f"the heads of the columns, {FACTS[0]} first; {_TAKEN_BACK}")
            raise BadInputError([*self._problems.listed(warnings=False), told])
        number, cells = found[0]
        if number != HEAD_ROW:
            wrong = f"the heads stand in row {number}, not in row {HEAD_ROW}: rows were put in or taken away above them"
            self._problems.add(f"A{number}", "", _TAKEN_BACK, wrong=wrong)
        return number, [cell.strip() for cell in cells]

    def _columns(self, number: int, head: Sequence[str]) -> dict[str, int]:
        """Return the column of each head that is there; ``again`` is the one that repeats the officers.

        A column whose head was typed over stays what it was, so that its cells are looked at in the same pass.
        """
        columns: dict[str, int] = {}
        strange = set()
        for at, text in enumerate(head):
            name = _AGAIN if at and text == FACTS[0] else text
            if name in columns:
                self._problems.add(f"{column_letter(at)}{number}", text, "each column once")
            elif text in self._heads:
                columns[name] = at
                continue
            elif text:
                self._strange_head(f"{column_letter(at)}{number}", text)
            strange.add(at)
        wanted = (*self._heads[:-1], _AGAIN)
        typed_over = {name: at for at, name in enumerate(wanted) if name not in columns and at in strange}
        missing = [
            name for name in wanted if name not in columns and (name not in typed_over or not head[typed_over[name]])
        ]
        for name in missing[:_MOST_NAMED]:
            wrong = f"the column {'that repeats the officers' if name == _AGAIN else name} is missing"
            self._problems.add(f"{number}", "", _TAKEN_BACK, wrong=wrong)
        if not missing and not typed_over:
            self._refuse_moved(number, head)
        return columns | typed_over

    def _strange_head(self, cell: str, text: str) -> None:
        if text.replace(".", "", 1).isdigit():
            expected = "the date as text, such as 2026-10-12: format the cell as text and type it again"
            self._problems.add(cell, text, expected, wrong="a date became a number")
        else:
            self._problems.add(cell, text, f"no column but the workbook's own; {_TAKEN_BACK}")

    def _refuse_moved(self, number: int, head: Sequence[str]) -> None:
        """Refuse columns in another order: the first that stands where another should is told."""
        for at, (text, wanted) in enumerate(zip(head, self._heads, strict=False)):
            if text != wanted:
                wrong = f"the columns were moved: {wanted} should stand here"
                self._problems.add(f"{column_letter(at)}{number}", text, _TAKEN_BACK, wrong=wrong)
                return

    def _officer(
        self, at: int, cells: Sequence[str], columns: Mapping[str, int], seen: dict[str, int]
    ) -> Iterator[OfficerCells]:
        """Yield the cells of one row, if it is a whole row of an officer who has none yet."""
        name = cells[0] if cells else ""
        days = {
            self._days[head]: (f"{column_letter(place)}{at}", cells[place] if place < len(cells) else "")
            for head, place in columns.items()
            if head in self._days
        }
        filled = [(cell, text) for cell, text in days.values() if text]
        if not filled and (not name or name in self._groups):
            return
        if name not in self._names:
            self._stranger(at, name, filled)
            return
        if name in seen:
            self._problems.add(
                f"A{at}", name, "each officer in one row", wrong=f"row {seen[name]} is this officer's too"
            )
            return
        seen[name] = at
        place = columns.get(_AGAIN, -1)
        again = cells[place] if 0 <= place < len(cells) else ""
        if place >= 0 and again != name:
            wrong = f"the row is torn: {shown(again) or 'nobody'} stands at its end"
            expected = f"rows sorted with all their columns; {_TAKEN_BACK}"
            self._problems.add(f"{column_letter(place)}{at}", name, expected, wrong=wrong)
            return
        yield OfficerCells(name, {day: told for day, told in days.items() if told[0] not in self._marked})

    def _stranger(self, at: int, name: str, filled: Sequence[tuple[str, str]]) -> None:
        """Tell of a row that is nobody's."""
        if name in self._groups or not name:
            cell, text = filled[0]
            self._problems.add(cell, text, "codes in an officer's row", wrong="column A names no officer")
        else:
            self._problems.add(f"A{at}", name, "an officer of the run", known=self._names)
