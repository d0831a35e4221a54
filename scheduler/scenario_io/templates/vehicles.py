"""Pools of cars, invented."""

from __future__ import annotations

from scheduler.domain.time import date_of
from scheduler.scenario_io.templates.people import Muster
from scheduler.scenario_io.templates.tables import add, last_date


def add_pool(made: Muster, pool: str, count: int, prefix: str) -> None:
    """Add a pool of tracked cars; about one day in twenty a car is off the road, one to three days at a time."""
    for number in range(1, count + 1):
        off_road = []
        day = made.first_day + made.rng.randrange(40)
        while day < made.days.stop:
            until = min(made.days.stop, day + made.rng.choice((1, 2, 3)))
            off_road.append(f"{date_of(day)}..{last_date(until)}")
            day = until + made.rng.randrange(25, 60)
        add(made.tables, "vehicles", vehicle=f"{prefix}{number:03d}", pool=pool, off_road=off_road, tracked=True)
