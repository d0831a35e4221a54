"""What the register answers: equal to all that is recorded however little is read, and discreet about absences."""

from __future__ import annotations

import atexit
import random
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scheduler.domain.events import Event, Gate
from scheduler.domain.people import Abstraction, Role
from scheduler.domain.scenario import Scenario
from scheduler.register.chain import Line, cells_of
from scheduler.register.competence import Competence
from scheduler.register.questions import Slice, competent, expiring, history
from scheduler.register.store import Store, opened
from tests.register.records import (
    ALL_HELD,
    ARO,
    OFFICERS,
    ROLES,
    TFC,
    UNITS,
    ZONE,
    competence,
    day,
    event,
    gate,
    held,
    scenario_of,
)
from tests.worlds import FIRST_DAY, hhmm

DAYS = range(-3, 6)
"""Few days, officers and subjects, so that records are often of one thing and gates often ask for them."""
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "step_back": ("", "ARO", "carbine", "rifle", "TFC"),
    "suspension": ("", "carbine"),
    "return": ("", "ARO", "carbine"),
    "attachment": ("ARV", "LIGHT", "CID"),
    "accreditation": ("ARO", "TFC"),
    "kit_introduced": ("launcher",),
}
RECORDS = ("course", "training_day", "observation", "weapon_test")


def a_record(dice: random.Random, kind: Any) -> Event:
    """Return a made-up record, also one that withdraws or corrects another."""
    at = dice.choice(DAYS)
    fate = dice.choice(("passed", "passed", "failed", "withdrawn"))
    return event(
        "" if kind == "kit_introduced" else dice.choice(("P1", "P1", "P3")),
        kind,
        dice.choice(SUBJECTS.get(kind, ("launcher", "carbine"))),
        at,
        dice.choice((None, None, None, at + 2)),
        known=dice.choice(DAYS),
        passed=fate != "failed",
        withdrawn=fate == "withdrawn",
    )


