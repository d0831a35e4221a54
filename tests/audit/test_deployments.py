"""What is said about deployments: competent, on duty, rested."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.audit import DeploymentFinding, deployment_findings
from scheduler.domain.commitments import Deployment
from scheduler.domain.events import Event, Gate
from scheduler.domain.people import Abstraction, PastDay
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.domain.time import instant
from tests.worlds import FIRST_DAY, ZONE, authorised, tiny_scenario


def at(day: int, clock: str) -> int:
    """Return the minute of a clock time, counting force days from the first."""
    hours, minutes = clock.split(":")
    return instant(FIRST_DAY + day, int(hours) * 60 + int(minutes), ZONE)


def rota(scenario: Scenario, *held: tuple[str, str, int]) -> Rota:
    """Return a rota of officers' tours on days counted from the first."""
    tours = scenario.tours_by_code
    return Rota(
        tuple(
            Assignment(
                officer,
                FIRST_DAY + day,
                tour,
                tours[tour].start_at(FIRST_DAY + day, ZONE),
                tours[tour].end_at(FIRST_DAY + day, ZONE),
                "north",
            )
            for officer, tour, day in held
        )
    )


def found(
    scenario: Scenario, held: Rota, officer: str, role: str, start_at: int, end_at: int
) -> list[DeploymentFinding]:
    """Return what is said about one row."""
    return list(deployment_findings(scenario, held, [Deployment("D1", officer, role, start_at, end_at, "r.csv:2")]))


def codes(*arguments: Any) -> list[str]:
    """Return the kinds of what is said about one row."""
    return [finding.code for finding in found(*arguments)]


def test_a_competent_officer_on_duty_is_not_spoken_of() -> None:
    """Within an early tour, by one authorised as long as it lasts."""
    scenario = tiny_scenario()
    assert codes(scenario, rota(scenario, ("a1", "E", 0)), "a1", "arv", at(0, "10:00"), at(0, "11:00")) == []


def test_unknown_names_are_told_with_the_nearest() -> None:
    """Of an unknown officer nothing else can be said; of a known one with an unknown role, whether they were on duty."""
    scenario = tiny_scenario()
    (told,) = found(scenario, Rota(()), "a11", "arv", at(0, "10:00"), at(0, "11:00"))
    assert (told.code, told.breaks, told.place) == ("unknown", True, "r.csv:2")
    assert told.message == "officer a11 is not in the scenario; did you mean 'a1'?"
    role, off_duty = found(scenario, Rota(()), "a1", "arvv", at(0, "10:00"), at(0, "11:00"))
    assert (role.message, off_duty.code) == ("role arvv is not in the scenario; did you mean 'arv'?", "off_duty")


def test_an_authorisation_that_ends_during_a_deployment_is_a_finding() -> None:
    """a1 may act as arv until midnight; the deployment goes on until 00:01."""
    scenario = tiny_scenario()
    kept = tuple(row for row in scenario.authorisations if (row.officer, row.role) != ("a1", "arv"))
    ends = authorised("a1", "arv", FIRST_DAY - 9, FIRST_DAY + 1)
    scenario = replace(scenario, authorisations=(*kept, ends))
    night = rota(scenario, ("a1", "N", 0))
    assert codes(scenario, night, "a1", "arv", at(0, "23:00"), at(0, "24:00")) == []
    assert codes(scenario, night, "a1", "arv", at(0, "23:00"), at(0, "24:01")) == ["not_competent"]


@pytest.mark.parametrize("why", ["leave", "sickness", "restricted", "step_back", "suspension"])
def test_every_absence_reads_not_available(why: str) -> None:
    """Neither leave nor stepping back can be told from the words; the finding breaks a rule for all alike."""
    scenario = tiny_scenario()
    if why in ("step_back", "suspension"):
        scenario = replace(scenario, events=(Event("a1", why, "", at(0, "00:00")),))  # type: ignore[arg-type]
    else:
        stops: Any = "armed" if why == "restricted" else "everything"
        scenario = replace(scenario, abstractions=(Abstraction("a1", why, stops, FIRST_DAY, FIRST_DAY + 1),))
    told = found(scenario, rota(scenario, ("a1", "E", 0)), "a1", "arv", at(0, "10:00"), at(0, "11:00"))
    assert [(one.message, one.breaks) for one in told] == [("as arv: not available", True)]


def test_an_absence_counts_by_the_force_day_not_the_calendar() -> None:
    """Leave on the second day begins at 07:00: until then the night of the first day goes on."""
    scenario = tiny_scenario(abstractions=(Abstraction("a1", "leave", "everything", FIRST_DAY + 1, FIRST_DAY + 2),))
    night = rota(scenario, ("a1", "N", 0))
    assert codes(scenario, night, "a1", "arv", at(1, "05:00"), at(1, "07:00")) == []
    assert codes(scenario, night, "a1", "arv", at(1, "05:00"), at(1, "07:01")) == ["not_competent", "kept_on"]


def test_a_gate_that_only_advises_breaks_nothing() -> None:
    """What is not as it should be but keeps nobody from a role is told, and is no breach."""
    gate = Gate("breaching", "observation", "breaching", ("arv",), None, "advise", at(-9, "00:00"), at(9, "00:00"))
    scenario = tiny_scenario(gates=(gate,))
    told = found(scenario, rota(scenario, ("a1", "E", 0)), "a1", "arv", at(0, "10:00"), at(0, "11:00"))
    assert [(one.code, one.breaks) for one in told] == [("advice", False)]


