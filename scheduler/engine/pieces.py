"""A large part solved in pieces: the rows that tie the pieces together are priced, and each piece is solved apart.

Officers who supply mostly the same rows belong together; a row that officers or amounts of several such sets reach is
*shared*. With a price on each shared row what is left falls apart. The row prices of all pieces together prove a bound
on the whole, for any row prices do; the pieces' rotas are found one after the other, each within what the rotas before it
and the linear programs of those after it leave of the shared rows.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.components import Component, components, restricted
from scheduler.engine.cuts import violated_cuts
from scheduler.engine.dive import LEAST_SECONDS, dive
from scheduler.engine.effort import Effort
from scheduler.engine.exact import Settings, over_pool
from scheduler.engine.master import Relaxed
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, Bound, priced
from scheduler.engine.program import Cut, Ints, Program, Sparse, Weights
from scheduler.engine.relaxation import CLOSE_FOR_LARGE, relax
from scheduler.engine.solution import Solution

logger = logging.getLogger(__name__)

SMALLEST_SET = 10
"""Officers below whom a set is joined to the one it shares most rows with."""

BOUND_SHARE = 0.5

Reals = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass
class Piece:
    """A piece while it is worked on.

    Attributes
    ----------
    component
        Officers, amounts and seats in the whole; its program has the shared rows priced out.
    bound
        Its own, in its own rows.
    """

    component: Component
    program: Program
    pool: Pool
    relaxed: Relaxed | None = None
    bound: Bound | None = None
    solution: Solution | None = None


@dataclass(frozen=True)
class Pieced:
    """What solving in pieces brought for the whole part.

    Attributes
    ----------
    program
        The part's program with all pieces' cuts.
    solution
        None where some piece had no rota or they did not go together.
    """

    program: Program
    bound: Bound
    solution: Solution | None


def shared_rows(program: Program, most: int) -> Mask:
    """Return the rows whose removal splits a program into pieces of at most some officers, none where nothing does."""
    sets = _officer_sets(program, most)
    if sets is None:
        return np.zeros(program.n_rows, dtype=bool)
    amount = np.repeat(np.arange(len(program.upper)), np.diff(program.terms.starts))
    officers, rows = _pairs(program)
    row_set, shared = _owners(sets[officers], rows, program.n_rows)
    while True:
        known = (row_set[program.terms.columns] >= 0) & ~shared[program.terms.columns]
        amount_set, torn = _owners(row_set[program.terms.columns[known]], amount[known], len(program.upper))
        held = amount_set[amount] >= 0
        members = np.concatenate([sets[officers], amount_set[amount[held]]])
        their_rows = np.concatenate([rows, program.terms.columns[held]])
        now_set, now_shared = _owners(members, their_rows, program.n_rows)
        now_shared[program.terms.columns[torn[amount]]] = True
        if (now_set == row_set).all() and (now_shared == shared).all():
            return shared
        row_set, shared = now_set, now_shared | shared


def _owners(sets: Ints, items: NDArray[np.integer], n_items: int) -> tuple[Ints, Mask]:
    """Return the set each item belongs to, -1 for none, and whether several claim it."""
    least = np.full(n_items, np.iinfo(np.int64).max)
    most = np.full(n_items, -1, dtype=np.int64)
    np.minimum.at(least, items, sets)
    np.maximum.at(most, items, sets)
    return most, (most >= 0) & (least != most)


def _pairs(program: Program) -> tuple[Ints, Ints]:
    """Return which officers can supply which rows, each pair once."""
    openings = program.openings
    owners = np.repeat(openings.officer, np.diff(openings.first_seat))
    entries = np.repeat(owners, np.diff(openings.supply.starts)).astype(np.int64)
    codes = np.unique(entries * program.n_rows + openings.supply.columns)
    return codes // program.n_rows, codes % program.n_rows


def _officer_sets(program: Program, most: int) -> Ints | None:
    """Return the set of each officer, so that those of a set have most rows in common; None where all are alike."""
    officers, rows = _pairs(program)
    n_officers = len(program.officers)
    can = np.zeros((n_officers, program.n_rows), dtype=np.float32)
    can[officers, rows] = 1.0
    common = can @ can.T
    fewest = np.minimum(np.diag(common)[:, None], np.diag(common)[None, :])
    alike = common.astype(np.float64) / np.maximum(1.0, fewest)
    for least in np.arange(0.05, 1.0, 0.05):
        sets = _joined(alike >= least, alike)
        if np.bincount(sets).max() <= most:
            return sets
    return None


def _joined(linked: Mask, alike: Reals) -> Ints:
    """Return connected sets, tiny ones joined to the set they have most in common with."""
    n_officers = len(linked)
    sets = np.full(n_officers, -1, dtype=np.int64)
    for officer in range(n_officers):
        if sets[officer] < 0:
            reached = np.zeros(n_officers, dtype=bool)
            reached[officer] = True
            while True:
                more = reached | linked[reached].any(axis=0)
                if (more == reached).all():
                    break
                reached = more
            sets[reached] = officer
    _, sets = np.unique(sets, return_inverse=True)
    sizes = np.bincount(sets)
    tiny = np.flatnonzero(sizes[sets] < SMALLEST_SET)
    large = np.flatnonzero(sizes[sets] >= SMALLEST_SET)
    if len(tiny) and len(large):
        sets[tiny] = sets[large[alike[np.ix_(tiny, large)].argmax(axis=1)]]
        _, sets = np.unique(sets, return_inverse=True)
    return sets.astype(np.int64)


def priced_out(program: Program, shared: Mask, pence: Ints) -> Program:
    """Return the program with some rows empty, and what they are worth in the prices of seats and amounts.

    Parameters
    ----------
    pence
        Price of each row in whole pence; those of other rows are not looked at.
    """
    worth = np.where(shared, pence, 0)
    prices = program.prices.copy()
    prices[:, -1] -= program.terms.times(worth)
    openings = program.openings
    seats = openings.pence - openings.supply.times(worth)
    return replace(
        program,
        openings=replace(openings, pence=seats, supply=_without(openings.supply, shared)),
        at_least=np.where(shared, 0, program.at_least),
        prices=prices,
        terms=_without(program.terms, shared),
    )


def _without(matrix: Sparse, columns: Mask) -> Sparse:
    kept = ~columns[matrix.columns]
    before = np.zeros(len(kept) + 1, dtype=np.int64)
    np.cumsum(kept, out=before[1:])
    return Sparse(before[matrix.starts], matrix.columns[kept], matrix.values[kept])


def in_pieces(
    program: Program,
    shared: Mask,
    row_prices: Ints,
    lines: Sequence[tuple[int, NDArray[np.int8], tuple[int, ...]]],
    bound_weights: Weights,
    weights: Weights,
    effort: Effort,
    settings: Settings,
) -> Pieced:
    """Bound a program and find a rota of it, piece by piece.

    Parameters
    ----------
    row_prices
        To begin with, times ``SCALE``; those of the shared rows stand.
    lines
        (officer, choice, seats) to begin with.
    bound_weights, weights
        Weights of the bound and of the search for a rota.
    """
    pence = np.rint(row_prices / SCALE).astype(np.int64)
    apart = priced_out(program, shared, pence)
    pieces = [
        Piece(component, component.program, Pool(component.program))
        for component in components(apart)
        if len(component.officers)
    ]
    pieces.reverse()
    _share_lines(program, pieces, lines)
    number_of = {key: number for number, key in enumerate(program.row_keys)}
    for number, piece in enumerate(pieces):
        time = effort.at_most(
            effort.seconds * BOUND_SHARE / (len(pieces) * (1 - BOUND_SHARE) + BOUND_SHARE * (len(pieces) - number))
        )
        _bound(piece, row_prices[[number_of[key] for key in piece.program.row_keys]], bound_weights, time)
    whole, bound = _whole_bound(program, pieces, np.where(shared, pence * SCALE, 0), number_of, bound_weights)
    solution = _rota(program, shared, pieces, weights, effort, settings)
    return Pieced(whole, bound, solution)


def _share_lines(
    program: Program, pieces: Sequence[Piece], lines: Sequence[tuple[int, NDArray[np.int8], tuple[int, ...]]]
) -> None:
    """Give each piece the known lines of its officers."""
    home = {int(o): (piece, n) for piece in pieces for n, o in enumerate(piece.component.officers)}
    seat_numbers = np.zeros(len(program.openings.pence), dtype=np.int64)
    for piece in pieces:
        seat_numbers[piece.component.seats] = np.arange(len(piece.component.seats))
    for officer, choice, seats in lines:
        piece, number = home[officer]
        piece.pool.add(number, choice, tuple(int(seat_numbers[seat]) for seat in seats))


def _bound(piece: Piece, start: Ints, weights: Weights, effort: Effort) -> None:
    found = relax(piece.program, piece.pool, weights, {}, effort, start, violated_cuts, CLOSE_FOR_LARGE)
    piece.program, piece.relaxed, piece.bound = found.program, found.relaxed, found.bound
    logger.debug(
        "piece of %d officers: bound %d, %d lines, %d cuts, %s",
        len(piece.program.officers),
        found.bound.whole,
        len(piece.pool),
        len(found.program.cuts),
        "converged" if found.converged else "time",
    )


def _whole_bound(
    program: Program, pieces: Sequence[Piece], shared_prices: Ints, number_of: dict[str, int], weights: Weights
) -> tuple[Program, Bound]:
    """Return the program with the pieces' cuts, and the bound all row prices prove together."""
    duals, cuts, cut_duals = shared_prices.copy(), list[Cut](), list[int]()
    for piece in pieces:
        assert piece.bound is not None
        known = len(piece.component.program.row_keys)
        for key, dual in zip(piece.program.row_keys[:known], piece.bound.duals[:known], strict=True):
            duals[number_of[key]] = dual
        for cut, dual in zip(piece.program.cuts, piece.bound.duals[known:].tolist(), strict=True):
            officers = frozenset(int(piece.component.officers[officer]) for officer in cut.officers)
            cuts.append(replace(cut, amount=int(piece.component.amounts[cut.amount]), officers=officers))
            cut_duals.append(dual)
    whole = program.with_cuts(cuts)
    bound, _ = priced(whole, np.concatenate([duals, np.array(cut_duals, dtype=np.int64)]), weights)
    return whole, bound


