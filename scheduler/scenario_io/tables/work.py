"""Tables of the work: tours, what may stand beside what, posts, cover and vehicles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, get_args

from scheduler.domain.on_call_cars import OnCallCar
from scheduler.domain.response import ResponseArea
from scheduler.domain.time import MINUTES_PER_DAY
from scheduler.domain.work import Cover, Post, Purpose, Tour, TourKind, Vehicle
from scheduler.scenario_io.columns import (
    EARLIEST_DAY,
    LATEST_DAY,
    MOST,
    Day,
    End,
    Id,
    Ids,
    Name,
    Phone,
    Spans,
    Start,
    Weekdays,
    Whole,
    YesNo,
    column,
)
from scheduler.scenario_io.tables.row import Place, Row

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
NOT_STATED = -1
"""Stands for an empty clock time."""


def end_after(start: int, end: int) -> int:
    """Return an end as minutes after the midnight before the start: one not after its start is on the next day."""
    return end if end > start else end + MINUTES_PER_DAY


class TourRow(Row[Tour]):
    """One continuous period of duty."""

    table: ClassVar[str] = "tours"
    key: ClassVar[tuple[str, ...]] = ("tour",)
    needed: ClassVar[bool] = True
    meaning: ClassVar[str] = "An officer's one continuous period of duty; it belongs to the force day it starts on."

    tour: Id = column("The tour; a letter or two reads best.")
    kind: TourKind = column("What rules take it for; `on_call` is standby without attendance.")
    start: Start = column("Clock time it starts.")
    end: End = column("Clock time it ends; one not after the start is on the next day (07:00 to 07:00 is 24 h).")
    ready_minutes: Whole = column(
        "Time at the beginning in which no seat is filled.", default=0, at_least=0, at_most=1440, unit="minutes"
    )
    stand_down_minutes: Whole = column(
        "Time at the end in which no seat is filled.", default=0, at_least=0, at_most=1440, unit="minutes"
    )
    armed: YesNo = column("Whether it is armed duty.", default=False)

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse a tour that never fills a seat, and a code that means something else."""
        if self.ready_minutes + self.stand_down_minutes >= end_after(self.start, self.end) - self.start:
            yield "ready_minutes", "less time to get ready and stand down than the tour lasts"
        if self.tour in ("rest", "leave", "duty"):
            yield "tour", "a code other than rest, leave and duty, which have a meaning of their own"
        if self.tour in get_args(TourKind) and self.tour != self.kind:
            yield "tour", f"a code that is not the name of another kind than {self.kind}"

    def value(self, at: Place) -> Tour:
        """Return the tour."""
        return Tour(
            self.tour,
            self.kind,
            self.start,
            end_after(self.start, self.end),
            self.ready_minutes,
            self.stand_down_minutes,
            self.armed,
            at.source,
        )


class CombinationRow(Row[tuple[str, str]]):
    """Two tours that may stand together on one force day."""

    table: ClassVar[str] = "combinations"
    key: ClassVar[tuple[str, ...]] = ("attended", "standby")
    meaning: ClassVar[str] = "Two tours that may stand together on one force day, written `attended+standby`."

    attended: Id = column("The attended tour (`tours`).")
    standby: Id = column("The on-call tour beside it (`tours` of kind `on_call`).")

    def value(self, at: Place) -> tuple[str, str]:  # noqa: ARG002
        """Return the pair, attended tour first."""
        return self.attended, self.standby


