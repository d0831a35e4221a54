"""What is recorded about officers, asked at one instant after another; no first face reads this module."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from scheduler.domain.events import Event, Gate
from scheduler.domain.people import Role
from scheduler.domain.scenario import Scenario


class Records:
    """The events of a scenario by officer."""

    def __init__(self, scenario: Scenario) -> None:
        self._gates = scenario.gates
        self._units = {unit.unit: unit for unit in scenario.units}
        self._roles = {role.role: role for role in scenario.roles}
        self._home = {officer.officer: officer.unit for officer in scenario.officers}
        self._events: dict[str, list[Event]] = defaultdict(list)
        self._permissions: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        for row in scenario.authorisations:
            self._permissions[row.officer, row.role].append((row.from_at, row.until_at))
        for event in (*scenario.events, *(scenario.renewed or ())):
            self._events[event.officer].append(event)

    def authorised(self, officer: str, role: str, start_at: int, end_at: int) -> bool:
        """Say whether an authorisation, or several that join up, covers every instant of a tour."""
        reached = start_at
        for begin, end in sorted(self._permissions.get((officer, role), ())):
            if begin <= reached:
                reached = max(reached, end)
        return reached >= end_at

    def holds(self, officer: str, role: str, start_at: int, end_at: int) -> bool:
        """Say whether an officer is authorised for a role over a whole tour and nothing recorded stands in the way."""
        return self.authorised(officer, role, start_at, end_at) and not any(
            self.refusals(officer, role, start_at, end_at)
        )

    def refusals(self, officer: str, role: str, start_at: int, end_at: int) -> Iterator[str]:
        """Yield what keeps an officer from a role at any instant of a tour, each once."""
        asked = self._roles[role]
        told: set[str] = set()
        for at in self._instants(officer, start_at, end_at):
            if self._stopped(officer, at, asked):
                told.add(f"not available as {role}")
            if asked.armed and not self._carries(self.unit(officer, at), asked):
                told.add(f"unit {self.unit(officer, at)} is unarmed, or not authorised for {role}")
            told.update(f"lacks what {gate.gate} asks of {role}" for gate in self._shut(officer, role, at))
        yield from sorted(told)

    def shut(self, officer: str, role: str, start_at: int, end_at: int) -> set[Gate]:
        """Return the gates that keep an officer from a role at any instant of a tour."""
        instants = self._instants(officer, start_at, end_at)
        return {gate for at in instants for gate in self._shut(officer, role, at)}

    def units(self, officer: str, start_at: int, end_at: int) -> set[str]:
        """Return every unit an officer is posted or attached to during a tour."""
        return {self.unit(officer, at) for at in self._instants(officer, start_at, end_at)}

    def ever(self, officer: str) -> set[str]:
        """Return every unit an officer is posted or attached to at any time."""
        attached = {event.subject for event in self._events.get(officer, ()) if event.kind == "attachment"}
        return attached | {self._home[officer]}

    def unit(self, officer: str, at: int) -> str:
        """Return the unit an officer is posted or attached to at an instant."""
        for event in self._events.get(officer, ()):
            if event.kind == "attachment" and event.at <= at and (event.until is None or at < event.until):
                return event.subject
        return self._home[officer]

    def disarmed(self, officer: str, start_at: int, end_at: int) -> bool:
        """Say whether an officer has unarmed duty only at any instant of a tour."""
        return any(self._stopped(officer, at, None) for at in self._instants(officer, start_at, end_at))

    def _instants(self, officer: str, start_at: int, end_at: int) -> list[int]:
        """Return the beginning of a tour and every instant within it at which an answer may change."""
        events = [*self._events.get(officer, ()), *self._events.get("", ())]
        changes = {start_at}
        for event in events:
            changes.update((event.at, event.until or event.at))
            changes.update(lapses for gate in self._gates if (lapses := gate.lapses_at(event.at)) is not None)
        changes.update(at for gate in self._gates for at in (gate.from_at, gate.until_at))
        return sorted(at for at in changes if start_at <= at < end_at)

    def _shut(self, officer: str, role: str, at: int) -> Iterator[Gate]:
        """Yield the gates that keep an officer from a role at an instant."""
        for gate in self._gates:
            asks = gate.level == "gate" and role in gate.roles and gate.from_at <= at < gate.until_at
            if asks and not self._meets(officer, gate, at):
                yield gate

    def _stopped(self, officer: str, at: int, role: Role | None) -> bool:
        """Say whether an officer has stepped back or is suspended from a role, or from all armed duty for no role."""
        events = self._events.get(officer, ())
        for event in events:
            if event.kind not in ("step_back", "suspension") or event.at > at:
                continue
            ended = event.until is not None and event.until <= at
            back = any(
                other.kind == "return" and other.subject == event.subject and event.at < other.at <= at
                for other in events
            )
            if not (ended or back) and _concerns(event.subject, role):
                return True
        return False

    def _carries(self, unit: str, role: Role) -> bool:
        known = self._units[unit]
        if not known.armed or (known.roles and role.role not in known.roles):
            return False
        return not known.weapons or all(weapon in known.weapons for weapon in role.weapons)

    def _meets(self, officer: str, gate: Gate, at: int) -> bool:
        events = [event for event in self._events.get(officer, ()) if event.at <= at]
        if gate.event == "kit":
            return self._may_use(events, gate.subject, at)
        records = [event for event in events if event.kind == gate.event and gate.subject in ("", event.subject)]
        failed = max((event.at for event in records if not event.passed), default=None)
        return any(
            _in_date(event, gate, at) for event in records if event.passed and (failed is None or event.at > failed)
        )

    def _may_use(self, events: Sequence[Event], kit: str, at: int) -> bool:
        """Say whether new kit is known, not there yet, or still in the time in which it need not be known."""
        introduced = [
            event for event in self._events.get("", ()) if event.kind == "kit_introduced" and event.subject == kit
        ]
        if not introduced or at < introduced[0].at:
            return True
        if any(
            event.subject == kit and event.passed and event.kind in ("observation", "training_day", "course")
            for event in events
        ):
            return True
        # What a planned day will be about is not recorded; it ends nobody's time to get to know new kit.
        trained = any(
            event.kind == "training_day" and event.at >= introduced[0].at and not event.planned for event in events
        )
        late = introduced[0].until is not None and at >= introduced[0].until
        return not (trained or late)


def _concerns(subject: str, role: Role | None) -> bool:
    if role is None:
        return not subject
    return role.armed if not subject else subject in (role.role, *role.weapons)


def _in_date(event: Event, gate: Gate, at: int) -> bool:
    lapses = gate.lapses_at(event.at)
    return (lapses is None or at < lapses) and (event.until is None or at < event.until)
