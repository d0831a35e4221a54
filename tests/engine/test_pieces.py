"""A part solved in pieces: what is priced out comes back in the bound, and the rota keeps the rows that were shared."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.people import Unit
from scheduler.domain.work import Vehicle
from scheduler.engine import beginning, placing
from scheduler.engine.attempts import merged
from scheduler.engine.beginning import begin, first_rota
from scheduler.engine.components import components
from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort
from scheduler.engine.pieces import in_pieces, priced_out, shared_rows
from scheduler.engine.pricing import SCALE, priced
from scheduler.engine.program import Program
from scheduler.engine.rolling import rolled
from tests.engine.exhaustive import Exhaustive
from tests.engine.programs import LEVEL_BY_LEVEL, SMALL, known, program_of, row_prices, weightings
from tests.engine.worlds import crews
from tests.worlds import cover_tour, crew_officers, tiny_scenario


def two_units() -> tuple[Program, Exhaustive]:
    """Return two bases with two officers each, who are tied by the one vehicle of both."""
    base = replace(tiny_scenario().posts[0], supervisor_role=None, tours=("E",), units=("armed",))
    plain = crews(
        4,
        days=2,
        posts=(base, replace(base, post="SOUTH", units=("south",))),
        cover=(cover_tour("ARV", "E", 1, 1), cover_tour("SOUTH", "E", 1, 1)),
        vehicles=(Vehicle("v1", "cars"),),
        units=(*tiny_scenario().units, Unit("south", "north", "Armed response, south", armed=True)),
    )
    officers = crew_officers(4)
    units = ("armed", "armed", "south", "south")
    scenario = replace(
        plain, officers=tuple(replace(one, unit=unit) for one, unit in zip(officers, units, strict=True))
    )
    return program_of(scenario), Exhaustive(scenario)


def test_the_rows_of_the_common_vehicle_are_what_is_shared() -> None:
    """Each unit's crews, drivers and duties are its own; only the pool of vehicles ties two sets of two officers."""
    program, _ = two_units()
    shared = shared_rows(program, 2)
    assert {program.row_keys[row].split("/")[0] for row in np.flatnonzero(shared)} == {"vehicles"}
    apart = components(priced_out(program, shared, np.zeros(program.n_rows, dtype=np.int64)))
    assert [len(piece.officers) for piece in apart if len(piece.officers)] == [2, 2]


def test_nothing_is_shared_where_all_officers_are_alike() -> None:
    """Four officers of one base have all rows in common: no removal of rows splits them."""
    program = program_of(crews(4, days=2))
    assert not shared_rows(program, 2).any()


@pytest.mark.parametrize("name", SMALL)
def test_priced_out_rows_come_back_in_the_bound(name: str) -> None:
    """L(p) of the whole is L(p) without some rows, plus what those rows ask for at their prices, for any of them."""
    program, _ = known(name)
    dice = random.Random(name)
    for weights in weightings(dice):
        if weights.pence != 1:
            continue
        shared = np.array([dice.random() < 0.4 for _ in range(program.n_rows)], dtype=bool)
        duals = np.maximum(0, row_prices(program, weights, dice))
        pence = duals // SCALE
        duals = np.where(shared, pence * SCALE, duals)
        # Own rows of an officer cannot be priced out: what they count is not a seat's.
        shared[program.tallies.row] = False
        whole, _ = priced(program, duals, weights)
        apart, _ = priced(priced_out(program, shared, pence), duals, weights)
        assert whole.scaled == apart.scaled + int((duals * program.at_least)[shared].sum())


def test_pieces_prove_no_more_than_the_best_rota_and_find_one_that_keeps_all_rows() -> None:
    """One vehicle for two duties a day: two of the four duties stay uncovered, whatever is done."""
    program, rotas = two_units()
    shared = shared_rows(program, 2)
    for pence in (0, 5_000, 50_000):
        prices = np.where(shared, pence * SCALE, 0).astype(np.int64)
        effort = Effort(time.monotonic() + 20)
        found = in_pieces(program, shared, prices, (), LEVEL_BY_LEVEL, effort)
        assert [len(officers) for officers in found.officers] == [2, 2]
        assert found.bound.scaled <= SCALE * rotas.least(LEVEL_BY_LEVEL.by_level)
        duals, batches = found.bound.duals, found.officers
        rota = rolled(found.program, duals, found.relaxed, found.pool, LEVEL_BY_LEVEL, effort, Settings(), batches)
        assert rota is not None
        assert rota.keeps_rows(program)
        assert rota.price(program).crews >= rotas.optimum().crews == 2


def test_a_part_in_pieces_has_a_first_rota_though_no_window_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dive puts it together then, two of the four duties uncovered as at best."""
    monkeypatch.setattr(beginning, "LARGE", 0)
    monkeypatch.setattr(placing, "rolled", lambda *_: None)
    program, rotas = two_units()
    pieced = begin(components(program)[-1], Settings())
    before = pieced.price
    first_rota(pieced, Effort(time.monotonic() + 20), Settings())
    assert pieced.pieced
    assert rotas.optimum() <= pieced.price < before


def test_changes_to_different_officers_go_together() -> None:
    """Two rotas that differ from a third in one officer each are merged; in the same officer they are not."""
    program = program_of(crews(4, days=2))
    base = begin(components(program)[-1], Settings()).solution
    rest = base.choice.copy()
    other = (rest[0] + 1) % 2
    first = replace(base, choice=np.vstack([other, rest[1:]]).astype(np.int8))
    last = replace(base, choice=np.vstack([rest[:3], other]).astype(np.int8))
    both = merged(program, first, base, last)
    assert both is not None
    assert (both.choice == np.vstack([other, rest[1:3], other])).all()
    assert merged(program, first, base, first) is None