class PostRow(Row[Post]):
    """A place with seats."""

    table: ClassVar[str] = "posts"
    key: ClassVar[tuple[str, ...]] = ("post",)
    left_out: ClassVar[frozenset[str]] = frozenset({"phone"})
    needed: ClassVar[bool] = True
    meaning: ClassVar[str] = "A place with seats: a command seat, or the armed response vehicles of a base."

    post: Id = column("The post.")
    name: Name = column("Its name.")
    force: Id = column("Force it belongs to (`forces`).")
    role: Id = column("Role each officer in a seat must be authorised for (`roles`).")
    tours: Ids = column("Tours on which it is staffed (`tours`).")
    units: Ids = column("Units whose officers may fill it (`units`); empty is every unit.", default=())
    crew_size: Whole = column(
        "Officers to one car; 0 for a post of single seats.", default=0, at_least=0, at_most=20, unit="officers"
    )
    driver_role: Id = column("Role one officer of each car must hold as well (`roles`).", default="")
    supervisor_role: Id = column(
        "Role one officer for every `cars_per_supervisor` cars must hold as well (`roles`).", default=""
    )
    cars_per_supervisor: Whole = column(
        "Cars one supervisor suffices for.", default=0, at_least=0, at_most=1000, unit="cars"
    )
    vehicle_pool: Id = column("Pool its cars come from (`vehicles`); empty where cars do not bind.", default="")
    priority: Whole = column(
        "How much one uncovered duty counts in its level.", default=1, at_least=1, at_most=1_000_000
    )
    away_price: Whole = column(
        "Price of an officer whose home post is another one.", default=0, at_least=0, at_most=MOST, unit="pence"
    )
    purpose: Purpose = column(
        "What its duties are for, which sets out who from elsewhere may fill it: soldiers only `static_guard` and "
        "`contingency`.",
        default="routine",
    )
    phone: Phone = column("Duty phone of whoever holds a seat; the post's own, never a person's.", default="")

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse columns about cars at a post without cars, and half a statement about supervisors."""
        if not self.crew_size:
            for name in ("driver_role", "supervisor_role", "vehicle_pool"):
                if getattr(self, name):
                    yield name, "an empty cell, since crew_size 0 means the post has no cars"
        if self.supervisor_role and not self.cars_per_supervisor:
            yield "cars_per_supervisor", "a number of cars, since a supervisor_role is stated"
        if self.cars_per_supervisor and not self.supervisor_role:
            yield "supervisor_role", "a role, since cars_per_supervisor is stated"

    def value(self, at: Place) -> Post:
        """Return the post."""
        return Post(
            self.post,
            self.name,
            self.force,
            self.role,
            self.tours,
            self.units,
            self.crew_size,
            self.driver_role or None,
            self.supervisor_role or None,
            self.cars_per_supervisor,
            self.vehicle_pool or None,
            self.priority,
            self.away_price,
            at.source,
            self.purpose,
            phone=self.phone,
        )


class CoverRow(Row[Cover]):
    """How many duties a post needs."""

    table: ClassVar[str] = "cover"
    key: ClassVar[tuple[str, ...]] = ("post", "tour", "from", "to", "weekdays", "from_date", "until_date")
    needed: ClassVar[bool] = True
    left_out: ClassVar[frozenset[str]] = frozenset({"short_price", "over_price"})
    meaning: ClassVar[str] = (
        "How many duties a post needs: seats, or crewed cars. Demand is stated on a tour, which alone fills it, or on "
        "a span of clock time, never both."
    )

    post: Id = column("The post (`posts`).")
    tour: Id = column("Tour that alone fills it (`tours` of the post); empty where a span is stated.", default="")
    from_: Start = column("Clock time the span begins.", alias="from", default=NOT_STATED)
    to: End = column("Clock time the span ends; one not after `from` is on the next day.", default=NOT_STATED)
    weekdays: Weekdays = column("Weekdays it holds on; empty is every day.", default=EVERY_DAY)
    from_date: Day = column("First force day it holds on; empty is from the beginning.", default=EARLIEST_DAY)
    until_date: Day = column("Last force day it holds on; empty is without end.", default=LATEST_DAY - 1)
    minimum: Whole = column(
        "Duties below which one is uncovered; without one the seats are aspirational: the target alone is wanted, at a price.",
        default=0,
        at_least=0,
        at_most=10_000,
        unit="seats or cars",
    )
    target: Whole = column("Duties wanted.", at_least=0, at_most=10_000, unit="seats or cars")
    short_price: Whole = column(
        "Price of one duty below the target; empty is the scenario's `target_short`.",
        default=NOT_STATED,
        at_least=0,
        at_most=MOST,
        unit="pence",
    )
    over_price: Whole = column(
        "Price of one officer on the tour beyond the target; on tours of posts without cars alone.",
        default=0,
        at_least=0,
        at_most=MOST,
        unit="pence",
    )

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse demand stated twice, not at all, upside down or over no days."""
        if (self.from_ == NOT_STATED) != (self.to == NOT_STATED):
            yield ("from" if self.from_ == NOT_STATED else "to"), "both from and to, or neither"
        elif bool(self.tour) == (self.from_ != NOT_STATED):
            yield "tour", "either a tour or a span from and to" + (", not both" if self.tour else "")
        if self.over_price and not self.tour:
            yield "over_price", "an empty cell, since a span is stated and no tour"
        if self.target < self.minimum:
            yield "target", f"a target not below the minimum, {self.minimum}"
        if self.until_date < self.from_date:
            yield "until_date", "a date not before from_date"

    def value(self, at: Place) -> Cover:
        """Return the cover."""
        span = (0, 0) if self.tour else (self.from_, end_after(self.from_, self.to))
        return Cover(
            self.post,
            self.tour or None,
            *span,
            self.weekdays,
            self.from_date,
            self.until_date + 1,
            self.minimum,
            self.target,
            at.source,
            None if self.short_price == NOT_STATED else self.short_price,
            self.over_price,
        )


