"""When officers have unarmed duty only, and what they are expected to do then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from scheduler.domain.events import Event
from scheduler.domain.people import Abstraction, Contract, Officer, Role
from scheduler.domain.scenario import Scenario
from scheduler.domain.spans import EVER
from scheduler.domain.time import instant
from scheduler.domain.work import LEAVE, REST, Option, Tour, dated_option


def stopped(events: Sequence[Event]) -> dict[str, list[tuple[str, int, int]]]:
    """Return what each officer has stepped back or is suspended from, from when, and until when.

    What they are away from is as in :attr:`scheduler.domain.events.Event.subject`; they are away until the end stated,
    or until they return. Who steps back at the very minute of a return is away from then on.
    """
    returns: dict[tuple[str, str], list[int]] = defaultdict(list)
    for event in events:
        if event.kind == "return":
            returns[event.officer, event.subject].append(event.at)
    found: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for event in events:
        if event.kind in ("step_back", "suspension"):
            back = [at for at in returns[event.officer, event.subject] if at > event.at]
            end = min([EVER if event.until is None else event.until, *back])
            found[event.officer].append((event.subject, event.at, end))
    return found


def concerns(subject: str, role: Role) -> bool:
    """Say whether stepping back, being suspended or returning with this subject is about a role."""
    return role.armed if not subject else subject == role.role or subject in role.weapons


def days_unable(scenario: Scenario) -> dict[tuple[str, str], set[int]]:
    """Return the planned force days that begin while an officer has stepped back from a role or is suspended from it.

    It sets what a fair share is, not who may hold a tour.
    """
    horizon = scenario.horizon
    starts = {day: instant(day, 0, horizon.zone) for day in horizon.days}
    days: dict[tuple[str, str], set[int]] = defaultdict(set)
    for officer, spans in stopped(scenario.events).items():
        for subject, begin, end in spans:
            while_stopped = {day for day, at in starts.items() if begin <= at < end}
            for role in scenario.roles:
                if concerns(subject, role):
                    days[officer, role.role] |= while_stopped
    return days


class StandIns:
    """The duty that stands in an officer's pattern for one the officer may not do: unarmed, and by day.

    Without it an officer on restricted duty, or one who has stepped back, would be expected to do what they may not, and
    the cheapest exception would be to rest.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._horizon = scenario.horizon
        self._tours = scenario.tours_by_code
        self._duty = {contract.contract: self._stand_in(contract) for contract in scenario.contracts}
        self._stopped = stopped(scenario.events)
        self._stops: dict[str, list[Abstraction]] = defaultdict(list)
        for row in scenario.abstractions:
            if row.stops in ("armed", "nights"):
                self._stops[row.officer].append(row)

    def codes(self, officer: Officer, pattern: Mapping[int, str]) -> dict[int, str]:
        """Return the option that stands in on each planned day on which the pattern's may not be worked."""
        if officer.officer not in self._stops and officer.officer not in self._stopped:
            return {}
        duty = self._duty[officer.contract]
        return {day: duty for day in self._horizon.days if day in pattern and self._may_not(officer, pattern[day], day)}

    def options(self, officer: Officer, pattern: Mapping[int, str]) -> dict[int, Option]:
        """Return the same on real instants."""
        stand_in = self.codes(officer, pattern)
        return {day: dated_option(code, self._tours, day, self._horizon.zone) for day, code in stand_in.items()}

    def _stand_in(self, contract: Contract) -> str:
        """Return the contract's first unarmed duty by day, or a rest day where it has none."""
        for code in contract.options:
            tour = self._tours.get(code)
            if tour and not (tour.armed or tour.on_call or tour.night or tour.kind == "training"):
                return code
        return REST

    def _may_not(self, officer: Officer, code: str, day: int) -> bool:
        tours = [self._tours[name] for name in code.split("+") if code not in (REST, LEAVE)]
        stops = {row.stops for row in self._stops.get(officer.officer, ()) if row.from_day <= day < row.until_day}
        return any(
            (tour.armed and ("armed" in stops or self._disarmed(officer, tour, day)))
            or (tour.night and "nights" in stops)
            for tour in tours
        )

    def _disarmed(self, officer: Officer, tour: Tour, day: int) -> bool:
        start_at, end_at = tour.start_at(day, self._horizon.zone), tour.end_at(day, self._horizon.zone)
        spans = self._stopped.get(officer.officer, ())
        return any(not subject and begin < end_at and start_at < end for subject, begin, end in spans)


def recalled_days(rows: Iterable[Abstraction], days: range) -> set[int]:
    """Return the days on which nothing keeps an officer altogether but what a lever may call them back from."""
    called, kept = set[int](), set[int]()
    for row in rows:
        if row.stops == "everything":
            span = range(max(row.from_day, days.start), min(row.until_day, days.stop))
            (called if row.recalled else kept).update(span)
    return called - kept
