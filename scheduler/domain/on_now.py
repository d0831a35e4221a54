"""Who is on: the seats of a published rota at an instant, until when they are held and who is next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scheduler.domain.publication import PublishedDuty, PublishedPost, PublishedSeats, Wanted
from scheduler.domain.spans import overlaps
from scheduler.domain.time import MINUTES_PER_DAY


@dataclass(frozen=True, slots=True)
class Hold:
    """An officer in a seat, from the first of their duties there to the end of the last that follows without a break.

    Attributes
    ----------
    start_at, end_at
        UTC minutes, half-open; whole tours, with the time to get ready and to stand down.
    on_call
        Stood by for, not attended.
    """

    officer: str
    start_at: int
    end_at: int
    on_call: bool


@dataclass(frozen=True, slots=True)
class PostNow:
    """A post at an instant.

    Attributes
    ----------
    held
        Who is in its seats, the first to leave first.
    following
        Those who come next, all from one instant on; empty where nobody is published to.
    wanted, empty
        Seats wanted at the minimum, and how many of them nobody holds.
    empty_from
        The first instant (UTC minute) of the next 24 hours at which a wanted seat is empty; None where none is.
    """

    post: PublishedPost
    held: tuple[Hold, ...]
    following: tuple[Hold, ...]
    wanted: int
    empty: int
    empty_from: int | None


@dataclass(frozen=True, slots=True)
class EmptySpan:
    """Seats of a post that are wanted at the minimum, and that nobody holds, over a span.

    Attributes
    ----------
    start_at, end_at
        UTC minutes, half-open.
    """

    start_at: int
    end_at: int
    seats: int


@dataclass(frozen=True, slots=True)
class PostAhead:
    """A post over a span of time to come.

    Attributes
    ----------
    held
        Every hold that has an instant of the span, whole, in order of time.
    empty
        Cut to the span, in order of time.
    """

    post: PublishedPost
    held: tuple[Hold, ...]
    empty: tuple[EmptySpan, ...]


class WhoIsOn:
    """Says of the duties of a published rota who is in which seat at any instant.

    Parameters
    ----------
    duties
        Every duty that was told; those that are cancelled or have no seat are passed over.
    """

    def __init__(self, duties: Iterable[PublishedDuty]) -> None:
        self._duties: dict[str, list[PublishedDuty]] = defaultdict(list)
        for duty in duties:
            if duty.post and duty.status == "confirmed":
                self._duties[duty.post].append(duty)
        self._holds = {post: _holds(mine) for post, mine in self._duties.items()}

    def at(self, at: int, seats: PublishedSeats) -> tuple[PostNow, ...]:
        """Return the posts that are held, or wanted, at some instant of the 24 hours before and after an instant.

        Parameters
        ----------
        at
            UTC minute.
        seats
            The posts in their order, and what is wanted of them. A post that is not among them comes last.
        """
        wanted = _wanted(seats, at - MINUTES_PER_DAY, at + MINUTES_PER_DAY)
        found = []
        for code, post in self._posts(seats).items():
            holds = self._holds.get(code, ())
            if code in wanted or any(near(one.start_at, one.end_at, at) for one in holds):
                found.append(self._post(post, at, holds, wanted.get(code, ())))
        return tuple(found)

    def between(self, begin: int, end: int, seats: PublishedSeats) -> tuple[PostAhead, ...]:
        """Return the posts that are held, or wanted, at some instant of a span, in the order of `at`.

        Parameters
        ----------
        begin, end
            UTC minutes, half-open.
        seats
            As for `at`.
        """
        wanted = _wanted(seats, begin, end)
        found = []
        for code, post in self._posts(seats).items():
            held = tuple(
                one for one in self._holds.get(code, ()) if overlaps(((one.start_at, one.end_at),), begin, end)
            )
            if held or code in wanted:
                duties = [
                    one for one in self._duties.get(code, ()) if overlaps(((one.start_at, one.end_at),), begin, end)
                ]
                found.append(PostAhead(post, held, _empty_spans(wanted.get(code, ()), duties, begin, end)))
        return tuple(found)

    def _posts(self, seats: PublishedSeats) -> dict[str, PublishedPost]:
        """Return the posts by code: those that are known in their order, then those of duties alone."""
        known = {post.post: post for post in seats.posts}
        others = {post: _nameless(duties[0]) for post, duties in sorted(self._duties.items()) if post not in known}
        return known | others

    def _post(self, post: PublishedPost, at: int, holds: Sequence[Hold], wanted: Sequence[Wanted]) -> PostNow:
        held = sorted(
            (one for one in holds if one.start_at <= at < one.end_at), key=lambda one: (one.end_at, one.officer)
        )
        coming = [one for one in holds if one.start_at > at]
        first = min((one.start_at for one in coming), default=None)
        duties = [one for one in self._duties.get(post.post, ()) if near(one.start_at, one.end_at, at)]
        until = at + MINUTES_PER_DAY
        turns = {at, *(one.start_at for one in wanted), *(one.end_at for one in duties)}
        moments = sorted(moment for moment in turns if at <= moment < until)
        return PostNow(
            post,
            tuple(held),
            tuple(one for one in coming if one.start_at == first),
            _seats(wanted, at),
            empty_seats(wanted, duties, at),
            next((moment for moment in moments if empty_seats(wanted, duties, moment)), None),
        )


def near(start_at: int, end_at: int, at: int) -> bool:
    """Say whether a span has an instant of the 24 hours before and after an instant."""
    return overlaps(((start_at, end_at),), at - MINUTES_PER_DAY, at + MINUTES_PER_DAY)


def empty_seats(wanted: Iterable[Wanted], duties: Sequence[PublishedDuty], at: int) -> int:
    """Return how many wanted seats of one post nobody holds at an instant.

    Seats wanted on tours are filled by that tour alone and add up; those wanted on spans are filled by whoever is there,
    so that of several the largest shortage is the post's.
    """
    there = [duty.tour for duty in duties if duty.start_at <= at < duty.end_at]
    on_tours, on_spans = 0, [0]
    for one in wanted:
        if one.start_at <= at < one.end_at:
            if one.tour:
                on_tours += max(0, one.seats - there.count(one.tour))
            else:
                on_spans.append(one.seats - len(there))
    return max(on_tours, *on_spans)


def _wanted(seats: PublishedSeats, begin: int, end: int) -> dict[str, list[Wanted]]:
    """Return by post what is wanted at some instant of a span."""
    found: dict[str, list[Wanted]] = defaultdict(list)
    for one in seats.wanted:
        if overlaps(((one.start_at, one.end_at),), begin, end):
            found[one.post].append(one)
    return found


def _empty_spans(
    wanted: Sequence[Wanted], duties: Sequence[PublishedDuty], begin: int, end: int
) -> tuple[EmptySpan, ...]:
    """Return when seats of one post are empty within a span, and how many; spans that touch differ in the number."""
    spans = [(one.start_at, one.end_at) for one in wanted] + [(one.start_at, one.end_at) for one in duties]
    turns = {turn for span in spans for turn in span if begin < turn < end}
    found: list[EmptySpan] = []
    for start, until in pairwise(sorted({begin, end} | turns)):
        seats = empty_seats(wanted, duties, start)
        if found and (found[-1].end_at, found[-1].seats) == (start, seats):
            found[-1] = EmptySpan(found[-1].start_at, until, seats)
        elif seats:
            found.append(EmptySpan(start, until, seats))
    return tuple(found)


def _seats(wanted: Iterable[Wanted], at: int) -> int:
    """Return how many seats are wanted at an instant."""
    now = [one for one in wanted if one.start_at <= at < one.end_at]
    return max(sum(one.seats for one in now if one.tour), max((one.seats for one in now if not one.tour), default=0))


def _holds(duties: Iterable[PublishedDuty]) -> tuple[Hold, ...]:
    """Return the holds of one post's seats: duties of an officer that follow without a break are one."""
    found: dict[str, list[Hold]] = defaultdict(list)
    for duty in sorted(duties, key=lambda one: (one.start_at, one.end_at)):
        mine, on_call = found[duty.key.officer], duty.key.slot == "on_call"
        if mine and duty.start_at <= mine[-1].end_at and mine[-1].on_call == on_call:
            before = mine.pop()
            mine.append(Hold(before.officer, before.start_at, max(before.end_at, duty.end_at), on_call))
        else:
            mine.append(Hold(duty.key.officer, duty.start_at, duty.end_at, on_call))
    return tuple(sorted((one for mine in found.values() for one in mine), key=lambda one: (one.start_at, one.officer)))


def _nameless(duty: PublishedDuty) -> PublishedPost:
    return PublishedPost(duty.post, duty.post, duty.role, duty.force, "")
