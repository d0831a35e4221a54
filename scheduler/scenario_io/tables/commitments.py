"""Tables of what falls due, of planned operations and of training, and the rows of a file of deployments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from scheduler.domain.commitments import Deployment, Due, DueKind
from scheduler.domain.operations import Operation
from scheduler.domain.time import MINUTES_PER_DAY
from scheduler.domain.training import Course, CourseEvent
from scheduler.scenario_io.columns import EARLIEST_DAY, LATEST_DAY, Day, Id, Ids, Minute, Name, Whole, YesNo, column
from scheduler.scenario_io.instants import Moment
from scheduler.scenario_io.tables.row import Place, Row

_LONGEST_PAIR = 63
"""Characters of two ids that a dot makes one id."""


class DueRow(Row[Due]):
    """A meeting or an audit."""

    table: ClassVar[str] = "due"
    key: ClassVar[tuple[str, ...]] = ("due",)
    meaning: ClassVar[str] = (
        "A meeting or an audit that somebody has to attend or see to. It changes no rota: `due.csv` of a run says whom "
        "the rota keeps from it."
    )

    due: Id = column("Its name.")
    kind: DueKind = column(
        "What it is: a meeting of the national portfolio, the audit of an armoury, or another thing."
    )
    from_: Minute = column("When it begins, or is planned to; a date is its first minute.", alias="from")
    until: Minute = column("When it ends; a date is until its 24:00.")
    owner: Id = column("Who attends it or sees to it (`officers`).")
    deputy: Id = column("Who stands in for the owner (`officers`); empty is nobody.", default="")
    interval_days: Whole = column(
        "Days within which the next one has to follow, 365 for a yearly audit; 0 for one that does not recur.",
        default=0,
        at_least=0,
        at_most=36_500,
        unit="days",
    )
    last_done: Day = column("Date of the one before; empty where none is on record.", default=EARLIEST_DAY)
    done: YesNo = column("Whether this one was held.", default=False)

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse an end before the beginning, a deputy who is the owner, and a past without recurrence."""
        yield from _span_contradictions(self.from_, self.until)
        if self.deputy == self.owner:
            yield "deputy", "another officer than the owner"
        if self.last_done != EARLIEST_DAY:
            if not self.interval_days:
                yield "last_done", "nothing: without interval_days nothing follows from it"
            elif self.last_done > self.from_.day:
                yield "last_done", "a date not after from"

    def value(self, at: Place) -> Due:
        """Return the meeting or audit on real instants."""
        start_at, end_at = _instants(self.from_, self.until, at.zone)
        return Due(
            self.due,
            self.kind,
            start_at,
            end_at,
            self.owner,
            self.deputy or None,
            self.interval_days or None,
            None if self.last_done == EARLIEST_DAY else self.last_done,
            self.done,
            at.source,
        )


