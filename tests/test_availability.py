"""What is expected of officers who may carry no arms for a while."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.briefs import OfficerBrief, officer_briefs
from scheduler.domain.events import Event
from scheduler.domain.people import Abstraction, Contract, Pattern
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.eligibility import options_of
from tests.worlds import FIRST_DAY, ZONE, tiny_scenario


def world(options: tuple[str, ...] = ("rest", "E", "L", "N", "D"), **more: object) -> Scenario:
    """Return the tiny scenario with armed tours at the base, and everybody in a team: early, late, rest."""
    scenario = tiny_scenario(**more)
    return replace(
        scenario,
        tours=tuple(replace(one, armed=one.tour in ("E", "L", "N")) for one in scenario.tours),
        contracts=(Contract("crews", options, 2400, "crews"), scenario.contracts[1]),
        patterns=(Pattern("two-two-two", ("E", "L", "rest"), FIRST_DAY),),
        officers=tuple(
            replace(officer, team="A" if officer.contract == "crews" else None) for officer in scenario.officers
        ),
    )


def at(day: int, clock: int = 0) -> int:
    """Return the instant of a clock hour, days counted from the first."""
    return instant(FIRST_DAY + day, clock * 60, ZONE)


def brief(scenario: Scenario, officer: str = "a1") -> OfficerBrief:
    """Return one officer's brief."""
    return next(one for one in officer_briefs(scenario) if one.officer.officer == officer)


def test_an_unarmed_duty_stands_in_the_pattern_from_the_tour_during_which_somebody_steps_back() -> None:
    """At eight on the first day: the early that began at seven is not theirs any more, and the late of the second is not."""
    found = brief(world().with_events([Event("a1", "step_back", "", at(0, 8))]))
    assert list(found.pattern.values()) == ["D", "D", "rest"]
    assert [option.code for option in found.pattern_options.values()] == ["D", "D", "rest"]
    assert list(brief(world().with_events([Event("a1", "step_back", "", at(0, 16))])).pattern.values()) == [
        "E",
        "D",
        "rest",
    ]


def test_the_pattern_is_the_teams_again_once_somebody_is_back() -> None:
    """Until a stated end, and until a return before it."""
    away = Event("a1", "step_back", "", at(-3), at(1))
    assert list(brief(world().with_events([away])).pattern.values()) == ["D", "L", "rest"]
    back = Event("a1", "return", "", at(0, 6))
    assert list(brief(world().with_events([away, back])).pattern.values()) == ["E", "L", "rest"]


def test_restricted_duty_stands_in_likewise_and_others_keep_their_pattern() -> None:
    """A day of restricted duty is a day of unarmed duty; the team mate's pattern is untouched."""
    scenario = world(abstractions=(Abstraction("a1", "restricted", "armed", FIRST_DAY, FIRST_DAY + 1),))
    assert list(brief(scenario).pattern.values()) == ["D", "L", "rest"]
    assert list(brief(scenario, "a2").pattern.values()) == ["E", "L", "rest"]


def test_without_an_unarmed_duty_in_the_contract_a_rest_day_stands_in() -> None:
    """Nobody is expected to do what their contract does not have."""
    scenario = world(("rest", "E", "L", "N")).with_events([Event("a1", "step_back", "", at(0))])
    assert list(brief(scenario).pattern.values()) == ["rest", "rest", "rest"]


def test_stepping_back_from_one_role_leaves_the_pattern_and_the_tours() -> None:
    """Who gives up supervising still works armed tours, without that role."""
    scenario = world().with_events([Event("a1", "step_back", "supervisor", at(0))])
    assert list(brief(scenario).pattern.values()) == ["E", "L", "rest"]
    (seat,) = options_of(scenario, officer_briefs(scenario)).of("a1").days[0].seats["E"][0]
    assert seat.roles == {"driver"}


def test_a_refresher_is_a_day_of_training_that_has_been_arranged() -> None:
    """Its days are training days like those of the abstractions, and are not added twice."""
    refresher = Event("a1", "refresher", "", at(1), at(3))
    scenario = tiny_scenario().with_events([refresher])
    expected = Abstraction("a1", "training", "everything", FIRST_DAY + 1, FIRST_DAY + 3)
    assert scenario.abstractions == (expected,)
    assert scenario.with_events([refresher]).abstractions == (expected,)


def test_who_has_stepped_back_has_no_fair_share_of_the_others_nights() -> None:
    """With two of four away from the first day on, the others' shares of the nights are twice what they were."""
    before = [brief(world(days=7), name).fair_shares["nights"] for name in ("a1", "a3")]
    gone = [Event(name, "step_back", "", at(-1)) for name in ("a1", "a2")]
    after = [brief(world(days=7).with_events(gone), name).fair_shares["nights"] for name in ("a1", "a3")]
    assert before == [4, 4]
    assert after == [0, 7]
