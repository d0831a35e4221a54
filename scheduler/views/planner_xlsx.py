"""The planner's workbook: the grid to look at and to edit, and a sheet for each table of a run.

Every text is typed as text, so that a spreadsheet runs none of them as a formula and takes none of them for a date. The
bytes depend on the run alone.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from scheduler.domain.time import clock, date_of, utc
from scheduler.views import (
    armed_hours_csv,
    cost_csv,
    crews_csv,
    due_csv,
    planner_grid,
    rota_csv,
    training_csv,
    uncovered_csv,
)
from scheduler.views.grid import KIND_WORDS, legend
from scheduler.views.planned_run import PlannedRun
from scheduler.views.planner_grid import ABOUT
from scheduler.views.planner_grid_sheet import GridSheet
from scheduler.views.planner_look import (
    DEEP,
    HOLIDAY,
    KIND_COLOURS,
    LINE,
    NOT_AVAILABLE,
    THIN,
    WEEKEND,
    print_margins,
)

Rows = Iterable[Sequence[str | int]]

_TABLES = (
    ("assignments", rota_csv),
    ("crews", crews_csv),
    ("uncovered", uncovered_csv),
    ("cost", cost_csv),
    ("armed_hours", armed_hours_csv),
    ("due", due_csv),
    ("training", training_csv),
)
"""Sheets of tables after the grid, each with the view whose rows it holds."""


def render(planned: PlannedRun, folder: str = "", holidays: Collection[int] = ()) -> bytes:
    """Return the workbook.

    Parameters
    ----------
    folder
        Where the run is, as the user named it, so that the edited workbook finds it again.
    holidays
        Force days that are public holidays, for shading.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": f"Rota {planned.scenario.name}", "created": utc(planned.run.stamp_at)})
        GridSheet(book, planned, holidays).write()
        _legend(book, planned)
        for name, view in _TABLES:
            _table(book, planned, name, view.HEADER, view.rows(planned))
        _table(book, planned, ABOUT, ("key", "value"), _about(planned, folder))
    return target.getvalue()


def _legend(book: Any, planned: PlannedRun) -> None:  # noqa: ANN401
    """Write what the codes, colours and seats are."""
    sheet = book.add_worksheet("legend")
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bold": True})
    at = 0

    def write(row: Sequence[str], first: Any, rest: Any) -> None:  # noqa: ANN401
        nonlocal at
        for place, cell in enumerate(row):
            sheet.write_string(at, place, cell, rest if place else first)
        at += 1

    write(("tour", "kind", "from", "until", "held"), bold, bold)
    held = set(legend(planned))
    for tour in planned.scenario.tours:
        fill, ink = KIND_COLOURS[tour.kind]
        look = book.add_format({"num_format": "@", "bg_color": fill, "font_color": ink, "align": "center"})
        hours = (clock(tour.start % 1440), clock(tour.end % 1440))
        write((tour.tour, KIND_WORDS[tour.kind], *hours, "yes" if tour in held else "no"), look, text)
    at += 1
    write(("post", "name", "role", "tours"), bold, bold)
    for post in planned.scenario.posts:
        write((post.post, post.name, post.role, " ".join(post.tours)), text, text)
    at += 1
    write(("contract", "option codes"), bold, bold)
    for contract in planned.scenario.contracts:
        write((contract.contract, " ".join(contract.options)), text, text)
    at += 1
    shades: tuple[tuple[str, str, Mapping[str, object]], ...] = (
        ("", "rest day", {}),
        ("", "weekend", {"bg_color": WEEKEND}),
        ("", "public holiday", {"bg_color": HOLIDAY}),
        ("", "not available", NOT_AVAILABLE),
        ("date", "a slanted date is provisional", {"italic": True}),
    )
    for cell, words, look in shades:
        write((cell, words), book.add_format({"num_format": "@", "border": THIN, "border_color": LINE, **look}), text)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 4, 22)
    print_margins(sheet, planned)


def _table(book: Any, planned: PlannedRun, name: str, header: Sequence[str], rows: Rows) -> None:  # noqa: ANN401
    """Write one table: figures as figures, everything else as text."""
    sheet = book.add_worksheet(name)
    text = book.add_format({"num_format": "@"})
    bold = book.add_format({"num_format": "@", "bold": True, "bg_color": DEEP, "font_color": "#FFFFFF"})
    widths = [len(head) for head in header]
    for place, head in enumerate(header):
        sheet.write_string(0, place, head, bold)
    at = 0
    for at, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(at, place, cell)
            else:
                sheet.write_string(at, place, cell, text)
            widths[place] = max(widths[place], len(str(cell)))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(48, width + 2))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, at, len(header) - 1)
    sheet.repeat_rows(0)
    print_margins(sheet, planned)


def _about(planned: PlannedRun, folder: str) -> Rows:
    """Return what the workbook is of, for those who open it and for reading it back."""
    scenario, run = planned.scenario, planned.run
    return (
        ("format", planner_grid.FORMAT),
        ("marking", scenario.marking),
        ("scenario", scenario.name),
        ("scenario_sha256", scenario.sha256),
        ("run", run.run_id),
        ("folder", folder),
        ("made_at", planned.made),
        ("first_day", date_of(planned.first_day).isoformat()),
        ("last_day", date_of(planned.last_day).isoformat()),
        ("provisional_days", str(scenario.horizon.n_tail_days)),
        *(("overlay", overlay.name) for overlay in run.overlays),
        *((("ledger", planned.standing),) if planned.standing else ()),
    )
