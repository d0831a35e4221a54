"""Who is on: holds, who is next, and the seats that nobody holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.on_now import EmptySpan, PostNow, WhoIsOn, empty_seats
from scheduler.domain.publication import PublishedDuty, PublishedPost, PublishedSeats, Wanted
from scheduler.domain.time import instant
from tests.feeds.rotas import AUTUMN, ZONE, duty

POST = PublishedPost("TFC", "Tactical commander", "CTFC", "F1", "01632 960123")


def at(hour: int, day: int = AUTUMN) -> int:
    """Return the instant of an hour on the wall clock."""
    return instant(day, hour * 60, ZONE)


def wanted(seats: int = 1, start: int = 7, end: int = 31, tour: str = "") -> Wanted:
    """Return seats of the post wanted over hours of the first day."""
    return Wanted("TFC", AUTUMN, tour, at(start), at(end), seats)


def now(duties: list[PublishedDuty], *rows: Wanted, hour: int = 12) -> PostNow:
    """Return the post at an hour of the first day."""
    (found,) = WhoIsOn(duties).at(at(hour), PublishedSeats((POST,), rows))
    return found


def test_a_seat_is_held_until_its_officer_really_leaves_it() -> None:
    """On call on two days without a break is one hold, over the clock change; another officer is next."""
    days = [duty("A1", AUTUMN, "OC", "TFC"), duty("A1", AUTUMN + 1, "OC", "TFC"), duty("A2", AUTUMN + 2, "OC", "TFC")]
    found = now(days)
    (hold,) = found.held
    assert (hold.officer, hold.on_call, hold.end_at - hold.start_at) == ("A1", True, 49 * 60)
    assert [(one.officer, one.start_at) for one in found.following] == [("A2", hold.end_at)]
    assert found.post.phone == "01632 960123"


def test_an_instant_belongs_to_the_tour_that_begins_with_it() -> None:
    """At 19:00 the day tour has ended and the night tour holds."""
    days = [duty("A1", AUTUMN, "D", "TFC"), duty("A2", AUTUMN, "N", "TFC")]
    assert [one.officer for one in now(days, hour=19).held] == ["A2"]
    assert [one.officer for one in now(days, hour=18).held] == ["A1"]


def test_cancelled_duties_and_those_without_a_seat_hold_nothing() -> None:
    """Nobody is in the seat, though it was told before."""
    gone = replace(duty("A1", AUTUMN, "D", "TFC"), status="cancelled")
    found = now([gone, duty("A2", AUTUMN, "D", "")], wanted())
    assert (found.held, found.following, found.empty) == ((), (), 1)


def test_a_seat_that_empties_later_is_told_from_the_minute_it_does() -> None:
    """Held by day, wanted until the next morning, nobody at night: empty from 19:00 and not now."""
    found = now([duty("A1", AUTUMN, "D", "TFC")], wanted())
    assert (found.wanted, found.empty, found.empty_from) == (1, 0, at(19))
    assert now([duty("A1", AUTUMN, "D", "TFC"), duty("A2", AUTUMN, "N", "TFC")], wanted()).empty_from is None


def test_seats_of_a_tour_are_filled_by_that_tour_alone() -> None:
    """An officer on the late tour does not fill a seat wanted on the day tour, though both are there at 15:00."""
    late = [duty("A1", AUTUMN, "L", "TFC")]
    assert now(late, wanted(1, 7, 19, "D"), hour=15).empty == 1
    assert now(late, wanted(1, 7, 19), hour=15).empty == 0


def test_tours_add_up_and_spans_do_not() -> None:
    """Two tours short of one each are two seats; two spans short of one and two are two, filled by the same officers."""
    assert empty_seats([wanted(1, 7, 19, "D"), wanted(1, 7, 19, "L")], [], at(12)) == 2
    assert empty_seats([wanted(1), wanted(2)], [], at(12)) == 2


def test_a_post_that_nobody_needs_about_an_instant_is_left_out() -> None:
    """Held three days later alone, it is not listed; an unknown post is, by its code."""
    assert WhoIsOn([duty("A1", AUTUMN + 3, "D", "TFC")]).at(at(12), PublishedSeats((POST,))) == ()
    (other,) = WhoIsOn([duty("A1", AUTUMN, "D", "ARV")]).at(at(12), PublishedSeats((POST,)))
    assert (other.post.post, other.post.phone, other.post.role) == ("ARV", "", "AFO")


@given(held=st.integers(0, 5), seats=st.integers(0, 5), hour=st.integers(7, 18))
def test_holders_and_empty_seats_make_what_is_wanted(held: int, seats: int, hour: int) -> None:
    """Of a span, as many seats are empty as are wanted beyond those held, never fewer than none."""
    found = now([duty("A0", AUTUMN - 1, "D", "TFC"), *(duty(f"A{n + 1}", AUTUMN, "D", "TFC") for n in range(held))],
                wanted(seats), hour=hour)  # fmt: skip
    assert len(found.held) == held
    assert found.empty == max(0, seats - held)


def test_days_ahead_have_every_hold_and_what_is_empty_between_them() -> None:
    """By day one of two seats is empty, at night none is held; the next day is beyond what is wanted."""
    days = [duty("A1", AUTUMN, "D", "TFC"), duty("A2", AUTUMN + 1, "D", "TFC"), duty("A3", AUTUMN + 7, "D", "TFC")]
    (found,) = WhoIsOn(days).between(at(8), at(8, AUTUMN + 7), PublishedSeats((POST,), (wanted(2),)))
    assert [(one.officer, one.start_at) for one in found.held] == [
        ("A1", at(7)), ("A2", at(7, AUTUMN + 1)), ("A3", at(7, AUTUMN + 7))
    ]  # fmt: skip
    assert found.empty == (EmptySpan(at(8), at(19), 1), EmptySpan(at(19), at(31), 2))


@given(
    st.lists(st.tuples(st.integers(0, 6), st.sampled_from("DNL")), max_size=6),
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 24), st.integers(1, 3)), max_size=4),
)
def test_at_every_hour_ahead_it_is_empty_just_as_at_that_hour(held: list[tuple[int, str]], rows: list[Any]) -> None:
    """The spans say of each instant what is said of it when it is asked about alone."""
    duties = [duty(f"A{number}", AUTUMN + day, tour, "TFC") for number, (day, tour) in enumerate(held)]
    seats = PublishedSeats((POST,), tuple(wanted(n, start, start + hours) for start, hours, n in rows))
    begin = at(5)
    spans = [span for post in WhoIsOn(duties).between(begin, begin + 48 * 60, seats) for span in post.empty]
    for minute in range(begin, begin + 48 * 60, 60):
        told = [span.seats for span in spans if span.start_at <= minute < span.end_at]
        assert told == [one.empty for one in WhoIsOn(duties).at(minute, seats) if one.empty]
