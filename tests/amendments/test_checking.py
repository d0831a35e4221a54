"""An amendment is accepted exactly where the solver's rules accept the lines after it, and priced as the audit prices all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.amendments.call_out import CallOut
from scheduler.amendments.checking import Verdict, judged, refusals_of
from scheduler.amendments.effects import amended
from scheduler.amendments.extend import Extend
from scheduler.amendments.kind import Amendment
from scheduler.amendments.leave import Leave, asked
from scheduler.amendments.making import amended_plan, recorded
from scheduler.amendments.recall import Recall
from scheduler.amendments.remove import Remove
from scheduler.amendments.replace import Replace
from scheduler.amendments.sick import Sick
from scheduler.amendments.standing import audited_anew, misstated, uncovered_anew
from scheduler.amendments.suggesting import suggested
from scheduler.amendments.swap import Swap
from scheduler.audit import Entitlements, audit, uncovered_of
from scheduler.crewed_anew import Crewing
from scheduler.domain.amendments import Amendments, Effects, Worked
from scheduler.domain.briefs import officer_briefs
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import FAULTS
from scheduler.domain.people import Abstraction
from scheduler.domain.price import FREE, LevelResult
from scheduler.domain.rota import CrewSeat, Plan, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.domain.work import Post
from scheduler.rules.line import LINE_RULES
from tests.rules.cover.enumeration import assignment
from tests.worlds import FIRST_DAY, authorised, cover_tour, crew_officers, tiny_scenario

DAYS = 6
LINE_CODES = {rule.code for rule in LINE_RULES}
LETTERS = ("rest", "E", "L", "N")


def world() -> Scenario:
    """Return five officers who crew one car of two on each tour of six days; two of them drive and supervise."""
    officers = crew_officers(5)
    roles = [authorised(officer.officer, "arv") for officer in officers]
    roles += [authorised(name, role) for name in ("a1", "a2", "a3") for role in ("driver", "supervisor")]
    plain = tiny_scenario(days=DAYS, officers=officers, authorisations=tuple(roles))
    return replace(
        plain,
        contracts=plain.contracts[:1],
        cover=tuple(cover_tour("ARV", code, 1, 1) for code in ("E", "L", "N")),
        posts=(replace(plain.posts[0], units=()), Post("DESK", "Desk", "north", "arv", ("E",))),
        combinations=(),
    )


SCENARIO = world()


def rota_of(lines: dict[str, str]) -> Rota:
    """Return a rota of letters a day (``-`` is rest), everybody at the base, without cars."""
    held = [
        assignment(SCENARIO, name, letter, FIRST_DAY + day, "ARV")
        for name, line in lines.items()
        for day, letter in enumerate(line)
        if letter != "-"
    ]
    return Rota(tuple(sorted(held)))


def with_cars(rota: Rota) -> Rota:
    """Return a rota whose cars are crewed as far as those on each tour can."""
    marker = CrewSeat("ARV", FIRST_DAY + DAYS + 1, "E", "v1", "driver", "a1")
    crewed = Crewing(SCENARIO, Rota((), (marker,)), Entitlements(SCENARIO)).crewed(rota.assignments)
    return replace(crewed, crews=tuple(seat for seat in crewed.crews if seat != marker))


LINES = st.dictionaries(
    st.sampled_from(["a1", "a2", "a3", "a4", "a5"]), st.text("ELN--", min_size=DAYS, max_size=DAYS), min_size=2
)
OFFICERS = st.sampled_from(["a1", "a2", "a3", "a4", "a5"])
DAY = st.integers(FIRST_DAY, FIRST_DAY + DAYS - 1)
AMENDMENTS = st.one_of(
    st.builds(Swap, OFFICERS, DAY, OFFICERS, DAY),
    st.builds(Replace, OFFICERS, DAY, OFFICERS),
    st.builds(Remove, OFFICERS, DAY),
    st.builds(lambda who, day: Sick((who,), day), OFFICERS, DAY),
    st.builds(lambda who, day, tour: CallOut(who, day, tour, "ARV"), OFFICERS, DAY, st.sampled_from("ELN")),
    st.builds(Extend, OFFICERS, DAY, st.integers(30, 900)),
)


def verdict_of(rota: Rota, amendment: Amendment) -> Verdict | None:
    """Return what becomes of an amendment; None for one that is about nothing."""
    try:
        return judged(SCENARIO, rota, amendment)
    except BadInputError:
        return None


@settings(max_examples=80, deadline=None)
@given(LINES, AMENDMENTS, st.booleans())
def test_what_is_judged_about_some_is_what_the_audit_says_about_all(
    lines: dict[str, str], amendment: Amendment, crewed: bool
) -> None:
    """Price and faults change as those of the whole rota do, though only those concerned were looked at."""
    rota = with_cars(rota_of(lines)) if crewed else rota_of(lines)
    verdict = verdict_of(rota, amendment)
    if verdict is None:
        return
    # Fair shares of everybody move with an absence; the rest of the price is compared.
    shared = {"night_share", "weekend_share", "on_call_share", "holiday_share"}
    before, after = audit(SCENARIO, rota), audit(verdict.scenario, verdict.changed.rota)
    uncovered = uncovered_of(SCENARIO, rota, {})
    plan = Plan(rota, before.price, (), "feasible", uncovered, before.findings, 0, 1.0, 1)
    proved = {"crew": True}
    assert uncovered_anew(SCENARIO, plan, verdict, proved) == uncovered_of(
        verdict.scenario, verdict.changed.rota, proved
    )
    anew = audited_anew(SCENARIO, plan, verdict)
    assert (anew.findings, anew.price) == (after.findings, after.price)
    assert misstated(SCENARIO, replace(plan, findings=()), Amendments(), verdict) or before.price == FREE
    if verdict.scenario is SCENARIO:
        assert tuple(verdict.more) == tuple(b - a for a, b in zip(before.price, after.price, strict=True))
    brought = [one for one in after.faults if one not in before.faults and one.rule not in shared]
    assert {(one.rule, one.subject, one.day) for one in brought} == {
        (one.rule, one.subject, one.day) for one in (*verdict.refused, *verdict.broken) if one.rule not in shared
    }


@settings(max_examples=80, deadline=None)
@given(LINES, AMENDMENTS)
def test_the_machines_of_the_solver_and_the_audit_refuse_the_same_lines(
    lines: dict[str, str], amendment: Amendment
) -> None:
    """Of a rota that no rule refuses, an amendment has a breach in the second face exactly where a machine stops."""
    rota = rota_of(lines)
    if refusals_of(SCENARIO, rota, officer_briefs(SCENARIO)):
        return
    verdict = verdict_of(rota, amendment)
    if verdict is None:
        return
    faults = {(one.subject, one.rule) for one in (*verdict.refused, *verdict.broken) if one.grade == "breach"}
    own = {(who, rule) for who, rule in faults if rule in LINE_CODES}
    assert own == {(one.officer, one.rule) for one in verdict.machines}


def test_a_refused_swap_names_rule_and_figure() -> None:
    """A late before an early leaves less rest than the rule asks."""
    rota = rota_of({"a1": "E-----", "a4": "-E----", "a2": "L-----"})
    verdict = judged(SCENARIO, rota, Swap("a1", FIRST_DAY + 1, "a4", FIRST_DAY + 1))
    assert verdict.accepted
    refused = judged(SCENARIO, rota, Swap("a2", FIRST_DAY + 1, "a4", FIRST_DAY + 1))
    assert not refused.accepted
    assert [one.rule for one in refused.refused] == ["rest_between_tours"]
    assert "at least 660" in refused.refused[0].message


def test_a_call_out_gives_back_the_rest_it_takes() -> None:
    """Called out to a night after a rest day, an officer does not start early the next day, and is owed a day off."""
    rota = rota_of({"a4": "-E----"})
    verdict = judged(SCENARIO, rota, CallOut("a4", FIRST_DAY, "N", "ARV"))
    assert verdict.accepted
    assert [(one.officer, one.day - FIRST_DAY, one.tour) for one in verdict.changed.given_back] == [
        ("a4", 1, "E"),
        ("a4", 0, ""),
    ]
    assert [held.tour for held in verdict.changed.rota.assignments] == ["N"]
    assert verdict.changed.provenance["a4", FIRST_DAY, "N"] == "called_out"
    assert not verdict.broken


def test_hours_beyond_a_tour_are_known_to_the_audit() -> None:
    """Five hours after an early tour ending at 16:00 end at 21:00; an early at 07:00 is taken off for it."""
    rota = rota_of({"a4": "EE----"})
    verdict = judged(SCENARIO, rota, Extend("a4", FIRST_DAY, 300))
    assert [one.tour for one in verdict.changed.given_back] == ["E"]
    alone = replace(SCENARIO, worked=verdict.changed.effects.worked)
    found = [one.rule for one in audit(alone, rota).faults]
    assert found == ["rest_between_tours"]


def test_a_whole_crew_is_taken_off_armed_duty_without_an_end() -> None:
    """Armed seats fall away to the end of the rota; a tour without an arm stays."""
    armed = replace(SCENARIO, roles=tuple(replace(role, armed=role.role == "arv") for role in SCENARIO.roles))
    rota = rota_of({"a1": "E----E", "a4": "E-----"})
    bare = tuple(replace(one, post="", role="") if one.day > FIRST_DAY else one for one in rota.assignments)
    verdict = judged(armed, Rota(bare), Sick(("a1", "a4"), FIRST_DAY, None, "armed"))
    assert [(held.officer, held.day - FIRST_DAY) for held in verdict.changed.rota.assignments] == [("a1", 5)]
    assert verdict.accepted
    assert verdict.uncovered
    assert "armed" not in Sick(("a1",), FIRST_DAY, None, "armed").words()


def test_cars_are_crewed_anew_with_those_who_are_there() -> None:
    """The one who takes over the driver's tour and cannot drive sits beside; who can, drives the same vehicle."""
    rota = rota_of({"a1": "E-----", "a2": "E-----", "a4": "------"})
    seats = (
        CrewSeat("ARV", FIRST_DAY, "E", "v2", "driver", "a1"),
        CrewSeat("ARV", FIRST_DAY, "E", "v2", "crew", "a2"),
    )
    verdict = judged(SCENARIO, replace(rota, crews=seats), Replace("a1", FIRST_DAY, "a4"))
    assert verdict.accepted
    crews = {(seat.vehicle, seat.seat, seat.officer) for seat in verdict.changed.rota.crews}
    assert crews == {("v2", "driver", "a2"), ("v2", "crew", "a4")}


