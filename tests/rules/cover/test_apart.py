"""Commanders and advisers apart: both faces on every rota of a small world, and what each refuses."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from scheduler.audit import audit, check_proof
from scheduler.domain.operations import Operation
from scheduler.domain.people import Contract, Officer, Role
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.rows import Requirements
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.domain.time import instant
from scheduler.domain.work import Post
from scheduler.eligibility import Eligibility, why_not
from scheduler.planning.plan import PlanOptions, plan
from scheduler.planning.seats_kept import apart_alone
from scheduler.rules.cover.adviser_apart import AdviserApart
from scheduler.rules.cover.commanders_apart import CommandersApart
from scheduler.rules.cover.one_person_one_seat import OnePersonOneSeat
from scheduler.rules.line import LINE_RULES
from tests.rules.cover.enumeration import assignment
from tests.worlds import FIRST_DAY, ZONE, authorised, cover_span, cover_tour, tiny_scenario, tour

APART = (CommandersApart, AdviserApart)


def commanders(**overrides: Any) -> Scenario:
    """Return two days of officers who may be on call until 07:00 and in the control room or a car from 06:00 on."""
    officers = tuple(Officer(name, "north", "armed", "both", "Insp") for name in ("c1", "c2"))
    off = {rule.code: {"applied": False} for rule in LINE_RULES}
    values: dict[str, Any] = {
        "days": 2,
        "officers": officers,
        "roles": (
            Role("arv", "Armed response officer", armed=True),
            Role("sfc", "Strategic firearms commander", command=True),
            Role("tfc", "Initial tactical firearms commander", command=True),
            Role("tacad", "Tactical adviser", command=True, advising=True),
        ),
        "tours": (
            tour("C", "early", "06:00", "15:00", ready=15),
            tour("E", "early", "06:00", "15:00", armed=True),
            tour("OC", "on_call", "07:00", "31:00"),
        ),
        "contracts": (Contract("both", ("rest", "C", "E", "OC", "C+OC", "E+OC"), 2400, "none"),),
        "combinations": (("C", "OC"), ("E", "OC")),
        "posts": (
            Post("SFC", "Strategic", "north", "sfc", ("OC",)),
            Post("TFC", "Control room", "north", "tfc", ("C",)),
            Post("TACAD", "Adviser", "north", "tacad", ("OC",)),
            Post("CAR", "Car", "north", "arv", ("E",), crew_size=1),
        ),
        "cover": (
            cover_tour("SFC", "OC", 1, 1),
            cover_tour("TFC", "C", 1, 1),
            cover_tour("TACAD", "OC", 1, 1),
            cover_tour("CAR", "E", 1, 1),
        ),
        "authorisations": tuple(
            authorised(officer.officer, role) for officer in officers for role in ("arv", "sfc", "tfc", "tacad")
        ),
        "teams": (),
        "patterns": (),
        "vehicles": (),
        "rules": (RuleLimits("none", "england_and_wales", off),),
    }
    return tiny_scenario(**{**values, **overrides})


def refused(requirements: Requirements, rota: Rota) -> bool:
    """Say whether a row of seats alone does not stand."""
    counts: Counter[str] = Counter()
    for supply in requirements.supplies:
        for held in rota.assignments:
            if (held.post, held.tour, held.day, held.officer) == (supply.post, supply.tour, supply.day, supply.officer):
                counts[supply.row] += supply.coefficient
    return any(counts[row.key] < row.at_least for row in requirements.rows)


def offered(scenario: Scenario) -> Iterator[Rota]:
    """Yield every rota of the first officer that eligibility offers: any option a day, and any one seat of each group."""
    reader = Eligibility(scenario)
    officer = scenario.officers[0]
    by_day = []
    for day, on in zip(scenario.horizon.days, reader.days(officer), strict=True):
        choices: list[tuple[Assignment, ...]] = []
        for code in on.options:
            tours = () if code == "rest" else tuple(code.split("+"))
            groups = [[None, *group] for group in on.seats.get(code, ())]
            for taken in product(*groups):
                posts = {seat.tour: seat.post for seat in taken if seat is not None}
                held = (assignment(scenario, officer.officer, name, day, posts.get(name, "")) for name in tours)
                choices.append(tuple(held))
        by_day.append(choices)
    for chosen in product(*by_day):
        yield Rota(tuple(held for day in chosen for held in day))


@pytest.mark.parametrize("rule", APART)
def test_both_faces_agree_on_every_rota_that_eligibility_offers(
    rule: type[CommandersApart] | type[AdviserApart],
) -> None:
    """The rows refuse exactly the rotas in which the second face finds a breach, and there are both kinds."""
    scenario = commanders()
    requirements = rule().require(scenario)
    seen = Counter[bool]()
    for rota in offered(scenario):
        broken = bool(rule().findings(scenario, rota))
        assert refused(requirements, rota) == broken
        seen[broken] += 1
    assert seen[True] > 0
    assert seen[False] > 100


def test_on_one_force_day_nobody_is_offered_two_seats_at_once() -> None:
    """One person one seat: in no rota of one day do two seats overlap, so neither rule is ever broken there."""
    scenario = commanders(days=1)
    rotas = list(offered(scenario))
    assert len(rotas) > 8
    for rota in rotas:
        assert not any(rule().findings(scenario, rota) for rule in (OnePersonOneSeat, *APART))


@pytest.mark.parametrize(
    ("seats", "codes"),
    [
        # On call until 07:00 of the second day, and in the control room from 06:15.
        ([("OC", 0, "SFC"), ("C", 1, "TFC")], {"commanders_apart"}),
        ([("OC", 0, "SFC"), ("OC", 1, "SFC")], set()),
        ([("OC", 0, "SFC"), ("C", 1, "")], set()),
        ([("OC", 0, "TACAD"), ("C", 1, "TFC")], {"adviser_apart"}),
        ([("OC", 0, "TACAD"), ("E", 1, "CAR")], {"adviser_apart"}),
        ([("OC", 0, "SFC"), ("E", 1, "CAR")], set()),
        # Beside the attended tour of the same day, also across posts.
        ([("C", 0, "TFC"), ("OC", 0, "SFC")], {"commanders_apart", "one_person_one_seat"}),
        ([("C", 0, "TFC"), ("OC", 0, "TACAD")], {"adviser_apart", "one_person_one_seat"}),
        ([("E", 0, "CAR"), ("OC", 0, "TACAD")], {"adviser_apart", "one_person_one_seat"}),
        ([("E", 0, ""), ("OC", 0, "TACAD")], {"adviser_apart"}),
        ([("C", 0, ""), ("OC", 0, "TACAD")], set()),
    ],
)
def test_the_audit_names_what_one_officer_may_not_hold_at_once(
    seats: list[tuple[str, int, str]], codes: set[str]
) -> None:
    """Typed into a rota by hand, each pair is told by the rules it breaks and by no other; one pair is one finding."""
    scenario = commanders()
    rota = Rota(tuple(assignment(scenario, "c1", code, FIRST_DAY + day, post) for code, day, post in seats))
    breaches = [finding for finding in audit(scenario, rota).findings if finding.grade == "breach"]
    assert sorted(finding.rule for finding in breaches) == sorted(codes)


def test_ready_and_stand_down_are_no_time_in_the_seat() -> None:
    """With an hour to get ready the control room seat begins as the on-call one ends: nothing is at once."""
    tours = commanders().tours
    scenario = commanders(tours=(replace(tours[0], ready=60), *tours[1:]))
    seats = (("OC", 0, "SFC"), ("C", 1, "TFC"))
    rota = Rota(tuple(assignment(scenario, "c1", code, FIRST_DAY + day, post) for code, day, post in seats))
    assert not CommandersApart().findings(scenario, rota)
    assert not CommandersApart().require(scenario).rows


def test_what_nobody_may_hold_is_dearer_than_every_duty_together() -> None:
    """Eight duties of two days, six of them command duties of priority 1: holding two seats at once costs seven of L1."""
    scenario = commanders()
    for rule in APART:
        assert {amount.price.command for amount in rule().require(scenario).amounts} == {7}


def test_a_search_cut_short_gives_up_one_of_two_seats() -> None:
    """Stopped before it begins, a plan may hold what nobody may: the later seat is given up, and the audit prices that."""
    scenario = commanders()
    stop = threading.Event()
    stop.set()
    made = plan(scenario, PlanOptions(seconds=0.1, workers=1, reproducible=True), stop=stop).plan
    assert not [found for found in made.findings if found.grade == "breach"]
    both = [assignment(scenario, "c1", *seat) for seat in (("OC", FIRST_DAY, "SFC"), ("C", FIRST_DAY + 1, "TFC"))]
    kept = apart_alone(scenario, both)
    assert [(held.tour, held.post, held.role) for held in kept] == [("OC", "SFC", "sfc"), ("C", "", "")]
    crew = [assignment(scenario, "c1", *seat) for seat in (("OC", FIRST_DAY, "TACAD"), ("E", FIRST_DAY + 1, "CAR"))]
    assert [(held.tour, held.post) for held in apart_alone(scenario, crew)] == [("OC", ""), ("E", "CAR")]


def test_a_plan_leaves_a_seat_empty_rather_than_filling_two_at_once() -> None:
    """One commander for both seats: on call on the first day keeps the control room of the second empty, proved.

    Without the rule three of the four command duties could be covered: strategic twice and the control room once on
    whichever day; with it as many, but never those of Monday's on-call and Tuesday's morning. So the two duties that
    clash are asked for alone: one of two stays empty.
    """
    base = commanders()
    scenario = commanders(
        officers=base.officers[:1],
        authorisations=base.authorisations[:4],
        cover=(
            cover_tour("SFC", "OC", 1, 1, until_day=FIRST_DAY + 1),
            cover_tour("TFC", "C", 1, 1, from_day=FIRST_DAY + 1),
        ),
    )
    made = plan(scenario, PlanOptions(seconds=20.0, workers=1, reproducible=True)).plan
    assert (made.price.command, made.levels[0].bound) == (1, 1)
    apart = replace(scenario, tours=(replace(scenario.tours[0], ready=60), *scenario.tours[1:]))
    assert plan(apart, PlanOptions(seconds=20.0, workers=1, reproducible=True)).plan.price.command == 0


def test_who_advises_is_not_on_an_armed_tour_meanwhile() -> None:
    """With an armed tour each day beside being on call nobody can advise, and the reason is told."""
    scenario = commanders(contracts=(Contract("both", ("rest", "E", "E+OC"), 2400, "none"),), days=1)
    told = why_not(scenario, "c1", FIRST_DAY, "OC", "TACAD")
    assert [reason.code for reason in told] == ["armed_beside"]
    assert not why_not(scenario, "c1", FIRST_DAY, "OC", "SFC")
    made = plan(replace(scenario, cover=scenario.cover[2:3]), PlanOptions(seconds=20.0, workers=1, reproducible=True))
    assert (made.plan.price.command, made.plan.levels[0].bound) == (1, 1)


def test_an_adviser_may_be_drawn_from_an_armed_tour() -> None:
    """The adviser's own tour may be armed: a seat on an armed tour is offered, as in a control room's armed unit."""
    scenario = commanders(
        days=1,
        posts=(Post("TACAD", "Adviser", "north", "tacad", ("E",)),),
        cover=(cover_span("TACAD", "07:00", "14:00", 1, 1),),
    )
    made = plan(scenario, PlanOptions(seconds=20.0, workers=1, reproducible=True)).plan
    assert made.price.command == 0


@pytest.mark.parametrize("seed", range(5))
def test_no_rota_found_by_chance_beats_a_plan_with_operations(seed: int) -> None:
    """Of random authorisations, cover and operations: the plan is proved, its proof holds, and of 200 rotas that the audit
    finds without a fault none is cheaper.
    """
    dice = random.Random(seed)
    plain = commanders(sha256="ab" * 32)
    lines = []
    for role in ("sfc", "tfc", "tacad"):
        start_at = instant(FIRST_DAY + dice.randint(0, 1), 60 * dice.randint(6, 12), ZONE)
        tours = tuple(dice.sample(["C", "OC", "E"], dice.randint(1, 3)))
        excluded = ("c1",) if dice.random() < 0.2 else ()
        end_at = start_at + 60 * dice.randint(1, 20)
        lines.append(Operation("OP", role, "north", start_at, end_at, tours=tours, excluded=excluded))
    scenario = replace(
        plain,
        authorisations=tuple(row for row in plain.authorisations if dice.random() < 0.8),
        cover=tuple(row for row in plain.cover if dice.random() < 0.8),
    ).with_operations([line for line in lines if dice.random() < 0.8])
    made = plan(scenario, PlanOptions(seconds=30.0, workers=1, reproducible=True))
    assert made.plan.status == "optimal"
    assert all(bound.stands for bound in check_proof(scenario, made.proof))
    first, second = (list(offered(replace(scenario, officers=(one,)))) for one in scenario.officers)
    for _ in range(200):
        rota = Rota(dice.choice(first).assignments + dice.choice(second).assignments)
        report = audit(scenario, rota)
        assert report.faults or report.price >= made.plan.price


def test_an_adviser_on_an_armed_tour_is_found_from_either_seat() -> None:
    """Advisers' seats on both tours, an hour apart as seats; but the armed tour still runs when the other begins."""
    world = commanders()
    scenario = replace(
        world,
        tours=(
            tour("D", "day", "07:00", "15:00", armed=True, stand_down=60),
            tour("OC", "on_call", "14:30", "31:00"),
        ),
        posts=(Post("TACAD", "Adviser", "north", "tacad", ("D", "OC")),),
    )
    held = [assignment(scenario, "c1", name, FIRST_DAY, "TACAD") for name in ("D", "OC")]
    (found,) = AdviserApart().findings(scenario, Rota(tuple(held)))
    assert "armed tour D" in found.message
