"""How a part begins: its bound, its first rota, and what is proved of its levels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.price import N_LEVELS
from scheduler.engine.ascent import ascend, steepest
from scheduler.engine.before import Before
from scheduler.engine.components import Component
from scheduler.engine.cuts import violated_cuts
from scheduler.engine.dive import SMALL
from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort
from scheduler.engine.exact import over_pool, with_amounts
from scheduler.engine.part import PENCE, PENCE_PER_DUTY, SOLVED_ONCE, Part, Proof, search_weights
from scheduler.engine.pieces import Pieced, in_pieces, shared_rows
from scheduler.engine.placing import begun_in_turn, placed
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, Bound, priced
from scheduler.engine.program import LARGE, Ints, Program, Weights
from scheduler.engine.relaxation import CLOSE, CLOSE_FOR_LARGE, Relaxation, relax
from scheduler.engine.rounding import with_rounded_sums
from scheduler.engine.small import settle
from scheduler.engine.sums import keeping_sums

FINE = 1_000
"""Weight of a level bounded by itself, so that row prices of minutes are not lost in rounding."""

ASCENT_STEPS = 200

STEPS_FROM_KNOWN = 100
"""Steps of the ascent from the row prices of the search before."""

ASCENT_SHARE, ASCENT_SHARE_FROM_KNOWN = 0.3, 0.6
"""Share of the time of a bound that the ascent may take."""

GAINED = 1.05
"""Times the bound before that steps from there have to bring for more to be made: where they bring less, the linear program
comes further in the time."""

NEAR_TARGET = 1.1
"""Times the bound by then that those aim at."""

LINES_KEPT, LINES_KEPT_FROM_KNOWN = 12, 40
"""Lines of each officer that the linear program begins with, of those met on the way up: more save it a round."""

MILD_PENCE_PER_DUTY = 60_000
"""A price of an uncovered duty that is of the size of real trade-offs, for row prices to begin with."""

BOUND_PENCE_PER_DUTY = 200_000
"""What one counts in the bound of a large part: beyond any real trade-off, and each duty a rota leaves uncovered after
all takes no more than this off the last level's bound."""

BOUND_SHARE = 0.6
"""Share of the time of a first rota that its bound may take."""

SETTLING_SHARE, SETTLING_SECONDS = 0.3, 30.0
"""Share of the time left then that solving a small part to its end may take, and the most seconds: what is not settled by
then takes longer than better rotas do."""

KNOWN_SHARE, KNOWN_SHARE_OF_MANY = 0.35, 0.15
"""The same of a large part with row prices of the search before, and of one whose bound is gone on with at the end in any
case: windows need less of a bound than a proof does."""

WELL_KNOWN = 0.003
"""Share of its price within which the rota of the search before has to be of the bound for a large part to be left as it
is at first: attempts mend it."""

PENCE_ALONE = Weights((0, 0, 0, 0, 0, 1))


def begin(component: Component, settings: Settings, before: Before | None = None) -> Part:
    """Give every officer the line held before, or else the one they would choose, and see what that covers.

    Raises
    ------
    ValueError
        If the officers' own lines leave no whole-number amounts: the program was put together wrongly.
    """
    program = component.program
    if len(program.officers) > SMALL:
        program = with_rounded_sums(program)
    if before is not None:
        program = before.with_cuts(program)
    pool = Pool(program)
    _, lines = priced(program, _hard_row_prices(program), PENCE_ALONE)
    lines = keeping_sums(program, lines)
    numbers = pool.add_lines(lines, range(len(program.officers)))
    start = None
    if before is not None:
        held = before.fill(pool, program)
        start = before.prices_of(program)
        numbers = [held.get(officer, number) for officer, number in enumerate(numbers)]
    found = over_pool(program, pool, search_weights(program), Effort(float("inf")), settings, numbers).solution
    if found is None:
        # A row that no amount eases allows fewer in its seats: nobody in any comes to nought in all such rows.
        bare = pool.add_all((officer, choice, ()) for officer, choice in enumerate(lines.choice))
        found = over_pool(program, pool, search_weights(program), Effort(float("inf")), settings, bare).solution
    if found is None:
        message = "the officers' own lines leave no whole-number amounts"
        raise ValueError(message)
    return Part(component, program, pool, found, found.price(program), start, wide=settings.arcs_at_once)