def test_a_car_is_not_given_away_before_its_own_crew_is_looked_at() -> None:
    """Both posts have other officers, and the first wants one car more: the second one's vehicle stays with it."""
    second = replace(SCENARIO.posts[0], post="ARZ")
    cover = (*SCENARIO.cover, *(replace(row, post="ARZ") for row in SCENARIO.cover if row.tour == "E"))
    officers = crew_officers(8)
    able = tuple(authorised(one.officer, role) for one in officers for role in ("arv", "driver", "supervisor"))
    scenario = replace(
        SCENARIO,
        posts=(*SCENARIO.posts, second),
        cover=tuple(replace(row, target=2) if row.post == "ARV" else row for row in cover),
        officers=officers,
        authorisations=able,
    )
    was = {"a1": "ARV", "a2": "ARV", "a5": "ARZ", "a6": "ARZ"}
    now = {"a1": "ARV", "a2": "ARV", "a3": "ARV", "a4": "ARV", "a5": "ARZ", "a7": "ARZ"}
    cars = [CrewSeat(was[name], FIRST_DAY, "E", v, seat, name) for name, v, seat in (
        ("a1", "v1", "driver"), ("a2", "v1", "crew"), ("a5", "v2", "driver"), ("a6", "v2", "crew"),
    )]  # fmt: skip
    before, after = (
        tuple(sorted(assignment(scenario, name, "E", FIRST_DAY, post) for name, post in places.items()))
        for places in (was, now)
    )
    crewed = Crewing(scenario, Rota(before, tuple(sorted(cars))), Entitlements(scenario)).crewed(after)
    assert {(seat.post, seat.vehicle) for seat in crewed.crews} == {("ARV", "v1"), ("ARZ", "v2")}


