"""For each rule a clean rota and one step away from it, at which the audit names that rule and no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from scheduler.audit import audit
from scheduler.domain.aid import Offer
from scheduler.domain.events import Event, Gate
from scheduler.domain.levers import Bend
from scheduler.domain.on_call_cars import OnCallCar
from scheduler.domain.operations import Operation
from scheduler.domain.people import Abstraction, Balance, Contract, Pattern, Preference
from scheduler.domain.replanning import Told
from scheduler.domain.rota import CrewSeat, Rota
from scheduler.domain.scenario import Limit, RuleLimits, Scenario
from scheduler.domain.time import instant
from scheduler.domain.training import Course
from scheduler.domain.work import Horizon, Post, Vehicle
from scheduler.rules import RULES
from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.line import LINE_RULES
from scheduler.rules.line.rule import LineRule
from tests.rules.cover.enumeration import assignment
from tests.worlds import FIRST_DAY, ZONE, authorised, cover_tour, crew_officers, tiny_scenario, tour

MONDAY = FIRST_DAY - 14
"""Monday 28 September 2026: a fortnight without a clock change or a public holiday."""
SATURDAY = 5
TOURS = (
    tour("E", "early", "07:00", "15:00"),
    tour("L", "late", "12:00", "20:00"),
    tour("N", "night", "22:00", "30:00"),
    tour("W", "other", "07:00", "19:00"),
    tour("X", "other", "16:00", "24:00"),
    tour("Q", "other", "07:00", "15:00"),
    tour("T", "training", "07:00", "15:00"),
    tour("C", "on_call", "07:00", "31:00"),
)
DESK = Post("DESK", "Desk", "north", "arv", ("E",))


@dataclass(frozen=True)
class Line:
    """One officer's fortnight, a letter a day (``-`` rest, ``A`` leave), and the same with one day changed.

    Attributes
    ----------
    past
        What the other officer did so far by tally kind; half of it is this officer's share.
    alone
        Whether every other line rule is switched off, since no one step breaks this rule alone.
    """

    clean: str
    corrupt: str
    past: Mapping[str, int] = field(default_factory=dict)
    limits: Mapping[str, Limit] = field(default_factory=dict)
    alone: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)


def away(day: int, kind: str) -> dict[str, Any]:
    """Return one day of a1's leave or training, counted from the first."""
    return {"abstractions": (Abstraction("a1", kind, "everything", MONDAY + day, MONDAY + day + 1),)}


def cpd_due() -> dict[str, Any]:
    """Return a course on tour T that is due to a1 on the sixth day, and to a2 after the fortnight."""
    done = tuple(
        Event(name, "course", "CPD", instant(MONDAY - ago, 600, ZONE)) for name, ago in (("a1", 16), ("a2", 1))
    )
    return {"training": (Course("CPD", ("arv",), "T", "course", "CPD", 21),), "events": done}


def saturdays_off(*, binding: bool) -> dict[str, Any]:
    """Return a1's agreement, or wish at 300 pence, not to work on Saturdays."""
    return {"preferences": (Preference("a1", "duty", False, binding, 0, 10**7, (SATURDAY,), 300),)}


# Eight hours a tour, so that 80 contract hours and 8 of tolerance are eleven tours of the fortnight.
IN_TEAM = {
    "officers": (replace(crew_officers(2)[0], team="A"), crew_officers(2)[1]),
    "patterns": (Pattern("two-two-two", ("E", "E", "E", "E", "E", "rest", "rest"), MONDAY),),
}
# 48 h a week in each of the sixteen weeks before leave 48 h for the first week.
WORKED = {"balances": (Balance("a1", "hours", MONDAY - 112, MONDAY, 16 * 48 * 60),)}
# a2 stands at the desk on the one public holiday, Wednesday 30 September.
HOLIDAY = {"cover": (cover_tour("DESK", "E", 1, 1, from_day=MONDAY + 2, until_day=MONDAY + 3),)}

WEEKS_APART: Mapping[str, Limit] = {"applied": True, "weeks": 2}
CALLED = {"bends": (Bend("leave_recalled", "a1", frozenset(), MONDAY + 7, MONDAY + 8, 300),)}

FORTNIGHT = "EEEEE---EE----"
TOLD = {
    "told": Told(
        {"a1": {MONDAY + day: letter.replace("-", "rest") for day, letter in enumerate(FORTNIGHT)}}, MONDAY - 30
    )
}