def _rota(
    program: Program, shared: Mask, pieces: Sequence[Piece], weights: Weights, effort: Effort, settings: Settings
) -> Solution | None:
    """Dive into one piece after the other, within what is left of the shared rows."""
    rows = np.flatnonzero(shared)
    expected = [_expected(program, piece)[rows] for piece in pieces]
    done = np.zeros(len(rows))
    choice = np.zeros((len(program.officers), program.n_days), dtype=np.int8)
    seats: list[tuple[int, ...]] = [()] * len(program.officers)
    for number, piece in enumerate(pieces):
        missing = program.at_least[rows] - done - np.sum(expected[number:], axis=0)
        need = np.floor(expected[number] + missing / (len(pieces) - number) + 1e-6).astype(np.int64)
        solution = _dived(
            program, piece, rows, need, weights, effort.at_most(effort.seconds / (len(pieces) - number)), settings
        )
        if solution is None:
            return None
        piece.solution = solution
        choice[piece.component.officers] = solution.choice
        for officer, taken in zip(piece.component.officers, solution.seats, strict=True):
            seats[officer] = tuple(int(piece.component.seats[seat]) for seat in taken)
        done += _supplied(program, piece, solution)[rows]
    pool = Pool(program)
    numbers = [pool.add(officer, choice[officer], seats[officer]) for officer in range(len(program.officers))]
    return over_pool(program, pool, weights, effort.at_least(LEAST_SECONDS), settings, numbers).solution


