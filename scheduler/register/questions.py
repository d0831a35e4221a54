"""What the register is asked: who is competent for a role at an instant, and what will soon end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scheduler.domain.events import FAMILIAR, Event, EventKind, Gate
from scheduler.domain.findings import Reason
from scheduler.domain.people import Abstraction, Role
from scheduler.domain.scenario import Scenario
from scheduler.domain.spans import EVER, holds
from scheduler.domain.time import MINUTES_PER_DAY, instant
from scheduler.register.chain import Line
from scheduler.register.competence import NOT_AVAILABLE, Competence


class Slice(NamedTuple):
    """Some of what is recorded.

    Attributes
    ----------
    subject
        None for any.
    from_at, until_at
        UTC minutes between which it happened, half-open.
    latest
        Of each officer the last that was passed and the last that was failed are enough; more does no harm.
    """

    kind: EventKind
    subject: str | None = None
    from_at: int = -EVER
    until_at: int = EVER
    latest: bool = False


Read = Callable[[Sequence[Slice], int | None], Sequence[Event]]
"""Returns the events of slices, in the order in which they were kept, that were known at a UTC minute (None: now)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands between an officer and a role at an instant.

    Attributes
    ----------
    reasons
        What keeps the officer from the role; empty where nothing does. An absence of any kind is told once.
    advice
        What is not as it should be but keeps nobody from it.
    """

    officer: str
    reasons: tuple[Reason, ...]
    advice: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an officer's history, and the number of the line that takes its place; None where it is the last."""

    line: Line
    replaced_by: int | None


@dataclass(frozen=True, slots=True)
class Ending:
    """Something an officer holds for a role that ends.

    Attributes
    ----------
    what
        ``authorisation``, or the kind of the record that a gate asks for, ``kit`` where it is that of new kit.
    subject
        What the record is about; empty for any, and for an authorisation.
    gate
        Name of the gate; empty for an authorisation.
    ends_at
        First UTC minute at which it does not hold any more.
    advised
        It would keep nobody from the role.
    """

    ends_at: int
    officer: str
    role: str
    what: str
    subject: str
    gate: str
    advised: bool


def competent(read: Read, scenario: Scenario, role: Role, at: int, known_at: int | None = None) -> list[Answer]:
    """Return what stands between each of a scenario's officers and a role, in the scenario's order.

    Parameters
    ----------
    read
        What is recorded; the scenario's own events are not looked at.
    at
        UTC minute.
    known_at
        UTC minute: as it was known then; None as it is known now.
    """
    gates = [gate for gate in scenario.gates if role.role in gate.roles and gate.from_at <= at < gate.until_at]
    kit = read(
        [Slice("kit_introduced", gate.subject, until_at=at + 1) for gate in gates if gate.event == "kit"], known_at
    )
    events = [*kit, *read(asked(role, gates, at, kit), known_at)]
    found = Competence(
        scenario.officers, scenario.units, scenario.roles, scenario.authorisations, events, gates, known_at
    )
    away = away_at(scenario, role, at)
    return [_answer(found, officer.officer, role.role, at, officer.officer in away) for officer in scenario.officers]


def _answer(found: Competence, officer: str, role: str, at: int, away: bool) -> Answer:
    reasons: list[Reason] = []
    advice: list[Reason] = []
    for condition in found.conditions(officer, role):
        if not holds(condition.spans, at, at + 1):
            (advice if condition.advised else reasons).append(condition.reason)
    if away and NOT_AVAILABLE not in reasons:
        # Where a step-back would stand, so that its place among the others does not tell which it is.
        reasons.insert(int(bool(reasons) and reasons[0].code == "not_authorised"), NOT_AVAILABLE)
    return Answer(officer, tuple(reasons), tuple(advice))