LINES: Mapping[str, Line] = {
    "rest_between_tours": Line("EEEEE--EEEEE--", "EEXEE--EEEEE--"),  # 24:00 to 07:00
    "tour_length": Line("EEEEE--EEEEE--", "EEWEE--EEEEE--", limits={"minutes": 600}),  # 8 h and 12 h
    "consecutive_duty_days": Line("EEEEEE---EE---", "EEEEEEE--EE---"),
    "consecutive_nights": Line("NNNN---EEEEE--", "NNNNN--EEEEE--"),
    "interval_between_rest_days": Line("EEEEAEEE------", "EEEEAEEEE-----", more=away(4, "leave")),
    "rest_days_in_period": Line("EEEEE--EEEEE--", "EEEEE--EEEEEE-"),
    "rest_days_worked": Line("EEEEE--EEEEE--", "EEEEEE-EEEEE--", limits={"days": 0}, more=IN_TEAM, alone=True),
    # Every rest block of two days holds 48 h, so that this rule breaks only where rest blocks do.
    "weekly_rest": Line("EEEEEEEEEEE--E", "EEEEEEEEEEEE-E", alone=True),
    "weekly_hours": Line("WWWWWE--------", "WWWWWW--------"),  # 68 h and 72 h
    "average_hours": Line("EEEEEE--------", "EEEEEW--------", more=WORKED),
    "contract_hours": Line("WWEEE--EEEEE--", "WWWEE--EEEEE--"),  # 88 h and 92 h
    "hours_in_period": Line("EEEEE--EEEE---", "EEEEE--EEEEE--", limits={"applied": True, "most_minutes": 4320}),
    "tours_in_period": Line("EEEEE--EEEEE--", "EEEEL--EEEEE--", limits={"applied": True, "most": "L=0"}),
    "tour_order": Line("EQE-----------", "EQQ-----------", limits={"applied": True, "banned": "Q>Q"}),
    "rest_blocks": Line("EEEEE--EEE----", "EEEEEE-EEE----"),
    "minimum_duty_days": Line("EE--EE--------", "EE--E---------"),
    "forward_rotation": Line("EELL----------", "EELE----------"),  # 20:00 to 07:00 is rest enough
    "weekends": Line("----EE----EE--", "----EE----EEE-", limits={"weekends": 1}),
    "on_call_blocks": Line("-CC-----------", "-C------------"),
    "on_call_spacing": Line("-CC-----------", "-CC----------C"),
    # Two blocks of one day in weeks that follow each other; blocks and their spacing are other rules'.
    "on_call_frequency": Line("-C------------", "-C-----C------", limits=WEEKS_APART, alone=True),
    "on_call_voluntary": Line("--------------", "-C------------", limits={"applied": True}, alone=True),
    "on_call_beside_nights": Line("-CC-NN--------", "-CCCNN--------"),
    "on_call_beside_leave": Line("-CC-A---------", "-CCCA---------", more=away(4, "leave")),
    # A block that the last planned day cuts off is not too short.
    "on_call_on_rest_days": Line("EEEEE--EEEEE--", "EEEEE--EEEEE-C", limits={"pence": 900}),
    "team_pattern": Line("EEEEE--EEEEE--", "EEEEE--EEEE---", more=IN_TEAM),
    "team_cohesion": Line("EEEEE--EEEEE--", "EEQEE--EEEEE--", more=IN_TEAM),
    "training_kept": Line("EEEET---------", "EEEE----------", more=away(4, "training")),
    "training_done": Line("EEEET---------", "EEEE----------", more=cpd_due()),
    "training_once": Line("EEEET---------", "EEETT---------", more=cpd_due()),
    "flexible_working": Line("EEEEE---EE----", "EEEEEE--EE----", more=saturdays_off(binding=True)),
    "change": Line(FORTNIGHT, "EEEEEE--EE----", more=TOLD),
    "preferences": Line("EEEEE---EE----", "EEEEEE--EE----", more=saturdays_off(binding=False)),
    "lever_price": Line("EEEEE---EEEE--", "EEEEE--EEEEE--", more=CALLED),
    "night_share": Line("NN------------", "NNN-----------", {"nights": 4}),
    "weekend_share": Line("----EE--------", "----EEE-------", {"weekends": 2}),
    # a1 has worked two public holidays where the mean is one: of half a holiday nothing is left.
    "holiday_share": Line("---EE---------", "--EEE---------", {"holidays": 0}, {"dates": "2026-09-30"}, more=HOLIDAY),
    "on_call_allowance": Line("EEEEE--EEEEE--", "EEEEE--EEEEE-C", limits={"pence": 2_500}),
    "on_call_share": Line("-CC-----------", "-CCC----------", {"on_call": 4}),
}


