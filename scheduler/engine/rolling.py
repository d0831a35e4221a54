"""A first rota, some days at a time: each window is solved exactly against what the linear program expects after it.

What is left of a line after the window counts what the row prices say it is worth from the state the line has reached,
which the diagram tells for every state. Rows that reach beyond the window, such as an officer's hours over the weeks, are
taken to get from later days what the linear program's optimum gives them. Only the first days of a window are kept;
the others keep it from living at the expense of those after it. Many officers are placed in batches, one after the other,
each against what the linear program expects of those not placed yet.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from scheduler.diagram.paths import BARRED, through_arcs, to_end
from scheduler.engine.draft import ByOption, Draft, Settings, option_taken
from scheduler.engine.effort import Effort
from scheduler.engine.exact import LEAST_SECONDS, with_amounts
from scheduler.engine.highs import branch_and_cut
from scheduler.engine.master import Relaxed
from scheduler.engine.pool import Pool
from scheduler.engine.pricing import SCALE, option_prices
from scheduler.engine.program import LARGE, Group, Ints, Program, Reals, Weights
from scheduler.engine.solution import Solution

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sizes:
    """How much is decided at once.

    Attributes
    ----------
    shortest, longest
        Days of a window.
    officer_days
        Days of a window times officers, as far as that leaves a window between the shortest and the longest.
    most
        Officers placed at once.
    """

    shortest: int
    longest: int
    officer_days: int
    most: int


BY_BRANCH_AND_CUT = Sizes(7, 84, 5_000, 600)
BY_CP_SAT = Sizes(7, 14, 1_300, 180)

KEPT, KEPT_OF_MANY = 0.7, 0.85
"""Share of a window that is kept, and of a large part's: it has one window less for it, and the rota hardly suffers."""

SLACK = 2.0
"""Times its share of the time left that a window may take: most take far less."""

FEWEST_ARCS = 4_000
ARCS_A_DAY = 2.4
"""Arcs of a window, for each officer and day: more make it slower and the rota no better."""

MOST_TIES = 5
"""Times the arcs of a window up to which arcs that cost the same are all taken."""

CLOSE, CLOSE_OF_MANY = 3e-3, 6e-3
"""Share of the linear program's price over its days that a window may be from its best, and that of a large part's."""

Mask = NDArray[np.bool_]
Seats = list[tuple[int, cp_model.LinearExprT]]


@dataclass(frozen=True)
class Window:
    """Days ``first`` to before ``until``, of which those before ``keep`` are kept."""

    first: int
    until: int
    keep: int


