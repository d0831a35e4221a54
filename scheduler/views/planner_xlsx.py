"""The planner's workbook: the grid to look at and to edit, and a sheet for each table of a run.

Every text is typed as text, so that a spreadsheet runs none of them as a formula and takes none of them for a date. The
bytes depend on the run alone.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from scheduler.domain.time import clock, date_of, utc, weekday
from scheduler.domain.work import TourKind
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
from scheduler.views.planner_grid import ABOUT, FACTS, HEAD_ROW, SEAT, SHEET
from scheduler.views.words import MONTHS, WEEKDAYS, day_words

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

KIND_COLOURS: Mapping[TourKind, tuple[str, str]] = {
    "early": ("#FDE7A0", "#16202E"),
    "day": ("#BFE2F6", "#16202E"),
    "late": ("#F3B27A", "#16202E"),
    "night": ("#1F3F6B", "#FFFFFF"),
    "on_call": ("#BFE8DA", "#16202E"),
    "other": ("#DFE2E7", "#16202E"),
    "training": ("#E4C9EA", "#16202E"),
}
"""Background and ink of each kind of tour, as on the pages."""
_LINE, _WEEKEND, _HOLIDAY, _WASH, _DEEP = "#D5DBE3", "#E3E8EF", "#F6D9D5", "#F4F6F9", "#14304F"
_HATCHED, _THIN, _LANDSCAPE_A3, _A4, _A3 = 14, 1, 35, 9, 8
_MOST_LISTED = 255
"""Characters of a list of allowed values that a spreadsheet takes."""
_MOST_IN_MARGIN = 100


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
        _Grid(book, planned, holidays).write()
        _legend(book, planned)
        for name, view in _TABLES:
            _table(book, planned, name, view.HEADER, view.rows(planned))
        _table(book, planned, ABOUT, ("key", "value"), _about(planned, folder))
    return target.getvalue()


class _Grid:
    """Writes the grid; kept as one, since every part of it wants the book's formats and the days."""

    def __init__(self, book: Any, planned: PlannedRun, holidays: Collection[int]) -> None:  # noqa: ANN401
        self._book = book
        self._planned = planned
        self._days = list(planned.scenario.horizon.days)
        self._holidays = frozenset(holidays)
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self._sheet = book.add_worksheet(SHEET)

    def write(self) -> None:
        """Write heads, officers and what makes the sheet print and recolour itself."""
        self._write_heads()
        rows = list(planner_grid.rows(self._planned))
        for row in rows:
            if row.officer is None:
                self._write_group(row)
            else:
                self._write_officer(row)
        last = rows[-1].number if rows else HEAD_ROW
        self._colour(last)
        self._offer_codes(rows)
        self._lay_out(last)

    def _format(self, **look: object) -> Any:  # noqa: ANN401
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"num_format": "@", "font_size": 9, **look})
        return self._formats[key]

    def _shade(self, day: int) -> dict[str, object]:
        look: dict[str, object] = {}
        if day in self._holidays or weekday(day) >= 5:
            look["bg_color"] = _HOLIDAY if day in self._holidays else _WEEKEND
        return look

    def _write_heads(self) -> None:
        planned, sheet = self._planned, self._sheet
        first, last = day_words(planned.first_day), day_words(planned.last_day)
        title = f"Rota {planned.scenario.name}, {first} to {last}, run {planned.run.run_id}"
        sheet.write_string(0, 0, title, self._format(bold=True, font_size=14))
        sheet.write_string(1, 0, _how_to(planned), self._format(font_color="#5A6675"))
        for at, day in enumerate(self._days, start=len(FACTS)):
            on, shade = date_of(day), self._shade(day)
            if day == self._days[0] or on.day == 1:
                sheet.write_string(2, at, f"{MONTHS[on.month - 1]} {on.year}", self._format(bold=True))
            sheet.write_string(3, at, WEEKDAYS[weekday(day)], self._format(align="center", **shade))
        bold: dict[str, object] = {"bold": True, "bottom": _THIN, "valign": "bottom"}
        for at, head in enumerate(planner_grid.heads(planned)):
            sheet.write_string(HEAD_ROW - 1, at, head, self._format(**bold, **self._head_look(at - len(FACTS))))

    def _head_look(self, place: int) -> dict[str, object]:
        """Return how the head of a day looks, days counted from 0; nothing beyond bold for the other columns."""
        if not 0 <= place < len(self._days):
            return {}
        look = {**self._shade(self._days[place]), "rotation": 90, "align": "center"}
        if self._planned.scenario.horizon.provisional(self._days[place]):
            look |= {"italic": True, "font_color": "#5A6675"}
        return look

    def _write_group(self, row: planner_grid.GridRow) -> None:
        band = self._format(bold=True, bg_color=_WASH)
        self._sheet.set_row(row.number - 1, None, band)
        self._sheet.write_string(row.number - 1, 0, row.name, band)

    def _write_officer(self, row: planner_grid.GridRow) -> None:
        officer, at = row.officer, row.number - 1
        if officer is None:
            return
        facts = (officer.officer, officer.unit, officer.team, officer.contract, officer.home_post)
        self._sheet.set_row(at, None, None, {"level": 1})
        for place, text in enumerate(facts):
            self._sheet.write_string(at, place, text or "", self._format(bold=place == 0))
        held = planner_grid.held_on(self._planned, officer.officer)
        away = self._planned.not_available.get(officer.officer, frozenset())
        for place, day in enumerate(self._days, start=len(FACTS)):
            look: dict[str, object] = {"align": "center", "border": _THIN, "border_color": _LINE, **self._shade(day)}
            if day in away and day not in held:
                look |= {"pattern": _HATCHED, "fg_color": "#B4BCC7", "bg_color": "#FFFFFF"}
            text = planner_grid.code(held.get(day, []))
            if text:
                self._sheet.write_string(at, place, text, self._format(**look))
            else:
                self._sheet.write_blank(at, place, None, self._format(**look))
        repeated = self._format(font_color="#B4BCC7")
        self._sheet.write_string(at, len(FACTS) + len(self._days), officer.officer, repeated)

    def _colour(self, last: int) -> None:
        """Let a cell take the colour of its first tour, also once it is edited."""
        if last == HEAD_ROW or not self._days:
            return
        area = (HEAD_ROW, len(FACTS), last - 1, len(FACTS) + len(self._days) - 1)
        cell = f"{_letters(len(FACTS))}{HEAD_ROW + 1}"
        for tour in self._planned.scenario.tours:
            fill, ink = KIND_COLOURS[tour.kind]
            name = tour.tour.replace('"', '""')
            begins = ",".join(f'EXACT(LEFT({cell},{len(tour.tour) + 1}),"{name}{mark}")' for mark in ("+", SEAT))
            look = self._book.add_format({"bg_color": fill, "font_color": ink})
            criteria = f'=OR(EXACT({cell},"{name}"),{begins})'
            self._sheet.conditional_format(*area, {"type": "formula", "criteria": criteria, "format": look})

    def _offer_codes(self, rows: Sequence[planner_grid.GridRow]) -> None:
        """Offer each officer's option codes as a list; what else is typed is questioned, not refused."""
        options = {contract.contract: contract.options for contract in self._planned.scenario.contracts}
        for row in rows:
            codes = list(options.get(row.officer.contract, ())) if row.officer else []
            if codes and not any("," in one for one in codes) and len(",".join(codes)) <= _MOST_LISTED:
                self._sheet.data_validation(
                    *(row.number - 1, len(FACTS), row.number - 1, len(FACTS) + len(self._days) - 1),
                    {
                        "validate": "list",
                        "source": codes,
                        "error_type": "information",
                        "error_title": "Not a code of this contract",
                        "error_message": f"A seat is added as CODE{SEAT}POST. Anything else is named by rota audit.",
                    },
                )

    def _lay_out(self, last: int) -> None:
        sheet, n_days = self._sheet, len(self._days)
        sheet.freeze_panes(HEAD_ROW, 1)
        sheet.outline_settings(symbols_below=False)
        sheet.set_row(HEAD_ROW - 1, 58)
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, len(FACTS) - 1, 9)
        sheet.set_column(len(FACTS), len(FACTS) + n_days - 1, 5.5)
        sheet.set_column(len(FACTS) + n_days, len(FACTS) + n_days, 9)
        sheet.repeat_rows(2, HEAD_ROW - 1)
        sheet.repeat_columns(0)
        sheet.print_area(0, 0, last - 1, len(FACTS) + n_days - 1)
        sheet.set_paper(_A3 if n_days > _LANDSCAPE_A3 else _A4)
        sheet.set_margins(left=0.3, right=0.3, top=0.7, bottom=0.6)
        _margins(sheet, self._planned)