def fortnight(code: str, step: Line) -> Scenario:
    """Return a fortnight of a1, with a2 of the same contract: every line rule applies unless the step says otherwise."""
    off: Mapping[str, Limit] = {"applied": False}
    limits = {rule.code: off for rule in LINE_RULES if step.alone and rule.code != code} | {code: step.limits}
    past = {"nights": 40, "weekends": 40, "on_call": 40, **step.past}
    codes = ("rest", *(one.tour for one in TOURS))
    plain = tiny_scenario(
        horizon=Horizon(MONDAY, 14, ZONE, 0, 14, MONDAY),
        officers=crew_officers(2),
        authorisations=tuple(authorised(name, "arv") for name in ("a1", "a2")),
        contracts=(Contract("crews", codes, 2400, "crews"),),
        tours=TOURS,
        posts=(DESK,),
        cover=(),
        combinations=(),
        rules=(RuleLimits("crews", "england_and_wales", limits),),
    )
    done = [Balance("a2", kind, MONDAY - 119, MONDAY, amount) for kind, amount in past.items()]
    done.append(Balance("a1", "holidays", MONDAY - 119, MONDAY, 2 if "holidays" in past else 0))
    more = dict(step.more)
    return replace(plain, **{**more, "balances": (*done, *more.get("balances", ()))})


def rota_of(scenario: Scenario, letters: str) -> Rota:
    """Return a1's fortnight, and where there is cover, a2 at the desk on the second and third day."""
    held = [
        assignment(scenario, "a1", letter, MONDAY + day) for day, letter in enumerate(letters) if letter not in "-A"
    ]
    if scenario.cover:
        held += [assignment(scenario, "a2", "E", MONDAY + 1), assignment(scenario, "a2", "E", MONDAY + 2, "DESK")]
    return Rota(tuple(held))


Case = tuple[Scenario, Rota]


def line_cases(code: str) -> tuple[Case, Case]:
    """Return the clean fortnight and the one a day away from it."""
    step = LINES[code]
    assert sum(one != other for one, other in zip(step.clean, step.corrupt, strict=True)) == 1
    scenario = fortnight(code, step)
    return (scenario, rota_of(scenario, step.clean)), (scenario, rota_of(scenario, step.corrupt))


def base() -> Case:
    """Return an early tour of two cars, one of them wanted; a1 and a2 drive and supervise a car each, a5 has the desk."""
    plain = tiny_scenario(days=1, officers=crew_officers(5))
    crewed = replace(plain.posts[0], cars_per_supervisor=1)
    roles = {"arv": 5, "driver": 2, "supervisor": 2}
    scenario = replace(
        plain,
        posts=(crewed, DESK),
        cover=(cover_tour("ARV", "E", 1, 1), cover_tour("DESK", "E", 1, 1)),
        authorisations=tuple(authorised(f"a{n}", role) for role, most in roles.items() for n in range(1, most + 1)),
        vehicles=(*plain.vehicles, Vehicle("v3", "cars", ((FIRST_DAY, FIRST_DAY + 1),))),
    )
    held = [assignment(scenario, f"a{number}", "E", FIRST_DAY, "ARV") for number in range(1, 5)]
    held.append(assignment(scenario, "a5", "E", FIRST_DAY, "DESK"))
    crews = (("v1", "driver", "a1"), ("v1", "crew", "a3"), ("v2", "driver", "a2"), ("v2", "crew", "a4"))
    return scenario, Rota(tuple(held), tuple(CrewSeat("ARV", FIRST_DAY, "E", *seat) for seat in crews))


def empty_desk(case: Case) -> Case:
    """Let a5 work the tour without a post."""
    scenario, rota = case
    return scenario, replace(
        rota, assignments=(*rota.assignments[:-1], replace(rota.assignments[-1], post="", role=""))
    )


def third_car_wanted(case: Case) -> Case:
    """Ask for a third car at least."""
    scenario, rota = case
    return replace(scenario, cover=(cover_tour("ARV", "E", 3, 3), *scenario.cover[1:])), rota


def car_in_the_workshop(case: Case) -> Case:
    """Take v3, which is off the road, in place of v2."""
    scenario, rota = case
    seats = tuple(replace(seat, vehicle="v3") if seat.vehicle == "v2" else seat for seat in rota.crews)
    return scenario, replace(rota, crews=seats)


