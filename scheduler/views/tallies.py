"""What each officer carries over the days asked for: tours, hours, nights, weekends, on call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.domain.people import Officer
from scheduler.domain.time import weekday
from scheduler.views.planned_run import PlannedRun


@dataclass(frozen=True, slots=True)
class Tally:
    """One officer's share of the days asked for; provisional days are not counted.

    Attributes
    ----------
    minutes
        Minutes of attended duty.
    nights, weekend_days, on_call_days
        Force days with a night tour, with attended duty on a Saturday or Sunday, with an on-call tour.
    """

    officer: str
    tours: int
    minutes: int
    nights: int
    weekend_days: int
    on_call_days: int
    not_available_days: int


def tally(planned: PlannedRun, officer: str) -> Tally:
    """Return what an officer carries over the days asked for."""
    held = [item for item in planned.by_officer.get(officer, ()) if item.source == "planned"]
    attended = [item for item in held if not planned.tours[item.tour].on_call]
    away = planned.not_available.get(officer, frozenset())
    return Tally(
        officer,
        len(attended),
        sum(item.end_at - item.start_at for item in attended),
        len({item.day for item in attended if planned.tours[item.tour].night}),
        len({item.day for item in attended if weekday(item.day) >= 5}),
        len({item.day for item in held if planned.tours[item.tour].on_call}),
        sum(planned.first_day <= day <= planned.last_day for day in away),
    )


@dataclass(frozen=True, slots=True)
class Group:
    """Officers who are shown together: a team of a unit, or those of a unit without a team."""

    name: str
    officers: tuple[Officer, ...]


@dataclass(frozen=True, slots=True)
class UnitGroups:
    """A unit's officers, team by team."""

    name: str
    groups: tuple[Group, ...]

    @property
    def n_officers(self) -> int:
        """How many officers the unit has."""
        return sum(len(group.officers) for group in self.groups)


def units(planned: PlannedRun) -> tuple[UnitGroups, ...]:
    """Return the officers by unit and team, in the scenario's order; units without officers are left out."""
    scenario = planned.scenario
    order = {team.team: place for place, team in enumerate(scenario.teams)}
    members: dict[str, dict[str, list[Officer]]] = {unit.unit: {} for unit in scenario.units}
    for officer in scenario.officers:
        members.setdefault(officer.unit, {}).setdefault(officer.team or "", []).append(officer)
    names = {unit.unit: f"{planned.forces[unit.force].name}, {unit.name}" for unit in scenario.units}
    found = []
    for unit, teams in members.items():
        groups = tuple(
            Group(f"Team {team}" if team else "No team", tuple(teams[team]))
            for team in sorted(teams, key=lambda team: order.get(team, len(order)))
        )
        if groups:
            found.append(UnitGroups(names.get(unit, unit), groups))
    return tuple(found)


def spread(tallies: Sequence[Tally], kind: str) -> str:
    """Return the least and the most of a figure among officers as ``3 to 5``; hours in whole hours."""
    values = [getattr(item, kind) // (60 if kind == "minutes" else 1) for item in tallies]
    if not values:
        return ""
    return str(values[0]) if min(values) == max(values) else f"{min(values)} to {max(values)}"
