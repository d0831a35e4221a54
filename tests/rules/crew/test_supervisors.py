"""The rows of the supervisors rule are exactly its convex hull."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.rules.crew.supervisors import Supervisors
from tests.worlds import cover_tour, tiny_scenario


def rows(cars_per_supervisor: int, most: int) -> list[tuple[int, int]]:
    """Return (supervisors' count, at least) of each row about one tour that can use so many cars."""
    scenario = tiny_scenario(days=1, cover=(cover_tour("ARV", "E", 0, most),))
    post = replace(scenario.posts[0], cars_per_supervisor=cars_per_supervisor, vehicle_pool=None)
    stated = Supervisors().require(replace(scenario, posts=(post, *scenario.posts[1:])))
    assert {term.coefficient for term in stated.terms} == {-1}
    assert len(stated.rows) == len(stated.terms) == len(stated.supplies)
    at_least = {row.key: row.at_least for row in stated.rows}
    return [(supply.coefficient, at_least[supply.row]) for supply in stated.supplies]


@pytest.mark.parametrize("cars_per_supervisor", range(1, 6))
@pytest.mark.parametrize("most", range(1, 12))
def test_the_rows_allow_exactly_the_cars_that_are_supervised(cars_per_supervisor: int, most: int) -> None:
    """Of all cars up to the most and supervisors, the rows allow those with a supervisor for every so many cars."""
    stated = rows(cars_per_supervisor, most)
    for cars in range(most + 1):
        for supervisors in range(most + 2):
            allowed = all(each * supervisors - cars >= at_least for each, at_least in stated)
            assert allowed == (cars_per_supervisor * supervisors >= cars), (cars, supervisors, stated)


@pytest.mark.parametrize("cars_per_supervisor", range(1, 6))
@pytest.mark.parametrize("most", range(1, 12))
def test_parts_of_a_supervisor_count_for_no_more_than_their_share(cars_per_supervisor: int, most: int) -> None:
    """The least part of a supervisor the rows leave to some cars lies on a line between two whole-number pairs."""
    stated = rows(cars_per_supervisor, most)
    whole = [(cars, -(-cars // cars_per_supervisor)) for cars in range(most + 1)]
    for cars in (Fraction(tenth, 10) for tenth in range(10 * most + 1)):
        least = max(max(Fraction(at_least + cars, each), Fraction(0)) for each, at_least in stated)
        hull = min(
            (high - cars) / (high - low) * fewer + (cars - low) / (high - low) * more
            for low, fewer in whole
            for high, more in whole
            if low <= cars <= high and low < high
        )
        assert least == hull


def test_the_last_supervisor_has_only_the_cars_that_are_left() -> None:
    """Five cars at three to a supervisor: 3 s >= k, and 2 s - k >= 2 - 3, so that five cars want two whole ones."""
    assert rows(3, 5) == [(3, 0), (2, -1)]
    assert rows(3, 2) == [(2, 0)]  # never more than two cars: half a supervisor is worth one of them
    assert rows(3, 6) == [(3, 0)]
