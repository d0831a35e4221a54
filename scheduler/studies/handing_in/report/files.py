"""The files of a hand-in study, all made of the one document its audience is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from scheduler.domain.time import day_of, iso_day
from scheduler.studies.handing_in.breaking import KIND_WORDS
from scheduler.studies.handing_in.report.charts import curve, heat
from scheduler.studies.handing_in.settings import WORDS
from scheduler.studies.handing_in.table import COLUMNS
from scheduler.views.csv_table import csv_bytes
from scheduler.views.json_text import json_bytes
from scheduler.views.page import page

TEMPLATE = "study_hand_in.html.j2"


def files_of(told: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the files of a study: what it was asked and found, its tables, charts and report."""
    charts = _charts(told)
    files = {
        "study.json": json_bytes({key: value for key, value in told.items() if key != "points"}),
        "breaks.csv": _csv("breaks.csv", told["breaks"]),
        "report.html": _page(told, charts),
        **{f"{name}.svg": text.encode() for name, text in charts.items()},
    }
    if "points" in told:
        files["points.csv"] = _csv("points.csv", told["points"], list(COLUMNS))
    if "seats" in told:
        files["seats.csv"] = _csv("seats.csv", told["seats"], ["response", "share", "seat", "force_day", "mean_hours"])
    return files


def _csv(name: str, rows: Sequence[Mapping[str, Any]], header: Sequence[str] | None = None) -> bytes:
    columns = list(header or (rows[0] if rows else ()))
    return csv_bytes(name, columns, [["" if row[key] is None else str(row[key]) for key in columns] for row in rows])


def _charts(told: Mapping[str, Any]) -> dict[str, str]:
    """Return each chart by name."""
    found = {"curve": curve(told["breaks"], WORDS)}
    first = day_of(date.fromisoformat(told["first_day"]))
    days = [iso_day(day) for day in range(first, first + told["n_days"] + told["n_tail_days"])]
    seats = told.get("seats", ())
    share = max((one["share"] for one in seats), default=0.0)
    for response in WORDS:
        drawn = heat(seats, response, share, days)
        if drawn is not None:
            found[f"heat-{response}"] = drawn
    return found


def _page(told: Mapping[str, Any], charts: Mapping[str, str]) -> bytes:
    """Return the report as one HTML file that needs nothing from outside."""
    return page(
        TEMPLATE,
        ("base.css", "study.css"),
        told["marking"],
        told=told,
        words=WORDS,
        kinds=KIND_WORDS,
        # Drawn by ourselves, of numbers and of names that matplotlib escapes.
        charts={name: Markup(text) for name, text in charts.items()},
        groups=[(title, told[key]) for key, title in _GROUPS if told.get(key)],
        settings=[(name.replace("_", " "), _shown(value)) for name, value in told["settings"].items() if value],
    )


_GROUPS = (("teams", "Team"), ("roles", "Role"), ("people", "Officer"))


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {one}" for key, one in value.items())
    return str(value)
