"""What a force may ask of on-call officers besides the profile: frequency, volunteers and where they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scheduler.audit import audit, check_proof
from scheduler.domain.people import Contract, Officer, Preference
from scheduler.domain.response import ResponseArea
from scheduler.domain.rota import Plan, Rota
from scheduler.domain.scenario import Limit, RuleLimits, Scenario
from scheduler.eligibility import why_not
from scheduler.planning.plan import PlanOptions, plan
from scheduler.rules.line import LINE_RULES
from scheduler.scenario_io import load
from tests.rules.cover.enumeration import assignment
from tests.scenario_io.small import messages, write
from tests.worlds import FIRST_DAY, authorised, cover_tour, tiny_scenario, tour

OTHERS: Mapping[str, Mapping[str, Limit]] = {rule.code: {"applied": False} for rule in LINE_RULES}


def cadre(
    n_officers: int, days: int = 7, rules: Mapping[str, Mapping[str, Limit]] | None = None, **more: Any
) -> Scenario:
    """Return so many commanders who stand by for one seat, with no line rule but those stated."""
    officers = tuple(Officer(f"c{number}", "north", "command", "c", "Supt") for number in range(1, n_officers + 1))
    plain = tiny_scenario(
        days=days,
        officers=officers,
        contracts=(Contract("c", ("rest", "OC"), 2400, "c"),),
        tours=(tour("OC", "on_call", "07:00", "31:00"), tour("E", "early", "07:00", "15:00")),
        combinations=(),
        posts=(replace(tiny_scenario().posts[1], priority=1),),
        cover=(cover_tour("SFC", "OC", 1, 1),),
        authorisations=tuple(authorised(officer.officer, "sfc") for officer in officers),
        teams=(),
        patterns=(),
        vehicles=(),
        rules=(RuleLimits("c", "england_and_wales", {**OTHERS, **(rules or {})}),),
        sha256="ab" * 32,
    )
    return replace(plain, **more)


def planned(scenario: Scenario) -> Plan:
    """Return the plan of a scenario, proved optimal, with a proof that holds."""
    made = plan(scenario, PlanOptions(seconds=30.0, workers=1, reproducible=True))
    assert made.plan.status == "optimal"
    assert all(bound.stands for bound in check_proof(scenario, made.proof))
    return made.plan


def test_one_week_in_two_needs_two_commanders() -> None:
    """Alone for a fortnight with one week in two, the second week's seven days stay empty; two share them."""
    frequency: Mapping[str, Mapping[str, Limit]] = {"on_call_frequency": {"applied": True, "weeks": 2}}
    assert planned(cadre(1, 14, frequency)).price.command == 7
    assert planned(cadre(2, 14, frequency)).price.command == 0
    assert planned(cadre(1, 14)).price.command == 0  # off unless a force says otherwise


def test_only_volunteers_are_on_call_where_the_force_says_so() -> None:
    """Of two, c1 volunteers for the weekend: five days stay empty; without the rule none does."""
    wish = Preference("c1", "on_call", True, False, 0, 10**7, (5, 6), 0)
    voluntary: Mapping[str, Mapping[str, Limit]] = {"on_call_voluntary": {"applied": True}}
    asked = planned(cadre(2, 7, voluntary, preferences=(wish,)))
    assert asked.price.command == 5
    assert {(held.officer, (held.day - 1) % 7) for held in asked.rota.assignments} == {("c1", 5), ("c1", 6)}
    assert planned(cadre(2, 7, preferences=(wish,))).price.command == 0


def test_who_does_not_answer_in_the_area_is_not_on_call_there() -> None:
    """c2 is in no list: alone the seat stays empty, typed by hand it is found, and the reason names the area's row."""
    area = ResponseArea("EAST", ("SFC",), ("c1",), "response_areas.csv:2")
    both = cadre(2, 3, response_areas=(area,))
    assert {held.officer for held in planned(both).rota.assignments if held.post} == {"c1"}
    alone = replace(both, officers=both.officers[1:], authorisations=both.authorisations[1:])
    assert planned(alone).price.command == 3
    (reason,) = why_not(both, "c2", FIRST_DAY, "OC", "SFC")
    assert (reason.code, reason.source) == ("not_in_area", "response_areas.csv:2")
    assert reason.message == "does not answer in EAST when on call for SFC"
    typed = Rota((assignment(both, "c2", "OC", FIRST_DAY, "SFC"),))
    faults = audit(both, typed).faults
    assert [(found.grade, found.message) for found in faults] == [
        ("ineligible", "does not answer in EAST on tour OC of 2026-10-12")
    ]


def test_a_post_of_two_areas_is_anybodys_of_either() -> None:
    """c1 answers in the one, c2 in the other; nobody asks where they are of a post without an area."""
    areas = (ResponseArea("EAST", ("SFC",), ("c1",)), ResponseArea("WEST", ("SFC", "X"), ("c2",)))
    scenario = cadre(3, 1, response_areas=areas)
    able = [officer for officer in ("c1", "c2", "c3") if not why_not(scenario, officer, FIRST_DAY, "OC", "SFC")]
    assert able == ["c1", "c2"]
    elsewhere = replace(scenario, response_areas=(ResponseArea("EAST", ("X",), ()),))
    assert not why_not(elsewhere, "c3", FIRST_DAY, "OC", "SFC")


def test_attended_tours_and_lent_officers_are_not_asked_where_they_answer() -> None:
    """A seat worked in person is where it is; who is lent has quarters found for them."""
    area = ResponseArea("EAST", ("SFC",), ())
    base = cadre(1, 1, response_areas=(area,))
    attended = replace(
        base,
        contracts=(Contract("c", ("rest", "E"), 2400, "c"),),
        posts=(replace(base.posts[0], tours=("E",)),),
        cover=(cover_tour("SFC", "E", 1, 1),),
    )
    assert planned(attended).price.command == 0
    assert planned(base).price.command == 1


AREAS = "area,posts,officers\n"


def test_the_table_is_read_and_empty_without_one(tmp_path: Path) -> None:
    """Lists are separated by a bar; an area nobody answers in may be stated."""
    rows = {"response_areas.csv": AREAS + "EAST,TAC,P003|P001\nWEST,TAC|ARV,\n"}
    assert load(write(tmp_path / "s", rows)).scenario.response_areas == (
        ResponseArea("EAST", ("TAC",), ("P003", "P001"), "response_areas.csv:2"),
        ResponseArea("WEST", ("TAC", "ARV"), (), "response_areas.csv:3"),
    )
    assert load(write(tmp_path / "t")).scenario.response_areas == ()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("EAST,TAK,P003", "response_areas.csv:2:posts: 'TAK': unknown post; did you mean 'TAC'?"),
        ("EAST,TAC,P03", "response_areas.csv:2:officers: 'P03': unknown officer"),
        ("EAST,,P003", "response_areas.csv:2:posts"),
    ],
)
def test_each_mistake_has_its_message(tmp_path: Path, row: str, expected: str) -> None:
    """With its row and column."""
    (told,) = messages(write(tmp_path / "s", {"response_areas.csv": f"{AREAS}{row}\n"}))
    assert expected in told
