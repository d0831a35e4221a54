"""Training that the line rules leave no way to."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.people import Abstraction, Contract, PastDay
from scheduler.planning.plan import PlanOptions, plan
from tests.worlds import FIRST_DAY, cover_tour, tiny_scenario, tour


def test_training_after_a_night_is_missed_at_its_price() -> None:
    """a1's night ends at 07:00, training begins at 09:00 without eleven hours' rest: missed, at 20,000 pence."""
    scenario = tiny_scenario(days=1, cover=(cover_tour("SFC", "OC", 1, 1),))
    crews = Contract("crews", ("rest", "E", "L", "N", "T"), 2400, "crews")
    scenario = replace(
        scenario,
        contracts=(crews, scenario.contracts[1]),
        tours=(*scenario.tours, tour("T", "training", "09:00", "17:00")),
        abstractions=tuple(
            Abstraction(officer, "training", "everything", FIRST_DAY, FIRST_DAY + 1) for officer in ("a1", "a2")
        ),
        history=(PastDay("a1", FIRST_DAY - 1, "N"),),
    )
    made = plan(scenario, PlanOptions(seconds=5, workers=1)).plan
    worked = [(held.officer, held.tour) for held in made.rota.assignments if held.officer != "c1"]
    assert worked == [("a2", "T")]
    missed = [(found.subject, found.grade, found.pence) for found in made.findings if found.rule == "training_kept"]
    assert missed == [("a1", "cost", 20_000)]
