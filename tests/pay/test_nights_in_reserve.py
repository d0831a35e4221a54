"""Nights held in reserve: between tours on days that follow each other, of officers lent who are lodged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.domain.aid import Lodging, Offer
from scheduler.domain.scenario import Scenario
from scheduler.pay.counting import pay_of
from scheduler.pay.nights_in_reserve import nights_by_offer
from tests.pay.works import AUTUMN, MONDAY, rota, world


def lent(lodging: Lodging, rank: str = "constable", first_day: int = MONDAY) -> Scenario:
    """Return the scenario whose one officer ``a1`` is lent."""
    plain = world(rank, first_day=first_day)
    offer = Offer("X", "north", "region", ("a1",), "crews", "armed", rank, ("arv",), 0, 1 << 40, lodging=lodging)
    return replace(plain, offers=(offer,), officers=tuple(replace(one, offer="X", team=None) for one in plain.officers))


@pytest.mark.parametrize(
    ("works", "nights"),
    [
        ("EEE", [0, 1]),
        # On duty at 03:00, and off duty by day between.
        ("NNN", []),
        # 16:30 to 22:00 of the next day holds a night off duty; 07:30 to 07:00 two days on is beside a day off.
        ("EN-E", [0]),
        # A day off between.
        ("E-E", []),
        ("E", []),
        # Standing by on call is duty.
        ("OE", []),
    ],
)
def test_a_night_counts_between_tours_of_two_days_in_a_row(works: str, nights: list[int]) -> None:
    """Fifty pounds each, unverified."""
    codes = {"O": "OC"}
    made = rota(*((codes.get(one, one), MONDAY + day) for day, one in enumerate(works) if one != "-"))
    scenario = lent("single_room")
    found = [item for item in pay_of(scenario, made).items if item.item == "away_night"]
    assert [(item.day - MONDAY, item.quantity, item.pence, item.status) for item in found] == [
        (night, 1, 5_000, "unverified") for night in nights
    ]
    assert nights_by_offer(scenario, made).get("X", 0) == len(nights)


def test_a_shared_room_is_hardship_besides_and_home_is_neither() -> None:
    """Thirty pounds more; an officer who goes home, and one of the force's own, has none."""
    made = rota(("E", MONDAY), ("E", MONDAY + 1))

    def pence(scenario: Scenario) -> list[tuple[str, int]]:
        items = pay_of(scenario, made).items
        return [(item.item, item.pence) for item in items if item.item.endswith("_night")]

    assert pence(lent("shared")) == [("away_night", 5_000), ("hardship_night", 3_000)]
    assert pence(lent("home")) == pence(world()) == []
    assert nights_by_offer(lent("home"), made) == {}


def test_the_night_of_a_clock_change_is_one_night() -> None:
    """03:00 comes once on either side of it."""
    made = rota(("E", AUTUMN), ("E", AUTUMN + 1))
    assert nights_by_offer(lent("shared", first_day=AUTUMN), made) == {"X": 1}