def test_only_leave_is_called_off() -> None:
    """A day of it is worked and owed, the days around it stay leave; nobody is called back from another absence."""
    leave = Abstraction("a4", "leave", "everything", FIRST_DAY, FIRST_DAY + 3)
    scenario = replace(SCENARIO, abstractions=(leave,))
    verdict = judged(scenario, rota_of({"a1": "E-----"}), Recall("a4", FIRST_DAY + 1, "E", "ARV"))
    assert verdict.accepted
    assert [(row.from_day - FIRST_DAY, row.until_day - FIRST_DAY) for row in verdict.scenario.abstractions] == [
        (0, 1),
        (2, 3),
    ]
    other = replace(SCENARIO, abstractions=(replace(leave, kind="court"),))
    with pytest.raises(BadInputError, match="on leave"):
        judged(other, rota_of({}), Recall("a4", FIRST_DAY + 1, "E", "ARV"))


def test_suggestions_come_with_what_follows_the_free_ones_first() -> None:
    """Who rests is free, who would have too little rest is refused and comes last."""
    rota = rota_of({"a1": "E-----", "a2": "L-----"})
    found = suggested(SCENARIO, rota, "ARV", "E", FIRST_DAY + 1)
    assert [one.verdict.accepted for one in found] == sorted((one.verdict.accepted for one in found), reverse=True)
    assert [one.officer for one in found if not one.verdict.accepted] == ["a2"]


