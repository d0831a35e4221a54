"""What changed between two states of a roster."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scheduler.differences import compare, told_by_publication, told_by_rota
from scheduler.domain.differences import DutyTold
from scheduler.domain.publication import DutyKey, PublishedDuty
from scheduler.domain.rota import Assignment
from scheduler.domain.time import instant
from tests.worlds import FIRST_DAY, ZONE

DAYS = range(FIRST_DAY, FIRST_DAY + 4)
HOURS = {"E": (7, 16), "L": (14, 23), "N": (22, 31), "OC": (7, 31)}


def told(officer: str, day: int, tour: str, post: str = "ARV", role: str = "arv") -> DutyTold:
    """Return a duty of the tiny scenario's tours."""
    begin, end = HOURS[tour]
    key = DutyKey(officer, FIRST_DAY + day, "on_call" if tour == "OC" else "attended")
    start_at, end_at = (instant(FIRST_DAY + day, 60 * hour, ZONE) for hour in (begin, end))
    return DutyTold(key, tour, start_at, end_at, post, role)


states = st.lists(
    st.builds(
        told, st.sampled_from("abc"), st.integers(0, 4), st.sampled_from([*HOURS]), st.sampled_from(["ARV", "B"])
    ),
    unique_by=lambda duty: duty.key,
)


@given(states)
def test_a_state_does_not_differ_from_itself(state: list[DutyTold]) -> None:
    """Nobody has to be told anything where nothing changed."""
    found = compare(state, reversed(state), DAYS, FIRST_DAY, ZONE)
    assert (found.people, found.duties) == ((), ())


@given(states, states)
def test_the_changes_make_one_state_of_the_other(before: list[DutyTold], after: list[DutyTold]) -> None:
    """Taking away what was and adding what is now turns the one into the other, day by day compared."""
    found = compare(before, after, DAYS, FIRST_DAY, ZONE)
    made = {duty for duty in before if duty.key.day in DAYS}
    for person in found.people:
        assert {change.key.officer for change in person.changes} == {person.officer}
        made -= {change.before for change in person.changes if change.before}
        made |= {change.after for change in person.changes if change.after}
    assert made == {duty for duty in after if duty.key.day in DAYS}
    assert [person.first_at for person in found.people] == sorted(person.first_at for person in found.people)


@given(states, states)
def test_the_way_back_undoes_every_change(before: list[DutyTold], after: list[DutyTold]) -> None:
    """The same officers have to be told; who came is gone and who was gone comes."""
    there, back = (compare(*sides, DAYS, FIRST_DAY, ZONE) for sides in ((before, after), (after, before)))
    assert [person.officer for person in there.people] == [person.officer for person in back.people]
    assert [(one.gone, one.come) for one in there.duties] == [(one.come, one.gone) for one in back.duties]


def test_each_kind_of_change_is_named() -> None:
    """A duty more, a duty less, other hours and another seat; a duty that stays is none."""
    before = [told("a", 0, "E"), told("b", 0, "E"), told("c", 0, "E"), told("d", 0, "E"), told("e", 0, "E")]
    after = [told("b", 0, "L"), told("c", 0, "E", "B"), told("d", 1, "E"), told("e", 0, "E"), told("f", 0, "N", "B")]
    found = compare(before, after, DAYS, FIRST_DAY, ZONE)
    kinds = {person.officer: [change.kind for change in person.changes] for person in found.people}
    assert kinds == {"a": ["removed"], "b": ["moved"], "c": ["other_seat"], "d": ["removed", "added"], "f": ["added"]}


def test_hours_and_seat_that_change_together_are_one_change() -> None:
    """It is a move, which says that the seat is another one too."""
    (person,) = compare([told("a", 0, "E")], [told("a", 0, "L", "B")], DAYS, FIRST_DAY, ZONE).people
    assert [(change.kind, change.seat_too) for change in person.changes] == [("moved", True)]


def test_a_tour_that_is_only_called_otherwise_is_no_change() -> None:
    """Hours and seat are what an officer is told."""
    duty = told("a", 0, "E")
    assert compare([duty], [replace(duty, tour="E2")], DAYS, FIRST_DAY, ZONE).people == ()


def test_notice_counts_neither_the_day_told_nor_the_day_worked() -> None:
    """Told on the first day: of the third day's duty there is one clear day's notice, of the first and second none."""
    after = [told("a", 0, "E"), told("b", 1, "E"), told("c", 2, "E")]
    found = compare([], after, DAYS, FIRST_DAY, ZONE)
    assert {person.officer: person.notice for person in found.people} == {"a": 0, "b": 0, "c": 1}


def test_who_is_told_too_late_is_said_by_how_much() -> None:
    """A change of a duty two days before the day on which its officer is told is two days late."""
    (person,) = compare([told("a", 0, "E")], [], DAYS, FIRST_DAY + 2, ZONE).people
    assert person.notice == -2


def test_notice_of_a_move_is_to_the_earlier_hours() -> None:
    """A duty brought forward by a date, as a tour after midnight can be, has the notice of the new beginning."""
    late = replace(
        told("a", 1, "N"), start_at=instant(FIRST_DAY + 2, 60, ZONE), end_at=instant(FIRST_DAY + 2, 600, ZONE)
    )
    (person,) = compare([late], [told("a", 1, "E")], DAYS, FIRST_DAY - 1, ZONE).people
    assert person.notice == 1


def test_the_most_urgent_come_first() -> None:
    """Who has the earliest changed duty is told first, whatever the id."""
    found = compare([], [told("a", 2, "E"), told("z", 0, "E"), told("m", 0, "L")], DAYS, FIRST_DAY, ZONE)
    assert [person.officer for person in found.people] == ["z", "m", "a"]


def test_provisional_tours_are_told_to_nobody() -> None:
    """The tail of a plan is no duty; two tours of one day are both kept."""
    rows = [Assignment("a", FIRST_DAY, tour, 60 * n, 60 * n + 60, "north") for n, tour in enumerate(("E", "L", "OC"))]
    found = told_by_rota([*rows, replace(rows[0], day=FIRST_DAY + 1, source="provisional")], {"OC"})
    assert [(duty.tour, duty.key.slot, duty.key.number) for duty in found] == [
        ("E", "attended", 0),
        ("L", "attended", 1),
        ("OC", "on_call", 0),
    ]


def test_a_cancelled_duty_does_not_stand() -> None:
    """What was published and then cancelled is not there any more."""
    duty = told("a", 0, "E")
    published = PublishedDuty(
        duty.key, "north", "E", duty.start_at, duty.end_at, "ARV", "arv", True, "confirmed", "planned", 0, 0, 1
    )
    assert told_by_publication([published, replace(published, status="cancelled")]) == (duty,)