def first_rota(part: Part, effort: Effort, settings: Settings) -> None:
    """Bound one part and put its first good rota together."""
    if part.optimal and part.price[PENCE] == 0:
        return
    weights = search_weights(part.program)
    bound_weights = search_weights(part.program, BOUND_PENCE_PER_DUTY) if part.n_officers > LARGE else weights
    if _known_well(part, bound_weights):
        return
    begun_in_turn(part, effort, settings)
    in_one = part.n_officers <= LARGE or part.start is not None
    shared = None if in_one else shared_rows(part.program, part.n_officers // 2)
    if shared is not None and shared.any():
        pieced = _in_pieces(part, shared, weights, bound_weights, effort.at_most(effort.seconds * BOUND_SHARE))
        part.loose = placed(part, pieced.relaxed, pieced.bound, pieced.officers, effort, settings)
        return
    share = BOUND_SHARE
    if part.n_officers > LARGE and part.start is not None:
        share = KNOWN_SHARE if part.n_officers <= SOLVED_ONCE else KNOWN_SHARE_OF_MANY
    relaxation = _bound(part, bound_weights, effort.at_most(effort.seconds * share))
    if part.n_officers <= SMALL and _settled(
        part, effort.at_most(min(SETTLING_SECONDS, effort.seconds * SETTLING_SHARE)), settings
    ):
        return
    by_windows = placed(part, relaxation.relaxed, relaxation.bound, (), effort, settings)
    part.loose = by_windows and part.n_officers > LARGE and not relaxation.converged


def tighten(part: Part, effort: Effort) -> None:
    """Go on with a large part's bound where its time had ended, over all its officers at once."""
    known = part.proofs[PENCE]
    part.held()
    found = _generated(part, known.bound.weights, {}, effort, part.duals(known.bound))
    part.keep(found, {})
    part.loose = False


def _known_well(part: Part, weights: Weights) -> bool:
    """Say whether the rota and the row prices of the search before leave next to nothing open in a large part."""
    if part.start is None or part.n_officers <= LARGE:
        return False
    known, _ = priced(part.program, _affordable(part, weights), weights)
    part.keep(Relaxation(None, known, {}, False, part.program), {})
    return part.within(WELL_KNOWN)


def _settled(part: Part, effort: Effort, settings: Settings) -> bool:
    """Solve a part with few officers to the end, at all levels at once; say whether that was possible."""
    if part.relaxation is None:
        return False
    found = settle(part.program, part.solution, part.relaxation.bound, effort, settings)
    part.accept(found.solution)
    if found.exhausted and not part.closed(PENCE):
        part.proofs[PENCE] = replace(part.proofs[PENCE], by_search=True)
    return found.exhausted


def _in_pieces(
    part: Part, shared: NDArray[np.bool_], weights: Weights, bound_weights: Weights, effort: Effort
) -> Pieced:
    """Bound a part in pieces, from the prices of shared rows that the ascent ends with."""
    start = _start(part, weights, effort.at_most(effort.seconds * 0.3))
    pool = part.pool
    lines = list(zip(pool.officer, pool.choice, pool.seats, strict=True))
    found = in_pieces(part.program, shared, start, lines, bound_weights, effort)
    part.program, part.pool, part.pieced = found.program, found.pool, True
    part.proofs[PENCE] = Proof(PENCE, found.bound, {}, found.program)
    return found


def prove_levels(part: Part, effort: Effort) -> None:
    """Prove each level that is not nought, those above held; then bound the last one under them."""
    known = part.proofs.get(PENCE)
    for level in range(PENCE):
        if part.closed(level):
            continue
        held = {above: part.price[above] for above in range(level) if part.program.prices[:, above].any()}
        weights = Weights(tuple(FINE * (number == level) for number in range(N_LEVELS)))
        start = _like_this_level(part, known.bound, level) if known is not None and part.pieced else None
        found = _generated(part, weights, held, effort.at_most(effort.seconds * 0.4), start)
        part.proofs[level] = Proof(level, found.bound, held, part.program)
    held = {level: part.price[level] for level in range(PENCE) if part.program.prices[:, level].any()}
    if part.pieced or part.n_officers > SOLVED_ONCE:
        return  # Its bound has all officers in one linear program, and another would take too long.
    if any(held.values()) and (known is None or (known.held != held and not known.by_search)):
        start = None if known is None else part.duals(known.bound)
        part.keep(_generated(part, PENCE_ALONE, held, effort.at_most(effort.seconds * 0.6), start), held)


def prove_own_least(part: Part) -> None:
    """Prove of the last level what the officers cost even where no row asks for anything, unless more is proved."""
    if part.bounds[PENCE] == part.price[PENCE]:
        return
    bound, _ = priced(part.program, np.zeros(part.program.n_rows, dtype=np.int64), PENCE_ALONE)
    least = Proof(PENCE, bound, {}, part.program)
    if least.known(part.price) > part.bounds[PENCE]:
        part.proofs[PENCE] = least


def _like_this_level(part: Part, bound: Bound, level: int) -> Ints:
    """Return row prices to begin a level's bound with: those of all levels, on the scale of this one."""
    return part.duals(bound) * FINE // max(1, bound.weights.by_level[level])


def tidy(part: Part, settings: Settings) -> None:
    """Take each amount at its least under the lines chosen; a search cut short may have left some higher."""
    found = with_amounts(
        part.program,
        part.solution.choice,
        part.solution.seats,
        search_weights(part.program),
        Effort(float("inf")),
        settings,
    )
    part.accept(found)


def _bound(part: Part, weights: Weights, effort: Effort) -> Relaxation:
    """Bound all levels at once; what that leaves for the last level is kept."""
    share = ASCENT_SHARE if part.start is None else ASCENT_SHARE_FROM_KNOWN
    start = _start(part, weights, effort.at_most(effort.seconds * share))
    part.relaxation = _generated(part, weights, {}, effort, start)
    part.keep(part.relaxation, {})
    return part.relaxation


def _start(part: Part, weights: Weights, effort: Effort) -> Ints:
    """Return row prices to begin with: those of the search before, or by ascent: duties short of target, then minimum."""
    if part.start is not None:
        known = _affordable(part, weights)
        if part.n_officers <= SMALL or not part.program.crews:
            return known
        target = part.solution.combined(part.program, weights)
        found = ascend(part.program, weights, target, STEPS_FROM_KNOWN, effort, known, GAINED)
        if found.bound.whole > GAINED * priced(part.program, known, weights)[0].whole:
            near = round(NEAR_TARGET * found.bound.whole)
            start = found.bound.duals
            found = ascend(part.program, weights, min(target, near), STEPS_FROM_KNOWN, effort, start, GAINED)
        for lines in found.lines[-LINES_KEPT_FROM_KNOWN:]:
            part.pool.add_lines(lines, range(part.n_officers))
        return found.bound.duals
    milder = tuple(min(weight, MILD_PENCE_PER_DUTY) for weight in weights.by_level)
    start = np.zeros(part.program.n_rows, dtype=np.int64)
    if part.n_officers <= SMALL or not part.program.crews:
        return start
    for by_level in dict.fromkeys(((0,) * PENCE + (weights.pence,), milder)):
        mild = Weights(by_level)
        target = part.solution.combined(part.program, mild)
        found = ascend(part.program, mild, target, ASCENT_STEPS, effort, start)
        start = found.bound.duals
        for lines in found.lines[-LINES_KEPT:]:
            part.pool.add_lines(lines, range(part.n_officers))
    return start


def _affordable(part: Part, weights: Weights) -> Ints:
    """Return the row prices of the search before, none beyond what its row can be worth.

    They may come from other weights, or from anybody's file: beyond that they only overflow.
    """
    assert part.start is not None
    most = steepest(part.program, weights.of_amounts(part.program))
    return np.minimum(part.start, np.rint(most * SCALE).astype(np.int64))


def _generated(part: Part, weights: Weights, held: dict[int, int], effort: Effort, start: Ints | None) -> Relaxation:
    """Generate lines and cuts until neither helps."""
    close = CLOSE if part.n_officers <= LARGE else CLOSE_FOR_LARGE
    found = relax(part.program, part.pool, weights, held, effort, start, violated_cuts, close)
    part.program = found.program
    return found


def _hard_row_prices(program: Program) -> Ints:
    """Return row prices that keep each officer's own line within the sums that nothing may exceed."""
    prices = np.zeros(program.n_rows, dtype=np.int64)
    prices[program.hard_sums] = PENCE_PER_DUTY * SCALE
    return prices
