"""A register's lines beside a scenario's own events."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.domain.events import Event, EventKind, RegisterReading
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.scenario_io import load, with_register
from tests.scenario_io.small import write

DAY = 739_901
"""12 October 2026."""
READING = RegisterReading("0" * 64, 9)
EVENTS = "officer,event,subject,at,until,outcome,recorded\n"


def at(day: int) -> int:
    """Return the first minute of a day counted from 12 October 2026."""
    return instant(DAY + day, 0, "Europe/London")


def line(kind: EventKind, day: int, subject: str = "", officer: str = "P001", **more: object) -> Event:
    """Return a line's event."""
    until = more.pop("until", None)
    return Event(officer, kind, subject, at(day), None if until is None else at(int(str(until))), **more)  # type: ignore[arg-type]


def scenario_of(folder: Path, *rows: str) -> Scenario:
    """Return the small scenario with these events."""
    return load(write(folder / "s", {"events.csv": EVENTS + "".join(f"{row}\n" for row in rows)})).scenario


def joined(scenario: Scenario, *events: Event) -> Scenario:
    """Return it with a register's lines, counted from 1."""
    return with_register(scenario, list(enumerate(events, start=1)), READING, "force.register")


def complaints(scenario: Scenario, *events: Event) -> list[str]:
    """Return what is said against them."""
    with pytest.raises(BadInputError) as refused:
        joined(scenario, *events)
    return [str(problem) for problem in refused.value.problems]


def test_the_date_is_the_one_meant() -> None:
    """The day the tests count from is the small scenario's first."""
    assert date(2026, 10, 12).toordinal() == DAY


def test_events_of_its_officers_and_about_kit_join(tmp_path: Path) -> None:
    """Those about strangers are left out; an accreditation is an authorisation, a refresher training."""
    scenario = scenario_of(tmp_path, "P001,fitness_test,9-4,2026-09-01,,,")
    found = joined(
        scenario,
        line("step_back", 1),
        line("step_back", 1, officer="STRANGER"),
        line("kit_introduced", 2, "launcher", officer="", until=30),
        line("accreditation", 3, "ARO", officer="P003"),
        line("refresher", 4, until=5),
    )
    assert [event.kind for event in found.events] == [
        "fitness_test",
        "step_back",
        "kit_introduced",
        "accreditation",
        "refresher",
    ]
    assert found.register == READING
    assert ("P003", "ARO") in {(row.officer, row.role) for row in found.authorisations}
    assert [row.from_day for row in found.abstractions if row.kind == "training"] == [DAY + 4]
    assert found.sha256 != scenario.sha256


def test_facts_alone_tell_two_readings_apart(tmp_path: Path) -> None:
    """A line about a stranger, or the same said again later, makes no other scenario; another fact does."""
    scenario = scenario_of(tmp_path)
    one = joined(scenario, line("step_back", 1)).sha256
    assert joined(scenario, line("step_back", 1), line("step_back", 1, officer="STRANGER")).sha256 == one
    assert joined(scenario, line("step_back", 1), line("step_back", 1, recorded_at=at(9))).sha256 == one
    assert joined(scenario, line("step_back", 2)).sha256 != one


def test_what_both_state_is_one_event(tmp_path: Path) -> None:
    """Also where they do not say that they became known at the same minute."""
    scenario = scenario_of(tmp_path, "P001,step_back,,2026-10-13,,,")
    found = joined(scenario, line("step_back", 1, recorded_at=at(2)))
    assert [event.source for event in found.events] == ["events.csv:2"]


@pytest.mark.parametrize(
    ("row", "lines", "told"),
    [
        ("P001,step_back,,2026-10-13,,,", (line("step_back", 1, until=9),), "1: says otherwise than events.csv:2"),
        (
            "P001,fitness_test,9-4,2026-10-13,,failed,",
            (line("fitness_test", 1, "9-4"),),
            "1: says otherwise than events.csv:2",
        ),
        (
            "P001,step_back,,2026-10-13,,,",
            (line("step_back", 1), line("step_back", 1, withdrawn=True, recorded_at=at(2))),
            "2: withdraws what events.csv:2 states",
        ),
        ("P001,step_back,,2026-10-13,,,", (line("step_back", 3),), "1: overlaps with events.csv:2"),
        ("P001,attachment,U,2026-10-13,,,", (line("attachment", 3, "U"),), "1: overlaps with events.csv:2"),
        ("", (line("accreditation", 3, "ARO"),), "1: states a role that authorisations.csv:2 states already"),
    ],
    ids=["another end", "another outcome", "withdrawn", "away twice", "in two units", "two carriers"],
)
def test_what_cannot_both_be_true_is_named_with_its_place(
    row: str, lines: tuple[Event, ...], told: str, tmp_path: Path
) -> None:
    """By the line of the register and the row of the scenario, and by neither officer nor event."""
    (message,) = complaints(scenario_of(tmp_path, *([row] if row else [])), *lines)
    assert message.startswith(f"force.register:line {told}")
    assert "P001" not in message
    assert "step_back" not in message


def test_names_that_the_scenario_does_not_have_are_told(tmp_path: Path) -> None:
    """A unit and a role at once; those of a line that another one corrects are nobody's concern."""
    told = complaints(
        scenario_of(tmp_path),
        line("attachment", 1, "ELSEWHERE", until=3),
        line("accreditation", 3, "SOMETHING"),
        line("accreditation", 5, "ELSE"),
        line("accreditation", 5, "ELSE", withdrawn=True, recorded_at=at(6)),
    )
    assert [message.split(" ")[0] for message in told] == ["force.register:1:subject:", "force.register:2:subject:"]


def test_one_after_the_other_is_no_contradiction(tmp_path: Path) -> None:
    """The scenario's step-back ended on the day on which the register's begins."""
    scenario = scenario_of(tmp_path, "P001,step_back,,2026-10-13,2026-10-14,,")
    assert len(joined(scenario, line("step_back", 3)).events) == 2
