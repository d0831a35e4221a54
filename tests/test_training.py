"""Training that falls due: to whom it is due, what a plan makes of it, and that both readings of the records agree."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from scheduler.audit import audit, check_proof
from scheduler.audit.entitlement import Entitlements
from scheduler.demand import requirements_of
from scheduler.domain.briefs import officer_briefs
from scheduler.domain.events import Event
from scheduler.domain.people import Abstraction, Contract, Pattern, Preference, Team
from scheduler.domain.price import Price
from scheduler.domain.rota import Plan, Rota
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.domain.time import instant
from scheduler.domain.training import Course, DueDay, training_due, training_needs
from scheduler.eligibility import options_of
from scheduler.explain.duty import explain_duty
from scheduler.explain.training import explain_training
from scheduler.planning.plan import PlanOptions, plan
from scheduler.rules.line import LINE_RULES
from tests.properties.test_plans import scenario_of
from tests.rules.cover.enumeration import assignment, first_face, second_face
from tests.rules.cover.test_faces import rotas
from tests.worlds import FIRST_DAY, ZONE, authorised, cover_tour, crew_officers, tiny_scenario, tour

OPTIONS = PlanOptions(seconds=20, workers=1)
CPD = Course("CPD", ("sfc",), "T", "training_day", "CPD", 365, times=2)
"""The two mandatory days a year of commanders."""
KEPT = frozenset({"training_done", "training_once", "training_kept", "team_pattern", "rest_between_tours"})


def done(officer: str, days_ago: int, course: Course = CPD, **more: Any) -> Event:
    """Return the record of a training day."""
    return Event(officer, course.event, course.subject, instant(FIRST_DAY - days_ago, 600, ZONE), **more)


def commanders(days: int = 6, n_officers: int = 3, seats: int = 0, **overrides: Any) -> Scenario:
    """Return a world of commanders who work days and train; so many of them are wanted at the desk each day."""
    officers = crew_officers(n_officers, contract="commanders", unit="command")
    off = {rule.code: {"applied": False} for rule in LINE_RULES if rule.code not in KEPT}
    plain = tiny_scenario(
        days=days,
        officers=officers,
        authorisations=tuple(authorised(one.officer, "sfc") for one in officers),
        contracts=(Contract("commanders", ("rest", "D", "T"), 2400, "commanders"),),
        tours=(tour("D", "day", "08:00", "16:00"), tour("T", "training", "08:00", "16:00")),
        posts=(replace(tiny_scenario().posts[1], tours=("D",)),),
        cover=(cover_tour("SFC", "D", seats, seats),),
        combinations=(),
        teams=(),
        patterns=(),
        vehicles=(),
        rules=(RuleLimits("commanders", "england_and_wales", off),),
        training=(CPD,),
    )
    return replace(plain, **overrides)


def planned(scenario: Scenario) -> Plan:
    """Return the optimal plan, whose proof stands."""
    made = plan(scenario, OPTIONS)
    assert made.plan.status == "optimal"
    assert all(bound.stands for bound in check_proof(scenario, made.proof))
    return made.plan


def trained(made: Plan) -> list[tuple[str, int]]:
    """Return who trains on which day, counted from the first."""
    return sorted((held.officer, held.day - FIRST_DAY) for held in made.rota.assignments if held.tour == "T")


def missed(made: Plan) -> dict[str, int]:
    """Return how many training days each officer misses."""
    return {found.subject: found.excess for found in made.findings if found.rule == "training_done"}


def test_due_dates_follow_from_what_is_on_record() -> None:
    """Never done: both days are overdue. One lapses on the fourth day; two are good; one of two is long past."""
    scenario = commanders(n_officers=4).with_events(
        [done("a2", 362), done("a2", 1), done("a3", 9), done("a3", 8), done("a4", 800), done("a4", 4, passed=False)]
    )
    last = FIRST_DAY + 5
    found = {need.officer: need.days for need in training_due(scenario)}
    assert found == {
        "a1": (DueDay(None, last), DueDay(None, last)),
        "a2": (DueDay(FIRST_DAY + 3, FIRST_DAY + 3),),
        "a4": (DueDay(None, last), DueDay(FIRST_DAY - 435, last)),
    }


def test_nobody_else_needs_it() -> None:
    """Not without the role over the days asked for, nor lent, nor when the course is not held; the tail is not asked for."""
    scenario = commanders(n_officers=3)
    lent = replace(scenario.officers[2], offer="X")
    scenario = replace(
        scenario,
        officers=(*scenario.officers[:2], lent),
        authorisations=(
            authorised("a1", "arv"),
            authorised("a2", "sfc", until_day=FIRST_DAY),
            scenario.authorisations[2],
        ),
    )
    assert training_due(scenario) == []
    later = replace(CPD, from_day=FIRST_DAY + 6)
    assert training_due(replace(commanders(), training=(later,))) == []
    tail = replace(commanders().horizon, n_tail_days=3)
    lapsing = [done("a1", 359), done("a1", 1)]  # due on the seventh day, the first of the tail
    found = training_due(replace(commanders(n_officers=1), horizon=tail).with_events(lapsing))
    assert found == []


def test_two_mandatory_days_a_year_are_planned_by_their_dates() -> None:
    """a1 has none on record and trains twice; a2 by the fourth day; a3 not at all. Nothing is missed, and hours count."""
    scenario = commanders().with_events([done("a2", 362), done("a2", 1), done("a3", 9), done("a3", 8)])
    made = planned(scenario)
    by_officer = Counter(officer for officer, _ in trained(made))
    assert by_officer == {"a1": 2, "a2": 1}
    assert all(day <= 3 for officer, day in trained(made) if officer == "a2")
    assert missed(made) == {}
    assert audit(scenario, made.rota).price == made.price


def test_two_rows_ask_for_one_course_and_a_day_counts_for_both() -> None:
    """Two days a year for one role, one in five days for another: a1 has both and trains twice, a2 once, a3 twice."""
    rows = (CPD, replace(CPD, roles=("arv",), interval_days=5, times=1))
    scenario = commanders(training=rows, days=6)
    roles = {"a1": ("sfc", "arv"), "a2": ("arv",), "a3": ("sfc",)}
    scenario = replace(
        scenario, authorisations=tuple(authorised(name, role) for name, held in roles.items() for role in held)
    ).with_events([done("a1", 3)])
    assert [(need.officer, [day.by - FIRST_DAY for day in need.days]) for need in training_due(scenario)] == [
        ("a1", [5]),
        ("a3", [5, 5]),
        ("a1", [2]),
        ("a2", [5]),
    ]
    made = planned(scenario)
    assert Counter(officer for officer, _ in trained(made)) == {"a1": 1, "a2": 1, "a3": 2}
    assert min(day for officer, day in trained(made) if officer == "a1") <= 2
    assert missed(made) == {}
    assert {day.kind for day in explain_training(scenario, made.rota, "training/CPD/a1").days} >= {"planned"}


def test_places_are_the_courses_and_not_its_rows() -> None:
    """Two rows of one course with one place: no two officers on one day, whichever row asks."""
    rows = (replace(CPD, times=1, places=1), replace(CPD, roles=("arv",), times=1, places=1))
    scenario = commanders(training=rows, days=2)
    held = (authorised("a1", "sfc"), authorised("a2", "arv"), authorised("a3", "arv"))
    made = planned(replace(scenario, authorisations=held))
    assert sorted(day for _, day in trained(made)) == [0, 1]
    assert sum(missed(made).values()) == 1


def test_places_spread_it_over_the_days() -> None:
    """Three officers with two days each have six days of one place: one a day, none missed; with two days less, two are."""
    scenario = commanders(training=(replace(CPD, places=1),))
    made = planned(scenario)
    assert sorted(day for _, day in trained(made)) == [0, 1, 2, 3, 4, 5]
    assert missed(made) == {}
    shorter = planned(commanders(days=4, training=(replace(CPD, places=1),)))
    assert sorted(day for _, day in trained(shorter)) == [0, 1, 2, 3]
    assert sum(missed(shorter).values()) == 2
    assert shorter.price == Price(pence=40_000)


def test_it_never_goes_before_cover() -> None:
    """All three are wanted at the desk each day: nobody trains, six training days are missed, no duty is uncovered."""
    made = planned(commanders(seats=3, days=3))
    assert trained(made) == []
    assert made.price == Price(pence=6 * 20_000)
    two = planned(commanders(seats=2, days=3))
    assert len(trained(two)) == 3
    assert (two.price.command, sum(missed(two).values())) == (0, 3)


def test_the_price_is_the_scenarios() -> None:
    """At 7 pence a day missed."""
    scenario = commanders(seats=3, days=3)
    limits = {**scenario.rules[0].limits, "training_done": {"pence": 7}}
    assert planned(replace(scenario, rules=(replace(scenario.rules[0], limits=limits),))).price == Price(pence=42)


def test_training_that_is_arranged_counts_and_takes_a_place() -> None:
    """a1 and a2 are sent on the first day to a course of one place, which a3 may not join; one day more is left to each."""
    arranged = tuple(Abstraction(name, "training", "everything", FIRST_DAY, FIRST_DAY + 1) for name in ("a1", "a2"))
    scenario = commanders(training=(replace(CPD, places=1),), abstractions=arranged)
    made = planned(scenario)
    assert [officer for officer, day in trained(made) if day == 0] == ["a1", "a2"]
    assert Counter(officer for officer, _ in trained(made)) == {"a1": 2, "a2": 2, "a3": 2}
    assert max(Counter(day for _, day in trained(made) if day).values()) == 1


def test_who_trains_for_something_else_takes_no_place() -> None:
    """a2 is in time and sent somewhere on the only day: the one place is a1's, and nothing is missed."""
    arranged = (Abstraction("a2", "training", "everything", FIRST_DAY, FIRST_DAY + 1),)
    course = replace(CPD, times=1, places=1)
    scenario = commanders(days=1, n_officers=3, training=(course,), abstractions=arranged)
    made = planned(scenario.with_events([done("a2", 1)]))
    assert len(trained(made)) == 2
    assert ("a2", 0) in trained(made)
    assert sum(missed(made).values()) == 1