def _dived(
    program: Program,
    piece: Piece,
    rows: NDArray[np.integer],
    need: Ints,
    weights: Weights,
    effort: Effort,
    settings: Settings,
) -> Solution | None:
    """Return a piece's rota with the shared rows as rows of its own."""
    component = piece.component
    own = set(piece.program.row_keys)
    mine = np.array([n for n, key in enumerate(program.row_keys) if key in own], dtype=np.int32)
    asked = program.at_least.copy()
    asked[rows] = need
    touching = np.repeat(np.arange(len(program.upper)), np.diff(program.terms.starts))
    at_shared = np.isin(program.terms.columns, rows)
    others = np.setdiff1d(touching[at_shared], touching[~at_shared])
    amounts = np.union1d(component.amounts, others).astype(np.int32)
    all_rows = np.union1d(mine, rows).astype(np.int32)
    tight = restricted(replace(program, at_least=asked), component.officers, all_rows, amounts)
    own_amounts = np.searchsorted(amounts, component.amounts)
    cuts = [replace(cut, amount=int(own_amounts[cut.amount])) for cut in piece.program.cuts]
    asked_program = tight.program.with_cuts(cuts)
    pool = Pool(asked_program)
    for officer, choice, seats in zip(piece.pool.officer, piece.pool.choice, piece.pool.seats, strict=True):
        pool.add(officer, choice, seats)
    found = dive(asked_program, pool, weights, effort, settings)
    if found is None:
        return None
    logger.debug("piece of %d officers: rota at %s", len(component.officers), tuple(found.price(asked_program)))
    return Solution(found.choice, found.seats, found.amounts[own_amounts])


def _expected(program: Program, piece: Piece) -> Reals:
    """Return what a piece's linear program supplies to each row of the whole."""
    totals = np.zeros(program.n_rows)
    if piece.relaxed is None:
        return totals
    supply = program.openings.supply
    for number in np.flatnonzero(piece.relaxed.lines > 1e-6).tolist():
        for seat in piece.component.seats[list(piece.pool.seats[number])]:
            span = slice(supply.starts[seat], supply.starts[seat + 1])
            np.add.at(totals, supply.columns[span], supply.values[span] * float(piece.relaxed.lines[number]))
    _add_amounts(totals, program, piece, piece.relaxed.amounts)
    return totals


def _supplied(program: Program, piece: Piece, solution: Solution) -> Reals:
    """Return what a piece's rota supplies to each row of the whole."""
    totals = np.zeros(program.n_rows)
    supply = program.openings.supply
    for seats in solution.seats:
        for seat in piece.component.seats[list(seats)]:
            span = slice(supply.starts[seat], supply.starts[seat + 1])
            np.add.at(totals, supply.columns[span], supply.values[span])
    _add_amounts(totals, program, piece, solution.amounts)
    return totals


def _add_amounts(totals: Reals, program: Program, piece: Piece, amounts: Reals | Ints) -> None:
    for amount, value in zip(piece.component.amounts.tolist(), amounts.tolist(), strict=True):
        if value:
            span = slice(program.terms.starts[amount], program.terms.starts[amount + 1])
            np.add.at(totals, program.terms.columns[span], program.terms.values[span] * value)
