"""What the sheets of the planner's workbook look like alike: colours, shades and what is printed in the margins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scheduler.domain.work import TourKind
from scheduler.views.planned_run import PlannedRun

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
LINE, WEEKEND, HOLIDAY, WASH, DEEP, SOFT = "#D5DBE3", "#E3E8EF", "#F6D9D5", "#F4F6F9", "#14304F", "#5A6675"
THIN = 1
NOT_AVAILABLE: Mapping[str, object] = {"pattern": 14, "fg_color": "#B4BCC7", "bg_color": "#FFFFFF"}
"""Hatching of a day on which an officer is away, whatever the reason."""
A4, A3 = 9, 8
"""Papers, as workbooks number them."""
_MOST_IN_MARGIN = 100


def print_margins(sheet: Any, planned: PlannedRun, paper: int = A4) -> None:  # noqa: ANN401
    """Print the marking above and below each page, the run and the page number; landscape, as wide as one page.

    Without a paper that is stated, programs print on the one of their makers' country.
    """
    sheet.set_paper(paper)
    marking = planned.scenario.marking[:_MOST_IN_MARGIN].replace("&", "&&")
    run = planned.run.run_id[:_MOST_IN_MARGIN].replace("&", "&&")
    sheet.set_header(f'&C&"Arial,Bold"{marking}')
    sheet.set_footer(f'&LRun {run}&C&"Arial,Bold"{marking}&R&P / &N')
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
