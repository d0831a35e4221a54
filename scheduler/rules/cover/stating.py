"""How the first faces of cover and crew rules state duties as rows and amounts; no second face reads this module."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from scheduler.domain.duties import duties_of
from scheduler.domain.price import FREE, Price
from scheduler.domain.rows import Amount, Requirements, Row, Supply, Term
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.work import Duty, Post

DatedTour = tuple[str, int]
"""A tour's code and the force day it starts on."""


@dataclass
class Statement:
    """Rows, amounts, terms and supplies as a rule writes them down, one after the other."""

    rows: list[Row] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    supplies: list[Supply] = field(default_factory=list)

    def row(self, key: str, at_least: int) -> str:
        """Write down a row and return its key."""
        self.rows.append(Row(key, at_least))
        return key

    def amount(self, key: str, upper: int, price: Price = FREE) -> str:
        """Write down an amount and return its key."""
        self.amounts.append(Amount(key, upper, price))
        return key

    def finished(self) -> Requirements:
        """Return everything written down."""
        return Requirements(tuple(self.rows), tuple(self.amounts), tuple(self.terms), tuple(self.supplies))


def beyond_all(scenario: Scenario) -> Price:
    """Return a price above that of leaving every duty uncovered: what nobody may do costs it, and is never worth it.

    A row of seats that no amount eases could not be kept by officers who have not been told of each other yet.
    """
    command = {role.role for role in scenario.roles if role.command}
    priority = {post.post: post.priority for post in scenario.posts if post.role in command}
    return Price(command=1 + sum(duty.minimum * priority.get(duty.post, 0) for duty in duties_of(scenario)))


