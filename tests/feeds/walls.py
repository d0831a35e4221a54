"""Seats for the wallboard's tests."""

from __future__ import annotations

from scheduler.domain.time import instant
from scheduler.publication.lines import Entry
from scheduler.publication.seats import SEATS
from tests.feeds.rotas import AUTUMN, DAYS, ZONE


def seats(first: int = AUTUMN - 3, n_days: int = DAYS, phone: str = "01632 960101") -> Entry:
    """Return two posts; of TFC one seat is wanted on the fourth and the fifth day."""

    def row(day: int) -> list[object]:
        return [day, "", instant(day, 7 * 60, ZONE), instant(day + 1, 7 * 60, ZONE), 1]

    posts = [
        {"post": "ARV", "name": "Armed response", "role": "AFO", "force": "F1", "phone": phone},
        {"post": "TFC", "name": "Tactical commander", "role": "CTFC", "force": "F1", "phone": "101 ext 4567"},
    ]
    wanted = {"TFC": [row(first + 3), row(first + 4)]}
    return Entry(SEATS, {"first_day": first, "n_days": n_days, "posts": posts, "wanted": wanted})
