"""The crews as a table: one row a seat in a car."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.domain.rota import CrewSeat
from scheduler.domain.time import iso_day
from scheduler.views.csv_table import csv_bytes
from scheduler.views.planned_run import PlannedRun

HEADER = ("post", "tour", "force_day", "vehicle", "seat", "officer")
SEATS = ("driver", "supervisor", "crew")
"""Seats in the order a crew is read out."""


def seat_order(seat: CrewSeat) -> tuple[int, str, int, str]:
    """Return what sorts the seats of one post and tour: day, car, then driver before supervisor before crew."""
    place = SEATS.index(seat.seat) if seat.seat in SEATS else len(SEATS)
    return (seat.day, seat.vehicle, place, seat.officer)


def rows(planned: PlannedRun) -> Iterable[Sequence[str | int]]:
    """Return every seat of every car crewed, by post, force day, tour and car."""
    crews = sorted(planned.plan.rota.crews, key=lambda seat: (seat.post, seat.day, seat.tour, seat_order(seat)))
    return ((seat.post, seat.tour, iso_day(seat.day), seat.vehicle, seat.seat, seat.officer) for seat in crews)


def render(planned: PlannedRun) -> bytes:
    """Return the table as CSV."""
    return csv_bytes("crews.csv", HEADER, rows(planned))
