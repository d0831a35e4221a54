"""Who may hold a role at which instants, by what is recorded, and what stands in the way of everybody else.

An officer is *competent* for a role at an instant when every condition below holds there. Each condition is told as the
spans in which it holds, so that planning can cut a tour off at the minute an authorisation ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from scheduler.domain.availability import concerns, stopped
from scheduler.domain.events import Event, Gate, standing
from scheduler.domain.findings import Reason
from scheduler.domain.gates import met_by
from scheduler.domain.people import Authorisation, Officer, Role, Unit
from scheduler.domain.scenario import Scenario
from scheduler.domain.spans import ALWAYS, EVER, Span, Spans, holds, joined, overlaps, within, without
from scheduler.domain.time import iso_day, utc

NOT_AVAILABLE = Reason("not_available", "not available")
"""What is said of a step-back, a suspension and any other absence alike."""


@dataclass(frozen=True)
class Condition:
    """One thing a role asks for.

    Attributes
    ----------
    spans
        When it holds.
    reason
        What is said where it does not.
    advised
        It is a finding only.
    gate
        The gate that asks for it; None where roles ask for it of themselves.
    """

    spans: Spans
    reason: Reason
    advised: bool = False
    gate: Gate | None = None


NOTHING_OPENED: Mapping[Gate, Spans] = MappingProxyType({})


class Competence:
    """What is recorded, by officer: build it once to ask about many.

    Parameters
    ----------
    known_at
        UTC minute: events recorded later are left out; None for all.
    """

    def __init__(
        self,
        officers: Iterable[Officer],
        units: Iterable[Unit],
        roles: Iterable[Role],
        authorisations: Iterable[Authorisation],
        events: Iterable[Event] = (),
        gates: Iterable[Gate] = (),
        known_at: int | None = None,
    ) -> None:
        self.officers = {officer.officer: officer for officer in officers}
        self.units = {unit.unit: unit for unit in units}
        self.roles = {role.role: role for role in roles}
        self.gates = tuple(gates)
        self._accredited: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
        self._about: dict[str, dict[str, list[Event]]] = defaultdict(lambda: defaultdict(list))
        for row in authorisations:
            self._accredited[row.officer][row.role].append((row.from_at, row.until_at))
        # What was passed at the same minute as something was failed does not outlive it.
        known = sorted(standing(events, known_at), key=lambda event: (event.at, not event.passed))
        self._stopped = stopped(known)
        for event in known:
            if event.kind == "accreditation":
                end = EVER if event.until is None else event.until
                self._accredited[event.officer][event.subject].append((event.at, end))
            else:
                self._about[event.officer][event.kind].append(event)
        self._kit = {event.subject: event for event in reversed(self._about[""]["kit_introduced"])}

    @classmethod
    def of(cls, scenario: Scenario) -> Self:
        """Return what a scenario's own tables record."""
        return cls(
            scenario.officers,
            scenario.units,
            scenario.roles,
            scenario.authorisations,
            (*scenario.events, *(scenario.renewed or ())),
            scenario.gates,
        )

    def spans(self, officer: str, role: str, opened: Mapping[Gate, Spans] = NOTHING_OPENED) -> Spans:
        """Return when an officer is competent for a role.

        Parameters
        ----------
        opened
            Gate -> instants at which it is taken for met besides.
        """
        found = self._held(officer, role)
        for condition in self._beside_accreditation(officer, role) if found else ():
            if not condition.advised:
                more = opened.get(condition.gate, ()) if condition.gate else ()
                found = within(found, joined((*condition.spans, *more)))
        return found

    def accredited(self, officer: str) -> Mapping[str, Spans]:
        """Return when an officer is authorised for each role, whatever else it asks for."""
        return {role: self._held(officer, role) for role in self._accredited.get(officer, {})}

    def roles_of(self, officer: str, opened: Mapping[Gate, Spans] = NOTHING_OPENED) -> Mapping[str, Spans]:
        """Return when an officer is competent for each role, those never held left out; see `spans`."""
        named = self._accredited.get(officer, {})
        return {role: spans for role in named if (spans := self.spans(officer, role, opened))}

    def unarmed(self, officer: str) -> Spans:
        """Return when an officer has unarmed duty only: stepped back or suspended from all armed duty."""
        return joined((begin, end) for subject, begin, end in self._stopped.get(officer, ()) if not subject)

    def units_over(self, officer: str, start_at: int, end_at: int) -> frozenset[str]:
        """Return the units an officer is posted or attached to over the instants from one to another."""
        spans = {
            (event.at, EVER if event.until is None else event.until): event.subject
            for event in self._about.get(officer, {}).get("attachment", ())
        }
        found = {unit for span, unit in spans.items() if overlaps((span,), start_at, end_at)}
        at_home = not holds(joined(spans), start_at, end_at)
        return frozenset({*found, self.officers[officer].unit} if at_home else found)

    def moves(self, officer: str) -> bool:
        """Say whether an officer is ever attached to another unit."""
        return bool(self._about.get(officer, {}).get("attachment"))

    def reasons(self, officer: str, role: str, start_at: int, end_at: int) -> list[Reason]:
        """Return what keeps an officer from a role over the instants from one to another; empty where nothing does."""
        return [
            condition.reason
            for condition in self.conditions(officer, role)
            if not condition.advised and not holds(condition.spans, start_at, end_at)
        ]

    def advice(self, officer: str, role: str, start_at: int, end_at: int) -> list[Reason]:
        """Return what is not as it should be over these instants but keeps nobody from the role."""
        return [
            condition.reason
            for condition in self.conditions(officer, role)
            if condition.advised and not holds(condition.spans, start_at, end_at)
        ]

    def conditions(self, officer: str, role: str) -> list[Condition]:
        """Return everything a role asks of an officer."""
        held = self._held(officer, role)
        return [self._accreditation(officer, role, held), *self._beside_accreditation(officer, role)]

    def _held(self, officer: str, role: str) -> Spans:
        return joined(self._accredited.get(officer, {}).get(role, ()))

    def _accreditation(self, officer: str, role: str, held: Spans) -> Condition:
        source = self.officers[officer].source
        if not held:
            return Condition((), Reason("not_authorised", f"holds no authorisation as {role}", source))
        told = ", ".join(f"{_date(begin)} until {_date(end - 1)}" for begin, end in held)
        return Condition(held, Reason("not_authorised", f"authorised as {role} {told} only", source))

    def _beside_accreditation(self, officer: str, role: str) -> Iterator[Condition]:
        asked = self.roles.get(role)
        if asked is None:
            return
        away = [(begin, end) for subject, begin, end in self._stopped.get(officer, ()) if concerns(subject, asked)]
        if away:
            yield Condition(without(ALWAYS, joined(away)), NOT_AVAILABLE)
        if asked.armed:
            yield self._posted(officer, asked)
        for gate in self.gates:
            if role in gate.roles and gate.level != "off":
                yield from self._gate(officer, gate)

    def _posted(self, officer: str, role: Role) -> Condition:
        """Say when an officer is posted or attached to a firearms unit that is authorised for a role."""
        person = self.officers[officer]
        able, elsewhere = [], []
        for event in self._about.get(officer, {}).get("attachment", ()):
            span = (event.at, EVER if event.until is None else event.until)
            elsewhere.append(span)
            if _carries(self.units.get(event.subject), role):
                able.append(span)
        if _carries(self.units.get(person.unit), role):
            able += without(ALWAYS, joined(elsewhere))
        told = f"unit {person.unit} is no firearms unit that may work as {role.role}, and no attachment is on record"
        unit = self.units.get(person.unit)
        source = (unit.source if unit else "") or person.source
        return Condition(joined(able), Reason("unarmed_unit", told, source))

    def _gate(self, officer: str, gate: Gate) -> Iterator[Condition]:
        """Say when an officer has what a gate asks for, or need not have it."""
        met, amber = met_by(self._about.get(officer, {}), gate, self._kit.get(gate.subject))
        outside = without(ALWAYS, ((gate.from_at, gate.until_at),))
        subject = f" of {gate.subject}" if gate.subject else ""
        told = (
            f"no {gate.event.replace('_', ' ')}{subject} in date"
            if gate.event != "kit"
            else f"{gate.subject} not known"
        )
        reason = Reason(f"gate:{gate.gate}", told, gate.source)
        yield Condition(joined((*met, *amber, *outside)), reason, gate.level == "advise", gate)
        unseen = without(amber, met)
        if unseen and gate.level == "gate":
            seen = joined((*without(ALWAYS, unseen), *outside))
            yield Condition(seen, Reason(f"amber:{gate.gate}", told, gate.source), advised=True)


def _carries(unit: Unit | None, role: Role) -> bool:
    """Say whether a unit's officers may carry arms in a role."""
    if unit is None or not unit.armed:
        return False
    weapons = not unit.weapons or set(role.weapons) <= set(unit.weapons)
    return weapons and (not unit.roles or role.role in unit.roles)


def _date(minute: int) -> str:
    """Return the UTC date an instant falls on, kept within what a date can show."""
    return iso_day(utc(max(_FIRST_SHOWN, min(_LAST_SHOWN, minute))).toordinal())


_FIRST_SHOWN, _LAST_SHOWN = -36_000_000, 540_000_000
"""About the years 1901 and 2996."""
