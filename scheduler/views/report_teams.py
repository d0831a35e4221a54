"""What the report tells team by team: the grid and the fair shares, of which an amendment leaves most as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from scheduler.views import words
from scheduler.views.planned_run import PlannedRun
from scheduler.views.tallies import Group, Tally, UnitGroups, spread, tally, units

REPORT = "report.html"
FIGURES = (
    ("tours", "Tours"),
    ("minutes", "Hours"),
    ("nights", "Nights"),
    ("weekend_days", "Weekend days"),
    ("on_call_days", "On-call days"),
    ("not_available_days", "Days not available"),
)


@dataclass(frozen=True, slots=True)
class _Marks:
    """Where a section of the report begins and ends, and each team's part of it; names are escaped and look like none."""

    begins: str
    ends: str
    first: str
    last: str


_GRID = _Marks('<section id="rota"', '<section id="fairness"', '<tbody><tr class="team">', "</tbody>\n")
_SHARES = _Marks(
    '<section id="fairness"', '<section id="price"', '<div class="scroll"><table class="list fair">', "</table></div>\n"
)


def grid_teams(planned: PlannedRun) -> list[dict[str, Any]]:
    """Return the units of the grid; each of their teams comes with its part of the page, None where it is to be written."""
    return _teams(planned, _GRID)


def share_teams(planned: PlannedRun) -> list[dict[str, Any]]:
    """Return the same of the fair shares."""
    return _teams(planned, _SHARES)


def fair(planned: PlannedRun, group: Group) -> dict[str, Any]:
    """Return what is told of a team's fair shares: the least and the most of each figure, and each officer's."""
    tallies = [tally(planned, officer.officer) for officer in group.officers]
    most = {kind: max(getattr(item, kind) for item in tallies) for kind, _ in FIGURES}
    return {
        "spread": [spread(tallies, kind) for kind, _ in FIGURES],
        "rows": [{"officer": item.officer, "figures": list(_figures(item, most))} for item in tallies],
    }


def _figures(item: Tally, most: dict[str, int]) -> Iterable[tuple[str, int]]:
    """Return each figure with the length of its bar out of 90, for those that are meant to be shared."""
    for kind, _ in FIGURES:
        value = getattr(item, kind)
        text = words.hours_words(value) if kind == "minutes" else str(value)
        shared = kind not in ("tours", "not_available_days")
        yield text, round(90 * value / most[kind]) if shared and most[kind] else 0


def _teams(planned: PlannedRun, marks: _Marks) -> list[dict[str, Any]]:
    shown = units(planned)
    kept = iter(_kept(planned, shown, marks))
    return [
        {
            "name": unit.name,
            "n_officers": unit.n_officers,
            "teams": [(next(kept), group) for group in unit.groups],
        }
        for unit in shown
    ]


def _kept(planned: PlannedRun, shown: Sequence[UnitGroups], marks: _Marks) -> list[Markup | None]:
    """Return each team's part of the report of the run before, None for one that concerns somebody."""
    groups = [group for unit in shown for group in unit.groups]
    before = planned.before
    page = None if before is None else before.text(REPORT)
    if before is None or page is None:
        return [None] * len(groups)
    section = page[page.find(marks.begins) : page.find(marks.ends)]
    parts = [part.partition(marks.last)[0] for part in section.split(marks.first)[1:]]
    if len(parts) != len(groups):
        return [None] * len(groups)
    concerned = [any(officer.officer in before.officers for officer in group.officers) for group in groups]
    # What stands in the page was escaped when it was written.
    return [
        None if anew else Markup(marks.first + part + marks.last) for part, anew in zip(parts, concerned, strict=True)
    ]
