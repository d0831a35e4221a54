"""One point of a hand-in study: what one response leaves uncovered in one sample at one share, and what it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from scheduler.audit import cover_findings, price_of, uncovered_of
from scheduler.domain.rota import Rota, Uncovered
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.domain.work import Post
from scheduler.studies.handing_in.taken import Taken

Status = Literal["proved", "bounded", "timed_out"]
SettledBy = Literal["counted", "stands", "nested", "cover", "search", "none"]
"""What settled whether anything falls: counted in the rota as published, lines known before, another share of the same
sample, the bound and rota of cover alone, a search; or nothing within the work allowed."""

FoundBy = Literal["published", "cover", "plan"]
"""What found the rota a point tells of: it is the one published, or that of the proof of cover in which whoever can has the
published line back, or of a plan in which everything has its price."""

CHEAP: frozenset[str] = frozenset({"stands", "nested", "cover"})
"""What counts as the cheap proof: nothing was searched."""


@dataclass(frozen=True, slots=True)
class Fallen:
    """What a rota leaves uncovered at the minimum over all planned days, the provisional ones among them.

    Attributes
    ----------
    command, crews
        As the first two levels of a price count them: duties by the priority of their post.
    minutes
        Of every place below its minimum, over all seats.
    first_at
        UTC minute at which the first of them begins; None where none is short.
    first_after
        Minutes from the beginning of the first planned force day until then.
    first_seat
        Post of that duty.
    recovery_day
        Force day from which no duty is short any more; None where none is short, or some still is on the last day.
    by_seat_day
        (post, force day) -> minutes short.
    cars
        Tour -> cars below the minimum, added up over the days.
    """

    command: int
    crews: int
    minutes: int
    first_at: int | None
    first_after: int | None
    first_seat: str
    recovery_day: int | None
    by_seat_day: Mapping[tuple[str, int], int]
    cars: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Point:
    """A point, as it is kept and shown.

    Attributes
    ----------
    share
        Of the people who may hand in, as a fraction in text: ``3/10``.
    command_at_least, crews_at_least
        Proved: no rota of this response leaves fewer command duties uncovered, nor fewer crews with as few of those.
    fallen
        Of the rota found.
    taken
        None where that rota is not known officer by officer.
    """

    response: str
    share: str
    sample: int
    n_leavers: int
    status: Status
    settled_by: SettledBy
    command: int
    command_at_least: int
    crews: int
    crews_at_least: int
    fallen: Fallen | None = None
    taken: Taken | None = None
    found_by: FoundBy = "cover"

    def document(self) -> dict[str, Any]:
        """Return the point as JSON takes it."""
        document = asdict(self)
        if self.fallen is not None:
            document["fallen"]["by_seat_day"] = [
                [post, day, minutes] for (post, day), minutes in sorted(self.fallen.by_seat_day.items())
            ]
            document["fallen"]["cars"] = dict(sorted(self.fallen.cars.items()))
        if self.taken is not None:
            document["taken"] = self.taken.document()
        return document

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Point:
        """Return a point of its document."""
        told = dict(document)
        if told["fallen"] is not None:
            fallen = dict(told["fallen"])
            fallen["by_seat_day"] = {(post, day): minutes for post, day, minutes in fallen["by_seat_day"]}
            told["fallen"] = Fallen(**fallen)
        if told["taken"] is not None:
            told["taken"] = Taken.read(told["taken"])
        return cls(**told)


def status_of(command: tuple[int, int], crews: tuple[int, int]) -> Status:
    """Return how far price and proved least of both levels have come together.

    ``bounded``: whether anything falls is proved, how much is not. ``timed_out``: not even that is.
    """
    if all(price == least for price, least in (command, crews)):
        return "proved"
    return "bounded" if all(least > 0 or price == 0 for price, least in (command, crews)) else "timed_out"


def fallen_of(scenario: Scenario, rota: Rota) -> Fallen:
    """Return what a rota leaves uncovered."""
    short = [item for item in uncovered_of(scenario, rota, {}) if item.grade != "target"]
    price = price_of(scenario, cover_findings(scenario, rota))
    posts = {post.post: post for post in scenario.posts}
    by_seat_day: Counter[tuple[str, int]] = Counter()
    for item in short:
        by_seat_day[item.duty.post, item.duty.day] += (item.end_at - item.start_at) * (item.needed - item.filled)
    first = min(short, key=lambda item: (item.start_at, item.duty.duty), default=None)
    return Fallen(
        price.command,
        price.crews,
        sum(by_seat_day.values()),
        None if first is None else first.start_at,
        None if first is None else first.start_at - _begins_at(scenario),
        "" if first is None else first.duty.post,
        _recovery(scenario, {day for _, day in by_seat_day}),
        by_seat_day,
        _cars(short, posts),
    )


def _begins_at(scenario: Scenario) -> int:
    """Return when the first planned force day begins, of forces with posts the earliest."""
    forces = {post.force for post in scenario.posts}
    begins = min(force.day_start for force in scenario.forces if force.force in forces)
    return instant(scenario.horizon.first_day, begins, scenario.horizon.zone)


def _recovery(scenario: Scenario, days: set[int]) -> int | None:
    if not days or max(days) + 1 >= scenario.horizon.until_day:
        return None
    return max(days) + 1


def _cars(short: Iterable[Uncovered], posts: Mapping[str, Post]) -> dict[str, int]:
    cars: Counter[str] = Counter()
    for item in short:
        if posts[item.duty.post].crewed and item.duty.tour is not None:
            cars[item.duty.tour] += item.needed - item.filled
    return dict(cars)
