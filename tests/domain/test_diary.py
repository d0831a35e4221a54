"""Whether an officer can be at a meeting, by the rota; and when what recurs is overdue."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.commitments import Due
from scheduler.domain.diary import Attendance, Diary
from scheduler.domain.people import Abstraction
from scheduler.domain.rota import Assignment
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from tests.worlds import FIRST_DAY, ZONE, tiny_scenario, tour

TEN, TWELVE = 600, 720


def held(scenario: Scenario, officer: str, name: str, day: int = 0, post: str = "") -> Assignment:
    """Return an officer's tour."""
    one = scenario.tours_by_code[name]
    on = FIRST_DAY + day
    return Assignment(officer, on, name, one.start_at(on, ZONE), one.end_at(on, ZONE), "north", post)


def asked(scenario: Scenario, *assignments: Assignment, day: int = 0, officer: str = "c1") -> Attendance:
    """Return whether an officer can be somewhere from 10:00 to 12:00."""
    start_at, end_at = (instant(FIRST_DAY + day, minute, ZONE) for minute in (TEN, TWELVE))
    return Diary(scenario, assignments).attendance(officer, start_at, end_at)


def test_nothing_in_the_way_is_free() -> None:
    """Neither tour nor absence."""
    assert asked(tiny_scenario()) == Attendance("free")


def test_standing_by_on_call_clashes_and_names_the_tour() -> None:
    """Also beside the day job, which alone would not."""
    scenario = tiny_scenario()
    found = asked(scenario, held(scenario, "c1", "OC", 0, "SFC"), held(scenario, "c1", "D"))
    assert found == Attendance("clash", ("OC 2026-10-12", "D 2026-10-12"))


def test_the_day_job_does_not_clash_but_is_named() -> None:
    """Meetings are part of it."""
    scenario = tiny_scenario()
    assert asked(scenario, held(scenario, "c1", "D")) == Attendance("other duty", ("D 2026-10-12",))


@pytest.mark.parametrize("more", [{"kind": "training"}, {"kind": "other", "armed": True}])
def test_training_and_armed_tours_clash(more: dict[str, Any]) -> None:
    """Whatever seat they have."""
    day = tour("D", more["kind"], "08:00", "16:00", armed=more.get("armed", False))
    scenario = tiny_scenario(tours=(*tiny_scenario().tours[:3], day, tiny_scenario().tours[4]))
    assert asked(scenario, held(scenario, "c1", "D")).standing == "clash"


@pytest.mark.parametrize("kind", ["leave", "sickness", "court", "training", "other"])
def test_every_absence_is_not_available(kind: str) -> None:
    """With no word about which."""
    scenario = tiny_scenario(abstractions=(Abstraction("c1", kind, "everything", FIRST_DAY, FIRST_DAY + 1),))
    assert asked(scenario) == Attendance("not available")
    assert asked(scenario, day=1) == Attendance("free")


def test_a_meeting_before_the_force_day_begins_belongs_to_the_day_before() -> None:
    """Leave on the second day keeps nobody from a meeting at 06:00 of its date."""
    scenario = tiny_scenario(abstractions=(Abstraction("c1", "leave", "everything", FIRST_DAY + 1, FIRST_DAY + 2),))
    diary = Diary(scenario, ())
    begin = instant(FIRST_DAY + 1, 6 * 60, ZONE)
    assert diary.attendance("c1", begin, begin + 60).standing == "free"
    assert diary.attendance("c1", begin, begin + 61).standing == "not available"


@pytest.mark.parametrize("day", [-1, 3])
def test_where_the_rota_does_not_reach_nothing_is_known(day: int) -> None:
    """The day before the first and the day after the last."""
    assert asked(tiny_scenario(), day=day) == Attendance("not planned")


def due(**more: Any) -> Due:
    """Return something due from 10:00 to 12:00 of the first day."""
    start_at, end_at = (instant(FIRST_DAY, minute, ZONE) for minute in (TEN, TWELVE))
    return Due("M", "other", start_at, end_at, "c1", **more)


def test_a_meeting_is_overdue_from_the_day_after() -> None:
    """Unless it was held."""
    assert [due().state(FIRST_DAY + day, ZONE) for day in (0, 1)] == ["due", "overdue"]
    assert due(done=True).state(FIRST_DAY + 999, ZONE) == "done"
    assert due(done=True).next_due(ZONE) is None


def test_an_audit_is_due_so_many_days_after_the_last_one() -> None:
    """Not on the date on which somebody plans it."""
    audit = due(interval_days=365, last_done=FIRST_DAY - 370)
    assert audit.next_due(ZONE) == FIRST_DAY - 5
    assert [audit.state(FIRST_DAY + day, ZONE) for day in (-5, -4)] == ["due", "overdue"]


def test_an_audit_that_was_done_is_due_again() -> None:
    """A year on, to the day."""
    audit = due(interval_days=365, last_done=FIRST_DAY - 370, done=True)
    assert [audit.state(FIRST_DAY + day, ZONE) for day in (0, 365, 366)] == ["done", "done", "overdue"]