def test_training_nobody_is_due_is_no_way_out() -> None:
    """With a pattern of duty each day and a wish to rest, everybody trains as often as is due, and no more."""
    scenario = commanders(n_officers=2, training=(replace(CPD, times=1),)).with_events([done("a2", 1)])
    scenario = replace(
        scenario,
        teams=(Team("A", "command", "days", 0),),
        patterns=(Pattern("days", ("D",), FIRST_DAY),),
        officers=tuple(replace(one, team="A") for one in scenario.officers),
        preferences=(Preference("a2", "D", False, False, 0, 10**7, (), 500),),
    )
    assert Counter(officer for officer, _ in trained(planned(scenario))) == {"a1": 1}
    twice = Rota(tuple(assignment(scenario, "a1", "T", FIRST_DAY + day) for day in (0, 1)))
    assert {found.rule for found in audit(scenario, twice).findings if found.grade == "breach"} == {"training_once"}
    undue = Rota((assignment(scenario, "a2", "T", FIRST_DAY),))
    assert {found.grade for found in audit(scenario, undue).faults} == {"ineligible"}


def test_a_binding_agreement_keeps_planned_training_away() -> None:
    """An agreement to rest on every day is kept: the training is missed, and it is said which rule refuses."""
    agreed = (Preference("a1", "duty", False, True, 0, 10**7, (), 0),)
    scenario = commanders(n_officers=1, training=(replace(CPD, times=1),), preferences=agreed)
    limits = {code: said for code, said in scenario.rules[0].limits.items() if code != "flexible_working"}
    scenario = replace(scenario, rules=(replace(scenario.rules[0], limits=limits),))
    made = planned(scenario)
    assert missed(made) == {"a1": 1}
    found = explain_training(scenario, made.rota, "training/CPD/a1")
    assert {(day.kind, day.code) for day in found.days} == {("rule", "flexible_working")}


