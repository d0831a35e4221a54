"""A roster whose duties begin soon after they are published, and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scheduler.domain.call_list import Acknowledgement, CallList, ToPhone
from scheduler.domain.publication import PublishedDuty
from scheduler.notices.acknowledging import acknowledge
from scheduler.notices.calling import call_list, unknown_client
from scheduler.publication.reader import Head
from scheduler.publication.store import opened
from tests.publication.rosters import FIRST, duty, put

HOUR = 60
DAY = 24 * HOUR
AT = (FIRST - 719_163) * DAY
"""Midnight UTC before the first force day, on which early tours begin at 07:00 UTC."""

TOURS = {"E": (7, 15), "L": (14, 22), "N": (22, 30)}


def tour(officer: str, day: int, code: str = "E", **facts: Any) -> PublishedDuty:
    """Return a tour of an officer on a day of the roster."""
    begin, end = (AT + day * DAY + hour * HOUR for hour in TOURS[code])
    return duty(officer, day, tour=code, start_at=begin, end_at=end, **facts)


def publish(store: str, duties: Iterable[PublishedDuty], at: int, **more: Any) -> None:
    """Publish duties as the next version."""
    assert put(store, duties, at, n_days=12, **more).outcome == "published"


def listed(store: str, since: int, at: int = AT + 30 * DAY, client: str | None = None) -> CallList:
    """Return the call list."""
    with opened(store) as ledger:
        return call_list(ledger, "county", since, at, unknown_client if client is None else lambda _officer: client)


def people(store: str, since: int, at: int = AT + 30 * DAY, client: str | None = None) -> list[str]:
    """Return the officers of the call list, in its order."""
    return [one.officer for one in listed(store, since, at, client).people]


def only(store: str, since: int, at: int = AT + 30 * DAY) -> ToPhone:
    """Return the one officer of the call list."""
    (one,) = listed(store, since, at).people
    return one


def ack(store: str, officer: str, number: int, at: int = AT + 20 * DAY, since: int = 0, by: str = "PS Ode") -> Head:
    """Acknowledge a version."""
    said = Acknowledgement("county", officer, number, at, by, at, "desk")
    with opened(store, write=True) as ledger:
        return acknowledge(ledger, said, since)
