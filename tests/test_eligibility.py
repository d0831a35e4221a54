"""Eligibility: what officers are offered on each force day, and why they are refused the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.audit import audit
from scheduler.domain.briefs import officer_briefs
from scheduler.domain.people import Abstraction, Contract
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import Post
from scheduler.eligibility import DayOptions, Seat, options_of, why_not
from tests.worlds import FIRST_DAY, authorised, tiny_scenario, tour


def days(scenario: Scenario, officer: str) -> tuple[DayOptions, ...]:
    """Return an officer's options day by day."""
    return options_of(scenario, officer_briefs(scenario)).of(officer).days


def away(stops: Any, kind: str = "restricted", officer: str = "a1") -> Abstraction:
    """Return an abstraction of the first force day."""
    return Abstraction(officer, kind, stops, FIRST_DAY, FIRST_DAY + 1, "abstractions.csv:2")


def test_an_officer_is_offered_the_contract_and_the_seats_held_with_their_roles() -> None:
    """a1 drives and supervises, a3 does neither; both may take every tour of the base at no price."""
    scenario = tiny_scenario()
    first = days(scenario, "a1")[0]
    assert first.options == ("rest", "E", "L", "N")
    assert first.seats["E"] == ((Seat("ARV", "E", 0, frozenset({"driver", "supervisor"})),),)
    assert days(scenario, "a3")[0].seats["E"] == ((Seat("ARV", "E", 0, frozenset()),),)


def test_alike_officers_share_one_object() -> None:
    """a3 and a4 differ in nothing that matters, so that their days are the same objects."""
    scenario = tiny_scenario()
    options = options_of(scenario, officer_briefs(scenario))
    assert all(one is other for one, other in zip(options.of("a3").days, options.of("a4").days, strict=True))


def test_another_home_post_has_its_price() -> None:
    """An officer of another home post takes the seat at the post's away price, 500 pence."""
    scenario = tiny_scenario()
    officers = (replace(scenario.officers[0], home_post="SFC"), *scenario.officers[1:])
    assert days(replace(scenario, officers=officers), "a1")[0].seats["L"][0][0].pence == 500


def test_altogether_abstracted_is_leave_and_nothing_else() -> None:
    """On a day of leave the only option is leave; the next day is untouched."""
    found = days(tiny_scenario(abstractions=(away("everything", "leave"),)), "a1")
    assert (found[0].options, found[0].seats) == (("leave",), {})
    assert found[1].options == ("rest", "E", "L", "N")


@pytest.mark.parametrize(
    ("stops", "options", "seats", "roles"),
    [
        ("armed", ("rest", "E", "L", "N"), [], None),
        ("nights", ("rest", "E", "L"), ["E", "L"], {"driver", "supervisor"}),
        ("driving", ("rest", "E", "L", "N"), ["E", "L", "N"], {"supervisor"}),
        ("command", ("rest", "E", "L", "N"), ["E", "L", "N"], {"driver", "supervisor"}),
    ],
)
def test_partial_abstractions(stops: str, options: tuple[str, ...], seats: list[str], roles: set[str] | None) -> None:
    """Armed stops the armed base's seats, nights the night, driving the driver role, command nothing of theirs."""
    first = days(tiny_scenario(abstractions=(away(stops),)), "a1")[0]
    assert first.options == options
    assert list(first.seats) == seats
    if roles is not None:
        assert first.seats["E"][0][0].roles == roles


def test_restricted_from_armed_duty_stops_armed_tours_wherever_worked() -> None:
    """A tour marked armed is no option for an officer restricted from armed duty."""
    scenario = tiny_scenario(abstractions=(away("armed"),))
    tours = tuple(replace(one, armed=one.tour == "L") for one in scenario.tours)
    assert days(replace(scenario, tours=tours), "a1")[0].options == ("rest", "E", "N")


def test_restricted_from_command_stops_the_command_seat_alone() -> None:
    """c1 may still stand by without the seat."""
    first = days(tiny_scenario(abstractions=(away("command", officer="c1"),)), "c1")[0]
    assert (first.options, first.seats) == (("rest", "D", "OC", "D+OC"), {})


def training_world() -> Scenario:
    """Return a world whose commanders may train, also beside being on call, with c1 and a1 on a course."""
    scenario = tiny_scenario(abstractions=(away("everything", "training", "c1"), away("everything", "training")))
    contract = Contract("commanders", ("rest", "D", "OC", "D+OC", "T", "T+OC"), 2400, "commanders")
    return replace(
        scenario,
        contracts=(scenario.contracts[0], contract),
        tours=(*scenario.tours, tour("T", "training", "09:00", "17:00")),
        combinations=(("D", "OC"), ("T", "OC")),
    )


