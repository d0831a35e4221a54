"""How many months a seat stands while people leave each month and courses bring others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scheduler.domain.aid import RUNGS
from scheduler.domain.scenario import Scenario
from scheduler.domain.turnover import months_after
from scheduler.domain.work import Post
from scheduler.planning.alone import of_officers, seats_alone
from scheduler.studies.alike import Seats, seats_of
from scheduler.studies.leavers.draws import Timing, drawn
from scheduler.studies.leavers.model import LeaverModel, population
from scheduler.studies.sustained import Effort, Point

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Courses:
    """Courses that bring trained people.

    Attributes
    ----------
    places
        People each course brings; 0 for no courses.
    weeks
        How long each lasts.
    every_months
        Months from the beginning of one to that of the next.
    first_month
        Month in which the first begins: 0 with the planned days.
    """

    places: int = 0
    weeks: int = 12
    every_months: int = 3
    first_month: int = 0

    def done(self, first_day: int, by_day: int) -> int:
        """Return how many people courses have brought by a force day."""
        found, month = 0, self.first_month
        while self.places and months_after(first_day, month) + self.weeks * DAYS_A_WEEK <= by_day:
            found += self.places
            month += self.every_months
        return found


@dataclass(frozen=True, slots=True)
class Month:
    """How some seats stand after so many months.

    Attributes
    ----------
    month
        0 for now.
    day
        Its first force day.
    left, joined
        People who have gone and come since.
    people
        Trained people there are.
    """

    month: int
    day: int
    left: int
    joined: int
    people: int
    point: Point


@dataclass(frozen=True)
class Attrition:
    """How long some seats stand at a monthly loss.

    Attributes
    ----------
    seats
        The seats, and the officer whom those are like who join.
    """

    seats: Seats
    loss: Fraction
    courses: Courses
    months: tuple[Month, ...]

    @property
    def falls(self) -> int | None:
        """First month proved to leave a duty below its minimum; None where none is."""
        return next((one.month for one in self.months if one.point.answer == "too few"), None)

    @property
    def stands(self) -> int | None:
        """Last of the months, from now on without a break, that are found covered; None where not even now is."""
        found = None
        for one in self.months:
            if one.point.answer != "sustained":
                break
            found = one.month
        return found


@dataclass(frozen=True, slots=True)
class Loss:
    """Who leaves.

    Attributes
    ----------
    a_month
        People a month; what is left of a person is carried on to the next.
    model
        Says in which order they go.
    seed
        Of the draw.
    """

    a_month: Fraction
    model: LeaverModel
    seed: int

    def left(self, month: int) -> int:
        """Return how many have gone by the beginning of a month."""
        return int(self.a_month * month)


def worn(
    scenario: Scenario,
    posts: Sequence[Post],
    loss: Loss,
    courses: Courses,
    months: int,
    effort: Effort,
    *,
    to_the_end: bool = False,
) -> Attrition:
    """Return how some seats stand month after month, until the first that is proved not to.

    Each month is planned as the scenario's own days, with its leave, training and demand, by those who would be there then:
    the force's own holders of the role, fewer by those who have left, and more by those whose course is over. Who has left
    by one month has left by the next. Courses bring people like the holders, with nobody's past.

    Parameters
    ----------
    months
        Last month looked at.
    to_the_end
        Look at all of them, also after one that is proved not to stand.
    """
    own = seats_alone(scenario.up_to(RUNGS[0]), posts)
    seats = seats_of(scenario.up_to(RUNGS[0]), posts)
    order = _order(own, loss)
    ahead = [_state(loss, courses, len(order), scenario.horizon.first_day, month) for month in range(months + 1)]
    known: dict[tuple[int, int], Point] = {}

    def planned(state: _State) -> Point:
        key = len(order) - state.stayed, state.come
        sustained = next(
            (one for held, one in known.items() if held[0] >= key[0] and held[1] <= key[1] and _holds(one)), None
        )
        # With more people than sustain the seats nothing is uncovered either.
        if key not in known and sustained is not None:
            known[key] = sustained
        if key not in known:
            manned = seats.joined(of_officers(own, set(order[key[0] :])), state.come)
            known[key] = effort.point(manned, f"month {state.month}, {state.people} people")
        return known[key]

    _halve(lambda month: _holds(planned(ahead[month])), months, effort)
    found = list[Month]()
    for state in ahead:
        if effort.stopped and (len(order) - state.stayed, state.come) not in known:
            break
        point = planned(state)
        if point.standing == "interrupted":
            break
        found.append(Month(state.month, state.day, state.left, state.joined, state.people, point))
        if point.answer == "too few" and not to_the_end:
            break
    return Attrition(seats, loss.a_month, courses, tuple(found))


@dataclass(frozen=True, slots=True)
class _State:
    """Who is there in a month: so many of those there are now, and so many of those who have come since."""

    month: int
    day: int
    left: int
    joined: int
    stayed: int
    come: int

    @property
    def people(self) -> int:
        return self.stayed + self.come


def _state(loss: Loss, courses: Courses, n_holders: int, first_day: int, month: int) -> _State:
    day = months_after(first_day, month)
    joined = courses.done(first_day, day)
    left = min(loss.left(month), n_holders + joined)
    # Once the last of those who were there is gone, those leave who came.
    return _State(month, day, left, joined, max(0, n_holders - left), joined - max(0, left - n_holders))


def _holds(point: Point) -> bool:
    return point.answer == "sustained"


def _halve(stands: Callable[[int], bool], months: int, effort: Effort) -> None:
    """Ask the months between which a seat falls, as if it never stood again: those before are known then to stand."""
    first, until = 0, months + 1
    while first < until and not effort.stopped:
        middle = (first + until) // 2
        if stands(middle):
            first = middle + 1
        else:
            until = middle


def _order(own: Scenario, loss: Loss) -> list[str]:
    """Return the holders in the order in which they leave."""
    people = population(own)
    drawing = drawn(own, people, loss.model, Timing(), loss.seed, 0).leavers
    others = [officer.officer for officer in own.officers if officer.officer not in {one.officer for one in drawing}]
    # Who holds the role only later is no leaver yet.
    return [*(one.officer for one in drawing), *others]
