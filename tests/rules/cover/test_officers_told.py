"""Officers told are counted once each, by both faces alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.domain.people import Abstraction
from scheduler.domain.replanning import Told
from scheduler.domain.scenario import Scenario
from scheduler.rules.cover.officers_told import OfficersTold
from tests.rules.cover.enumeration import first_face, second_face
from tests.rules.cover.test_faces import control_room, rotas
from tests.worlds import FIRST_DAY, tour

LINES = ({FIRST_DAY: "E", FIRST_DAY + 1: "rest"}, {FIRST_DAY: "rest", FIRST_DAY + 1: "E+L"}, {FIRST_DAY: "gone"})


def world(line: dict[int, str], price: int = 1000) -> Scenario:
    """Return two officers on two days, who were told the same line; an option holds two tours."""
    plain = control_room(1, 1, 2, 2)
    day_job = tour("L", "late", "16:00", "23:00")
    return replace(
        plain,
        tours=tuple(day_job if one.tour == "L" else one for one in plain.tours),
        contracts=tuple(replace(row, options=("rest", "E", "L", "N", "E+L")) for row in plain.contracts),
        told=Told({"a1": line, "a2": line}, FIRST_DAY - 9, person_pence=price),
    )


@pytest.mark.parametrize("line", LINES, ids=str)
def test_both_faces_count_the_same_people_on_every_rota(line: dict[int, str]) -> None:
    """On all 256 rotas of two officers over two days, whatever was told."""
    scenario = world(line)
    requirements = OfficersTold().require(scenario)
    counts = set()
    for rota in rotas(scenario, [("TFC", "E"), ("TFC", "L"), ("TFC", "N")]):
        price = sum(finding.pence for finding in OfficersTold().findings(scenario, rota))
        assert first_face(scenario, rota, requirements).pence == price
        counts.add(price)
    assert counts <= {0, 1000, 2000}
    assert 2000 in counts


def test_both_faces_of_all_rules_agree_beside_it() -> None:
    """The count stands beside every other price of the rota."""
    from scheduler.demand import requirements_of

    scenario = world(LINES[0])
    requirements = requirements_of(scenario)
    for rota in rotas(scenario, [("TFC", "E")]):
        assert first_face(scenario, rota, requirements) == second_face(scenario, rota)[0]


def test_who_is_away_is_told_nothing() -> None:
    """A tour that sickness took is no news to the officer."""
    away = Abstraction("a1", "sickness", "everything", FIRST_DAY, FIRST_DAY + 1)
    scenario = replace(world(LINES[0]), abstractions=(away,))
    rota = next(rotas(scenario, []))
    assert [finding.subject for finding in OfficersTold().findings(scenario, rota)] == ["a2"]
    assert first_face(scenario, rota, OfficersTold().require(scenario)).pence == 1000


def test_nothing_is_stated_where_people_are_not_counted() -> None:
    """A plan of pence has no rows of it, nor has one of which nobody was told."""
    scenario = world(LINES[0], price=0)
    assert OfficersTold().require(scenario).rows == ()
    assert OfficersTold().require(replace(scenario, told=None)).rows == ()
    assert OfficersTold().findings(scenario, next(rotas(scenario, []))) == []