def test_off_duty_is_on_duty_from_that_minute_and_rest_follows() -> None:
    """From 02:00 to 04:00, with a tour at 07:00: 3 hours of rest, at least 11."""
    scenario = tiny_scenario()
    off_duty, rest = found(scenario, rota(scenario, ("a1", "E", 1)), "a1", "arv", at(1, "02:00"), at(1, "04:00"))
    assert off_duty.message == "off duty: on duty from that minute, 2026-10-13 02:00 BST"
    assert (off_duty.code, off_duty.breaks) == ("off_duty", False)
    assert rest.message == "3 h of rest before tour E of 2026-10-13; at least 11 h"
    assert (rest.code, rest.breaks) == ("rest", True)


def test_duty_and_rest_of_one_who_acted_in_two_roles_are_told_once() -> None:
    """The second row is about the second role alone."""
    scenario = tiny_scenario()
    rows = [
        Deployment("D1", "a1", role, at(1, "02:00"), at(1, "04:00"), f"r.csv:{number}")
        for number, role in ((2, "arv"), (3, "sfc"))
    ]
    told = deployment_findings(scenario, rota(scenario, ("a1", "E", 1)), rows)
    assert [(one.place, one.code) for one in told] == [
        ("r.csv:2", "off_duty"),
        ("r.csv:2", "rest"),
        ("r.csv:3", "not_competent"),
    ]


@pytest.mark.parametrize(("until", "expected"), [("20:00", []), ("20:01", ["rest"])])
def test_rest_is_enough_to_the_minute(until: str, expected: list[str]) -> None:
    """Before 07:00, eleven hours begin at 20:00."""
    scenario = tiny_scenario()
    held = rota(scenario, ("a1", "E", 1))
    assert codes(scenario, held, "a1", "arv", at(0, "18:00"), at(0, until)) == ["off_duty", *expected]


@pytest.mark.parametrize("until", ["07:00", "07:01", "15:00"])
def test_a_deployment_that_runs_into_a_tour_leaves_no_rest_before_it(until: str) -> None:
    """Off duty from 05:00, and the early tour begins at 07:00."""
    scenario = tiny_scenario()
    held = rota(scenario, ("a1", "E", 1))
    (_, rest) = found(scenario, held, "a1", "arv", at(1, "05:00"), at(1, until))
    assert rest.message == "0 h of rest before tour E of 2026-10-13; at least 11 h"


def test_a_deployment_within_two_tours_that_meet_wants_no_rest() -> None:
    """The early tour until 16:00, the late one from 14:00: what is between them the audit of the rota judges."""
    scenario = tiny_scenario()
    held = rota(scenario, ("a1", "E", 0), ("a1", "L", 0))
    assert codes(scenario, held, "a1", "arv", at(0, "13:00"), at(0, "17:00")) == []


def test_rest_is_that_of_the_officers_rule_group() -> None:
    """Where the group asks for two hours, three are enough; where it does not apply the rule, any are."""
    for limits in ({"minutes": 120}, {"applied": False}):
        groups = (RuleLimits("crews", "england_and_wales", {"rest_between_tours": limits}),)
        scenario = tiny_scenario(rules=groups)
        held = rota(scenario, ("a1", "E", 1))
        assert codes(scenario, held, "a1", "arv", at(1, "02:00"), at(1, "04:00")) == ["off_duty"]


def test_on_call_is_on_duty_and_rest_follows_the_call_out() -> None:
    """Called out until 03:00 with the day job at 08:00: 5 hours."""
    scenario = tiny_scenario()
    held = rota(scenario, ("c1", "OC", 0), ("c1", "D", 1))
    (rest,) = found(scenario, held, "c1", "sfc", at(1, "01:00"), at(1, "03:00"))
    assert rest.message == "5 h of rest before tour D of 2026-10-13; at least 11 h"


def test_kept_on_beyond_the_tour_is_told_with_its_end() -> None:
    """The early tour ends at 16:00, the deployment at 17:30."""
    scenario = tiny_scenario()
    (told,) = found(scenario, rota(scenario, ("a1", "E", 0)), "a1", "arv", at(0, "15:00"), at(0, "17:30"))
    assert (told.code, told.message) == (
        "kept_on",
        "the tour ended 2026-10-12 16:00 BST: on duty until 2026-10-12 17:30 BST",
    )


def test_outside_the_planned_days_nobody_knows_who_was_on_duty() -> None:
    """Before the first and after the last planned day; yet a tour of the history is known."""
    scenario = tiny_scenario(history=(PastDay("a1", FIRST_DAY - 1, "N"),))
    for day in (-5, 5):
        assert codes(scenario, Rota(()), "a1", "arv", at(day, "10:00"), at(day, "11:00")) == ["not_planned"]
    assert codes(scenario, Rota(()), "a1", "arv", at(0, "05:00"), at(0, "06:00")) == []


def test_rest_counts_real_hours_in_the_night_the_clock_goes_back() -> None:
    """Until 21:00 on 24 October 2026, then 07:00 on the 25th: 11 hours, since the clock shows one of them twice."""
    saturday = 12
    scenario = tiny_scenario(days=14)
    held = rota(scenario, ("a1", "E", saturday + 1))
    assert codes(scenario, held, "a1", "arv", at(saturday, "20:00"), at(saturday, "21:00")) == ["off_duty"]