def desk_besides(case: Case) -> Case:
    """Give a1 the desk besides the seat in the car."""
    scenario, rota = case
    return scenario, replace(rota, assignments=(*rota.assignments, assignment(scenario, "a1", "E", FIRST_DAY, "DESK")))


def desk_of_role(**attributes: Any) -> Callable[[Case], Case]:
    """Return a step after which a1's role is another kind of role, and a1 has the desk besides the seat in the car."""

    def step(case: Case) -> Case:
        scenario, rota = desk_besides(case)
        return replace(scenario, roles=(replace(scenario.roles[0], **attributes), *scenario.roles[1:])), rota

    return step


def two_roles_of_an_operation(case: Case) -> Case:
    """Give a1 two roles of an operation besides the seat in the car."""
    scenario, rota = case
    span = (instant(FIRST_DAY, 540, ZONE), instant(FIRST_DAY, 600, ZONE))
    lines = [Operation("OP", role, "north", *span, tours=("E",)) for role in ("driver", "supervisor")]
    scenario = scenario.with_operations(lines)
    seats = tuple(assignment(scenario, "a1", "E", FIRST_DAY, line.post) for line in lines)
    return scenario, replace(rota, assignments=(*rota.assignments, *seats))


def too_many_for_an_operation(case: Case) -> Case:
    """Let an operation want a5 at the desk, for whom the desk waits no more, and send a6 and a7 as well."""
    scenario, rota = case
    span = (instant(FIRST_DAY, 540, ZONE), instant(FIRST_DAY, 600, ZONE))
    more = crew_officers(7)[5:]
    scenario = replace(
        scenario,
        officers=(*scenario.officers, *more),
        authorisations=(*scenario.authorisations, *(authorised(one.officer, "arv") for one in more)),
    ).with_operations([Operation("OP", "arv", "north", *span, tours=("E",))])
    seats = tuple(assignment(scenario, one.officer, "E", FIRST_DAY, "OP.arv") for one in more)
    return scenario, replace(rota, assignments=(*rota.assignments, *seats))


def untracked_car(case: Case) -> Case:
    """Take the asset tracker out of v1."""
    scenario, rota = case
    cars = tuple(replace(car, tracked=car.vehicle != "v1") for car in scenario.vehicles)
    return replace(scenario, vehicles=cars), rota


def car_taken_home(case: Case) -> Case:
    """Let the early tour be an on-call one, for which a5 takes a car home that nobody allowed."""
    scenario, rota = case
    off = {rule.code: {"applied": False} for rule in LINE_RULES}
    return replace(
        scenario,
        tours=tuple(replace(one, kind="on_call") if one.tour == "E" else one for one in scenario.tours),
        rules=tuple(replace(group, limits=off) for group in scenario.rules),
        on_call_cars=(OnCallCar("a5", FIRST_DAY, FIRST_DAY + 1),),
    ), rota


def driver_alone(case: Case) -> Case:
    """Take a4 out of v2."""
    scenario, rota = case
    return scenario, replace(rota, crews=rota.crews[:-1])


def drivers_together(case: Case) -> Case:
    """Let a2 and a3 change cars, so that both drivers sit in v1."""
    scenario, rota = case
    change = {"a2": "v1", "a3": "v2"}
    seats = tuple(replace(seat, vehicle=change.get(seat.officer, seat.vehicle)) for seat in rota.crews)
    return scenario, replace(rota, crews=seats)


def one_supervisor(case: Case) -> Case:
    """Take the supervisor's role from a2, a supervisor being wanted for each car."""
    scenario, rota = case
    return replace(scenario, authorisations=scenario.authorisations[:-1]), rota


def lent(price: int, *names: str) -> Callable[[Case], Case]:
    """Return a step after which some officers are no longer the force's own."""

    def step(case: Case) -> Case:
        scenario, rota = case
        offer = Offer("X", "north", "region", names, "crews", "armed", "PC", ("arv",), 0, 1 << 40, price=price)
        officers = tuple(replace(one, offer="X" if one.officer in names else None) for one in scenario.officers)
        return replace(scenario, officers=officers, offers=(offer,)), rota

    return step


