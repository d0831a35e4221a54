"""An edited grid read against the run it came from: every change, or everything that keeps it from being read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.audit import Entitlements
from scheduler.crewed_anew import Crewing
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.rota import Assignment, Rota, Source
from scheduler.domain.work import LEAVE, REST
from scheduler.edits.book import PlannerBook
from scheduler.edits.changed import Edit, EditedRota
from scheduler.edits.codes import CodeError, Told, understood
from scheduler.edits.layout import Layout, OfficerCells, laid_out
from scheduler.edits.seats import seated
from scheduler.rules.cover.courses import with_training
from scheduler.views.planned_run import PlannedRun
from scheduler.views.planner_grid import ABOUT, NO_DUTY, code, held_on


@dataclass(frozen=True, slots=True)
class _Changed:
    """A cell that differs, the seats of its tours not all settled yet."""

    cell: str
    officer: str
    day: int
    text: str
    was: tuple[Assignment, ...]
    now: tuple[Assignment, ...]
    waiting: tuple[Assignment, ...]


def read_edits(book: PlannerBook, planned: PlannedRun) -> EditedRota:
    """Return every change of a workbook's grid against the run it was written from, and the rota that makes.

    A tour that stays keeps its seat. One that is new sits where the cell says, else where the audit finds least against
    it and it costs least (`scheduler.edits.seats`). Crews are seated anew where officers changed, and nowhere else.

    Raises
    ------
    BadInputError
        If the workbook is of another run, or the grid cannot be understood: with every problem, each with its cell.
    """
    _refuse_other_run(book, planned)
    layout = laid_out(book, planned)
    changed = [one for cells in layout.officers for one in _changes(cells, layout, planned)]
    if layout.problems:
        raise BadInputError(layout.problems.listed(warnings=False))
    return _settled(planned, changed)


def _refuse_other_run(book: PlannerBook, planned: PlannedRun) -> None:
    """Refuse a workbook that was written from another run or scenario than the one at hand."""
    place, run = f"{book.name}/{ABOUT}", planned.run.run_id
    if book.about.get("run") != run:
        told = Problem(place, book.about.get("run", "")[:60], f"the run {run}; name the workbook's own with --run")
        raise BadInputError([told])
    if book.about.get("scenario_sha256") != planned.scenario.sha256:
        raise BadInputError(
            [Problem(place, "", "the scenario of the run", wrong="the workbook is of another scenario")]
        )


def _changes(cells: OfficerCells, layout: Layout, planned: PlannedRun) -> Iterator[_Changed]:
    """Yield the cells of one officer that differ; those that cannot be understood are among the problems."""
    held = held_on(planned, cells.officer)
    for day, (cell, text) in cells.days.items():
        was = tuple(held.get(day, ()))
        told = _told(cell, text, cells.officer, day, layout, planned)
        if told is None:
            continue
        now, waiting = _meant(told, was, cells.officer, day, planned)
        if waiting or sorted(now) != sorted(was):
            yield _Changed(cell, cells.officer, day, text, was, now, waiting)


def _told(cell: str, text: str, officer: str, day: int, layout: Layout, planned: PlannedRun) -> tuple[Told, ...] | None:
    """Return what a cell says, or None with a problem."""
    if text in NO_DUTY:
        if text == LEAVE and day not in planned.not_available.get(officer, frozenset()):
            expected = "rest, or an option code; an absence is entered in the table abstractions of the scenario"
            layout.problems.add(cell, text, expected)
            return None
        return ()
    try:
        return understood(text, planned.tours, planned.posts)
    except CodeError as error:
        layout.problems.add(cell, text, str(error))
        return None


def _meant(
    told: Sequence[Told], was: Sequence[Assignment], officer: str, day: int, planned: PlannedRun
) -> tuple[tuple[Assignment, ...], tuple[Assignment, ...]]:
    """Return the assignments a cell means that have their seats, and those that wait for one."""
    before = {held.tour: held for held in was}
    settled, waiting = [], []
    for one in told:
        if one.post is None and one.tour in before:
            settled.append(before[one.tour])
            continue
        held = before.get(one.tour) or _assignment(planned, officer, day, one.tour)
        if one.post is None:
            waiting.append(held)
        else:
            role = planned.posts[one.post].role if one.post else ""
            settled.append(replace(held, post=one.post, role=role))
    return tuple(settled), tuple(waiting)


def _assignment(planned: PlannedRun, officer: str, day: int, tour: str) -> Assignment:
    """Return a tour on a force day without a seat."""
    horizon, held = planned.scenario.horizon, planned.tours[tour]
    source: Source = "provisional" if horizon.provisional(day) else "planned"
    force = next(one.force for one in planned.scenario.officers if one.officer == officer)
    start_at, end_at = held.start_at(day, horizon.zone), held.end_at(day, horizon.zone)
    return Assignment(officer, day, tour, start_at, end_at, force, source=source)


def _settled(planned: PlannedRun, changed: Sequence[_Changed]) -> EditedRota:
    """Return the edits with every seat settled, and the rota they make."""
    before = planned.plan.rota
    if not changed:
        return EditedRota((), before)
    touched = {(one.officer, one.day) for one in changed}
    fixed = [held for held in before.assignments if (held.officer, held.day) not in touched]
    fixed += [held for one in changed for held in one.now]
    waiting = [held for one in changed for held in one.waiting]
    known = with_training(planned.scenario, Rota((*fixed, *waiting)))
    found = seated(known, before, fixed, waiting) if waiting else []
    seats: Mapping[tuple[str, int, str], Assignment] = {(held.officer, held.day, held.tour): held for held in found}
    edits = tuple(
        Edit(
            one.cell,
            one.officer,
            one.day,
            code(list(one.was)) or REST,
            one.text or REST,
            one.was,
            (*one.now, *(seats[held.officer, held.day, held.tour] for held in one.waiting)),
            tuple(held.tour for held in one.waiting),
        )
        for one in changed
    )
    crewing = Crewing(planned.scenario, before, Entitlements(known))
    return EditedRota(edits, crewing.crewed(sorted([*fixed, *found])))
