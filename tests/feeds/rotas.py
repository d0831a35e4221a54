"""Published rotas over both clock changes, made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from scheduler.domain.publication import DutyKey, PublishedDuty, PublishedRota, Version
from scheduler.domain.time import MINUTES_PER_DAY, day_of, instant

ZONE = "Europe/London"
KEY = bytes(range(32))
AUTUMN = day_of(date(2026, 10, 24))
"""The Saturday in whose night the clock goes back."""
SPRING = day_of(date(2027, 3, 27))
"""The Saturday in whose night the clock goes forward."""
PUBLISHED_AT = instant(AUTUMN - 33, 10 * 60 + 2, ZONE)
"""Monday 21 September 2026, 10:02 BST."""
AT = instant(AUTUMN, 12 * 60, ZONE)
DAYS = 182
HOURS = {"D": (7, 19), "N": (19, 31), "OC": (7, 31), "L": (14, 24)}


def duty(officer: str, day: int, tour: str, post: str = "ARV", **more: Any) -> PublishedDuty:
    """Return a duty first published with version 1, with any field replaced by name."""
    start, end = HOURS[tour]
    on_call = tour == "OC"
    made = PublishedDuty(
        key=DutyKey(officer, day, "on_call" if on_call else "attended"),
        force="F1",
        tour=tour,
        start_at=instant(day, start * 60, ZONE),
        end_at=instant(day, end * 60, ZONE, last=True),
        post=post,
        role={"ARV": "AFO", "TFC": "CTFC"}.get(post, ""),
        armed=not on_call,
        status="confirmed",
        provenance="planned",
        sequence=0,
        changed_at=PUBLISHED_AT,
        version=1,
    )
    return replace(made, **more)


def published(*duties: PublishedDuty, **more: Any) -> PublishedRota:
    """Return a rota of these duties as version 1, with any field of the version replaced by name."""
    version = Version(
        roster="north",
        number=1,
        first_day=AUTUMN - 3,
        n_days=DAYS,
        zone=ZONE,
        marking="OFFICIAL-SENSITIVE",
        run="20260921T090200Z-1",
        scenario_sha256="0" * 64,
        published_at=PUBLISHED_AT,
        account="planner",
        approved_by="Supt",
        authority="F 12",
        head="ab" * 32,
        lines=42,
    )
    version = replace(version, **more)
    spoken = frozenset(range(version.first_day, version.first_day + version.n_days))
    return PublishedRota(version, tuple(sorted(duties, key=lambda one: one.key)), spoken)


def both_changes() -> PublishedRota:
    """Return the duties of four officers about both nights; A4 has none."""
    duties = []
    for first in (AUTUMN, SPRING):
        duties += [
            duty("A1", first, "OC", "TFC"),
            *(duty("A2", first + n, "D") for n in (-1, 0, 1)),
            *(duty("A3", first + n, "N") for n in (-1, 0)),
            duty("A5", first + 1, "N"),
        ]
    return published(*duties)


def later(minute: int, days: int) -> int:
    """Return an instant so many times 24 hours later."""
    return minute + days * MINUTES_PER_DAY