class OperationRow(Row[Operation]):
    """One role that an operation wants."""

    table: ClassVar[str] = "operations"
    key: ClassVar[tuple[str, ...]] = ("operation", "role")
    meaning: ClassVar[str] = (
        "One role that a planned operation wants while it runs. It is covered like a row of `cover` over a span, at the "
        "post `OPERATION.ROLE`; an officer fills one role of an operation only."
    )

    operation: Id = column("The operation; it may have several rows, one a role.")
    name: Name = column("Its name; empty is its id.", default="")
    role: Id = column("Role wanted (`roles`).")
    force: Id = column("Force that commands it (`forces`).")
    from_: Minute = column("When the role is wanted from; a date is its first minute.", alias="from")
    until: Minute = column("When it is no longer wanted; a date is until its 24:00.")
    minimum: Whole = column("Officers wanted in it at every instant.", default=1, at_least=1, at_most=100, unit="seats")
    tours: Ids = column(
        "Tours on which it can be filled (`tours`); empty: those of every post of the role.", default=()
    )
    units: Ids = column("Units whose officers may fill it (`units`); empty is every unit.", default=())
    excluded: Ids = column(
        "Officers who may hold no seat of the operation, in any of its roles (`officers`). Why is not kept.", default=()
    )

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse an end before the beginning, and ids too long for the id of a post."""
        yield from _span_contradictions(self.from_, self.until)
        if len(self.operation) + len(self.role) > _LONGEST_PAIR:
            yield "operation", f"an id that has at most {_LONGEST_PAIR} characters together with the role's"

    def value(self, at: Place) -> Operation:
        """Return the wanted role on real instants."""
        return Operation(
            self.operation,
            self.role,
            self.force,
            *_instants(self.from_, self.until, at.zone),
            self.minimum,
            self.tours,
            self.units,
            self.excluded,
            self.name,
            at.source,
        )


class TrainingRow(Row[Course]):
    """Training that roles ask for."""

    table: ClassVar[str] = "training"
    key: ClassVar[tuple[str, ...]] = ("course", "roles", "from")
    meaning: ClassVar[str] = (
        "Training that officers of some roles have to do again and again. Of what falls due in the days asked for, or is "
        "overdue, a tour is planned by the due date; `training.csv` of a run says what is planned and what is missed."
    )

    course: Id = column(
        "Its name. Where roles need it at other intervals, each has a row: tour, event, subject, places, from and until are "
        "the same in all of them, and no role is in two."
    )
    roles: Ids = column("Whoever is authorised for one of these roles needs it (`roles`).")
    tour: Id = column("The training tour on which it is done (`tours`); no two courses at a time have the same.")
    event: CourseEvent = column("Kind of the record that says when it was done (`events`).", default="course")
    subject: Id = column("What that record is about; empty is the course's name.", default="")
    interval_days: Whole = column(
        "Days for which a training day counts, 365 for a year.", at_least=1, at_most=36_500, unit="days"
    )
    times: Whole = column("Training days that have to count at any time.", default=1, at_least=1, at_most=10)
    places: Whole = column(
        "Officers to whom it is due who can be on it on one force day; 0 where nothing limits them.",
        default=0,
        at_least=0,
        at_most=10_000,
    )
    from_: Day = column(
        "First force day on which it is asked for and held; empty is any.", alias="from", default=EARLIEST_DAY
    )
    until: Day = column("Last force day on which it is; empty is without end.", default=LATEST_DAY - 1)

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse an end before the beginning, and more days than the interval has."""
        if self.until < self.from_:
            yield "until", "a date not before from"
        if self.times > self.interval_days:
            yield "times", "no more than the days of the interval"

    def value(self, at: Place) -> Course:
        """Return the course."""
        return Course(
            self.course,
            self.roles,
            self.tour,
            self.event,
            self.subject or self.course,
            self.interval_days,
            self.times,
            self.places,
            self.from_,
            self.until + 1,
            at.source,
        )


class DeploymentRow(Row[Deployment]):
    """One officer's part in a deployment: a row of a file that is checked and not kept, so no table of a scenario."""

    table: ClassVar[str] = "deployments"
    key: ClassVar[tuple[str, ...]] = ("deployment", "officer", "role", "from")
    meaning: ClassVar[str] = "One officer's part in a deployment."

    deployment: Id = column("The deployment; several officers share it.")
    officer: Id = column("The officer.")
    role: Id = column("What the officer acted as.")
    from_: Minute = column("When the officer began to act; a date is its first minute.", alias="from")
    until: Minute = column("When the officer ceased to act; a date is until its 24:00.")

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse an end before the beginning."""
        yield from _span_contradictions(self.from_, self.until)

    def value(self, at: Place) -> Deployment:
        """Return the deployment on real instants."""
        return Deployment(
            self.deployment, self.officer, self.role, *_instants(self.from_, self.until, at.zone), at.source
        )


def _span_contradictions(begin: Moment, end: Moment) -> Iterator[tuple[str, str]]:
    if end.minute is not None and begin.on_utc != end.on_utc:
        yield "until", "a minute on the clock of from: both with a Z, or neither"
    elif (end.day, MINUTES_PER_DAY if end.minute is None else end.minute) <= (begin.day, begin.minute or 0):
        yield "until", "a minute after from"


def _instants(begin: Moment, end: Moment, zone: str) -> tuple[int, int]:
    """Return a span's UTC minutes; one that the clock skips when it goes forward lasts a minute."""
    start_at = begin.begins(zone)
    return start_at, max(end.ends(zone), start_at + 1)
