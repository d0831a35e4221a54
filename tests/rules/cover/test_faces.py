"""Both faces of the cover and crew rules agree on every rota of a small world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import pytest

from scheduler.demand import requirements_of
from scheduler.domain.aid import Offer
from scheduler.domain.rota import CrewSeat, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.domain.work import Post, Vehicle
from tests.rules.cover.enumeration import assignment, first_face, second_face
from tests.worlds import FIRST_DAY, ZONE, authorised, cover_span, cover_tour, crew_officers, tiny_scenario, tour


def rotas(scenario: Scenario, places: list[tuple[str, str]]) -> Iterator[Rota]:
    """Yield every rota in which each officer has, on each day, one of the (post, tour) places or rests."""
    choices = [None, *places]
    cells = [(officer.officer, day) for officer in scenario.officers for day in scenario.horizon.days]
    for chosen in product(choices, repeat=len(cells)):
        yield Rota(
            tuple(
                assignment(scenario, officer, place[1], day, place[0])
                for (officer, day), place in zip(cells, chosen, strict=True)
                if place
            )
        )


def control_room(minimum: int, target: int, days: int, n_officers: int) -> Scenario:
    """Return a world with one command seat round the clock, filled by three tours with minutes to get ready."""
    officers = tuple(replace(officer, unit="command") for officer in crew_officers(n_officers))
    return tiny_scenario(
        days=days,
        officers=officers,
        tours=(
            tour("E", "early", "07:00", "15:00", ready=15),
            tour("L", "late", "14:30", "23:00", stand_down=15),
            tour("N", "night", "22:30", "31:15"),
        ),
        posts=(Post("TFC", "Control room", "north", "sfc", ("E", "L", "N"), priority=3),),
        cover=(cover_span("TFC", "07:00", "31:00", minimum, target),),
        authorisations=tuple(authorised(officer.officer, "sfc") for officer in officers),
    )


def test_seats_on_a_span_over_two_days() -> None:
    """On all 256 rotas of two officers over two days, with hand-overs, the price of both faces is the same."""
    scenario = control_room(1, 1, 2, 2)
    requirements = requirements_of(scenario)
    prices = set()
    for rota in rotas(scenario, [("TFC", "E"), ("TFC", "L"), ("TFC", "N")]):
        price, _ = second_face(scenario, rota)
        assert first_face(scenario, rota, requirements) == price
        prices.add(price)
    assert len(prices) > 10  # the world is not one in which nothing matters


def test_seats_between_minimum_and_target() -> None:
    """On all 64 rotas of three officers on one day, minimum 1 and target 2, the price of both faces is the same."""
    scenario = control_room(1, 2, 1, 3)
    requirements = requirements_of(scenario)
    for rota in rotas(scenario, [("TFC", "E"), ("TFC", "L"), ("TFC", "N")]):
        assert first_face(scenario, rota, requirements) == second_face(scenario, rota)[0]


def bases(n_officers: int, **overrides: object) -> Scenario:
    """Return one day of the tiny scenario with so many officers, two of them drivers and two supervisors."""
    officers = crew_officers(n_officers)
    permissions = [authorised(officer.officer, "arv") for officer in officers]
    permissions += [authorised("a1", "driver"), authorised("a2", "driver")]
    permissions += [authorised("a1", "supervisor"), authorised("a3", "supervisor")]
    return tiny_scenario(**{"days": 1, "officers": officers, "authorisations": tuple(permissions), **overrides})


def test_cars_by_the_closed_formula() -> None:
    """On all 243 rotas of five officers on early or late, unnamed crews make as many cars as the rows allow."""
    base = replace(tiny_scenario().posts[0], vehicle_pool=None, cars_per_supervisor=1)
    scenario = bases(5, posts=(base,), cover=(cover_span("ARV", "07:00", "23:00", 1, 2),))
    requirements = requirements_of(scenario)
    prices = set()
    for rota in rotas(scenario, [("ARV", "E"), ("ARV", "L")]):
        price, broken = second_face(scenario, rota)
        assert first_face(scenario, rota, requirements) == price
        assert not broken
        prices.add(price)
    assert len(prices) > 3


def test_cars_fill_a_span_from_ready_to_stand_down() -> None:
    """On all 81 rotas of four officers a car wanted over two tours is there only between readiness and stand-down."""
    base = replace(tiny_scenario().posts[0], vehicle_pool=None, supervisor_role=None, tours=("E", "L"))
    scenario = bases(
        4,
        posts=(base,),
        tours=(tour("E", "early", "07:00", "16:00", stand_down=30), tour("L", "late", "15:15", "23:00", ready=30)),
        contracts=(replace(tiny_scenario().contracts[0], options=("rest", "E", "L")),),
        cover=(cover_span("ARV", "08:00", "22:00", 1, 1),),
    )
    requirements = requirements_of(scenario)
    prices = set()
    for rota in rotas(scenario, [("ARV", "E"), ("ARV", "L")]):
        price, _ = second_face(scenario, rota)
        assert first_face(scenario, rota, requirements) == price
        prices.add(price)
    # The early car stands down at 15:30 and the late one is ready at 15:45: a quarter of an hour nobody can fill.
    assert len(prices) > 2
    assert all(price.crews > 0 for price in prices)


@pytest.mark.parametrize(
    "stated",
    [{"most_a_day": 1}, {"most_on": ((0, 1),)}, {"most_a_day": 2, "most_on": ((4, 0), (0, 1))}],
    ids=["the offer's own limit", "what the lender keeps on Mondays", "both"],
)
def test_lent_officers_count_by_the_day_and_need_a_local_one(stated: dict[str, Any]) -> None:
    """On all 729 rotas of two own and two lent officers over a day, named or not: price and what is broken agree."""
    base = replace(tiny_scenario().posts[0], vehicle_pool=None, supervisor_role=None)
    span = (instant(FIRST_DAY, 0, ZONE), instant(FIRST_DAY + 2, 0, ZONE))
    offer = Offer("X", "north", "national", ("x1", "x2"), "crews", "armed", "PC", ("arv", "driver"), *span, **stated)
    own = bases(2, posts=(base,), cover=(cover_tour("ARV", "E", 1, 1), cover_tour("ARV", "L", 0, 1)))
    scenario = own.with_offers([offer])
    requirements = requirements_of(scenario)
    limits = {row.key: row.at_least for row in requirements.rows if row.key.startswith("aid-most/")}
    assert list(limits.values()) == [-1]
    seen = set()
    for rota in rotas(scenario, [("ARV", "E"), ("ARV", "L")]):
        used = sum(held.officer in offer.officers for held in rota.assignments)
        price, broken = second_face(scenario, rota)
        assert ("aid_days" in broken) == (used > 1)
        assert price.national == used
        if used <= 1:
            with_crews = [second_face(scenario, one) for one in (rota, *whole_crews(rota))]
            fair = [price for price, broken in with_crews if not broken]
            assert first_face(scenario, rota, requirements) == min(fair)
            seen.add(min(fair))
    assert len(seen) > 4


def whole_crews(rota: Rota) -> Iterator[Rota]:
    """Yield the rota with every pair of officers of one tour named as a car."""
    for code in ("E", "L"):
        present = sorted(held.officer for held in rota.assignments if held.tour == code)
        for pair in combinations(present, 2):
            seats = tuple(CrewSeat("ARV", FIRST_DAY, code, "car", "crew", officer) for officer in pair)
            yield replace(rota, crews=seats)


def named(scenario: Scenario, rota: Rota) -> Iterator[Rota]:
    """Yield the rota with each choice of how many crews of two are named, drivers first, vehicle after vehicle."""
    present: dict[tuple[str, str, int], list[str]] = {}
    for held in sorted(rota.assignments):
        present.setdefault((held.post, held.tour, held.day), []).append(held.officer)
    places = sorted(present)
    for counts in product(*(range(len(present[place]) // 2 + 1) for place in places)):
        for vehicles in product([row.vehicle for row in scenario.vehicles], repeat=sum(counts)):
            left, seats = list(vehicles), []
            for place, count in zip(places, counts, strict=True):
                post, code, day = place
                for number, vehicle in enumerate(left[:count]):
                    crew = (present[place][number], present[place][-1 - number])
                    seats += [CrewSeat(post, day, code, vehicle, "crew", officer) for officer in crew]
                left = left[count:]
            yield replace(rota, crews=tuple(seats))


def test_vehicles_shared_by_two_bases() -> None:
    """On all 625 rotas over two bases and two overlapping tours, the cheapest way to name crews costs what rows say."""
    one = replace(tiny_scenario().posts[0], supervisor_role=None, tours=("E", "L"))
    scenario = bases(
        4,
        posts=(one, replace(one, post="SOUTH", priority=2)),
        cover=tuple(cover_tour(post, code, 1, 1) for post in ("ARV", "SOUTH") for code in ("E", "L")),
        vehicles=(Vehicle("v1", "cars"), Vehicle("v2", "cars", ((FIRST_DAY, FIRST_DAY + 1),))),
    )
    requirements = requirements_of(scenario)
    scarce = 0
    for rota in rotas(scenario, [("ARV", "E"), ("SOUTH", "E"), ("ARV", "L"), ("SOUTH", "L")]):
        faces = [second_face(scenario, crewed) for crewed in named(scenario, rota)]
        least = min(price for price, broken in faces if not broken)
        assert first_face(scenario, rota, requirements) == least
        scarce += any(price < least for price, _ in faces)
    assert scarce > 0  # some rota has two crews for the one car on the road


def test_no_crews_named_at_all_counts_more_cars_than_vehicles_as_a_breach() -> None:
    """Four officers, half early and half late, crew two cars that overlap from 14:00; one vehicle is one too few."""
    scenario = bases(
        4, cover=(cover_tour("ARV", "E", 1, 1), cover_tour("ARV", "L", 1, 1)), vehicles=(Vehicle("v1", "cars"),)
    )
    base = replace(scenario.posts[0], supervisor_role=None)
    scenario = replace(scenario, posts=(base,))
    day = FIRST_DAY
    rota = Rota(
        tuple(
            assignment(scenario, officer, code, day, "ARV")
            for officer, code in (("a1", "E"), ("a3", "E"), ("a2", "L"), ("a4", "L"))
        )
    )
    assert second_face(scenario, rota)[1] == ["vehicles_available"]
