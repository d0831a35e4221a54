"""Which duties a rota's assignments are, and who lends them."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.publication import DutyKey
from scheduler.domain.rota import Assignment, Rota
from scheduler.publication.from_run import duties_of_rota
from tests.worlds import FIRST_DAY, tiny_scenario

HELD = Assignment("a1", FIRST_DAY, "E", 100, 580, "north", "ARV", "arv")


def test_provisional_days_are_not_published() -> None:
    """Nobody is told of the days after those asked for."""
    rota = Rota((HELD, replace(HELD, day=FIRST_DAY + 1, source="provisional")))
    (duty,) = duties_of_rota(tiny_scenario(), rota)
    assert duty.key == DutyKey("a1", FIRST_DAY, "attended")
    assert (duty.start_at, duty.end_at, duty.post, duty.role, duty.tour) == (100, 580, "ARV", "arv", "E")
    assert (duty.status, duty.provenance, duty.force) == ("confirmed", "planned", "north")


def test_standing_by_and_working_on_one_day_are_two_duties() -> None:
    """An on-call tour has a slot of its own, so that neither takes the other's place in a calendar."""
    scenario = tiny_scenario()
    on_call = next(tour for tour in scenario.tours if tour.on_call)
    rota = Rota((HELD, replace(HELD, tour=on_call.tour)))
    assert [one.key.slot for one in duties_of_rota(scenario, rota)] == ["attended", "on_call"]


def test_officers_who_were_lent_are_told_as_aid() -> None:
    """Their duties say where they come from."""
    scenario = tiny_scenario()
    lent = tuple(replace(one, offer="neighbour" if one.officer == "a1" else None) for one in scenario.officers)
    (duty,) = duties_of_rota(replace(scenario, officers=lent), Rota((HELD,)))
    assert duty.provenance == "aid"


def test_a_tour_is_armed_as_the_scenario_says() -> None:
    """By the tour and not by the role."""
    scenario = tiny_scenario()
    armed = tuple(replace(tour, armed=tour.tour == "E") for tour in scenario.tours)
    assert [one.armed for one in duties_of_rota(replace(scenario, tours=armed), Rota((HELD,)))] == [True]
    unarmed = tuple(replace(tour, armed=False) for tour in scenario.tours)
    assert [one.armed for one in duties_of_rota(replace(scenario, tours=unarmed), Rota((HELD,)))] == [False]