def test_training_is_arranged_and_not_chosen() -> None:
    """c1 trains on the day a row says, and has no training tour on any other; nor may a rota hold one there."""
    scenario = training_world()
    offered = [any("T" in code.split("+") for code in on.options) for on in days(scenario, "c1")]
    assert offered == [True] + [False] * (len(offered) - 1)
    day, work, zone = FIRST_DAY + 1, scenario.tours_by_code["T"], scenario.horizon.zone
    held = Assignment("c1", day, "T", work.start_at(day, zone), work.end_at(day, zone), scenario.officers[0].force)
    messages = [finding.message for finding in audit(scenario, Rota((held,))).findings if finding.grade == "ineligible"]
    assert len(messages) == 1
    assert "no training is arranged on 2026-10-13" in messages[0]


def test_training_is_its_tour_or_missed() -> None:
    """c1 trains, may be on call beside it, or misses it; a1's contract has no training tour, so it is leave."""
    scenario = training_world()
    assert days(scenario, "c1")[0].options == ("rest", "T", "T+OC")
    assert [seat.post for seat in days(scenario, "c1")[0].seats["T+OC"][0]] == ["SFC"]
    assert days(scenario, "a1")[0].options == ("leave",)


def test_an_authorisation_covers_a_tour_whole_or_not_at_all() -> None:
    """An authorisation until midnight after the first day: the early and the late are inside, the night is not."""
    scenario = tiny_scenario()
    kept = tuple(row for row in scenario.authorisations if row.officer != "a1")
    scenario = replace(scenario, authorisations=(*kept, authorised("a1", "arv", FIRST_DAY - 3, FIRST_DAY + 1)))
    found = days(scenario, "a1")
    assert list(found[0].seats) == ["E", "L"]
    assert found[1].seats == {}
    (reason,) = why_not(scenario, "a1", FIRST_DAY, "N", "ARV")
    assert reason.code == "authorisation_lapses"
    (reason,) = why_not(scenario, "a1", FIRST_DAY + 1, "E", "ARV")
    assert reason.code == "not_authorised"


def test_a_renewal_continues_an_authorisation() -> None:
    """Two authorisations that meet at midnight cover the night together."""
    scenario = tiny_scenario()
    kept = tuple(row for row in scenario.authorisations if row.officer != "a1")
    both = (authorised("a1", "arv", FIRST_DAY + 1), authorised("a1", "arv", FIRST_DAY - 9, FIRST_DAY + 1))
    scenario = replace(scenario, authorisations=(*kept, *both))
    assert list(days(scenario, "a1")[0].seats) == ["E", "L", "N"]
    assert why_not(scenario, "a1", FIRST_DAY, "N", "ARV") == []


def test_two_seats_of_overlapping_tours_are_one_group() -> None:
    """A day job that is itself a seat overlaps the on-call seat: at most one of the two can be taken."""
    scenario = tiny_scenario()
    desk = Post("DESK", "Desk", "north", "sfc", ("D",))
    scenario = replace(scenario, posts=(*scenario.posts, desk))
    groups = days(scenario, "c1")[0].seats["D+OC"]
    assert [[seat.post for seat in group] for group in groups] == [["DESK", "SFC"]]


def test_a_pair_the_scenario_does_not_allow_is_no_option() -> None:
    """Without its row in the combinations, on call beside the day job is not offered."""
    scenario = tiny_scenario(combinations=())
    assert days(scenario, "c1")[0].options == ("rest", "D", "OC")
    assert why_not(scenario, "c1", FIRST_DAY, "OC", "SFC") == []


def test_why_not_names_every_reason_with_its_code() -> None:
    """A commander at an armed base: contract, unit, unarmed unit and authorisation each stand in the way."""
    scenario = tiny_scenario()
    codes = [reason.code for reason in why_not(scenario, "c1", FIRST_DAY, "E", "ARV")]
    assert codes == ["not_contract", "not_unit", "not_authorised", "unarmed_unit"]


@pytest.mark.parametrize(("stops", "kind"), [("everything", "sickness"), ("armed", "restricted"), ("nights", "other")])
def test_an_abstraction_reads_only_not_available(stops: str, kind: str) -> None:
    """Neither the kind nor the place of an abstraction is told."""
    (reason,) = why_not(tiny_scenario(abstractions=(away(stops, kind),)), "a1", FIRST_DAY, "N", "ARV")
    assert (reason.message, reason.source) == ("not available", "")


def test_why_not_agrees_with_what_is_offered() -> None:
    """Over all officers, days, tours and posts of a world, a seat is offered exactly when nothing stands against it."""
    scenario = training_world()
    scenario = replace(
        scenario, abstractions=(*scenario.abstractions, away("armed", officer="a2"), away("nights", officer="a3"))
    )
    for officer in scenario.officers:
        for number, day in enumerate(scenario.horizon.days):
            offered = {
                (seat.tour, seat.post)
                for groups in days(scenario, officer.officer)[number].seats.values()
                for group in groups
                for seat in group
            }
            for code in scenario.tours_by_code:
                for post in scenario.posts:
                    refused = why_not(scenario, officer.officer, day, code, post.post)
                    assert bool(refused) == ((code, post.post) not in offered), (officer.officer, day, code, post.post)