def test_explain_says_what_is_in_the_way_of_each_day() -> None:
    """Leave reads not available, a full course is full, a seat would be given up, and a planned day is planned."""
    scenario = commanders(
        n_officers=2,
        days=4,
        seats=1,
        training=(replace(CPD, times=1, places=1),),
        abstractions=(Abstraction("a1", "sickness", "everything", FIRST_DAY, FIRST_DAY + 1),),
        cover=(cover_tour("SFC", "D", 1, 1),),
    )
    rota = Rota(
        (
            *(assignment(scenario, "a1", "D", FIRST_DAY + day, "SFC") for day in (1, 2)),
            assignment(scenario, "a2", "T", FIRST_DAY + 1),
            *(assignment(scenario, "a2", "D", FIRST_DAY + day, "SFC") for day in (0, 3)),
        )
    )
    days = explain_training(scenario, rota, "training/CPD/a1").days
    assert [day.kind for day in days] == ["eligibility", "full", "placed", "free"]
    assert days[0].message == "not available"
    assert "D at SFC" in days[2].message
    assert days[3].pence == -20_000
    assert explain_training(scenario, rota, "training/CPD/a2").days[1].kind == "planned"
    # A duty is explained as ever beside training that is due.
    assert explain_duty(scenario, rota, "SFC/D/2026-10-13").held_by == ("a1",)