class ResponseAreaRow(Row[ResponseArea]):
    """An area in which on-call officers have to answer."""

    table: ClassVar[str] = "response_areas"
    key: ClassVar[tuple[str, ...]] = ("area",)
    meaning: ClassVar[str] = (
        "An area in which the officers on call for some posts have to be able to answer, and who can. A post of no area "
        "asks nothing; attended tours are not looked at, nor officers of other forces."
    )

    area: Id = column("The area.")
    posts: Ids = column("Posts whose on-call officers have to answer in it (`posts`); one of several areas in any.")
    officers: Ids = column(
        "Officers who answer there within the time the force sets (`officers`); how many minutes that is, the force judges.",
        default=(),
    )

    def value(self, at: Place) -> ResponseArea:
        """Return the area."""
        return ResponseArea(self.area, self.posts, self.officers, at.source)


class VehicleRow(Row[Vehicle]):
    """A car of a pool."""

    table: ClassVar[str] = "vehicles"
    key: ClassVar[tuple[str, ...]] = ("vehicle",)
    meaning: ClassVar[str] = "A car of a pool, and when it is off the road."

    vehicle: Id = column("The vehicle.")
    pool: Id = column("Pool it belongs to.")
    off_road: Spans = column("Force days on which it is off the road, both dates included.", default=())
    tracked: YesNo = column("Whether the force can see where it is.", default=True)

    def value(self, at: Place) -> Vehicle:
        """Return the vehicle."""
        return Vehicle(self.vehicle, self.pool, self.off_road, self.tracked, at.source)


class OnCallCarRow(Row[OnCallCar]):
    """A car that an officer takes home while on call."""

    table: ClassVar[str] = "on_call_cars"
    key: ClassVar[tuple[str, ...]] = ("officer", "from")
    meaning: ClassVar[str] = (
        "An officer takes a car home while on call, and what is recorded of who allowed it. It changes no rota: `rota "
        "audit` and the report say what is not on record."
    )

    officer: Id = column("The officer (`officers`).")
    from_: Day = column("First force day.", alias="from")
    until: Day = column("Last force day.")
    marked: YesNo = column("Whether it is a marked car.", default=False)
    reference: Name = column("Reference of the authorisation; empty where none is on record.", default="")
    authorised_by: Name = column("Role or rank that gave it, never a name.", default="")
    authorised_from: Day = column(
        "First force day it was given for; empty is from the beginning.", default=EARLIEST_DAY
    )
    authorised_until: Day = column("Last force day it was given for; empty is without end.", default=LATEST_DAY - 1)
    authorised_marked: YesNo = column("Whether it allows a marked car.", default=False)

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse an end before the beginning, and half an authorisation."""
        if self.until < self.from_:
            yield "until", "a date not before from"
        if self.authorised_until < self.authorised_from:
            yield "authorised_until", "a date not before authorised_from"
        if self.reference and not self.authorised_by:
            yield "authorised_by", "the role or rank that authorised it, since a reference is stated"
        if not self.reference and (self.authorised_by or self.authorised_marked):
            yield "reference", "the reference of the authorisation, since something of it is stated"

    def value(self, at: Place) -> OnCallCar:
        """Return the car over half-open force days."""
        return OnCallCar(
            self.officer,
            self.from_,
            self.until + 1,
            self.marked,
            self.reference,
            self.authorised_by,
            self.authorised_from,
            self.authorised_until + 1,
            self.authorised_marked,
            at.source,
        )
