"""A small force whose roles ask for everything a role can ask for, and records about its officers by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from scheduler.domain.events import Event, EventKind, Gate, GateLevel
from scheduler.domain.people import Authorisation, Officer, Role, Unit
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.register.competence import Competence
from tests.worlds import FIRST_DAY, ZONE, tiny_scenario

ARO = Role("ARO", "Armed response officer", armed=True, weapons=("carbine", "taser"))
RIFLE = Role("RIFLE", "Rifle officer", armed=True, weapons=("rifle",))
TFC = Role("TFC", "Tactical firearms commander", command=True)
ROLES = (ARO, RIFLE, TFC)
UNITS = (
    Unit("ARV", "north", "Armed response", True),
    Unit("LIGHT", "north", "Armed response without rifles", True, ("ARO",), ("carbine", "taser")),
    Unit("CID", "north", "Detectives", False),
)
OFFICERS = (
    Officer("P1", "north", "ARV", "crews", "PC", source="officers.csv:2"),
    Officer("P2", "north", "LIGHT", "crews", "PC", source="officers.csv:3"),
    Officer("P3", "north", "CID", "crews", "DC", source="officers.csv:4"),
)


def day(number: int) -> int:
    """Return the UTC minute at which a day of the calendar these tests count from begins."""
    return instant(FIRST_DAY + number, 0, "UTC")


def event(
    officer: str, kind: EventKind, subject: str = "", at: int = 0, until: int | None = None, **more: Any
) -> Event:
    """Return a record between days; ``known`` is the day on which it was recorded."""
    known = more.pop("known", None)
    return Event(
        officer,
        kind,
        subject,
        day(at),
        None if until is None else day(until),
        recorded_at=None if known is None else day(known),
        **more,
    )


def gate(kind: Any, subject: str = "", valid: int | None = None, level: GateLevel = "gate", **more: Any) -> Gate:
    """Return a gate of role ARO that holds for a thousand days either way unless told otherwise."""
    begin, end = more.get("from_day", -1000), more.get("until_day", 1000)
    return Gate("G", kind, subject, ("ARO",), valid, level, day(begin), day(end), "gates.csv:2")


def held(officer: str, role: str = "ARO", begin: int = -1000, end: int = 1000) -> Authorisation:
    """Return an authorisation between days."""
    return Authorisation(officer, role, day(begin), day(end))


ALL_HELD = tuple(held(officer.officer, role.role) for officer in OFFICERS for role in ROLES)


def competence(
    *events: Event,
    gates: Iterable[Gate] = (),
    authorisations: Iterable[Authorisation] = ALL_HELD,
    known: int | None = None,
) -> Competence:
    """Return what these records say of the small force, as it was known on a day."""
    known_at = None if known is None else day(known)
    return Competence(OFFICERS, UNITS, ROLES, authorisations, events, gates, known_at)


def days_of(found: Competence, officer: str = "P1", role: str = "ARO") -> list[tuple[int, int]]:
    """Return when an officer is competent, as days."""
    return [(_day_of(begin), _day_of(end)) for begin, end in found.spans(officer, role)]


def _day_of(minute: int) -> int:
    return (minute - day(0)) // (24 * 60)


def scenario_of(gates: Iterable[Gate] = (), **more: Any) -> Scenario:
    """Return a scenario of the small force."""
    return replace(
        tiny_scenario(),
        officers=OFFICERS,
        units=UNITS,
        roles=ROLES,
        authorisations=ALL_HELD,
        gates=tuple(gates),
        **more,
    )


__all__ = [
    "ALL_HELD", "ARO", "OFFICERS", "RIFLE", "ROLES", "TFC", "UNITS", "ZONE", "competence", "day", "days_of", "event",
    "gate", "held", "scenario_of",
]  # fmt: skip
