"""Views: a plan and the record of its run -> bytes, one file a format.

`VIEWS` is the table of contents of an output folder. A new view is one module with a ``render`` function, one line
below and one test. A module is loaded, and the library it wants, once its view is rendered.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from scheduler.views.planned_run import PlannedRun
from scheduler.views.view import FolderView, Group, View

TOLD, AMENDMENTS = "told.json", "amendments.json"
"""Files that are there where a rota was planned anew, and where it was amended."""


def _of(module: str, function: str = "render") -> Callable[[PlannedRun], Any]:
    """Return what renders a view: a function of a module of this room."""

    def render(planned: PlannedRun) -> Any:  # noqa: ANN401 - bytes of a view, bytes by name of a folder
        return getattr(import_module(f"{__name__}.{module}"), function)(planned)

    return render


VIEWS: tuple[View | FolderView, ...] = (
    View("rota", "rota.csv", _of("rota_csv"), "rota"),
    View("crews", "crews.csv", _of("crews_csv"), "rota"),
    View("uncovered duties", "uncovered.csv", _of("uncovered_csv")),
    View("what it costs", "cost.csv", _of("cost_csv"), "rota"),
    View("own and aid share of armed hours", "armed_hours.csv", _of("armed_hours_csv"), "rota"),
    View("what falls due", "due.csv", _of("due_csv"), "rota"),
    FolderView("training", "{}.csv", _of("training_csv", "files"), "rota"),
    View("plan", "rota.json", _of("rota_json")),
    FolderView("officers' feeds", "private/feeds/officers/{}.ics", _of("calendar", "officer_feeds")),
    FolderView("posts' feeds", "private/feeds/posts/{}.ics", _of("calendar", "post_feeds")),
    FolderView("ladder", "{}.json", _of("ladder_json", "files")),
    FolderView("what changes of what was told", "changes.csv", _of("changes_csv", "files")),
    FolderView("what had been told", TOLD, _of("told_json", "files")),
    FolderView("amendments", AMENDMENTS, _of("amendments_json", "files")),
    View("report", "report.html", _of("report_html"), "page"),
    View("record of the run", "run.json", _of("run_json")),
)


FEEDS = "private/feeds"
"""Folder of the calendars in a run's folder."""


def render_all(planned: PlannedRun) -> dict[str, bytes]:
    """Return every file of an output folder by its path, of the calendars those concerned alone."""
    return {path: data for view in VIEWS for path, data in view.files(planned).items()}


def render_group(planned: PlannedRun, group: Group) -> dict[str, bytes]:
    """Return those of one group."""
    return {path: data for view in VIEWS if view.group == group for path, data in view.files(planned).items()}
