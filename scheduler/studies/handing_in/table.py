"""The points of a hand-in study as a table."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from scheduler.domain.time import iso_day, iso_utc
from scheduler.studies.handing_in.point import Point
from scheduler.studies.handing_in.taken import Use

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: dict[str, str] = {
    "response": "string",
    "share": "Float64",
    "sample": "Int64",
    "leavers": "Int64",
    "status": "string",
    "settled_by": "string",
    "command_uncovered": "Int64",
    "command_at_least": "Int64",
    "crews_uncovered": "Int64",
    "crews_at_least": "Int64",
    "law_broken": "Int64",
    "hours_uncovered": "Float64",
    "cars_not_crewed": "Int64",
    "first_failure": "string",
    "hours_to_failure": "Float64",
    "first_seat": "string",
    "recovery_day": "string",
    "rota": "string",
    "own_share": "Float64",
    "aid_officer_days": "Int64",
    "lever": "string",
    "lever_day": "string",
    "rung": "string",
    "rung_day": "string",
    "people_told": "Int64",
    "pounds": "Float64",
}
"""Column -> dtype; what each one says is in `docs/how-to/hand-in-studies.md`."""


def rows(points: Iterable[Point]) -> list[dict[str, Any]]:
    """Return a row a point, in the order of `COLUMNS`; None where nothing is known."""
    return [_row(point) for point in points]


def frame(points: Iterable[Point]) -> pd.DataFrame:
    """Return the points as a frame, a row a point, with the columns and dtypes of `COLUMNS`."""
    import pandas as pd

    found = pd.DataFrame(rows(points), columns=list(COLUMNS))
    return found.astype(COLUMNS)


def _row(point: Point) -> dict[str, Any]:
    fallen, taken = point.fallen, point.taken
    return {
        "response": point.response,
        "share": float(Fraction(point.share)),
        "sample": point.sample,
        "leavers": point.n_leavers,
        "status": point.status,
        "settled_by": point.settled_by,
        "command_uncovered": point.command,
        "command_at_least": point.command_at_least,
        "crews_uncovered": point.crews,
        "crews_at_least": point.crews_at_least,
        "law_broken": taken and taken.law,
        "hours_uncovered": None if fallen is None else round(fallen.minutes / 60, 2),
        "cars_not_crewed": None if fallen is None else sum(fallen.cars.values()),
        "first_failure": None if fallen is None or fallen.first_at is None else iso_utc(fallen.first_at),
        "hours_to_failure": None if fallen is None or fallen.first_after is None else round(fallen.first_after / 60, 2),
        "first_seat": None if fallen is None else fallen.first_seat or None,
        "recovery_day": None if fallen is None or fallen.recovery_day is None else iso_day(fallen.recovery_day),
        "rota": point.found_by,
        "own_share": taken and taken.own_share,
        "aid_officer_days": taken and taken.aid_days,
        **_used("lever", None if taken is None else taken.lever),
        **_used("rung", None if taken is None else taken.rung),
        "people_told": taken and taken.told,
        "pounds": None if taken is None else taken.pence / 100,
    }


def _used(kind: str, use: Use | None) -> dict[str, str | None]:
    return {kind: None if use is None else use.step, f"{kind}_day": None if use is None else iso_day(use.first_day)}
