"""One point of a hand-in study: what one response leaves uncovered in one sample at one share, and what it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from scheduler.audit import audit, cover_findings, price_of, uncovered_of
from scheduler.domain.aid import RUNGS
from scheduler.domain.rota import Rota, Uncovered
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import Post
from scheduler.pay.counting import pay_of
from scheduler.rules.line import LINE_RULES

Status = Literal["proved", "bounded", "timed_out"]
SettledBy = Literal["counted", "stands", "nested", "cover", "search", "none"]
"""What settled whether anything falls: counted in the rota as published, lines known before, another share of the same
sample, the bound and rota of cover alone, a search; or nothing within the work allowed."""

_OF_OFFICERS = frozenset(rule.code for rule in LINE_RULES)

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
    first_seat: str
    recovery_day: int | None
    by_seat_day: Mapping[tuple[str, int], int]
    cars: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a response takes.

    Attributes
    ----------
    law
        What `limits_broken` counts, beyond what the rota as published breaks.
    told
        Officers whose tours or seats are no longer as published, those who handed in among them.
    pence
        Pay that the rota brings, as `rota plan` counts it; indicative.
    aid_days
        Officer-days of help.
    rung, rung_day
        Furthest rung of the ladder that helped, and the force day on which it first did.
    own_per_mille
        Own officers' part of all armed hours, in thousandths; None where there are none.
    """

    law: int
    told: int
    pence: int
    aid_days: int
    rung: str
    rung_day: int | None
    own_per_mille: int | None


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
        Of the rota found; None where nesting alone says that nothing falls.
    taken
        None where the sample is none of those measured.
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

    def document(self) -> dict[str, Any]:
        """Return the point as JSON takes it."""
        document = asdict(self)
        if self.fallen is not None:
            document["fallen"]["by_seat_day"] = [
                [post, day, minutes] for (post, day), minutes in sorted(self.fallen.by_seat_day.items())
            ]
            document["fallen"]["cars"] = dict(sorted(self.fallen.cars.items()))
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
            told["taken"] = Taken(**told["taken"])
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
        "" if first is None else first.duty.post,
        _recovery(scenario, {day for _, day in by_seat_day}),
        by_seat_day,
        _cars(short, posts),
    )


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


def limits_broken(scenario: Scenario, rota: Rota) -> int:
    """Return how often a rota breaks a rule on one officer's hours, rest and tours, or bends one by a lever."""
    findings = audit(scenario, rota).findings
    return sum(one.grade == "lever" or (one.grade == "breach" and one.rule in _OF_OFFICERS) for one in findings)


def taken_of(scenario: Scenario, rota: Rota, published: Rota, law_before: int) -> Taken:
    """Return what a rota takes beside the one that was published, leaving out what it leaves uncovered."""
    relations = {offer.offer: offer.relation for offer in scenario.offers}
    offer_of = {officer.officer: officer.offer for officer in scenario.officers if officer.offer is not None}
    helped = {(held.officer, held.day) for held in rota.assignments if held.officer in offer_of and held.post}
    ranked = [(RUNGS.index(relations[offer_of[officer] or ""]), day) for officer, day in helped]
    furthest = max((rank for rank, _ in ranked), default=0)
    day = min((day for rank, day in ranked if rank == furthest and rank), default=None)
    law = limits_broken(scenario, rota)
    return Taken(
        max(0, law - law_before),
        _n_told(scenario, rota, published),
        pay_of(scenario, rota).pence,
        len(helped),
        RUNGS[furthest],
        day,
        _own_per_mille(scenario, rota, set(offer_of)),
    )


def _n_told(scenario: Scenario, rota: Rota, published: Rota) -> int:
    """Return the officers whose days asked for are not as published."""
    asked = range(scenario.horizon.first_day, scenario.horizon.first_day + scenario.horizon.n_days)

    def held(one: Rota) -> set[tuple[str, int, str, str]]:
        return {(row.officer, row.day, row.tour, row.post) for row in one.assignments if row.day in asked}

    return len({officer for officer, *_ in held(rota) ^ held(published)})


def _own_per_mille(scenario: Scenario, rota: Rota, lent: set[str]) -> int | None:
    armed = {tour.tour for tour in scenario.tours if tour.armed}
    own = every = 0
    for held in rota.assignments:
        if held.post and held.tour in armed:
            minutes = held.end_at - held.start_at
            every += minutes
            own += 0 if held.officer in lent else minutes
    return own * 1000 // every if every else None
