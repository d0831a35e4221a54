"""Which duties a rota's assignments are, and who lends them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.domain.amendments import AmendmentRecord, Amendments, Effects, Worked
from scheduler.domain.publication import DutyKey, Provenance
from scheduler.domain.rota import Assignment, Rota
from scheduler.publication.amending import moved_duties
from scheduler.publication.from_run import duties_of_rota
from tests.publication.rosters import duty
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


def worked(*hours: Worked) -> Amendments:
    """Return one amendment by which officers worked hours beyond their tours."""
    record = AmendmentRecord(
        "extend", "", ("a1",), (FIRST_DAY,), "exigency", "", FIRST_DAY, 0, (), Effects(worked=hours)
    )
    return Amendments((record,))


def test_each_duty_keeps_how_it_came_to_be_its_officers() -> None:
    """What was swapped is told as swapped, what was not as planned."""
    done = Amendments((), {("a1", FIRST_DAY, "E"): "swap"})
    rota = Rota((HELD, replace(HELD, day=FIRST_DAY + 1)))
    assert [one.provenance for one in duties_of_rota(tiny_scenario(), rota, done)] == ["swap", "planned"]


def test_a_tour_that_went_on_is_told_with_its_real_end() -> None:
    """Hours that begin where it ends are part of it, and no call-out."""
    done = worked(Worked("a1", FIRST_DAY, 610, 640), Worked("a1", FIRST_DAY, 580, 610))
    (duty,) = duties_of_rota(tiny_scenario(), Rota((HELD,)), done)
    assert (duty.key.slot, duty.start_at, duty.end_at) == ("attended", 100, 640)


def test_call_outs_are_duties_of_their_own() -> None:
    """To a tour or for some hours, counted within the force day; hours on provisional days were never told."""
    called = replace(HELD, tour="N", start_at=900, end_at=1400)
    done = worked(Worked("a1", FIRST_DAY, 700, 760), Worked("a1", FIRST_DAY + 300, 0, 60))
    done = replace(done, provenance={("a1", FIRST_DAY, "N"): "called_out"})
    duties = duties_of_rota(tiny_scenario(), Rota((HELD, called)), done)
    assert [(one.key.slot, one.key.number, one.tour, one.provenance) for one in duties] == [
        ("attended", 0, "E", "planned"),
        ("called_out", 0, "", "called_out"),
        ("called_out", 1, "N", "called_out"),
    ]


@pytest.mark.parametrize("how", ["swap", "amended"])
def test_what_is_gone_is_labelled_by_what_took_it(how: Provenance) -> None:
    """Of a swap both sides say so: the duty that has come, and the one that is cancelled."""
    before, after = duty("P1"), duty("P2", provenance=how)
    moved = moved_duties([before], [after], how)
    assert [(one.key.officer, one.status, one.provenance) for one in moved] == [
        ("P1", "cancelled", how),
        ("P2", "confirmed", how),
    ]
