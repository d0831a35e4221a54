"""`training.csv`: what falls due, by when it is planned, and what is missed."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.events import Event
from scheduler.domain.people import Abstraction, Authorisation
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.time import instant
from scheduler.domain.training import Course
from scheduler.views import training_csv
from scheduler.views.planned_run import PlannedRun
from tests.views.test_tables import rows


def test_nothing_is_written_without_courses(autumn: PlannedRun) -> None:
    """A scenario without the table has no such file."""
    assert training_csv.files(autumn) == {}


def test_each_training_day_due_has_a_row(autumn: PlannedRun) -> None:
    """A1 never did it: one day is arranged, one planned; A2's lapses on the first day and is missed; A3's is good."""
    scenario = autumn.scenario
    first, zone = scenario.horizon.first_day, scenario.horizon.zone
    span = (instant(first - 900, 0, zone), instant(first + 900, 0, zone))
    course = Course("CPD", ("X",), "TR", "training_day", "CPD", 365, times=2)
    records = [("A2", 365), ("A2", 3), ("A3", 5), ("A3", 4)]
    changed = replace(
        scenario,
        training=(course,),
        authorisations=tuple(Authorisation(officer, "X", *span) for officer in ("A1", "A2", "A3")),
        events=tuple(
            Event(officer, "training_day", "CPD", instant(first - ago, 600, zone)) for officer, ago in records
        ),
        abstractions=(Abstraction("A1", "training", "everything", first, first + 1),),
    )
    tour = scenario.tours_by_code["TR"]
    held = tuple(
        Assignment("A1", day, "TR", tour.start_at(day, zone), tour.end_at(day, zone), "F") for day in (first, first + 1)
    )
    planned = replace(autumn, scenario=changed, plan=replace(autumn.plan, rota=Rota(held)))
    data = training_csv.files(planned)["training"]
    assert data == training_csv.files(planned)["training"]
    told = [(row["officer"], row["due"], row["overdue"], row["state"], row["force_day"]) for row in rows(data)]
    assert told == [
        ("A2", "2026-10-24", "no", "missed", ""),
        ("A1", "", "yes", "arranged", "2026-10-24"),
        ("A1", "", "yes", "planned", "2026-10-25"),
    ]
