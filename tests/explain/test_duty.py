"""Why an officer does not hold a duty."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.domain.people import Abstraction, Preference
from scheduler.domain.rota import Assignment, CrewSeat, Rota
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.domain.work import Vehicle
from scheduler.explain.duty import Obstacle, explain_duty
from scheduler.rules.line import LINE_RULES
from tests.worlds import FIRST_DAY, cover_span, cover_tour, tiny_scenario

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


def test_a_tour_that_overlaps_is_told_as_such() -> None:
    """A late tour until 23:00 and a night from 22:00 of the day before leave no rest of minus an hour: they overlap."""
    late = replace(tiny_scenario().tours_by_code["L"], start=30 * 60 - 1440, end=39 * 60 - 1440)
    tours = tuple(late if tour.tour == "L" else tour for tour in tiny_scenario().tours)
    scenario = world("rest_between_tours", tours=tours)
    # The late tour of the 14th now begins at 06:00, an hour before the night of the 13th is over.
    found = obstacle(scenario, rota(scenario, ("a3", "L", 2, "ARV")), "a3")
    assert (found.kind, found.code) == ("rule", "rest_between_tours")
    assert found.message == "tour L of 2026-10-14 overlaps tour N from 2026-10-13 22:00 to 2026-10-14 07:00"


def lacks(scenario: Scenario, given: Rota, duty: str = NIGHT) -> dict[str, int]:
    """Return what the one tour of a car duty lacks, by part."""
    (cars,) = explain_duty(scenario, given, duty).cars
    return {lack.part: lack.missing for lack in cars.lacks}


def test_an_empty_car_lacks_its_crew_a_driver_and_a_supervisor() -> None:
    """Nobody is placed: a crew of two, one driver and one supervisor for up to three cars; both vehicles are free."""
    scenario = world("rest_between_tours")
    assert lacks(scenario, rota(scenario)) == {"officer": 2, "driver": 1, "supervisor": 1}


def test_a_crew_without_a_driver_lacks_only_what_it_lacks() -> None:
    """Of a3 and a4 neither drives nor supervises; with a2, who drives, only the supervisor is missing."""
    scenario = world("rest_between_tours")
    assert lacks(scenario, rota(scenario, ("a3", "N", 1, "ARV"), ("a4", "N", 1, "ARV"))) == {
        "driver": 1,
        "supervisor": 1,
    }
    assert lacks(scenario, rota(scenario, ("a3", "N", 1, "ARV"), ("a2", "N", 1, "ARV"))) == {"supervisor": 1}


def test_vehicles_out_or_off_the_road_are_missing() -> None:
    """Of two vehicles one is off the road and the other out on a late car until 23:00, an hour into the night."""
    scenario = world("rest_between_tours", vehicles=(Vehicle("v1", "cars", ((DAY, DAY + 1),)), Vehicle("v2", "cars")))
    held = rota(scenario, ("a1", "L", 1, "ARV"), ("a3", "L", 1, "ARV"))
    crews = tuple(CrewSeat("ARV", DAY, "L", "v2", "crew", name) for name in ("a1", "a3"))
    assert lacks(scenario, replace(held, crews=crews))["vehicle"] == 1


def test_a_crewed_car_lacks_nothing() -> None:
    """a1 drives and supervises, a3 makes the crew whole: one car crewed, none wanted."""
    scenario = world("rest_between_tours")
    (cars,) = explain_duty(scenario, rota(scenario, ("a1", "N", 1, "ARV"), ("a3", "N", 1, "ARV")), NIGHT).cars
    assert (cars.tour, cars.crewed, cars.wanted, cars.lacks) == ("N", 1, 0, ())


@pytest.mark.parametrize(
    "name",
    [
        "SFC/07:00-07:00/2026-10-13",
        "SFC/07:00-31:00/2026-10-13",
        "SFC/07:00 to 07:00/2026-10-13",
        "SFC/07:00 BST to 07:00 BST/13/10/2026",
        "SFC/7:00-7:00/2026-10-13",
    ],
)
@pytest.mark.parametrize("on_tour", [True, False])
def test_a_duty_is_found_by_the_clock_times_pages_show(*, name: str, on_tour: bool) -> None:
    """The day from 07:00 to 07:00 is found however its end is written, on a span and on the tour of these times."""
    cover = (cover_tour("SFC", "OC", 1, 1) if on_tour else cover_span("SFC", "07:00", "31:00", 1, 1),)
    found = explain_duty(world("rest_between_tours", cover=cover), Rota(()), name).duty
    assert found.duty == f"SFC/{'OC' if on_tour else '07:00-07:00'}/2026-10-13"


def test_an_unknown_duty_is_bad_input() -> None:
    """The nearest duty there is is offered."""
    scenario = world("rest_between_tours")
    with pytest.raises(BadInputError) as raised:
        explain_duty(scenario, rota(scenario), "ARV/N/2026-10-99")
    assert raised.value.problems[0].nearest.startswith("ARV/N/2026-10-1")


def on_call_world(*rules: str, **stated: Any) -> Scenario:
    """Return six days of the tiny scenario with on-call blocks of two days or more that may not be shorter."""
    blocks = {"on_call_blocks": {"min_days": 2, "max_days": 3, "pence": -1}}
    return world("on_call_blocks", *rules, limits={**blocks, **stated}, days=6)


def test_a_day_on_call_is_tried_with_days_beside_it() -> None:
    """c1 is on call on no day; one day is too short a block, two are not: nothing is in the way of those."""
    scenario = on_call_world()
    found = obstacle(scenario, rota(scenario), "c1", "SFC/OC/2026-10-13")
    assert found.kind == "free"
    assert found.message == "on OC from 2026-10-13 to 2026-10-14: nothing stands in the way"


def test_what_is_in_the_way_of_a_whole_block_is_named() -> None:
    """c1 is on call on the last two days, and blocks are three days apart: that, not the block's length, is in the way."""
    spacing = {"on_call_spacing": {"days": 3, "pence": -1}}
    scenario = on_call_world("on_call_spacing", **spacing)
    held = rota(scenario, ("c1", "OC", 4, "SFC"), ("c1", "OC", 5, "SFC"))
    found = obstacle(scenario, held, "c1", "SFC/OC/2026-10-14")
    assert (found.kind, found.code) == ("rule", "on_call_spacing")


def test_who_drives_and_who_supervises_is_said_of_everybody_who_could_come() -> None:
    """a1 does both and a3 neither; c1, who may not crew a car, brings no role."""
    scenario = world()
    found = {one.officer: one.roles for one in explain_duty(scenario, rota(scenario), NIGHT).obstacles}
    assert found["a1"] == ("driver", "supervisor")
    assert found["a3"] == found["c1"] == ()
