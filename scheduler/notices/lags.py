"""How long a calendar may lag behind what is published: dated data by client, with its sources."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

NOT_STATED = "not stated"
UNKNOWN = "unknown"
"""A client that nobody has said: the longest lag of all counts."""

NO_CALENDAR = "none"
"""An officer who reads no feed: nothing is ever shown in time."""


@dataclass(frozen=True, slots=True)
class Lag:
    """What is told of one client.

    Attributes
    ----------
    usual
        In words.
    from_day, until_day
        Days of publication for which it holds, half-open.
    status
        ``sourced`` or ``unverified``.
    most_hours
        Hours that are counted on; None where nobody has told a bound.
    """

    client: str
    usual: str
    source: str
    status: str
    from_day: int
    until_day: int
    most_hours: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted on for one client.

    Attributes
    ----------
    minutes
        For which it may go on showing what stood before; None where nothing is ever shown.
    lag
        Where that is told; None where nobody has to be asked.
    told
        What is told of the client itself; None for nothing.
    """

    client: str
    minutes: int | None
    lag: Lag | None
    told: Lag | None = None


def counted(client: str, day: int) -> Counted:
    """Return what is counted on for a client of what is published on a day.

    Of a client that is unknown or has no bound, the longest lag of all clients. On a day for which no lag is told, no calendar
    is counted on.

    Parameters
    ----------
    client
        One of `clients`.
    day
        Date of the publication, as its ordinal.
    """
    held = [lag for lag in lags() if lag.from_day <= day < lag.until_day]
    bounded = [lag for lag in held if lag.most_hours is not None]
    told = next((lag for lag in held if lag.client == client), None)
    if client == NO_CALENDAR or not bounded:
        return Counted(client, None, None, told)
    lag = told if told in bounded else max(bounded, key=_hours)
    return Counted(client, 60 * _hours(lag), lag, told)


def _hours(lag: Lag | None) -> int:
    return (lag and lag.most_hours) or 0


def clients() -> tuple[str, ...]:
    """Return every client that can be named."""
    return (UNKNOWN, *dict.fromkeys(lag.client for lag in lags()), NO_CALENDAR)


@lru_cache(maxsize=1)
def lags() -> tuple[Lag, ...]:
    """Return what is told of every client, in the order of the file."""
    told = tomllib.loads(files("scheduler.notices").joinpath("feed_lags.toml").read_text(encoding="utf-8"))
    return tuple(_lag(row) for row in told["lag"])


def _lag(row: Mapping[str, Any]) -> Lag:
    rest = {name: value for name, value in row.items() if name not in ("from", "until")}
    until = row.get("until")
    return Lag(from_day=_first(row["from"]), until_day=until.toordinal() + 1 if until else date.max.toordinal(), **rest)


def _first(since: date | int | str) -> int:
    """Return the first day of a date, of a year, or of all days where none is stated."""
    if isinstance(since, date):
        return since.toordinal()
    return date.min.toordinal() if since == NOT_STATED else date(int(since), 1, 1).toordinal()