def test_both_faces_of_places_agree_on_every_rota() -> None:
    """On all 3^6 rotas of three officers over two days both faces of every rule across officers say the same."""
    scenario = commanders(days=2, seats=1, training=(replace(CPD, times=1, places=1),))
    requirements = requirements_of(scenario)
    limits = {row.key: -row.at_least for row in requirements.rows if row.key.startswith("training-places/")}
    assert len(limits) == 2
    outcomes = set()
    for rota in rotas(scenario, [("SFC", "D"), ("", "T")]):
        crowded = Counter(held.day for held in rota.assignments if held.tour == "T")
        refused = any(count > 1 for count in crowded.values())
        price, broken = second_face(scenario, rota)
        assert ("training_places" in broken) == refused
        if not refused:
            assert first_face(scenario, rota, requirements) == price
        outcomes.add(refused)
    assert outcomes == {True, False}


def drawn(seed: int, *, two_rows: bool = False) -> Scenario:
    """Return one of the random scenarios with two courses, and records of them; perhaps with two rows of the first."""
    scenario, dice = scenario_of(seed), random.Random(seed)
    roles = [role.role for role in scenario.roles]
    first, n_days = scenario.horizon.first_day, scenario.horizon.n_days
    tours = [one for one in scenario.tours if one.tour != "T"]
    tours += [tour("T", "training", "09:00", "17:00"), tour("U", "training", "08:00", "16:00")]
    contracts = tuple(
        replace(row, options=tuple(dict.fromkeys((*row.options, "T", "U")))) for row in scenario.contracts
    )
    courses: tuple[Course, ...] = (
        replace(CPD, roles=(roles[0],), interval_days=dice.choice((30, 365)), times=dice.choice((1, 2)), places=1),
        Course("X", (dice.choice(roles),), "U", "course", "X", 100, 1, dice.choice((0, 1)), first + 1, first + n_days),
    )
    events = [
        done(
            officer.officer, FIRST_DAY - first + dice.choice((10, 27, 28, 29, 98, 100, 364, 400)), dice.choice(courses)
        )
        for officer in scenario.officers
        for _ in range(dice.randrange(4))
    ]
    if two_rows:
        courses += (replace(courses[0], roles=(roles[-1],), interval_days=dice.choice((28, 100)), times=1),)
    return replace(scenario, tours=tuple(tours), contracts=contracts, training=courses).with_events(events)


