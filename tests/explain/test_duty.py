"""Why an officer does not hold a duty."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.domain.people import Abstraction, Preference
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.explain.duty import Obstacle, explain_duty
from scheduler.rules.line import LINE_RULES
from tests.worlds import FIRST_DAY, tiny_scenario

NIGHT = "ARV/N/2026-10-13"
"""The night of the second planned day, a Tuesday."""
DAY = FIRST_DAY + 1


def world(*rules: str, limits: dict[str, dict[str, Any]] | None = None, **overrides: Any) -> Scenario:
    """Return the tiny scenario with only these line rules."""
    off: dict[str, dict[str, Any]] = {rule.code: {"applied": False} for rule in LINE_RULES if rule.code not in rules}
    stated = {**off, **(limits or {})}
    return tiny_scenario(
        rules=tuple(
            RuleLimits(group, "england_and_wales", stated, f"scenario.toml:[rules.{group}]")
            for group in ("crews", "commanders")
        ),
        **overrides,
    )


def rota(scenario: Scenario, *held: tuple[str, str, int, str]) -> Rota:
    """Return a rota of officer, tour, day from the first, post."""
    zone, tours = scenario.horizon.zone, scenario.tours_by_code
    roles = {post.post: post.role for post in scenario.posts}
    return Rota(
        tuple(
            Assignment(
                officer,
                FIRST_DAY + number,
                tour,
                tours[tour].start_at(FIRST_DAY + number, zone),
                tours[tour].end_at(FIRST_DAY + number, zone),
                "north",
                post,
                roles.get(post, ""),
            )
            for officer, tour, number, post in held
        )
    )


def obstacle(scenario: Scenario, given: Rota, officer: str, duty: str = NIGHT) -> Obstacle:
    """Return what stands between one officer and a duty."""
    return next(found for found in explain_duty(scenario, given, duty).obstacles if found.officer == officer)


def test_nothing_stands_in_the_way_of_a_rested_officer() -> None:
    """An officer with rest days all round is free for the night."""
    scenario = world("rest_between_tours")
    assert obstacle(scenario, rota(scenario), "a3").kind == "free"


def test_who_holds_the_duty_is_told_first() -> None:
    """The officer on the duty is the first of the list and its holder."""
    scenario = world("rest_between_tours")
    found = explain_duty(scenario, rota(scenario, ("a3", "N", 1, "ARV")), NIGHT)
    assert found.held_by == ("a3",)
    assert found.obstacles[0].officer == "a3"


def test_the_rule_that_refuses_is_named_with_its_figure_and_source() -> None:
    """A night until 07:00 on the 14th before an early tour at 07:00 leaves 0 minutes of the 660 of rest."""
    scenario = world("rest_between_tours")
    found = obstacle(scenario, rota(scenario, ("a3", "E", 2, "ARV")), "a3")
    assert (found.kind, found.code) == ("rule", "rest_between_tours")
    assert "0 minutes of rest" in found.message
    assert "660" in found.message
    assert found.source == "scenario.toml:[rules.crews]"


def test_a_rule_already_broken_elsewhere_is_not_blamed_on_the_duty() -> None:
    """A rota that breaks the rest rule on the first two days says nothing about a night on the last."""
    scenario = world("rest_between_tours", days=5)
    given = rota(scenario, ("a3", "L", 0, "ARV"), ("a3", "E", 1, "ARV"))
    assert obstacle(scenario, given, "a3", "ARV/N/2026-10-16").kind == "free"


def test_a_seat_that_would_be_given_up_is_named() -> None:
    """An officer on the early car of the same day could take the night only by leaving that seat."""
    scenario = world("rest_between_tours")
    found = obstacle(scenario, rota(scenario, ("a3", "E", 1, "ARV")), "a3")
    assert found.kind == "placed"
    assert "E at ARV" in found.message


def test_eligibility_comes_with_the_cell_it_stands_in() -> None:
    """The commander's contract has no night tour, and the row of that contract is told."""
    scenario = world("rest_between_tours")
    contracts = tuple(replace(row, source=f"contracts.csv:{n + 2}:options") for n, row in enumerate(scenario.contracts))
    found = obstacle(replace(scenario, contracts=contracts), rota(scenario), "c1")
    assert (found.kind, found.code, found.source) == ("eligibility", "not_contract", "contracts.csv:3:options")


@pytest.mark.parametrize(("kind", "stops"), [("sickness", "everything"), ("restricted", "armed"), ("leave", "nights")])
def test_nobody_learns_why_an_officer_is_away(kind: str, stops: Any) -> None:
    """Sick, restricted or on leave all read "not available", with no source that would tell them apart."""
    armed = tuple(replace(tour, armed=tour.tour in ("E", "L", "N")) for tour in tiny_scenario().tours)
    away = Abstraction("a3", kind, stops, DAY, DAY + 1, "abstractions.csv:2")
    scenario = world("rest_between_tours", abstractions=(away,), tours=armed)
    found = obstacle(scenario, rota(scenario), "a3")
    assert (found.kind, found.code, found.message, found.source) == (
        "eligibility",
        "not_available",
        "not available",
        "",
    )


def test_a_binding_agreement_is_told_with_its_own_cell() -> None:
    """A flexible-working agreement against nights refuses the night, and its row is the source."""
    wish = Preference("a3", "N", False, True, FIRST_DAY, FIRST_DAY + 3, (), 0, "preferences.csv:7")
    scenario = world("flexible_working", preferences=(wish,))
    found = obstacle(scenario, rota(scenario), "a3")
    assert (found.kind, found.code, found.source) == ("rule", "flexible_working", "preferences.csv:7")


def test_the_day_job_is_kept_beside_on_call() -> None:
    """Asked for the on-call seat, a commander on the day job is asked to hold D+OC and gives up nothing."""
    scenario = world("rest_between_tours")
    found = obstacle(scenario, rota(scenario, ("c1", "D", 1, "")), "c1", "SFC/OC/2026-10-13")
    assert (found.kind, found.option) == ("free", "D+OC")


def test_what_it_would_cost_is_the_rules_own_price() -> None:
    """A wish worth 700 pence against the night is what taking it costs more."""
    wish = Preference("a3", "N", False, False, FIRST_DAY, FIRST_DAY + 3, (), 700, "preferences.csv:7")
    scenario = world("preferences", preferences=(wish,))
    found = obstacle(scenario, rota(scenario), "a3")
    assert (found.kind, found.pence) == ("free", 700)


def test_an_unknown_duty_is_bad_input() -> None:
    """The nearest duty there is is offered."""
    scenario = world("rest_between_tours")
    with pytest.raises(BadInputError) as raised:
        explain_duty(scenario, rota(scenario), "ARV/N/2026-10-99")
    assert raised.value.problems[0].nearest.startswith("ARV/N/2026-10-1")
