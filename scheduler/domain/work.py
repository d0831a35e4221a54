"""Tours, the options they form, and the demand for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from scheduler.domain.time import instant

TourKind = Literal["early", "day", "late", "night", "on_call", "other", "training"]
Purpose = Literal["routine", "counter_terrorism", "static_guard", "contingency"]
REST = "rest"
LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Tour:
    """An officer's one continuous period of duty, as the scenario defines it on the wall clock.

    Attributes
    ----------
    start, end
        Minutes of wall-clock time after the midnight of the force day's date; ``end`` may pass 1440.
    ready, stand_down
        Minutes at the beginning and the end in which the officer cannot yet or no longer fill a seat.
    on_call
        Standby without attendance: not attended duty, carries no hours until called out.
    night
        Counts as a night for the night rules.
    """

    tour: str
    kind: TourKind
    start: int
    end: int
    ready: int = 0
    stand_down: int = 0
    armed: bool = False
    source: str = ""

    @property
    def on_call(self) -> bool:
        """Whether the tour is standby without attendance."""
        return self.kind == "on_call"

    @property
    def night(self) -> bool:
        """Whether the tour counts as a night."""
        return self.kind == "night"

    def start_at(self, day: int, zone: str) -> int:
        """Return the instant the tour starts on a force day."""
        return instant(day, self.start, zone)

    def end_at(self, day: int, zone: str) -> int:
        """Return the instant the tour that starts on a force day ends."""
        return instant(day, self.end, zone, last=True)

    def seat_from(self, day: int, zone: str) -> int:
        """Return the first instant at which the officer can fill a seat."""
        return self.start_at(day, zone) + self.ready

    def seat_until(self, day: int, zone: str) -> int:
        """Return the instant from which the officer can no longer fill a seat."""
        return self.end_at(day, zone) - self.stand_down


@dataclass(frozen=True, slots=True)
class Option:
    """What one officer may do on one force day, on real instants: the letter a line rule reads.

    Attributes
    ----------
    code
        Tour codes joined by ``+``, or ``rest``, or ``leave``.
    day
        Force day.
    start_at, end_at
        Attended duty in UTC minutes; both 0 where there is none.
    minutes
        Minutes of attended duty.
    night
        The attended tour is a night.
    on_call
        The day carries an on-call tour.
    on_call_from, on_call_until
        That tour's instants; both 0 where there is none.
    turn
        Place in the forward rotation: 0 early or day, 1 late, 2 night; -1 where the day does not take part.
    leave
        The officer is abstracted for the whole force day: neither duty nor rest day.
    """

    code: str
    day: int
    start_at: int = 0
    end_at: int = 0
    minutes: int = 0
    night: bool = False
    on_call: bool = False
    on_call_from: int = 0
    on_call_until: int = 0
    turn: int = -1
    leave: bool = False
    kinds: tuple[TourKind, ...] = ()

    @property
    def duty(self) -> bool:
        """Whether the day has attended duty."""
        return self.minutes > 0

    @property
    def rest_day(self) -> bool:
        """Whether the day is a rest day: no attended duty and no leave; standing by on call does not spoil it."""
        return self.minutes == 0 and not self.leave


_TURN: dict[TourKind, int] = {"early": 0, "day": 0, "late": 1, "night": 2}


def dated_option(code: str, tours: dict[str, Tour], day: int, zone: str) -> Option:
    """Return the option a code means on a force day.

    Parameters
    ----------
    code
        Tour codes joined by ``+``, or ``rest``, or ``leave``.
    tours
        Every tour of the scenario by its code.

    Raises
    ------
    KeyError
        If the code names an unknown tour.
    """
    if code in (REST, LEAVE):
        return Option(code, day, leave=code == LEAVE)
    held = [tours[name] for name in code.split("+")]
    attended = [tour for tour in held if not tour.on_call]
    standby = [tour for tour in held if tour.on_call]
    start_at = min((tour.start_at(day, zone) for tour in attended), default=0)
    end_at = max((tour.end_at(day, zone) for tour in attended), default=0)
    return Option(
        code,
        day,
        start_at,
        end_at,
        sum(tour.end_at(day, zone) - tour.start_at(day, zone) for tour in attended),
        any(tour.night for tour in attended),
        bool(standby),
        min((tour.start_at(day, zone) for tour in standby), default=0),
        max((tour.end_at(day, zone) for tour in standby), default=0),
        max((_TURN.get(tour.kind, -1) for tour in attended), default=-1),
        kinds=tuple(tour.kind for tour in held),
    )


@dataclass(frozen=True, slots=True)
class Post:
    """A place with seats: a command seat, or the armed response vehicles of a base.

    Attributes
    ----------
    role
        Role each officer in a seat must be authorised for.
    tours
        Tours on which the post is staffed.
    units
        Units whose officers may fill it; empty is every unit.
    crew_size
        Officers to one car; 0 for a post whose duties are single seats.
    driver_role, supervisor_role
        Roles one officer of each car, and one officer for every ``cars_per_supervisor`` cars, must hold as well.
    vehicle_pool
        Pool its cars come from; None where cars do not bind.
    priority
        How much one uncovered duty counts in its level.
    away_price
        Pence for an officer whose home post is another one.
    purpose
        What its duties are for: ``counter_terrorism``, ``static_guard`` and ``contingency`` (standing by for an attack)
        set out who from elsewhere may fill it.
    operation
        The operation whose seats these are; empty for a post that is there every day.
    phone
        The duty phone of whoever holds a seat: the post's own, never a person's; empty where there is none.
    """

    post: str
    name: str
    force: str
    role: str
    tours: tuple[str, ...]
    units: tuple[str, ...] = ()
    crew_size: int = 0
    driver_role: str | None = None
    supervisor_role: str | None = None
    cars_per_supervisor: int = 0
    vehicle_pool: str | None = None
    priority: int = 1
    away_price: int = 0
    source: str = ""
    purpose: Purpose = "routine"
    operation: str = ""
    phone: str = ""

    @property
    def crewed(self) -> bool:
        """Whether the post's duties are cars that want a whole crew."""
        return self.crew_size > 0


