"""The files of a hand-in study, all made of the one document its audience is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from scheduler.domain.time import day_of, iso_day
from scheduler.studies.handing_in.breaking import KIND_WORDS
from scheduler.studies.handing_in.report.charts import curve, heat, ladder
from scheduler.studies.handing_in.settings import WORDS
from scheduler.studies.handing_in.table import COLUMNS
from scheduler.views.csv_table import csv_bytes
from scheduler.views.json_text import json_bytes
from scheduler.views.page import page

TEMPLATE = "study_hand_in.html.j2"


_POINT = ("response", "share")
TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "takes": (
            *_POINT,
            *("samples", "failing", "hours_to_failure", "recovered", "recovery_day", "hours_uncovered"),
            *("cars_not_crewed", "people_told", "aid_officer_days", "own_share", "pounds"),
        ),
        "seats": (*_POINT, "seat", "force_day", "mean_hours"),
        "cars": (*_POINT, "tour", "mean_cars"),
        "ladder": (
            *_POINT,
            *("kind", "step", "samples", "used_in", "mean_officer_days", "earliest", "middle", "latest"),
        ),
        "own_share": (*_POINT, "force_day", "own_share"),
    }
)
"""Tables besides points and counts of samples, each a part of the document -> its columns, also where it has no row."""


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
    return files | {
        f"{name}.csv": _csv(f"{name}.csv", told[name], columns) for name, columns in TABLES.items() if name in told
    }


def _csv(name: str, rows: Sequence[Mapping[str, Any]], header: Sequence[str] | None = None) -> bytes:
    columns = list(header or (rows[0] if rows else ()))
    return csv_bytes(name, columns, [["" if row[key] is None else str(row[key]) for key in columns] for row in rows])


def _charts(told: Mapping[str, Any]) -> dict[str, str]:
    """Return each chart by name; those over the days are of the largest share."""
    found = {"curve": curve(told["breaks"], WORDS)}
    first = day_of(date.fromisoformat(told["first_day"]))
    days = [iso_day(day) for day in range(first, first + told["n_days"] + told["n_tail_days"])]
    seats, share = told.get("seats", ()), _largest(told)
    for response in WORDS:
        drawn = heat(seats, response, share, days)
        if drawn is not None:
            found[f"heat-{response}"] = drawn
    climbed = ladder(_at(told.get("ladder", ()), share), _at(told.get("own_share", ()), share), WORDS, days)
    return found if climbed is None else {**found, "ladder": climbed}


def _largest(told: Mapping[str, Any]) -> float:
    return max((one["share"] for one in told["breaks"]), default=0.0)


def _shown_shares(told: Mapping[str, Any]) -> set[float]:
    """Return the shares of which the page has rows of its own: the smallest, the largest and two between them."""
    every = sorted({one["share"] for one in told.get("takes", ())})
    last = len(every) - 1
    return {every[last * part // 3] for part in range(4)} if every else set()


def _at(rows: Sequence[Mapping[str, Any]], share: float) -> list[Mapping[str, Any]]:
    return [one for one in rows if one["share"] == share]


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
        share=_largest(told),
        takes=[one for one in told.get("takes", ()) if one["share"] in _shown_shares(told)],
        heats=[(response, f"heat-{response}") for response in WORDS if f"heat-{response}" in charts],
        steps=_at(told.get("ladder", ()), _largest(told)),
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
