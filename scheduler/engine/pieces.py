"""A large part bounded in pieces: the rows that tie the pieces together are priced, and each piece is bounded apart.

Officers who supply mostly the same rows belong together; a row that officers or amounts of several such sets reach is
*shared*. With a price on each shared row what is left falls apart. The row prices of all pieces together prove a bound
on the whole, for any row prices do. The lines of all pieces go into one linear program then, which brings the shared rows
to their own prices.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.components import Component, components
from scheduler.engine.cuts import violated_cuts
from scheduler.engine.effort import Effort
from scheduler.engine.master import Relaxed
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, Bound, priced
from scheduler.engine.program import Cut, Ints, Line, Program, Reals, Sparse, Weights
from scheduler.engine.relaxation import CLOSE_FOR_LARGE, relax

logger = logging.getLogger(__name__)

SMALLEST_SET = 10
"""Officers below whom a set is joined to the one it shares most rows with."""

PIECES_SHARE = 0.5
"""Share of the time that bounding the pieces apart may take; the rest is for the linear program of all of them."""

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


@dataclass(frozen=True)
class Pieced:
    """What the pieces brought for the whole part.

    Attributes
    ----------
    program
        The part's program with all cuts.
    pool
        The lines of all pieces.
    relaxed
        Last optimum of the linear program of all pieces; the pieces' own side by side where there was no time for any.
    officers
        Numbers of each piece's officers.
    """

    program: Program
    pool: Pool
    bound: Bound
    relaxed: Relaxed
    officers: tuple[Ints, ...]


def shared_rows(program: Program, most: int) -> Mask:
    """Return the rows whose removal splits a program into pieces of at most some officers, none where nothing does."""
    sets = _officer_sets(program, most)
    if sets is None:
        return np.zeros(program.n_rows, dtype=bool)
    amount = program.terms.row_of
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
    entries = openings.officer_of_seat[openings.supply.row_of]
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
    lines: Sequence[Line],
    weights: Weights,
    effort: Effort,
) -> Pieced:
    """Bound a program piece by piece, then in one linear program of all pieces.

    Parameters
    ----------
    row_prices
        To begin with, times ``SCALE``; the pieces are bounded at those of the shared rows.
    lines
        (officer, choice, seats) to begin with.
    """
    pence = np.rint(row_prices / SCALE).astype(np.int64)
    without_shared = priced_out(program, shared, pence)
    pieces = [
        Piece(component, component.program, Pool(component.program))
        for component in components(without_shared)
        if len(component.officers)
    ]
    pieces.reverse()
    _share_lines(program, pieces, lines)
    number_of = {key: number for number, key in enumerate(program.row_keys)}
    until = effort.at_most(effort.seconds * PIECES_SHARE)
    for number, piece in enumerate(pieces):
        time = until.at_most(until.seconds / (len(pieces) - number))
        _bound(piece, row_prices[[number_of[key] for key in piece.program.row_keys]], weights, time)
    whole, bound = _whole_bound(program, pieces, np.where(shared, pence * SCALE, 0), number_of, weights)
    return _side_by_side(whole, pieces, bound, weights, effort)


def _share_lines(program: Program, pieces: Sequence[Piece], lines: Sequence[Line]) -> None:
    """Give each piece the known lines of its officers."""
    home = {int(o): (piece, n) for piece in pieces for n, o in enumerate(piece.component.officers)}
    seat_numbers = np.zeros(len(program.openings.pence), dtype=np.int64)
    for piece in pieces:
        seat_numbers[piece.component.seats] = np.arange(len(piece.component.seats))
    own: dict[int, list[Line]] = {id(piece): [] for piece in pieces}
    for officer, choice, seats in lines:
        piece, number = home[officer]
        own[id(piece)].append((number, choice, tuple(seat_numbers[list(seats)].tolist())))
    for piece in pieces:
        piece.pool.add_all(own[id(piece)])


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
            cuts.append(replace(cut, officers=officers))
            cut_duals.append(dual)
    whole = program.with_cuts(cuts)
    bound, _ = priced(whole, np.concatenate([duals, np.array(cut_duals, dtype=np.int64)]), weights)
    return whole, bound


def _side_by_side(whole: Program, pieces: Sequence[Piece], bound: Bound, weights: Weights, effort: Effort) -> Pieced:
    """Go on with all pieces in one linear program, where the shared rows get the prices they deserve."""
    pool = Pool(whole)
    shares: dict[int, float] = {}
    amounts = np.zeros(len(whole.upper))
    for piece in pieces:
        officers, seats = piece.component.officers, piece.component.seats
        known = np.zeros(len(piece.pool)) if piece.relaxed is None else piece.relaxed.lines
        own = zip(piece.pool.officer, piece.pool.choice, piece.pool.seats, strict=True)
        numbers = pool.add_all(
            (int(officers[officer]), choice, tuple(seats[list(taken)].tolist())) for officer, choice, taken in own
        )
        shares |= {number: float(known[line]) if line < len(known) else 0.0 for line, number in enumerate(numbers)}
        if piece.relaxed is not None:
            amounts[piece.component.amounts] = piece.relaxed.amounts
    found = relax(whole, pool, weights, {}, effort, bound.duals, violated_cuts, CLOSE_FOR_LARGE)
    logger.debug("all pieces: bound %d, was %d", found.bound.whole, bound.whole)
    relaxed = found.relaxed
    if relaxed is None:
        lines = np.array([shares.get(number, 0.0) for number in range(len(pool))])
        none = np.zeros(0)
        relaxed = Relaxed(bound.scaled / SCALE, none, none, none, lines, amounts)
    officers_of = tuple(piece.component.officers.astype(np.int64) for piece in pieces)
    return Pieced(found.program, pool, found.bound, relaxed, officers_of)
