"""Views: a plan and the record of its run -> bytes, one file a format.

`VIEWS` is the table of contents of an output folder. A new view is one module with a ``render`` function, one line
below and one test.
"""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.views import (
    amendments_json,
    armed_hours_csv,
    calendar,
    changes_csv,
    cost_csv,
    crews_csv,
    due_csv,
    ladder_json,
    report_html,
    rota_csv,
    rota_json,
    run_json,
    told_json,
    training_csv,
    uncovered_csv,
)
from scheduler.views.planned_run import PlannedRun
from scheduler.views.view import FolderView, View

VIEWS: tuple[View | FolderView, ...] = (
    View("rota", "rota.csv", rota_csv.render),
    View("crews", "crews.csv", crews_csv.render),
    View("uncovered duties", "uncovered.csv", uncovered_csv.render),
    View("what it costs", "cost.csv", cost_csv.render, pay=True),
    View("own and aid share of armed hours", "armed_hours.csv", armed_hours_csv.render),
    View("what falls due", "due.csv", due_csv.render),
    FolderView("training", "{}.csv", training_csv.files),
    View("plan", "rota.json", rota_json.render),
    FolderView("officers' feeds", "private/feeds/officers/{}.ics", calendar.officer_feeds),
    FolderView("posts' feeds", "private/feeds/posts/{}.ics", calendar.post_feeds),
    FolderView("ladder", "{}.json", ladder_json.files),
    FolderView("what changes of what was told", "changes.csv", changes_csv.files),
    FolderView("what had been told", "told.json", told_json.files),
    FolderView("amendments", "amendments.json", amendments_json.files),
    View("report", "report.html", report_html.render, pay=True),
    View("record of the run", "run.json", run_json.render, pay=True),
)


FEEDS = "private/feeds"
"""Folder of the calendars in a run's folder."""


def render_all(planned: PlannedRun) -> dict[str, bytes]:
    """Return every file of an output folder by its path, of the calendars those concerned alone."""
    return {**render_unpaid(planned), **render_paid(planned)}


def render_unpaid(planned: PlannedRun) -> dict[str, bytes]:
    """Return those of them for which nobody has to count first what the rota costs."""
    return _rendered(planned, [view for view in VIEWS if not view.pay])


def render_paid(planned: PlannedRun) -> dict[str, bytes]:
    """Return the others, in which what the rota costs is told."""
    return _rendered(planned, [view for view in VIEWS if view.pay])


def _rendered(planned: PlannedRun, views: Iterable[View | FolderView]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for view in views:
        files.update(view.files(planned))
    return files
