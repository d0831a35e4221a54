"""The grid as the first sheet of the planner's workbook: written to be read, edited and printed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from scheduler.domain.time import date_of, weekday
from scheduler.views import planner_grid
from scheduler.views.planned_run import PlannedRun
from scheduler.views.planner_grid import FACTS, HEAD_ROW, SEAT, SHEET
from scheduler.views.planner_look import (
    A3,
    A4,
    HOLIDAY,
    KIND_COLOURS,
    LINE,
    NOT_AVAILABLE,
    SOFT,
    THIN,
    WASH,
    WEEKEND,
    print_margins,
)
from scheduler.views.words import MONTHS, WEEKDAYS, day_words

_MOST_DAYS_ON_A4 = 35
_MOST_LISTED = 255
"""Characters of a list of allowed values that a spreadsheet takes."""


class GridSheet:
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
            look["bg_color"] = HOLIDAY if day in self._holidays else WEEKEND
        return look

    def _write_heads(self) -> None:
        planned, sheet = self._planned, self._sheet
        first, last = day_words(planned.first_day), day_words(planned.last_day)
        title = f"Rota {planned.scenario.name}, {first} to {last}, run {planned.run.run_id}"
        sheet.write_string(0, 0, title, self._format(bold=True, font_size=14))
        sheet.write_string(1, 0, _how_to(planned), self._format(font_color=SOFT))
        for at, day in enumerate(self._days, start=len(FACTS)):
            on, shade = date_of(day), self._shade(day)
            if day == self._days[0] or on.day == 1:
                sheet.write_string(2, at, f"{MONTHS[on.month - 1]} {on.year}", self._format(bold=True))
            sheet.write_string(3, at, WEEKDAYS[weekday(day)], self._format(align="center", **shade))
        bold: dict[str, object] = {"bold": True, "bottom": THIN, "valign": "bottom"}
        for at, head in enumerate(planner_grid.heads(planned)):
            sheet.write_string(HEAD_ROW - 1, at, head, self._format(**bold, **self._head_look(at - len(FACTS))))

    def _head_look(self, place: int) -> dict[str, object]:
        """Return how the head of a day looks, days counted from 0; nothing beyond bold for the other columns."""
        if not 0 <= place < len(self._days):
            return {}
        look = {**self._shade(self._days[place]), "rotation": 90, "align": "center"}
        if self._planned.scenario.horizon.provisional(self._days[place]):
            look |= {"italic": True, "font_color": SOFT}
        return look

    def _write_group(self, row: planner_grid.GridRow) -> None:
        band = self._format(bold=True, bg_color=WASH)
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
            look: dict[str, object] = {"align": "center", "border": THIN, "border_color": LINE, **self._shade(day)}
            if day in away and day not in held:
                look |= NOT_AVAILABLE
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
        cell = f"{xl_col_to_name(len(FACTS))}{HEAD_ROW + 1}"
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
        sheet.set_margins(left=0.3, right=0.3, top=0.7, bottom=0.6)
        print_margins(sheet, self._planned, A3 if n_days > _MOST_DAYS_ON_A4 else A4)


def _how_to(planned: PlannedRun) -> str:
    tours = [tour.tour for tour in planned.scenario.tours]
    posts = [post.post for post in planned.scenario.posts]
    shown = f"{tours[0]}{SEAT}{posts[0]}" if tours and posts else f"CODE{SEAT}POST"
    return (
        f"Type option codes into the days, such as {tours[0] if tours else 'E'} or rest; {shown} also names the seat. "
        "Then: rota audit FILE.xlsx"
    )