@dataclass(frozen=True, slots=True)
class Cover:
    """How many duties a post needs on some force days: seats, or crewed cars.

    Demand is stated on a tour (only that tour fills it) or on a span of wall-clock minutes (any tour of the post that
    spans an instant fills it there), never both.

    Attributes
    ----------
    short_price
        Pence for each place below the target; None for the scenario's price.
    over_price
        Pence for each officer on the tour beyond the target; on tours of posts without cars alone.
    """

    post: str
    tour: str | None
    start: int
    end: int
    weekdays: tuple[int, ...]
    from_day: int
    until_day: int
    minimum: int
    target: int
    source: str = ""
    short_price: int | None = None
    over_price: int = 0


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A car of a pool, and the force days (half-open) on which it is off the road."""

    vehicle: str
    pool: str
    off_road: tuple[tuple[int, int], ...] = ()
    tracked: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """One requirement on one force day: ``target`` places of a post over a span of instants.

    Attributes
    ----------
    duty
        Stable id, ``POST/TOUR-OR-SPAN/YYYY-MM-DD``.
    tour
        Tour that alone fills it, or None where any tour spanning an instant fills it there.
    short_price, over_price
        As its row of cover has them.
    """

    duty: str
    post: str
    tour: str | None
    day: int
    start_at: int
    end_at: int
    minimum: int
    target: int
    source: str = ""
    short_price: int | None = None
    over_price: int = 0

    @property
    def aspirational(self) -> bool:
        """Whether it has a target and no minimum, so that nothing is uncovered however few fill it."""
        return self.minimum == 0 < self.target


@dataclass(frozen=True, slots=True)
class Placement:
    """An officer's tour at a post on a force day."""

    officer: str
    post: str
    tour: str
    day: int


@dataclass(frozen=True, slots=True)
class Horizon:
    """The force days that are planned.

    Attributes
    ----------
    first_day
        First force day.
    n_days
        Days asked for.
    n_tail_days
        Days planned beyond them, so that the period does not end with everyone spent; provisional, never published.
    period_days
        Length of the reference period whose counters reset, counted from ``period_anchor``.
    """

    first_day: int
    n_days: int
    zone: str
    n_tail_days: int = 7
    period_days: int = 28
    period_anchor: int = field(default=0)

    @property
    def days(self) -> range:
        """Every planned force day, the tail included."""
        return range(self.first_day, self.first_day + self.n_days + self.n_tail_days)

    @property
    def until_day(self) -> int:
        """First force day after the tail."""
        return self.first_day + self.n_days + self.n_tail_days

    def period_of(self, day: int) -> int:
        """Return the number of the reference period a force day belongs to."""
        return (day - self.period_anchor) // self.period_days

    def provisional(self, day: int) -> bool:
        """Say whether a force day belongs to the tail."""
        return day >= self.first_day + self.n_days