def windows(n_days: int, n_officers: int, sizes: Sizes = BY_BRANCH_AND_CUT, share: float = KEPT) -> Iterator[Window]:
    """Yield the windows of a horizon, of each of which a share is kept."""
    length = min(sizes.longest, max(sizes.shortest, sizes.officer_days // max(1, n_officers)))
    first = 0
    while first < n_days:
        until = min(first + length, n_days)
        keep = until if until == n_days else first + max(1, round(share * length))
        yield Window(first, until, keep)
        first = keep


def rolled(
    program: Program,
    duals: Ints,
    relaxed: Relaxed,
    pool: Pool,
    weights: Weights,
    effort: Effort,
    settings: Settings,
    batches: Sequence[Ints] = (),
) -> Solution | None:
    """Return a rota put together window by window, or None where a window had none in time.

    Parameters
    ----------
    duals
        Row prices, times ``SCALE``, one for each row of the program.
    relaxed
        The linear program's optimum over the pool's lines.
    batches
        Numbers of officers who belong together; none where nobody does. They are placed at once, several such sets
        together where they are not too many.
    """
    sizes = BY_CP_SAT if settings.reproducible else BY_BRANCH_AND_CUT
    batches = batches_of(len(program.officers), batches, sizes.most)
    so_far = _SoFar(program, duals, relaxed, pool, weights, batches)
    share = KEPT if len(program.officers) <= LARGE else KEPT_OF_MANY
    steps = [
        (window, number)
        for window in windows(program.n_days, max(map(len, batches)), sizes, share)
        for number in range(len(batches))
    ]
    left = sum(window.until - window.first for window, _ in steps)
    for window, number in steps:
        days = window.until - window.first
        in_time = effort.at_most(effort.seconds * min(1.0, SLACK * days / left))
        if not so_far.decide(window, number, in_time, settings):
            return None
        left -= days
    seats = [tuple(taken) for taken in so_far.seats]
    return with_amounts(program, so_far.choice, seats, weights, effort.at_least(LEAST_SECONDS), settings)


def batches_of(n_officers: int, sets: Sequence[Ints], most: int = BY_BRANCH_AND_CUT.most) -> list[Ints]:
    """Return who is placed at once: as many sets of officers as may be, or batches of equal size."""
    if not sets or max(map(len, sets)) > most:
        number = -(-n_officers // most)
        return [np.arange(start, n_officers, number) for start in range(number)]
    found = [sets[0]]
    for officers in sets[1:]:
        if len(found[-1]) + len(officers) <= most:
            found[-1] = np.concatenate([found[-1], officers])
        else:
            found.append(officers)
    return found


@dataclass(frozen=True)
class _Prospect:
    """What the row prices say about the lines of one diagram's officers.

    Attributes
    ----------
    prices
        Shape (days, options, officers of the group), times ``SCALE``.
    ends
        For each layer, shape (states, officers): price of the cheapest rest of a line, times ``SCALE``.
    """

    group: Group
    prices: Ints
    ends: list[Ints]
    scale: int

    def through(self, place: int, state: int, window: Window) -> list[Ints]:
        """Return, for each day, what the cheapest line through each arc costs above the cheapest from a state."""
        ends = [layer[:, place] for layer in self.ends[window.first : window.until + 1]]
        prices = self.prices[window.first : window.until, :, place]
        through = through_arcs(self.group.diagram, state, prices, ends, self.scale, window.first)
        return [layer - ends[0][state] for layer in through]


class _SoFar:
    """The days decided so far, and what is expected of the others."""

    def __init__(
        self,
        program: Program,
        duals: Ints,
        relaxed: Relaxed,
        pool: Pool,
        weights: Weights,
        batches: Sequence[Ints],
    ) -> None:
        self.batches = batches
        self.program = program
        self.weights = weights
        prices, _ = option_prices(program, duals, weights.pence)
        scale = weights.pence * SCALE
        self.prospects = [
            _Prospect(group, table, to_end(group.diagram, table, scale), scale)
            for group, table in zip(program.groups, prices, strict=True)
        ]
        self.group_of, self.place_of = program.membership
        self.lines: list[list[NDArray[np.int8]]] = [[] for _ in program.officers]
        for officer, choice in zip(pool.officer, pool.choice, strict=True):
            self.lines[officer].append(choice)
        self.expected = [_expected(program, relaxed, pool, batch) for batch in batches]
        self.expected_amounts = relaxed.amounts
        self.spans = _spans(program)
        close = CLOSE if len(program.officers) <= LARGE else CLOSE_OF_MANY
        self.close = close * abs(relaxed.value) / max(1, program.n_days)
        self.choice = np.zeros((len(program.officers), program.n_days), dtype=np.int8)
        self.seats: list[list[int]] = [[] for _ in program.officers]
        self.amounts = np.zeros(len(program.upper), dtype=np.int64)
        self.supplied = np.zeros(program.n_rows, dtype=np.int64)
        self.state = np.zeros(len(program.officers), dtype=np.int64)
        for group in program.groups:
            self.state[group.members] = group.diagram.roots

    def decide(self, window: Window, number: int, effort: Effort, settings: Settings) -> bool:
        """Place a batch of officers in a window and keep its first days; say whether there was an answer in time."""
        through = {
            officer: self.prospects[self.group_of[officer]].through(
                int(self.place_of[officer]), int(self.state[officer]), window
            )
            for officer in self.batches[number].tolist()
        }
        most = max(FEWEST_ARCS, int(ARCS_A_DAY * len(through) * (window.until - window.first)))
        threshold = _affordable(list(through.values()), most)
        kept = {officer: [layer <= threshold for layer in layers] for officer, layers in through.items()}
        ties = sum(int(layer.sum()) for layers in kept.values() for layer in layers) > MOST_TIES * most
        if ties:
            kept = self._known_to_all(through, window)
        status = self._solve(window, number, kept, effort, settings)
        if status == cp_model.INFEASIBLE and not ties:
            # Sums that nothing may break can need dearer arcs: lines that keep them are known.
            known = self._known_to_all(through, window)
            more = {
                officer: [one | other for one, other in zip(layers, known[officer], strict=True)]
                for officer, layers in kept.items()
            }
            status = self._solve(window, number, more, effort, settings)
        return status in (cp_model.OPTIMAL, cp_model.FEASIBLE)

    def _solve(
        self, window: Window, number: int, kept: dict[int, list[Mask]], effort: Effort, settings: Settings
    ) -> cp_model.CpSolverStatus:
        """Solve a batch's window over some arcs and keep its first days; return how that ended."""
        program = self.program
        stands, closed = self._stands(window, number)
        draft = Draft(program, self.weights, stands, self.amounts)
        days, seats = dict[int, list[ByOption]](), dict[int, Seats]()
        for officer, layers in kept.items():
            days[officer] = self._paths(draft, officer, layers, window)
            draft.tally(officer, days[officer], window.first)
            mine = program.openings.by_officer.get(officer, np.zeros(0, dtype=np.int64))
            when = program.openings.day[mine]
            inside = mine[(when >= window.first) & (when < window.until)]
            seats[officer] = draft.fill(inside.tolist(), days[officer], first=window.first)
        draft.close(list(draft.supply), closed)
        solver, status = branch_and_cut(draft.model, effort, settings, self.close * (window.until - window.first))
        logger.debug(
            "days %d to %d, %d officers: %d arcs, %s",
            window.first,
            window.until,
            len(kept),
            draft.n_literals,
            solver.status_name(status),
        )
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._keep(solver, window, days, seats)
            self.amounts = draft.values(solver)
        return status

    def _stands(self, window: Window, number: int) -> tuple[Ints, Mask]:
        """Return what each row has without a batch in a window, and which amounts that counts.

        What is expected of the batch's own later days and of amounts is rounded up, for they can still come to it; what is
        expected of other batches is rounded down, for those after this one can still do with less.
        """
        first, last = self.spans
        later = first >= window.until
        closed = (last < window.first) | later
        settled = np.where(later, self.expected_amounts, self.amounts)
        terms = self.program.terms
        own, others = np.zeros(self.program.n_rows), np.zeros(self.program.n_rows)
        for other, expected in enumerate(self.expected):
            begin = window.until if other == number else window.keep if other < number else window.first
            of_them = own if other == number else others
            of_them += expected[:, begin:].sum(axis=1)
        np.add.at(own, terms.columns, np.where(closed, settled, 0)[terms.row_of] * terms.values)
        rounded = np.ceil(own - 1e-6) + np.floor(others + 1e-6)
        return self.supplied + rounded.astype(np.int64), closed

    def _paths(self, draft: Draft, officer: int, kept: Sequence[Mask], window: Window) -> list[ByOption]:
        """Add some of one officer's arcs, those of the last day with what comes after them."""
        prospect, place = self.prospects[self.group_of[officer]], int(self.place_of[officer])
        diagram, days = prospect.group.diagram, range(window.first, window.until)
        prices = [(diagram.pence[day] + prospect.group.base[day, :, place]) * self.weights.pence for day in days]
        ahead = np.rint(prospect.ends[window.until][:, place] / SCALE).astype(np.int64)
        prices[-1] = prices[-1] + ahead[np.maximum(diagram.nexts[days[-1]], 0)]
        return draft.paths([diagram.nexts[day] for day in days], kept, prices)

    def _known_to_all(self, through: dict[int, list[Ints]], window: Window) -> dict[int, list[Mask]]:
        """Return the arcs of a batch's known lines, by officer."""
        return {officer: self._known(officer, layers, window) for officer, layers in through.items()}

    def _known(self, officer: int, through: Sequence[Ints], window: Window) -> list[Mask]:
        """Return the arcs that an officer's known lines pass through, and those of one cheapest line from where the officer is.

        Where the row prices leave tens of thousands of arcs at the least price, those say more than the price does.
        """
        diagram = self.prospects[self.group_of[officer]].group.diagram
        kept = [np.zeros(layer.shape, dtype=bool) for layer in through]
        days = range(window.first, window.until)
        for choice in self.lines[officer]:
            state = int(diagram.roots[self.place_of[officer]])
            for day in range(window.until):
                if day >= window.first:
                    kept[day - window.first][state, choice[day]] = True
                state = int(diagram.nexts[day][state, choice[day]])
        state = int(self.state[officer])
        for number, day in enumerate(days):
            option = int(through[number][state].argmin())
            kept[number][state, option] = True
            state = int(diagram.nexts[day][state, option])
        return [mask & (layer < BARRED) for mask, layer in zip(kept, through, strict=True)]

    def _keep(
        self, solver: cp_model.CpSolver, window: Window, days: dict[int, list[ByOption]], seats: dict[int, Seats]
    ) -> None:
        """Take over the first days of a window."""
        openings, tallies = self.program.openings, self.program.tallies
        seat_day = openings.day_of_seat
        for officer, options in days.items():
            diagram = self.prospects[self.group_of[officer]].group.diagram
            for day in range(window.first, window.keep):
                option = option_taken(solver, options[day - window.first])
                self.choice[officer, day] = option
                self.state[officer] = diagram.nexts[day][self.state[officer], option]
            taken = [seat for seat, literal in seats[officer] if seat_day[seat] < window.keep and solver.value(literal)]
            self.seats[officer] += taken
            for row, value in (entry for seat in taken for entry in openings.supply.row(seat)):
                self.supplied[row] += value
        held = (tallies.day >= window.first) & (tallies.day < window.keep) & np.isin(tallies.officer, list(days))
        held &= self.choice[tallies.officer, tallies.day] == tallies.option
        np.add.at(self.supplied, tallies.row[held], tallies.value[held])


def _affordable(through: Sequence[Sequence[Ints]], most: int) -> int:
    """Return the threshold that keeps a window's arcs within its size, but for those that cost the same."""
    every = np.concatenate([layer[layer < BARRED] for layers in through for layer in layers])
    place = min(len(every) - 1, most)
    return int(np.partition(every, place)[place])


def _expected(program: Program, relaxed: Relaxed, pool: Pool, officers: Ints) -> Reals:
    """Return what some officers supply to each row on each day in the linear program's optimum."""
    n_options = max(len(group.diagram.codes) for group in program.groups)
    taken = np.zeros(len(program.openings.pence))
    held = np.zeros((len(program.officers), program.n_days, n_options))
    days = np.arange(program.n_days)
    used = np.flatnonzero(relaxed.lines > 1e-6)
    for number in used[np.isin(np.array(pool.officer)[used], officers)].tolist():
        share = float(relaxed.lines[number])
        taken[list(pool.seats[number])] += share
        held[pool.officer[number], days, pool.choice[number]] += share
    supply, tallies = program.openings.supply, program.tallies
    found = np.zeros((program.n_rows, program.n_days))
    np.add.at(
        found, (supply.columns, program.openings.day_of_seat[supply.row_of]), supply.values * taken[supply.row_of]
    )
    np.add.at(found, (tallies.row, tallies.day), tallies.value * held[tallies.officer, tallies.day, tallies.option])
    return found


def _spans(program: Program) -> tuple[Ints, Ints]:
    """Return the first and the last day of each amount: those on which officers supply its rows.

    Amounts in no such row, those of vehicles above all, lie where the amounts they share a row with do.
    """
    supply, tallies, n_days = program.openings.supply, program.tallies, program.n_days
    rows = np.concatenate([supply.columns, tallies.row])
    days = np.concatenate([program.openings.day_of_seat[supply.row_of], tallies.day])
    amount, row = program.terms.row_of, program.terms.columns
    n_amounts = len(program.upper)
    first, last = _extent(rows, days, days, program.n_rows, n_days)
    own_first, own_last = _extent(amount, first[row], last[row], n_amounts, n_days)
    row_first, row_last = _extent(row, own_first[amount], own_last[amount], program.n_rows, n_days)
    near_first, near_last = _extent(amount, row_first[row], row_last[row], n_amounts, n_days)
    bare = own_last < 0
    return np.where(bare, near_first, own_first), np.where(bare, near_last, own_last)


def _extent(
    items: NDArray[np.integer], first: NDArray[np.integer], last: NDArray[np.integer], n_items: int, n_days: int
) -> tuple[Ints, Ints]:
    """Return the least and the greatest day told of each item; of one of which nothing is told, the end and -1."""
    least, greatest = np.full(n_items, n_days, dtype=np.int64), np.full(n_items, -1, dtype=np.int64)
    np.minimum.at(least, items, first)
    np.maximum.at(greatest, items, last)
    return least, greatest
