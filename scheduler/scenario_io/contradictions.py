"""Rows that cannot both be true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from itertools import combinations

from scheduler.domain.aid import Offer
from scheduler.domain.events import Event, Gate
from scheduler.domain.on_call_cars import OnCallCar
from scheduler.domain.people import Abstraction, Authorisation
from scheduler.domain.time import iso_day
from scheduler.domain.training import Course
from scheduler.domain.work import Cover
from scheduler.scenario_io.event_contradictions import check_carriers, check_events
from scheduler.scenario_io.overlaps import Dated, overlaps
from scheduler.scenario_io.table_reader import Reads, TableRead, row_words
from scheduler.scenario_io.tables import (
    AbstractionRow,
    AuthorisationRow,
    CoverRow,
    EventRow,
    GateRow,
    MilitaryAidRow,
    MutualAidRow,
    OfficerRow,
    OnCallCarRow,
    PostRow,
    TourRow,
    TrainingRow,
)


def check_contradictions(reads: Reads) -> None:
    """Add every pair of rows that contradict each other to the problems of the later one."""
    _check_tours_of_posts(reads)
    _check_cover(reads[CoverRow])
    _check_authorisations(reads[AuthorisationRow], reads[EventRow])
    check_events(reads[EventRow])
    _check_gates(reads[GateRow])
    _check_abstractions(reads[AbstractionRow])
    _check_aid(reads)
    _check_on_call_cars(reads[OnCallCarRow])
    _check_training(reads)


def _check_tours_of_posts(reads: Reads) -> None:
    crewed = {post.post for post in reads[PostRow].values if post.crewed}
    tours = {post.post: post.tours for post in reads[PostRow].values}
    read = reads[CoverRow]
    for number, cover in read.placed():
        offered = tours.get(cover.post)
        if cover.tour is not None and offered is not None and cover.tour not in offered:
            expected = f"a tour of post {cover.post}: {', '.join(offered[:20])}"
            read.problems.add(f"{number}:tour", cover.tour, expected, known=offered)
        if cover.over_price and cover.post in crewed:
            expected = f"an empty cell, since post {cover.post} has cars"
            read.problems.add(f"{number}:over_price", str(cover.over_price), expected)


def _check_authorisations(read: TableRead[Authorisation], events: TableRead[Event]) -> None:
    spans = [
        Dated((row.officer, row.role), row.from_at, row.until_at, number, f"{row.officer} {row.role}")
        for number, row in read.placed()
    ]
    for first, later in overlaps(spans):
        expected = f"no overlap with {row_words(first.number)}, the same officer and role"
        read.problems.add(f"{later.number}:from", later.told, expected)
    held = {(row.officer, row.role): f"{row_words(number)} of {read.problems.place}" for number, row in read.placed()}
    check_carriers(events, held)


def _check_gates(read: TableRead[Gate]) -> None:
    spans = [Dated((gate.gate,), gate.from_at, gate.until_at, number, gate.gate) for number, gate in read.placed()]
    for first, later in overlaps(spans):
        read.problems.add(
            f"{later.number}:from", later.told, f"no overlap with {row_words(first.number)}, the same gate"
        )


def _check_on_call_cars(read: TableRead[OnCallCar]) -> None:
    spans = [Dated((row.officer,), row.from_day, row.until_day, number, row.officer) for number, row in read.placed()]
    for first, later in overlaps(spans):
        expected = f"no overlap with row {first.number}, the same officer: one car, and one authorisation, at a time"
        read.problems.add(f"{later.number}:from", later.told, expected)


def _check_abstractions(read: TableRead[Abstraction]) -> None:
    spans = [
        Dated((row.officer,), row.from_day, row.until_day, number, f"{row.officer} {row.kind}")
        for number, row in read.placed()
        if row.stops == "everything"
    ]
    for first, later in overlaps(spans):
        expected = f"no overlap with {row_words(first.number)}: an officer is away altogether for one thing at a time"
        read.problems.add(f"{later.number}:from", later.told, expected)


def _check_training(reads: Reads) -> None:
    """Refuse training on other tours than training tours, two courses at a time on one tour, and rows that disagree.

    Several rows may ask for one course, each of other roles, as often as those need it: what the course is, they share.
    """
    kinds = {tour.tour: tour.kind for tour in reads[TourRow].values}
    read = reads[TrainingRow]
    for number, course in read.placed():
        if kinds.get(course.tour, "training") != "training":
            read.problems.add(f"{number}:tour", course.tour, "a tour of kind training")
    for (first, one), (later, other) in combinations(read.placed(), 2):
        if one.until_day <= other.from_day or other.until_day <= one.from_day:
            continue
        if one.course == other.course:
            for column, told, expected in _disagreements(one, other):
                read.problems.add(f"{later}:{column}", told, f"{expected} row {first}, the same course")
        elif one.tour == other.tour:
            read.problems.add(f"{later}:tour", other.tour, f"no overlap with row {first}, the same tour")


def _disagreements(one: Course, other: Course) -> Iterator[tuple[str, str, str]]:
    """Yield column, text and what is expected of a row about a course that an earlier row is about as well."""
    for role in other.roles:
        if role in one.roles:
            yield "roles", role, "a role that is not in"
    for column in ("tour", "event", "subject", "places"):
        if getattr(one, column) != getattr(other, column):
            yield column, str(getattr(other, column)), f"{getattr(one, column)} as in"
    for column, day in (("from", "from_day"), ("until", "until_day")):
        if getattr(one, day) != getattr(other, day):
            yield column, iso_day(getattr(other, day) - (column == "until")), "the same days as in"


def check_training_days(reads: Reads, days: range) -> None:
    """Refuse two rows of one course, or on one tour, that follow each other within the days to be planned.

    What is due to an officer and what is worked on the tour are then counted by one row alone.
    """
    read = reads[TrainingRow]
    touching = [
        (number, row) for number, row in read.placed() if row.from_day < days.stop and days.start < row.until_day
    ]
    for column in ("course", "tour"):
        for (first, one), (later, other) in combinations(touching, 2):
            follows = one.until_day <= other.from_day or other.until_day <= one.from_day
            if follows and getattr(one, column) == getattr(other, column):
                expected = f"a row outside the days to be planned, since row {first} has the same {column} within them"
                read.problems.add(f"{later}:from", iso_day(other.from_day), expected)


def _check_spare(read: TableRead[Offer]) -> None:
    """Refuse offers of one lender that together lend more officers of a role at a time than one of them says it can spare."""
    lent = [(number, offer) for number, offer in read.placed() if offer.usable]
    for number, offer in lent:
        before = [
            (other_number, other)
            for other_number, other in lent
            if other_number < number and other.lender == offer.lender and set(other.roles) & set(offer.roles)
        ]
        for at in sorted({offer.from_at, *(other.from_at for _, other in before)}):
            there = [(row, one) for row, one in (*before, (number, offer)) if one.from_at <= at < one.until_at]
            spare = min((one.spare for _, one in there if one.spare), default=None)
            total = sum(len(one.officers) for _, one in there)
            if (number, offer) in there and len(there) > 1 and spare is not None and total > spare:
                rows = ", ".join(str(row) for row, _ in there[:-1])
                expected = f"at most the {spare} officers the lender can spare, those of row {rows} among them"
                read.problems.add(f"{number}:officers", str(len(offer.officers)), expected)
                break


def _check_aid(reads: Reads) -> None:
    """Refuse officers lent twice or known already, soldiers on routine posts, and help that is never there."""
    _check_spare(reads[MutualAidRow])
    known = {officer.officer: reads[OfficerRow].problems.place for officer in reads[OfficerRow].values}
    purposes = {post.post: post.purpose for post in reads[PostRow].values}
    for row in (MutualAidRow, MilitaryAidRow):
        read = reads[row]
        for number, offer in read.placed():
            if offer.until_at <= offer.from_at:
                expected = "a minute after lead time and induction are over"
                read.problems.add(f"{number}:until", offer.offer, expected)
            for name in offer.officers:
                place = read.problems.whole_place(f"{number}")
                if known.setdefault(name, place) != place:
                    expected = f"an id that {known[name]} does not have"
                    read.problems.add(f"{number}:offer", name, expected)
            for post in offer.posts if row is MilitaryAidRow else ():
                if purposes.get(post, "static_guard") not in ("static_guard", "contingency"):
                    expected = f"posts of purpose static_guard or contingency; {post} is {purposes[post]}"
                    read.problems.add(f"{number}:posts", post, expected)


def _check_cover(read: TableRead[Cover]) -> None:
    """Refuse two rows about the same post and tour or span that hold on the same day, since one of them must be wrong."""
    rows: dict[Hashable, list[tuple[int, Cover]]] = defaultdict(list)
    for number, cover in read.placed():
        alike = rows[cover.post, cover.tour, cover.start, cover.end]
        for first, other in alike:
            if _same_day(cover, other):
                expected = f"days other than those of {row_words(first)}, the same post and tour or span"
                read.problems.add(f"{number}:post", cover.post, expected)
                break
        else:
            alike.append((number, cover))


def _same_day(one: Cover, other: Cover) -> bool:
    begin, end = max(one.from_day, other.from_day), min(one.until_day, other.until_day)
    shared = set(one.weekdays) & set(other.weekdays)
    # Days are ordinals of the proleptic calendar, in which day 1 is a Monday.
    return any((day - 1) % 7 in shared for day in range(begin, min(end, begin + 7)))
