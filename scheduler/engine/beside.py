"""Some officers alone, beside others who stay where they stand: what help can do for a rota in which nobody is moved."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.before import Place
from scheduler.engine.components import restricted
from scheduler.engine.program import Ints, Program


def beside(program: Program, standing: Collection[tuple[str, Place]], officers: Collection[str]) -> Program:
    """Return the program of some officers alone, whose rows ask for what others who stand do not supply.

    What is proved of it holds for every rota in which those others hold these seats and no more. What lines cost is of no
    matter there: rows of officers' own, such as sums of hours, are left out with those who stand. It has no crews, as cuts
    that count whole crews know nothing of those who stand.

    Parameters
    ----------
    standing
        Officers who stand, each with a seat held; an officer may hold several, and one not offered counts for nothing.
    officers
        The others.
    """
    openings = program.openings
    seats = _standing(program, standing)
    supplied = np.zeros(program.n_rows, dtype=np.int64)
    entries = np.flatnonzero(np.isin(openings.supply.row_of, seats))
    np.add.at(supplied, openings.supply.columns[entries], openings.supply.values[entries])
    number_of = {officer: number for number, officer in enumerate(program.officers)}
    free = np.array(sorted(number_of[officer] for officer in officers), dtype=np.int32)
    rows = _rows_of(program, free)
    amounts = np.unique(program.terms.row_of[np.isin(program.terms.columns, rows)]).astype(np.int32)
    reduced = replace(program, at_least=program.at_least - supplied, crews={})
    return restricted(reduced, free, rows, amounts).program


def _standing(program: Program, standing: Collection[tuple[str, Place]]) -> Ints:
    """Return one seat for each officer and place."""
    officers = {officer: number for number, officer in enumerate(program.officers)}
    places = {place: number for number, place in enumerate(program.places)}
    wide = len(program.places)
    wanted = [officers[officer] * wide + places[place] for officer, place in standing if place in places]
    keys = program.openings.officer_of_seat * wide + program.openings.place
    # A tour is in several options of an officer, and counts the same in each.
    found, first = np.unique(keys, return_index=True)
    seats: Ints = first[np.isin(found, wanted)].astype(np.int64)
    return seats


def _rows_of(program: Program, officers: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the rows that some officers or an amount can do anything about, but for those of others' own lines."""
    openings, tallies = program.openings, program.tallies
    mine = np.isin(openings.officer_of_seat[openings.supply.row_of], officers)
    kept = np.zeros(program.n_rows, dtype=bool)
    kept[program.terms.columns] = True
    kept[tallies.row] = False
    kept[openings.supply.columns[mine]] = True
    kept[tallies.row[np.isin(tallies.officer, officers)]] = True
    return np.flatnonzero(kept).astype(np.int32)
