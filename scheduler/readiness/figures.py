"""What a scenario says about a recommendation: so many of so many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from scheduler.domain.commitments import Due, DueKind
from scheduler.domain.rota import CrewSeat
from scheduler.domain.scenario import Scenario
from scheduler.domain.spans import holds
from scheduler.domain.time import instant, local
from scheduler.domain.vehicles import asked_for
from scheduler.register.competence import Competence


@dataclass(frozen=True, slots=True)
class Figure:
    """So many of so many.

    Attributes
    ----------
    met, of
        How many are as they should be, of how many that count on the date; ``of`` is 0 where none count.
    told
        The figure in words.
    evidence
        Files or tables it comes from; empty where it comes from none.
    coming
        Nothing counts yet, but something will.
    """

    met: int
    of: int
    told: str
    evidence: str = ""
    coming: bool = False


def none(told: str, evidence: str = "") -> Figure:
    """Return the figure of what cannot be computed, with the reason."""
    return Figure(0, 0, told, evidence)


def tracked(scenario: Scenario, _day: int) -> Figure:
    """Return the share of armed vehicles that the force can see: cars in the pools of armed posts."""
    armed = {role.role for role in scenario.roles if role.armed}
    pools = {post.vehicle_pool for post in scenario.posts if post.role in armed}
    cars = [vehicle for vehicle in scenario.vehicles if vehicle.pool in pools]
    met = sum(vehicle.tracked for vehicle in cars)
    if not cars:
        return none("no armed vehicle in the scenario", "vehicles")
    return Figure(
        met, len(cars), f"{met:,} of {len(cars):,} armed vehicles tracked; use and training not held", "vehicles"
    )


def tracked_hours(scenario: Scenario, crews: Sequence[CrewSeat]) -> Figure:
    """Return the share of armed vehicle-minutes in cars that the force can see, over the days a rota was asked for."""
    evidence = "crews.csv of the run, vehicles"
    met, minutes = asked_for(scenario, crews)
    if not minutes:
        return none("no armed vehicle is out in the run", evidence)
    told = f"{met / 60:,.1f} of {minutes / 60:,.1f} armed vehicle-hours tracked; use and training not held"
    return Figure(met, minutes, told, evidence)


def observed(scenario: Scenario, day: int) -> Figure:
    """Return the share of commanders in date who have observed what every gate of that date asks of their roles."""
    evidence = "authorisations, events, gates"
    at = instant(day, 0, scenario.horizon.zone)
    gates = {f"gate:{gate.gate}" for gate in scenario.gates if gate.event == "observation"}
    in_force = any(
        gate.event == "observation" and gate.level != "off" and gate.from_at <= at < gate.until_at
        for gate in scenario.gates
    )
    if not in_force:
        return none("no gate asks for observations on that date", evidence)
    commanders = [held for held in _commanders(scenario, at) if any(held.accredited.values())]
    met = sum(held.meets(gates) for held in commanders)
    return Figure(met, len(commanders), f"{met:,} of {len(commanders):,} commanders have observed", evidence)


def in_date(scenario: Scenario, day: int) -> Figure:
    """Return the share of commanders ever authorised by a date who are so on it, with all but observations in date."""
    at = instant(day, 0, scenario.horizon.zone)
    gates = {f"gate:{gate.gate}" for gate in scenario.gates if gate.event != "observation"}
    commanders = list(_commanders(scenario, at))
    met = sum(any(held.accredited.values()) and held.meets(gates) for held in commanders)
    told = f"{met:,} of {len(commanders):,} commanders in date"
    return Figure(met, len(commanders), told, "authorisations, events, gates")


def meetings(scenario: Scenario, day: int) -> Figure:
    """Return the share of portfolio meetings up to a date that were attended."""
    return _due(scenario, "portfolio_meeting", day, "portfolio meetings attended")


def audits(scenario: Scenario, day: int) -> Figure:
    """Return the share of yearly armoury audits that are in date; whether they are independent no table says."""
    return _due(scenario, "armoury_audit", day, "armoury audits in date")


FIGURES = MappingProxyType({3: tracked, 5: observed, 6: in_date, 8: meetings, 10: audits})
"""Recommendation -> what computes its figure from a scenario on a date; 2 needs a rota besides."""


@dataclass(frozen=True, slots=True)
class _Commander:
    """One officer with a command role, by role: is it accredited, and which gates are not met."""

    accredited: Mapping[str, bool]
    lacking: Mapping[str, frozenset[str]]

    def meets(self, gates: set[str]) -> bool:
        """Say whether the roles accredited on the date lack nothing that these gates ask."""
        return not any(self.lacking[role] & gates for role, held in self.accredited.items() if held)


def _commanders(scenario: Scenario, at: int) -> Iterator[_Commander]:
    """Yield every officer with an authorisation for a command role that began by an instant."""
    register = Competence.of(scenario)
    command = [role.role for role in scenario.roles if role.command]
    begun = {(row.officer, row.role) for row in scenario.authorisations if row.from_at <= at}
    begun |= {(one.officer, one.subject) for one in scenario.events if one.kind == "accreditation" and one.at <= at}
    for officer in scenario.officers:
        roles = [role for role in command if (officer.officer, role) in begun]
        if roles:
            lacking = {
                role: frozenset(
                    condition.reason.code
                    for condition in register.conditions(officer.officer, role)
                    if not holds(condition.spans, at, at + 1)
                )
                for role in roles
            }
            yield _Commander({role: "not_authorised" not in lacking[role] for role in roles}, lacking)


def _due(scenario: Scenario, kind: DueKind, day: int, words: str) -> Figure:
    """Return how many of a kind that count on a date are not overdue.

    What is planned and was never held counts only once it is overdue.
    """
    zone = scenario.horizon.zone
    rows = [row for row in scenario.due if row.kind == kind]
    if not rows:
        return none("no row in the table due", "due")
    states = [row.state(day, zone) for row in rows if _counts(row, day, zone)]
    met = sum(state != "overdue" for state in states)
    coming = len(rows) - len(states)
    parts = [f"{met:,} of {len(states):,} {words}"] if states else []
    parts += [f"{coming:,} to come"] if coming else []
    return Figure(met, len(states), ", ".join(parts), "due", coming=not states)


def _counts(row: Due, day: int, zone: str) -> bool:
    """Say whether something was held by a date or should have been."""
    held = row.done and local(row.end_at - 1, zone).toordinal() <= day
    return held or row.last_done is not None or row.state(day, zone) == "overdue"