@dataclass(frozen=True, slots=True)
class Stretch:
    """The instants of a duty that exactly the same tours can fill.

    Attributes
    ----------
    minutes
        Length in minutes; 0 for a duty stated on a tour, which has no price by the hour.
    tours
        Tours of the post that span all of it; empty where no tour ever can.
    """

    minutes: int
    tours: tuple[DatedTour, ...]

    @property
    def hours(self) -> int:
        """Hours begun."""
        return -(-self.minutes // 60)


@dataclass(frozen=True, slots=True)
class StatedDuty:
    """A duty with its post and its stretches."""

    duty: Duty
    post: Post
    stretches: tuple[Stretch, ...]


def stated_duties(scenario: Scenario, *, crewed: bool) -> Iterator[StatedDuty]:
    """Yield the duties of crewed or of uncrewed posts that want anybody at all."""
    posts = {post.post: post for post in scenario.posts if post.crewed == crewed}
    windows = seat_windows(scenario)
    for duty in duties_of(scenario):
        post = posts.get(duty.post)
        if post is not None and duty.target > 0:
            yield StatedDuty(duty, post, _stretches(duty, post, windows, scenario.horizon.days))


def seat_windows(scenario: Scenario) -> dict[DatedTour, tuple[int, int]]:
    """Return the instants in which each tour fills a seat, for the planned days and two days either side."""
    zone = scenario.horizon.zone
    days = range(scenario.horizon.first_day - 2, scenario.horizon.until_day + 2)
    return {
        (tour.tour, day): (tour.seat_from(day, zone), tour.seat_until(day, zone))
        for tour in scenario.tours
        for day in days
    }


def _stretches(
    duty: Duty, post: Post, windows: Mapping[DatedTour, tuple[int, int]], planned: range
) -> tuple[Stretch, ...]:
    """Cut a duty where a tour of its post begins or ceases to fill a seat, and gather what the same tours span.

    What a tour of a day outside the planned days would fill is left out: that rota is not ours to judge.
    """
    if duty.tour is not None:
        return (Stretch(0, ((duty.tour, duty.day),) if duty.tour in post.tours else ()),)
    near = {
        (code, day): windows[code, day]
        for day in range(duty.day - 2, duty.day + 2)
        for code in dict.fromkeys(post.tours)
    }
    cuts = {duty.start_at, duty.end_at}
    cuts.update(at for window in near.values() for at in window if duty.start_at < at < duty.end_at)
    minutes: dict[tuple[DatedTour, ...], int] = defaultdict(int)
    for begin, end in pairwise(sorted(cuts)):
        spanning = tuple(tour for tour, (opens, closes) in near.items() if opens <= begin and end <= closes)
        if all(day in planned for _, day in spanning):
            minutes[spanning] += end - begin
    return tuple(Stretch(length, tours) for tours, length in minutes.items())


def state_shortage(sheet: Statement, stated: StatedDuty, scenario: Scenario) -> list[tuple[str, tuple[DatedTour, ...]]]:
    """Write the rows and short amounts of a duty and return each row with the tours that count towards it."""
    duty, stretches = stated.duty, stated.stretches
    if not stretches:
        return []
    role = next(role for role in scenario.roles if role.role == stated.post.role)
    priority = stated.post.priority
    grave = Price(command=priority) if role.command else Price(crews=priority)
    alone = stretches[0].hours * scenario.prices.uncovered_hour if len(stretches) == 1 else 0
    short = scenario.prices.target_short if duty.short_price is None else duty.short_price
    pence = Price(pence=short + alone)
    grades = [
        (grade, upper, price)
        for grade, upper, price in (
            ("minimum", duty.minimum, grave.plus(pence)),
            ("target", duty.target - duty.minimum, pence),
        )
        if upper > 0
    ]
    for grade, upper, price in grades:
        sheet.amount(f"short-{grade}/{duty.duty}", upper, price)
    if len(stretches) == 1:
        key = sheet.row(f"cover/{duty.duty}", duty.target)
        sheet.terms.extend(Term(key, f"short-{grade}/{duty.duty}", 1) for grade, _, _ in grades)
        return [(key, stretches[0].tours)]
    found = []
    for number, stretch in enumerate(stretches):
        key = sheet.row(f"cover/{duty.duty}/{number}", duty.target)
        by_the_hour = Price(pence=stretch.hours * scenario.prices.uncovered_hour)
        for grade, upper, _ in grades:
            _couple(sheet, f"{grade}/{duty.duty}", number, key, Amount("", upper, by_the_hour))
        found.append((key, stretch.tours))
    return found


def _couple(sheet: Statement, name: str, number: int, row: str, like: Amount) -> None:
    """Let a stretch be short by the hour, and the duty be short by as much as its shortest stretch."""
    hourly = sheet.amount(f"hour-{name}/{number}", like.upper, like.price)
    sheet.terms.append(Term(row, hourly, 1))
    couple = sheet.row(f"couple-{name}/{number}", 0)
    sheet.terms.append(Term(couple, f"short-{name}", 1))
    sheet.terms.append(Term(couple, hourly, -1))


@dataclass(frozen=True, slots=True)
class DatedCars:
    """The cars of a post on a tour of a force day, and the most that any duty could use."""

    post: Post
    tour: str
    day: int
    most: int

    @property
    def key(self) -> str:
        """Key of the amount, ``cars/POST/TOUR/YYYY-MM-DD``."""
        return cars_key(self.post.post, self.tour, self.day)

    @property
    def place(self) -> str:
        """The end of every row's key, ``POST/TOUR/YYYY-MM-DD``."""
        return self.key.removeprefix("cars/")


def cars_key(post: str, tour: str, day: int) -> str:
    """Return the key of the amount of cars a post crews on a tour of a force day."""
    return f"cars/{post}/{tour}/{iso_day(day)}"


def usable_cars(scenario: Scenario) -> list[DatedCars]:
    """Return every post, tour and force day on which a duty could use a car, in that duty order."""
    most: dict[tuple[str, str, int], int] = defaultdict(int)
    for stated in stated_duties(scenario, crewed=True):
        for stretch in stated.stretches:
            for tour, day in stretch.tours:
                place = (stated.post.post, tour, day)
                most[place] = max(most[place], stated.duty.target)
    posts = {post.post: post for post in scenario.posts}
    return [DatedCars(posts[post], tour, day, count) for (post, tour, day), count in most.items()]
