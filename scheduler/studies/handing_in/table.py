"""The points of a hand-in study as a table."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from scheduler.domain.time import iso_day, iso_utc
from scheduler.studies.handing_in.point import Point

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
    "first_seat": "string",
    "recovery_day": "string",
    "own_share": "Float64",
    "aid_officer_days": "Int64",
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
        "first_seat": None if fallen is None else fallen.first_seat or None,
        "recovery_day": None if fallen is None or fallen.recovery_day is None else iso_day(fallen.recovery_day),
        "own_share": None if taken is None or taken.own_per_mille is None else taken.own_per_mille / 1000,
        "aid_officer_days": taken and taken.aid_days,
        "rung": taken and taken.rung,
        "rung_day": None if taken is None or taken.rung_day is None else iso_day(taken.rung_day),
        "people_told": taken and taken.told,
        "pounds": None if taken is None else taken.pence / 100,
    }
