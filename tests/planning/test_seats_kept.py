"""Seats in cars that were told are kept where keeping them costs nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.domain.replanning import Told
from scheduler.eligibility import DayOptions, OfficerOptions, Seat
from scheduler.planning.seats_kept import told_again
from tests.rules.cover.enumeration import assignment
from tests.worlds import FIRST_DAY, tiny_scenario


@pytest.mark.parametrize(("pence", "post"), [(0, "ARV"), (500, "")])
def test_a_spare_seat_is_given_back_to_whoever_was_told_it_unless_it_has_a_price(pence: int, post: str) -> None:
    """A seat away from home has the price that the search did not pay when it left it."""
    told = Told({"a1": {FIRST_DAY: "E"}}, FIRST_DAY - 9, seats={"a1": {FIRST_DAY: {"E": "ARV"}}})
    scenario = replace(tiny_scenario(), told=told)
    day = DayOptions(("rest", "E"), {"E": ((Seat("ARV", "E", pence, frozenset()),),)})
    left = assignment(scenario, "a1", "E", FIRST_DAY)
    assert [held.post for held in told_again(scenario, [left], [OfficerOptions("a1", (day,))])] == [post]