def asked(role: Role, gates: Collection[Gate], at: int, kit: Collection[Event] = ()) -> list[Slice]:
    """Return what has to be known to say who is competent for a role at an instant, and no more than is needed.

    Parameters
    ----------
    gates
        Those that are in force for the role at that instant.
    kit
        Kit introduced until then.
    """
    until = at + 1
    wanted = [Slice("accreditation", role.role)]
    for kind in _LEAVING_AND_COMING_BACK:
        wanted += [Slice(kind, subject, until_at=until) for subject in _concerned(role)]
    if role.armed:
        wanted.append(Slice("attachment", until_at=until))
    for gate in gates:
        if gate.level != "off" and gate.event == "kit":
            wanted += _about_kit(gate, at, kit)
        elif gate.level != "off" and gate.event != "kit":
            # A day more, for days on the clock may be shorter or longer.
            since = -EVER if gate.valid_days is None else at - (gate.valid_days + 1) * MINUTES_PER_DAY
            wanted.append(Slice(gate.event, gate.subject or None, since, until, latest=True))
    return list(dict.fromkeys(wanted))


_LEAVING_AND_COMING_BACK: tuple[EventKind, ...] = ("step_back", "suspension", "return")


def _concerned(role: Role) -> tuple[str, ...]:
    """Return the subjects with which stepping back, being suspended or returning concerns a role."""
    return (role.role, *role.weapons, *(("",) if role.armed else ()))


def _about_kit(gate: Gate, at: int, kit: Collection[Event]) -> Iterator[Slice]:
    introduced = min((event.at for event in kit if event.subject == gate.subject), default=None)
    if introduced is None:
        return
    for kind in FAMILIAR:
        yield Slice(kind, gate.subject, until_at=at + 1, latest=True)
    yield Slice("training_day", None, introduced, at + 1, latest=True)


def away_at(scenario: Scenario, role: Role, at: int) -> frozenset[str]:
    """Return the officers whom an abstraction keeps from a role at an instant; nights are a matter of tours."""
    zone = scenario.horizon.zone
    starts = {force.force: force.day_start for force in scenario.forces}
    starts_by_officer = {officer.officer: starts[officer.force] for officer in scenario.officers}
    return frozenset(
        row.officer
        for row in scenario.abstractions
        if _stops(row, role)
        and instant(row.from_day, starts_by_officer[row.officer], zone) <= at
        and at < instant(row.until_day, starts_by_officer[row.officer], zone)
    )


def _stops(row: Abstraction, role: Role) -> bool:
    stopped: Mapping[str, bool] = {
        "everything": True, "armed": role.armed, "command": role.command, "driving": role.driving, "nights": False
    }  # fmt: skip
    return stopped[row.stops]


def expiring(found: Competence, from_at: int, until_at: int) -> list[Ending]:
    """Return what officers hold for their roles and what ends after one instant and not after another, in that order.

    What a gate asks for is told only where the officer is still authorised for the role when it ends.
    """
    endings = []
    for officer in found.officers:
        for role, held in found.accredited(officer).items():
            for condition in found.conditions(officer, role) if role in found.roles else ():
                for ends_at in (end for _, end in condition.spans if from_at < end <= until_at):
                    if condition.gate is None:
                        if condition.reason.code == "not_authorised":
                            endings.append(Ending(ends_at, officer, role, "authorisation", "", "", False))
                    elif ends_at != condition.gate.from_at and holds(held, ends_at - 1, ends_at):
                        endings.append(_ending(ends_at, officer, role, condition.gate))
    return sorted(endings, key=lambda ending: (ending.ends_at, ending.officer, ending.role, ending.what, ending.gate))


def _ending(ends_at: int, officer: str, role: str, gate: Gate) -> Ending:
    return Ending(ends_at, officer, role, gate.event, gate.subject, gate.gate, gate.level == "advise")


def history(lines: Iterable[Line], known_at: int | None = None) -> list[Entry]:
    """Return lines in the order in which what they tell happened.

    Parameters
    ----------
    known_at
        UTC minute: as it was known then; None as it is known now.
    """
    known = [line for line in lines if known_at is None or line.event.known_at <= known_at]
    last: dict[tuple[str, str, str, int], Line] = {}
    for line in sorted(known, key=lambda line: (line.event.known_at, line.number)):
        last[line.event.about] = line
    found = []
    for line in sorted(known, key=lambda line: (line.event.at, line.number)):
        number = last[line.event.about].number
        found.append(Entry(line, None if number == line.number else number))
    return found
