"""A large register, and how long it takes to say who is competent for a role at an instant."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from scheduler.domain.events import Event, Gate
from scheduler.domain.people import Authorisation, Officer, Role, Unit
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.register.competence import Competence
from scheduler.register.questions import competent
from scheduler.register.store import opened
from tests.worlds import FIRST_DAY, ZONE, tiny_scenario

YEARS = 6
"""How far back the register goes."""
AT = instant(FIRST_DAY, 6 * 60, ZONE)
DAY = 24 * 60
ROLE = Role("ARO", "Armed response officer", armed=True, weapons=("carbine", "taser"))


def scenario_of(n_officers: int) -> Scenario:
    """Return a scenario of officers of one firearms unit, whose role asks for four kinds of records."""
    until = AT + 1_000 * DAY

    def gate(name: str, event: Any, subject: str, valid_days: int | None) -> Gate:
        return Gate(name, event, subject, (ROLE.role,), valid_days, "gate", 0, until)

    return replace(
        tiny_scenario(),
        officers=tuple(Officer(f"P{one:05d}", "north", "ARV", "crews", "PC") for one in range(n_officers)),
        units=(Unit("ARV", "north", "Armed response", True), Unit("CID", "north", "Detectives", False)),
        roles=(ROLE,),
        authorisations=tuple(Authorisation(f"P{one:05d}", "ARO", 0, until) for one in range(0, n_officers, 3)),
        gates=(
            gate("fitness", "fitness_test", "", 365),
            gate("shooting", "weapon_test", "carbine", 122),
            gate("training", "training_day", "", 180),
            gate("launcher", "kit", "launcher", None),
        ),
    )


def events_of(scenario: Scenario, n_events: int, seed: int = 1) -> Iterator[Event]:
    """Yield made-up events, as many of each officer."""
    dice = random.Random(seed)
    yield Event("", "kit_introduced", "launcher", AT - 90 * DAY, AT + 30 * DAY, recorded_at=AT - 100 * DAY)
    each = n_events // len(scenario.officers)
    for number, officer in enumerate(scenario.officers):
        yield from _life(officer.officer, each if number else n_events - 1 - each * (len(scenario.officers) - 1), dice)


def _life(officer: str, n_events: int, dice: random.Random) -> Iterator[Event]:
    days = sorted(dice.sample(range(YEARS * 365), n_events))
    kinds: Any = ("fitness_test", "weapon_test", "training_day", "training_day", "course", "exercise", "observation")
    for number, day in enumerate(days):
        at = AT - (YEARS * 365 - day) * DAY + number
        if number == 0 and int(officer[1:]) % 3:
            yield Event(officer, "accreditation", "ARO", at, recorded_at=at)
        elif number == 1 and dice.random() < 0.1:
            yield Event(officer, "attachment", "CID", at, at + 30 * DAY, recorded_at=at)
        elif number == n_events - 1 and dice.random() < 0.02:
            yield Event(officer, "step_back", "", at, recorded_at=at)
        else:
            kind = dice.choice(kinds)
            subject = dice.choice(("carbine", "pistol", "taser") if kind == "weapon_test" else ("launcher", "entry"))
            yield Event(officer, kind, subject, at, passed=dice.random() < 0.97, recorded_at=at)


def measured(job: Mapping[str, Any]) -> dict[str, Any]:
    """Time the question so many ``times`` against ``events`` about ``officers``, from opening the store to the answers.

    The answers are compared with those of `Competence` over all events.
    """
    scenario = scenario_of(job["officers"])
    events = list(events_of(scenario, job["events"]))
    with tempfile.TemporaryDirectory() as parent:
        path = Path(parent) / "register"
        began = time.monotonic()
        with opened(path, write=True) as store:
            store.append(events, AT, lambda kept, new: None)
        append_seconds = time.monotonic() - began
        taken = []
        for _ in range(job["times"]):
            began = time.monotonic()
            with opened(path) as store:
                answers = competent(store.events, scenario, ROLE, AT)
            taken.append(time.monotonic() - began)
        began = time.monotonic()
        with opened(path) as store:
            whole = store.verify().whole
        verify_seconds = time.monotonic() - began
    found = Competence(
        scenario.officers, scenario.units, scenario.roles, scenario.authorisations, events, scenario.gates
    )
    return {
        "seconds": round(statistics.median(taken), 3),
        "all_seconds": [round(one, 3) for one in taken],
        "append_seconds": round(append_seconds, 2),
        "verify_seconds": round(verify_seconds, 2),
        "whole": whole,
        "n_events": len(events),
        "n_officers": len(answers),
        "n_competent": sum(not answer.reasons for answer in answers),
        "equal": all(
            list(answer.reasons) == found.reasons(answer.officer, "ARO", AT, AT + 1)
            and list(answer.advice) == found.advice(answer.officer, "ARO", AT, AT + 1)
            for answer in answers
        ),
    }