@pytest.mark.parametrize(
    ("post", "tour", "day", "expected"),
    [
        ("ARX", "E", 0, "'ARX': expected a post of the scenario: ARV"),
        ("ARV", "D", 0, "'D': expected a tour that staffs ARV: E, L, N"),
        ("ARV", "E", 99, "expected a planned day, "),
    ],
)
def test_what_is_wrong_with_a_duty_is_said(post: str, tour: str, day: int, expected: str) -> None:
    """Of a duty nobody planned, the post, the tour or the day, with those there are."""
    with pytest.raises(BadInputError, match=expected):
        suggested(SCENARIO, rota_of({"a1": "E-----"}), post, tour, FIRST_DAY + day)


def test_a_mistyped_officer_is_told_the_nearest() -> None:
    """Whatever is asked, the place is the argument and not the room of the code."""
    with pytest.raises(BadInputError) as refused:
        judged(SCENARIO, rota_of({}), Sick(("a11",), FIRST_DAY + 99))
    first, second = refused.value.problems
    assert (first.place, first.value, first.nearest in {row.officer for row in SCENARIO.officers}) == (
        "OFFICER",
        "a11",
        True,
    )
    assert second.place == "DATE"


def test_leave_is_answered_with_quota_and_cover() -> None:
    """Yes for who rests; no where the team's quota is full, and no where a duty falls below its minimum."""
    mates = tuple(replace(one, team="A") if one.officer in ("a4", "a5") else one for one in SCENARIO.officers)
    scenario = replace(SCENARIO, most_on_leave=1, officers=mates)
    rota = rota_of({"a1": "E-----", "a2": "E-----"})
    crews = (
        CrewSeat("ARV", FIRST_DAY, "E", "v1", "driver", "a1"),
        CrewSeat("ARV", FIRST_DAY, "E", "v1", "crew", "a2"),
    )
    rota = replace(rota, crews=crews)
    assert asked(scenario, rota, Leave("a3", FIRST_DAY + 2, FIRST_DAY + 3)).answer == "yes"
    needed = asked(scenario, rota, Leave("a1", FIRST_DAY, FIRST_DAY + 1))
    assert (needed.answer, [one.subject.split("/")[1] for one in needed.verdict.uncovered]) == ("no", ["E"])
    away = Abstraction("a5", "leave", "everything", FIRST_DAY, FIRST_DAY + 2)
    full = asked(replace(scenario, abstractions=(away,)), rota, Leave("a4", FIRST_DAY + 1, FIRST_DAY + 4))
    assert full.answer == "no"
    assert [(one.day - FIRST_DAY, one.on_leave, one.most) for one in full.full] == [(1, 1, 1)]
    assert [(one.day - FIRST_DAY, one.on_leave) for one in full.quota] == [(1, 1), (2, 0), (3, 0)]
    assert not asked(replace(scenario, most_on_leave=0), rota, Leave("a4", FIRST_DAY, FIRST_DAY + 1)).quota


