"""`rota audit FILE.xlsx`: an edited workbook against the run it was written from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.cli.audit_words import findings_text, price_document, report_document
from scheduler.cli.exits import Exit, first_of
from scheduler.cli.output import counted, emit, table
from scheduler.cli.runs import open_run, register_of_run
from scheduler.cli.scenarios import NamedRegister
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.price import LEVEL_NAMES, Price
from scheduler.domain.rota import Assignment
from scheduler.domain.time import iso_day

if TYPE_CHECKING:
    from scheduler.audit import AuditReport
    from scheduler.edits import Edit, EditedRota, PlannerBook
    from scheduler.views.planned_run import PlannedRun


def audit_edited(
    workbook: Path, run: Path | None, scenario: Path | None, step_back: Path | None, register: NamedRegister | None
) -> Exit:
    """Name every change of an edited workbook, audit the rota it makes and price it beside the run's."""
    from scheduler.audit import audit

    planned, edited = open_edited(workbook, run, scenario, step_back, register_of_run(register))
    report = audit(planned.scenario, edited.rota)
    before = planned.plan.price
    document = {
        "run": planned.run.run_id,
        "changes": changes_document(edited),
        "price_before": price_document(before),
        **report_document(report),
    }
    emit(document, lambda: _text(planned, edited, report, before))
    held = [Exit.BREACHES] if report.faults else []
    return first_of([*held, *([Exit.UNCOVERED] if report.uncovered else [])])


def open_edited(
    workbook: Path, run: Path | None, scenario: Path | None, step_back: Path | None, register: Path | None
) -> tuple[PlannedRun, EditedRota]:
    """Return the run a workbook was written from and the changes made to it since.

    Parameters
    ----------
    run
        Where the run is now; if None, as the workbook names it, seen from the working directory.

    Raises
    ------
    BadInputError
        If the workbook cannot be read, its run is not there, or the grid cannot be understood.
    """
    from scheduler.edits import PlannerBook, read_edits

    book = PlannerBook(workbook)
    planned = open_run(run or _own_run(book, workbook), scenario, step_back, register)
    return planned, read_edits(book, planned)


def run_of_workbook(workbook: Path) -> Path:
    """Return the folder of the run a workbook was written from, as the workbook names it.

    Raises
    ------
    BadInputError
        If it cannot be read, or its run is not there.
    """
    from scheduler.edits import PlannerBook

    return _own_run(PlannerBook(workbook), workbook)


def _own_run(book: PlannerBook, workbook: Path) -> Path:
    """Return the folder of the run that a workbook names, seen from here or from where the workbook is."""
    named = book.about.get("folder", "")
    for folder in (Path(named), workbook.parent / named) if named else ():
        if os.path.lexists(folder):
            return folder
    wrong = f"run {book.about.get('run', '')} is not there"
    raise BadInputError(
        [Problem(f"{book.name}/about", named, "the folder of the run; name it with --run", wrong=wrong)]
    )


def changes_document(edited: EditedRota) -> list[dict[str, Any]]:
    """Return every change of a workbook as plain values."""
    return [_edit(edit) for edit in edited.edits]


def changes_text(planned: PlannedRun, edited: EditedRota) -> str:
    """Return every change of a workbook in words, with its cell."""
    head = f"run {planned.run.run_id}: {counted(len(edited.edits), 'change') or 'no change'}"
    if not edited.edits:
        return head
    rows = [("cell", "officer", "force day", "from", "to", "seats")]
    rows += [
        (edit.cell, edit.officer, iso_day(edit.day), edit.before, edit.after, _seats(edit)) for edit in edited.edits
    ]
    return f"{head}\n\n{table(rows)}"


def _edit(edit: Edit) -> dict[str, Any]:
    from scheduler.views.rota_json import assignment_row

    return {
        "cell": edit.cell,
        "officer": edit.officer,
        "force_day": iso_day(edit.day),
        "from": edit.before,
        "to": edit.after,
        "was": [assignment_row(held) for held in edit.was],
        "now": [assignment_row(held) for held in edit.now],
        "seats_chosen": list(edit.chosen),
    }


def _text(planned: PlannedRun, edited: EditedRota, report: AuditReport, before: Price) -> str:
    parts = [changes_text(planned, edited), *findings_text(report)]
    parts.append(_prices(before, report.price))
    return "\n\n".join(part for part in parts if part)


def _seats(edit: Edit) -> str:
    """Return where the tours of a changed cell are spent; a seat nobody named is said to be chosen."""
    return ", ".join(_seat(held, chosen=held.tour in edit.chosen) for held in edit.now)


def _seat(held: Assignment, *, chosen: bool) -> str:
    return f"{held.tour}: {held.post or 'no seat'}{' (chosen)' if chosen and held.post else ''}"


def _prices(before: Price, after: Price) -> str:
    """Return each level of the run, of the edited rota, and by how much they differ."""
    rows = [("level", "run", "edited", "difference")]
    for name, was, now in zip(LEVEL_NAMES, before, after, strict=True):
        rows.append((name, f"{was:,}", f"{now:,}", f"{now - was:+,}" if now != was else ""))
    return table(rows, right=frozenset({1, 2, 3}))