def a_gate(dice: random.Random, kind: str) -> Gate:
    """Return a made-up gate of role ARO, mostly in force."""
    begin = dice.choice((-9, -9, -9, 1))
    return gate(
        kind,
        "launcher" if kind == "kit" else dice.choice(("", "launcher")),
        dice.choice((None, 1, 2, 3, 4)),
        dice.choice(("gate", "gate", "advise", "off")),
        from_day=begin,
        until_day=begin + dice.choice((3, 20, 20)),
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
@example(2862)  # amber that was over before it began
def test_answers_are_those_of_all_that_is_recorded(seed: int) -> None:
    """However little the store reads for a role and an instant, reasons and advice are those of every event together."""
    dice = random.Random(seed)
    kinds = dice.sample(RECORDS, 2)
    leaving = [dice.choice(list(SUBJECTS)) for _ in range(dice.randrange(4))]
    recorded = [
        a_record(dice, kind) for kind in (*leaving, "kit_introduced", *dice.choices(kinds, k=dice.randrange(9)))
    ]
    scenario = scenario_of([a_gate(dice, kind) for kind in ("kit", *kinds)])
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(_empty_store(), Path(folder) / "register")
        with opened(Path(folder) / "register", write=True) as store:
            store.append(recorded, day(20), lambda kept, new: None)
            for at in (*(day(number) for number in DAYS), day(2) - 1, day(5) + 1):
                known_at = dice.choice((None, None, day(2)))
                _compare(store, scenario, dice.choice((ARO, ARO, ARO, TFC)), at, known_at)


def _compare(store: Store, scenario: Scenario, role: Role, at: int, known_at: int | None) -> None:
    answers = competent(store.events, scenario, role, at, known_at)
    found = Competence(OFFICERS, UNITS, ROLES, ALL_HELD, store.events(), scenario.gates, known_at)
    for answer in answers:
        assert list(answer.reasons) == found.reasons(answer.officer, role.role, at, at + 1)
        assert list(answer.advice) == found.advice(answer.officer, role.role, at, at + 1)


@cache
def _empty_store() -> Path:
    """Return a store without lines; making one takes longer than all else here."""
    path = Path(tempfile.mkdtemp()) / "register"
    atexit.register(shutil.rmtree, path.parent)
    with opened(path, write=True):
        pass
    return path


@pytest.mark.parametrize(
    ("recorded", "able"),
    [
        ([event("P1", "course", "entry"), event("P1", "course", "entry", 2, passed=False)], False),
        ([event("P1", "course", "entry", 2), event("P1", "course", "entry", passed=False)], True),
        # The last one passed is withdrawn, the one before it stands.
        (
            [
                event("P1", "course", "entry"),
                *(event("P1", "course", "entry", 2, withdrawn=gone) for gone in (False, True)),
            ],
            True,
        ),
        ([event("P1", "course", "entry", 2, withdrawn=gone) for gone in (False, True)], False),
        # The failure that would have ended it is corrected.
        (
            [
                event("P1", "course", "entry"),
                *(event("P1", "course", "entry", 2, passed=passed) for passed in (False, True)),
            ],
            True,
        ),
        # Two subjects at one minute, one of them failed.
        ([event("P1", "course", "entry", 2), event("P1", "course", "exit", 2, passed=False)], False),
        # The last one passed has run out, the one before it not.
        ([event("P1", "course", "entry", 0, 9), event("P1", "course", "entry", 1, 2)], True),
    ],
)
def test_of_many_records_those_that_decide_are_read(tmp_path: Path, recorded: list[Event], able: bool) -> None:
    """The store gives the last passed and the last failed of each officer, and everything where that may not do."""
    with opened(tmp_path / "register", write=True) as store:
        store.append(recorded, day(20), lambda kept, new: None)
        answers = competent(store.events, scenario_of([gate("course")]), ARO, day(5))
    assert (answers[0].reasons == ()) == able


LAUNCHER = event("", "kit_introduced", "launcher", 1, 3)


@pytest.mark.parametrize(
    ("recorded", "able"),
    [
        ([], False),
        # What was failed later does not take away what is known.
        ([event("P1", "course", "launcher"), event("P1", "course", "launcher", 2, passed=False)], True),
        # The last one passed is corrected to failed.
        (
            [
                event("P1", "course", "launcher"),
                *(event("P1", "course", "launcher", 2, passed=one) for one in (True, False)),
            ],
            True,
        ),
        # A withdrawal of nothing, kept as a line all the same.
        ([event("P1", "course", "launcher"), event("P1", "course", "launcher", 2, withdrawn=True)], True),
    ],
)
def test_of_many_records_those_that_make_new_kit_known_are_read(
    tmp_path: Path, recorded: list[Event], able: bool
) -> None:
    """Known is known, whatever was recorded after it."""
    with opened(tmp_path / "register", write=True) as store:
        store.append([LAUNCHER, *recorded], day(20), lambda kept, new: None)
        answers = competent(store.events, scenario_of([gate("kit", "launcher")]), ARO, day(5))
    assert (answers[0].reasons == ()) == able


def nothing(slices: object, known_at: int | None) -> list[Event]:
    """Read from an empty register."""
    return []


def reading(*recorded: Event) -> object:
    """Return a reader that gives all these events whatever is asked."""
    return lambda slices, known_at: list(recorded)


def test_absences_of_every_kind_read_alike_and_stand_in_the_same_place() -> None:
    """A step-back, sickness, and both at once give the same answer, between the authorisation and the unit."""
    at = day(0) + 12 * 60
    sick = scenario_of(abstractions=(Abstraction("P3", "sickness", "everything", FIRST_DAY, FIRST_DAY + 1),))
    stepped = reading(event("P3", "step_back", at=-1))
    told = [
        competent(read, scenario, ARO, at)[2].reasons  # type: ignore[arg-type]
        for scenario, read in ((sick, nothing), (scenario_of(), stepped), (sick, stepped))
    ]
    assert told[0] == told[1] == told[2]
    assert [reason.code for reason in told[0]] == ["not_available", "unarmed_unit"]


def test_an_absence_counts_in_force_days() -> None:
    """The force day begins at 07:00 on the wall clock: at 06:59 yesterday's leave holds, at 07:00 it does not."""
    from scheduler.domain.time import instant

    away = Abstraction("P1", "leave", "everything", FIRST_DAY - 1, FIRST_DAY)
    scenario = scenario_of(abstractions=(away,))
    for minute, able in (("06:59", False), ("07:00", True)):
        at = instant(FIRST_DAY, hhmm(minute), ZONE)
        assert (competent(nothing, scenario, ARO, at)[0].reasons == ()) == able


def test_a_partial_absence_stops_the_roles_it_names() -> None:
    """Whoever may not command may crew; whoever may not be armed may command; nights are a matter of tours."""
    at = day(0) + 12 * 60
    for stops, role, able in (
        ("command", TFC, False),
        ("command", ARO, True),
        ("armed", ARO, False),
        ("armed", TFC, True),
        ("nights", ARO, True),
    ):
        row = Abstraction("P1", "restricted", stops, FIRST_DAY, FIRST_DAY + 1)  # type: ignore[arg-type]
        answer = competent(nothing, scenario_of(abstractions=(row,)), role, at)[0]
        assert (answer.reasons == ()) == able


def test_only_what_the_role_needs_is_read() -> None:
    """For a commander without gates nothing about attachments, weapons or all armed duty is asked for."""
    asked: list[Slice] = []

    def read(slices: object, known_at: int | None) -> list[Event]:
        asked.extend(slices)  # type: ignore[arg-type]
        return []

    competent(read, scenario_of([gate("course")]), TFC, day(0))
    assert {(one.kind, one.subject) for one in asked} == {
        ("accreditation", "TFC"),
        ("step_back", "TFC"),
        ("suspension", "TFC"),
        ("return", "TFC"),
    }


def endings(*recorded: Event, **more: object) -> list[tuple[str, str, str, int]]:
    """Return what ends in the thirty days from day 0: officer, role, what, and on which day."""
    found = expiring(competence(*recorded, **more), day(0), day(30))  # type: ignore[arg-type]
    return [(one.officer, one.role, one.what, (one.ends_at - day(0)) // 1440) for one in found]


def test_authorisations_that_end_within_the_days_are_listed_by_date() -> None:
    """Ends on day 0 are past, those on day 30 the last; a renewal that follows leaves nothing to tell."""
    rows = [held("P2", end=30), held("P1", end=10), held("P1", "TFC", end=0), held("P3", end=31)]
    rows += [held("P2", "TFC", end=5), held("P2", "TFC", begin=5)]
    assert endings(authorisations=rows) == [("P1", "ARO", "authorisation", 10), ("P2", "ARO", "authorisation", 30)]


def test_a_gates_record_and_a_kit_deadline_are_listed() -> None:
    """A test of day -10 good for 30 days ends on day 20; kit introduced on day 1 has to be known by day 25."""
    asked = [gate("fitness_test", "", 30), gate("kit", "launcher")]
    recorded = [event("P1", "fitness_test", "15m", -10), event("", "kit_introduced", "launcher", 1, 25)]
    found = endings(*recorded, gates=asked, authorisations=[held("P1")])
    assert found == [("P1", "ARO", "fitness_test", 20), ("P1", "ARO", "kit", 25)]


def test_a_record_of_a_role_that_has_ended_is_not_listed() -> None:
    """The authorisation ends on day 10, so that the test that runs out on day 20 matters to nobody."""
    recorded = [event("P1", "fitness_test", "15m", -10)]
    found = endings(*recorded, gates=[gate("fitness_test", "", 30)], authorisations=[held("P1", end=10)])
    assert found == [("P1", "ARO", "authorisation", 10)]


def test_a_gate_that_comes_into_force_and_absences_are_no_endings() -> None:
    """Nothing ends where a gate begins to ask for what is not there, and no step-back shows in this list."""
    recorded = [event("P1", "step_back", at=3), event("P2", "suspension", "", 4, 6)]
    assert endings(*recorded, gates=[gate("course", from_day=5)]) == []


def test_history_is_in_the_order_of_what_happened_and_says_what_took_whose_place() -> None:
    """Line 3 corrects line 1; as known on day 2 nobody knew that yet."""
    recorded = [
        event("P1", "suspension", "", 0, 7, known=1),
        event("P1", "course", "entry", -5, known=2),
        event("P1", "suspension", "", 0, 9, known=3),
    ]
    lines = [Line(number, cells_of(one), "") for number, one in enumerate(recorded, start=1)]
    assert [(entry.line.number, entry.replaced_by) for entry in history(lines)] == [(2, None), (1, 3), (3, None)]
    assert [(entry.line.number, entry.replaced_by) for entry in history(lines, day(2))] == [(2, None), (1, None)]