@pytest.mark.parametrize(("own", "quota"), [(0, "scenario"), (1, "team"), (2, "")])
def test_a_teams_own_quota_comes_before_the_scenarios(own: int, quota: str) -> None:
    """A larger one lets more of the team be on leave, a smaller one fewer; it is said whose quota is used up."""
    mates = tuple(replace(one, team="A") if one.officer in ("a4", "a5") else one for one in SCENARIO.officers)
    teams = (replace(SCENARIO.teams[0], most_on_leave=own),)
    away = (Abstraction("a5", "leave", "everything", FIRST_DAY, FIRST_DAY + 2),)
    scenario = replace(SCENARIO, most_on_leave=1, officers=mates, teams=teams, abstractions=away)
    full = asked(scenario, rota_of({"a1": "E-----"}), Leave("a4", FIRST_DAY, FIRST_DAY + 1)).full
    assert [one.quota for one in full] == ([quota] if quota else [])


def test_bounds_hold_for_what_the_proof_was_about_alone() -> None:
    """A swap keeps them; an absence is another scenario, of which nothing is proved but nought."""
    rota = rota_of({"a1": "E-----", "a4": "-E----"})
    price = audit(SCENARIO, rota).price
    levels = tuple(LevelResult(n + 1, value, value // 2, conditional=False) for n, value in enumerate(price))
    plan = Plan(rota, price, levels, "feasible", (), (), price.pence // 4, 1.0, 1)
    swapped = amended_plan(SCENARIO, plan, judged(SCENARIO, rota, Swap("a1", FIRST_DAY, "a4", FIRST_DAY)))
    assert [level.bound for level in swapped.levels] == [value // 2 for value in price]
    assert 0 < swapped.gap < 1
    sick = amended_plan(SCENARIO, plan, judged(SCENARIO, rota, Sick(("a1",), FIRST_DAY)))
    assert {level.bound for level in sick.levels} == {0}
    # Measured from what officers cost of themselves, more than all of the price could be planned away.
    assert (sick.officers_least_pence, sick.unbounded, swapped.unbounded) == (None, True, False)


def test_amendments_are_kept_in_their_order_with_what_they_changed() -> None:
    """A duty swapped and then taken off has no provenance any more; notice is counted in clear days."""
    rota = rota_of({"a1": "--E---"})
    swap = Swap("a1", FIRST_DAY + 2, "a4", FIRST_DAY + 2)
    first = judged(SCENARIO, rota, swap)
    done = recorded(Amendments(), swap, first, "request", "Insp", FIRST_DAY - 4)
    assert done.provenance == {("a4", FIRST_DAY + 2, "E"): "swap"}
    assert done.records[0].notice == 5
    gone = Remove("a4", FIRST_DAY + 2)
    again = recorded(done, gone, judged(SCENARIO, first.changed.rota, gone), "correction", "", FIRST_DAY)
    assert [one.kind for one in again.records] == ["swap", "remove"]
    assert again.provenance == {}


def test_a_scenario_without_effects_is_the_same_one() -> None:
    """Nothing known anew makes no other scenario; duty beyond tours does."""
    assert amended(SCENARIO, Effects()) is SCENARIO
    more = amended(SCENARIO, Effects(worked=(Worked("a1", FIRST_DAY, 0, 60),)))
    assert more.sha256 != SCENARIO.sha256


def test_faults_are_grades_that_are_refused() -> None:
    """What costs, what was inherited and what is uncovered refuses nothing."""
    assert not FAULTS & {"cost", "inherited", "uncovered", "shortfall", "advice"}


@pytest.mark.parametrize(("begins", "minutes"), [(-1, 60), (24 * 60, 60), (0, 24 * 60 + 1)])
def test_hours_of_a_call_out_begin_on_its_force_day_and_last_a_day_at_most(begins: int, minutes: int) -> None:
    """Hours of another day would be told, and counted in the week, of a day on which nobody worked them."""
    day = FIRST_DAY + 1
    start_at = instant(day, SCENARIO.forces[0].day_start, SCENARIO.horizon.zone) + begins
    with pytest.raises(BadInputError):
        judged(SCENARIO, Rota((), ()), CallOut("a4", day, start_at=start_at, end_at=start_at + minutes))


def test_a_call_out_may_last_until_the_next_force_day() -> None:
    """It begins on the last minute of its force day and goes on."""
    day = FIRST_DAY + 1
    start_at = instant(day + 1, SCENARIO.forces[0].day_start, SCENARIO.horizon.zone) - 1
    assert judged(SCENARIO, Rota((), ()), CallOut("a4", day, start_at=start_at, end_at=start_at + 240)).accepted
