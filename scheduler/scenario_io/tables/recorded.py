"""Tables of what is recorded about officers and kit, and of what roles ask of such records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from scheduler.domain.events import Event, EventKind, Gate, GateLevel
from scheduler.domain.time import instant
from scheduler.scenario_io.columns import LATEST_DAY, UNSTATED, Day, Id, Ids, Minute, Whole, column
from scheduler.scenario_io.instants import Moment
from scheduler.scenario_io.tables.row import Place, Row

_BY_SUBJECT = ("step_back", "return", "suspension", "refresher")
"""Events whose subject may be empty; everything else is about something."""

_WITH_END = ("accreditation", "suspension", "attachment", "step_back", "refresher", "kit_introduced")
_WITH_OUTCOME = ("course", "fitness_test", "weapon_test", "exercise", "training_day")


class EventRow(Row[Event]):
    """One record about an officer, or about new kit."""

    table: ClassVar[str] = "events"
    key: ClassVar[tuple[str, ...]] = ("officer", "event", "subject", "at", "recorded")
    meaning: ClassVar[str] = (
        "One record about an officer, or about new kit. Of two about the same officer, event, subject and at, the one "
        "recorded later stands. Why somebody steps back is nobody's business here: a column for a reason is refused."
    )

    officer: Id = column("The officer (`officers`); empty for kit.", default="")
    event: EventKind = column("What it is.")
    subject: Id = column(
        "What it is about: a role (accreditation), a unit (attachment), a tactic, munition, weapon system, course, "
        "standard or kit. For a step-back, return or suspension a role or a weapon system; empty is all armed duty.",
        default="",
    )
    at: Minute = column("When it happened, or from when it holds; a date is its first minute.")
    until: Minute = column(
        "When it ceases to hold; a date is until its 24:00; empty is without end. Of kit introduced, the deadline by "
        "which it has to be known.",
        default=UNSTATED,
    )
    outcome: Literal["passed", "failed", "withdrawn"] = column(
        "How a course, test, exercise or training day ended; `withdrawn` says that the earlier record of the same "
        "officer, event, subject and at was wrong.",
        default="passed",
    )
    recorded: Minute = column("When it became known; empty is at once.", default=UNSTATED)

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse what this kind of event cannot say."""
        if self.event.startswith("kit") == bool(self.officer):
            yield "officer", "an officer, or kit and no officer"
        if not self.subject and self.event not in _BY_SUBJECT:
            yield "subject", f"what the {self.event.replace('_', ' ')} is about"
        if self.until != UNSTATED:
            if self.outcome == "withdrawn":
                yield "until", "nothing: a record that is withdrawn has no end"
            elif self.event not in _WITH_END:
                yield "until", f"nothing: only {', '.join(_WITH_END)} have an end"
            elif (self.until.day, self.until.minute or 24 * 60) <= (self.at.day, self.at.minute or 0):
                yield "until", "a minute after at"
        if self.outcome == "failed" and self.event not in _WITH_OUTCOME:
            yield "outcome", f"nothing: only {', '.join(_WITH_OUTCOME)} can be failed"

    def value(self, at: Place) -> Event:
        """Return the event on real instants."""
        return Event(
            self.officer,
            self.event,
            self.subject,
            self.at.begins(at.zone),
            _ends(self.until, at.zone),
            self.outcome != "failed",
            None if self.recorded == UNSTATED else self.recorded.begins(at.zone),
            at.source,
            self.outcome == "withdrawn",
        )


class GateRow(Row[Gate]):
    """A record that roles ask for."""

    table: ClassVar[str] = "gates"
    key: ClassVar[tuple[str, ...]] = ("gate", "from")
    meaning: ClassVar[str] = (
        "A record that roles ask for, from one date until another, as the force has set it: a rule in force only as an "
        "encouragement is `advise` until the date on which it becomes a `gate`."
    )

    gate: Id = column("Its name.")
    event: Literal["course", "training_day", "observation", "exercise", "fitness_test", "weapon_test", "kit"] = column(
        "Kind of the record (`events`); `kit` for new kit, which may be used without one for a while."
    )
    subject: Id = column("What the record has to be about; empty is anything.", default="")
    roles: Ids = column("Roles that ask for it (`roles`).")
    valid_days: Whole = column(
        "How long a record is good for, in days on the clock of the scenario's zone; 0 is for good.",
        default=0,
        at_least=0,
        at_most=100_000,
        unit="days",
    )
    level: GateLevel = column("`gate` keeps officers from the role, `advise` is a finding, `off` is neither.")
    from_: Day = column("First date it holds.", alias="from")
    until: Day = column("Last date it holds; empty is without end.", default=LATEST_DAY - 1)

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse an end before the beginning, and kit that is not named."""
        if self.until < self.from_:
            yield "until", "a date not before from"
        if self.event == "kit" and not self.subject:
            yield "subject", "the kit"

    def value(self, at: Place) -> Gate:
        """Return the gate on real instants."""
        return Gate(
            self.gate,
            self.event,
            self.subject,
            self.roles,
            self.valid_days or None,
            self.level,
            instant(self.from_, 0, at.zone),
            instant(self.until + 1, 0, at.zone),
            at.source,
            at.zone,
        )


def _ends(until: Moment, zone: str) -> int | None:
    return None if until == UNSTATED else until.ends(zone)