def two_on_one_place(case: Case) -> Case:
    """Send two commanders, to whom training is due, to a course with one place."""
    scenario, rota = case
    more = crew_officers(7)[5:]
    scenario = replace(
        scenario,
        officers=(*scenario.officers, *more),
        authorisations=(*scenario.authorisations, *(authorised(one.officer, "sfc") for one in more)),
        tours=(*scenario.tours, TOURS[6]),
        contracts=(replace(scenario.contracts[0], options=(*scenario.contracts[0].options, "T")),),
        training=(Course("CPD", ("sfc",), "T", "course", "CPD", 21, places=1),),
    )
    held = [assignment(scenario, one.officer, "T", FIRST_DAY) for one in more]
    return scenario, replace(rota, assignments=(*rota.assignments, *held))


def a_gate_before_training(case: Case) -> Case:
    """Ask for a commander at the desk, who may be none before a day on a course that nobody is sent to."""
    scenario, rota = case
    opened, shut = (instant(FIRST_DAY + days, 0, ZONE) for days in (-1, 30))
    scenario = replace(
        scenario,
        posts=(scenario.posts[0], replace(DESK, role="sfc")),
        authorisations=(*scenario.authorisations, authorised("a5", "sfc")),
        tours=(*scenario.tours, TOURS[6]),
        contracts=(replace(scenario.contracts[0], options=(*scenario.contracts[0].options, "T")),),
        training=(Course("CPD", ("sfc",), "T", "training_day", "CPD", 21),),
        gates=(Gate("trained", "training_day", "CPD", ("sfc",), 365, "gate", opened, shut),),
    )
    return scenario, replace(rota, assignments=(*rota.assignments[:-1], replace(rota.assignments[-1], role="sfc")))


def another_tour_than_told(case: Case) -> Case:
    """Count a5, who was told to rest, among those who have to be told; no change has a price but that."""
    scenario, rota = case
    off = tuple(replace(group, limits={**group.limits, "change": {"applied": False}}) for group in scenario.rules)
    return replace(scenario, rules=off, told=Told({"a5": {FIRST_DAY: "rest"}}, FIRST_DAY - 30, person_pence=1)), rota


def one_too_many(case: Case) -> Case:
    """Price each officer on the desk's tour beyond those it wants; nobody is wanted any more."""
    scenario, rota = case
    rows = [replace(row, minimum=0, target=0, over_price=100) if row.post == "DESK" else row for row in scenario.cover]
    return replace(scenario, cover=tuple(rows)), rota


ACROSS: Mapping[str, Callable[[Case], Case]] = {
    "seats": empty_desk,
    "cars": third_car_wanted,
    "beyond_target": one_too_many,
    "vehicles_available": car_in_the_workshop,
    "one_person_one_seat": desk_besides,
    "commanders_apart": desk_of_role(command=True),
    "adviser_apart": desk_of_role(advising=True),
    "operation_roles": two_roles_of_an_operation,
    "operation_seats": too_many_for_an_operation,
    "asset_tracker": untracked_car,
    "on_call_cars": car_taken_home,
    "crew_size": driver_alone,
    "drivers": drivers_together,
    "supervisors": one_supervisor,
    "aid_price": lent(300, "a5"),
    "aid_days": lent(0, "a5"),
    "local_officer": lent(0, "a1", "a3"),
    "training_places": two_on_one_place,
    "trained_first": a_gate_before_training,
    "officers_told": another_tour_than_told,
}
BESIDES: Mapping[str, frozenset[str]] = {
    "aid_price": frozenset({"aid_days"}),
    "local_officer": frozenset({"aid_days"}),
    "trained_first": frozenset({"eligibility", "seats", "training_done"}),
    **dict.fromkeys(("commanders_apart", "adviser_apart", "operation_roles"), frozenset({"one_person_one_seat"})),
}
"""What the same step raises besides: help that is used always counts, two seats on one tour are always too many, and so is
a seat of who is not competent yet, which nobody fills then, and whose course is still to come."""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_one_step_from_a_clean_rota_raises_that_rule_alone(rule: type[LineRule] | type[CoverRule]) -> None:
    """The clean rota has no finding; after the step every finding is the rule's. A rule without a step fails."""
    if rule.code in LINES:
        clean, corrupt = line_cases(rule.code)
    else:
        clean = base()
        corrupt = ACROSS[rule.code](clean)
    assert audit(*clean).findings == ()
    found, besides = audit(*corrupt).findings, BESIDES.get(rule.code, frozenset())
    assert {finding.rule for finding in found} == {rule.code} | besides
    grades = {finding.grade for finding in found if finding.rule not in besides}
    assert grades <= {"breach", "cost", "uncovered", "aid", "advice"}


def test_no_step_is_left_over() -> None:
    """Every step belongs to a rule that there still is."""
    assert {*LINES, *ACROSS} == {rule.code for rule in RULES}