def _how_to(planned: PlannedRun) -> str:
    tours = [tour.tour for tour in planned.scenario.tours]
    posts = [post.post for post in planned.scenario.posts]
    shown = f"{tours[0]}{SEAT}{posts[0]}" if tours and posts else f"CODE{SEAT}POST"
    return (
        f"Type option codes into the days, such as {tours[0] if tours else 'E'} or rest; {shown} also names the seat. "
        "Then: rota audit FILE.xlsx"
    )


def _margins(sheet: Any, planned: PlannedRun) -> None:  # noqa: ANN401
    """Print the marking above and below each page, the run and the page number; landscape, as wide as one page."""
    marking = planned.scenario.marking[:_MOST_IN_MARGIN].replace("&", "&&")
    run = planned.run.run_id[:_MOST_IN_MARGIN].replace("&", "&&")
    sheet.set_header(f'&C&"Arial,Bold"{marking}')
    sheet.set_footer(f'&LRun {run}&C&"Arial,Bold"{marking}&R&P / &N')
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


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
    shades: tuple[tuple[str, str, dict[str, object]], ...] = (
        ("", "rest day", {}),
        ("", "weekend", {"bg_color": _WEEKEND}),
        ("", "public holiday", {"bg_color": _HOLIDAY}),
        ("", "not available", {"pattern": _HATCHED, "fg_color": "#B4BCC7", "bg_color": "#FFFFFF"}),
        ("date", "a slanted date is provisional", {"italic": True}),
    )
    for cell, words, look in shades:
        write((cell, words), book.add_format({"num_format": "@", "border": _THIN, "border_color": _LINE, **look}), text)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 4, 22)
    _margins(sheet, planned)


def _table(book: Any, planned: PlannedRun, name: str, header: Sequence[str], rows: Rows) -> None:  # noqa: ANN401
    """Write one table: figures as figures, everything else as text."""
    sheet = book.add_worksheet(name)
    text = book.add_format({"num_format": "@"})
    bold = book.add_format({"num_format": "@", "bold": True, "bg_color": _DEEP, "font_color": "#FFFFFF"})
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
    sheet.set_paper(_A4)
    _margins(sheet, planned)


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
    )


def _letters(column: int) -> str:
    """Return the letters a spreadsheet shows above a column; 0 is ``A``."""
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))