@pytest.mark.parametrize("seed", [seed for seed in range(24) if seed not in (12, 16)])
def test_random_worlds_end_optimal_audited_and_proved_and_cover_no_less(seed: int) -> None:
    """Engine, audit and proof agree, and no level above pence is worse than without the table."""
    scenario = drawn(seed)
    made = planned(scenario)
    assert audit(scenario, made.rota).faults == ()
    assert made.price[:-1] == planned(replace(scenario, training=())).price[:-1]


@pytest.mark.parametrize("seed", [1, 5])
def test_random_worlds_with_two_rows_of_a_course_are_proved_as_well(seed: int) -> None:
    """Engine, audit and proof agree."""
    scenario = drawn(seed, two_rows=True)
    assert audit(scenario, planned(scenario).rota).faults == ()


def test_audit_and_planner_read_the_same_from_the_records() -> None:
    """On each day of each officer a training tour is offered exactly where the audit accepts one."""
    outcomes: Counter[bool] = Counter()
    for seed in range(96):
        scenario = drawn(seed % 12, two_rows=seed % 2 == 1)
        first = scenario.horizon.first_day
        dice = random.Random(seed)
        names = dict.fromkeys(row.course for row in scenario.training)
        held = {name: (first + dice.randrange(-1, 3), first + dice.randrange(3, 9)) for name in names}
        scenario = replace(
            scenario,
            training=tuple(
                replace(row, from_day=held[row.course][0], until_day=held[row.course][1]) for row in scenario.training
            ),
        )
        days_ago = (10, 24, 25, 26, 27, 28, 29, 30, 95, 96, 97, 98, 99, 100, 361, 362, 363, 364, 365)
        news = [
            done(officer.officer, FIRST_DAY - first + dice.choice(days_ago), dice.choice(scenario.training))
            for officer in scenario.officers
            for _ in range(dice.randrange(4))
        ]
        scenario = replace(scenario, events=()).with_events(news)
        tables, briefs = Entitlements(scenario), officer_briefs(scenario)
        for brief, own in zip(briefs, options_of(scenario, briefs).officers, strict=True):
            for day, on in zip(scenario.horizon.days, own.days, strict=True):
                for code in ("T", "U"):
                    refused = list(tables.day_refusals(brief.officer.officer, day, [scenario.tours_by_code[code]]))
                    assert (code in on.options) == (not refused), (seed, brief.officer.officer, day, code)
                    outcomes[not refused] += 1
    assert min(outcomes[True], outcomes[False]) > 100


def test_who_has_no_tour_for_it_is_told_and_costs_nothing() -> None:
    """It is due to them as to anybody, but no plan could change that."""
    scenario = commanders(n_officers=1, contracts=(Contract("commanders", ("rest", "D"), 2400, "commanders"),))
    assert len(training_due(scenario)) == 1
    assert training_needs(scenario) == {}
    assert planned(scenario).price == Price()
    found = explain_training(scenario, Rota(()), "training/CPD/a1")
    assert {day.code for day in found.days} == {"not_contract"}


def test_who_is_called_back_from_leave_works_and_does_not_train() -> None:
    """Both readings: a course is due, a lever has called the officer back, and training is open on neither."""
    away = Abstraction("a1", "leave", "everything", FIRST_DAY, FIRST_DAY + 2, recalled=True)
    scenario = commanders(abstractions=(away,))
    (own,) = (one for one in options_of(scenario, officer_briefs(scenario)).officers if one.officer == "a1")
    assert [("T" in on.options, "D" in on.options) for on in own.days[:3]] == [
        (False, True),
        (False, True),
        (True, True),
    ]
    records, tours = Entitlements(scenario), scenario.tours_by_code
    for day in (0, 1, 2):
        told = {name: list(records.day_refusals("a1", FIRST_DAY + day, [tours[name]])) for name in ("T", "D")}
        assert (bool(told["T"]), bool(told["D"])) == (day < 2, False)
