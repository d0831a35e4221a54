"""What each row asks of officers where no duty may stay uncovered: needs in the place of amounts and prices."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from scheduler.engine.part import DUTY_LEVELS
from scheduler.engine.program import Ints, Program


class NotCountedError(Exception):
    """Rows of a program ask for more than that officers be enough."""


@dataclass(frozen=True)
class Needs:
    """What rows shared by officers ask for where every duty is covered, those that others imply left out.

    Attributes
    ----------
    least
        Row -> how much officers' seats have to supply to it, more than nought.
    first, last
        Row -> the first and the last day on which anybody can.
    own
        Shape (rows of the program,): what rows of one officer's own ask for, whatever amount eases them used to the full.
    """

    least: dict[int, int]
    first: dict[int, int]
    last: dict[int, int]
    own: Ints


def needs_of(program: Program) -> Needs:
    """Return what is needed so that no amount with a price in the levels of duties is more than nought.

    Each amount is taken where it asks for least. So what does not meet the needs leaves a duty uncovered; what meets them
    still has to be given whole-number amounts.

    Raises
    ------
    NotCountedError
        If a row counts officers against its need, counts both seats and days, or counts days of several officers.
    """
    needed = _needed(program)
    supply = program.openings.supply
    against = np.unique(supply.columns[supply.values < 0]).tolist()
    if any(_at_worst(program, row) < needed[row] for row in against):
        message = "a row counts officers against what it asks for"
        raise NotCountedError(message)
    if np.isin(program.tallies.row, supply.columns).any():
        message = "a row counts both seats and days"
        raise NotCountedError(message)
    counted = np.unique(np.stack([program.tallies.row, program.tallies.officer]), axis=1)[0]
    if len(np.unique(counted)) < len(counted):
        message = "a row counts days of several officers"
        raise NotCountedError(message)
    suppliers: dict[int, dict[int, int]] = defaultdict(dict)
    days: dict[int, list[int]] = defaultdict(list)
    day_of = program.openings.day_of_seat
    for seat, row, value in zip(supply.row_of.tolist(), supply.columns.tolist(), supply.values.tolist(), strict=True):
        if needed[row] > 0:
            suppliers[row][seat] = value
            days[row].append(int(day_of[seat]))
    owned = set(program.tallies.row.tolist())
    unmet = [row for row in np.flatnonzero(needed > 0).tolist() if row not in owned and row not in suppliers]
    kept = [*unmet, *_not_implied(needed, suppliers)]
    return Needs(
        {row: int(needed[row]) for row in kept},
        {row: min(days[row], default=0) for row in kept},
        {row: max(days[row], default=0) for row in kept},
        needed,
    )


def _at_worst(program: Program, row: int) -> int:
    """Return the least that officers' seats can supply to a row, one option of each officer and day, one seat an opening."""
    openings = program.openings
    by_option: dict[tuple[int, int, int], int] = defaultdict(int)
    at_opening: dict[int, int] = defaultdict(int)
    for entry in np.flatnonzero(openings.supply.columns == row).tolist():
        opening = int(openings.opening_of_seat[openings.supply.row_of[entry]])
        at_opening[opening] = min(at_opening[opening], int(openings.supply.values[entry]))
    for opening, value in at_opening.items():
        by_option[int(openings.officer[opening]), int(openings.day[opening]), int(openings.option[opening])] += value
    by_day: dict[tuple[int, int], int] = defaultdict(int)
    for (officer, day, _), value in by_option.items():
        by_day[officer, day] = min(by_day[officer, day], value)
    return sum(by_day.values())


def _needed(program: Program) -> Ints:
    """Return what each row asks of officers, every amount within its limits where it asks for least.

    Rows without officers tighten the limits of their amounts, those tighten others', until nothing moves.
    """
    high = np.where(program.prices[:, :DUTY_LEVELS].any(axis=1), 0, program.upper).astype(np.int64)
    low = np.zeros(len(high), dtype=np.int64)
    terms = program.terms
    amount, row, value = terms.row_of, terms.columns, terms.values
    peopled = np.zeros(program.n_rows, dtype=bool)
    peopled[program.openings.supply.columns] = True
    peopled[program.tallies.row] = True
    bare = ~peopled[row]
    while True:
        most = np.where(value > 0, value * high[amount], value * low[amount])
        needed: Ints = program.at_least.astype(np.int64)
        np.subtract.at(needed, row, most)
        before = high.copy(), low.copy()
        # What a row without officers lacks without an amount, that amount has to bring, or may take at most.
        left = needed[row] + most
        for entry in np.flatnonzero(bare).tolist():
            one, count = int(amount[entry]), int(value[entry])
            if count > 0:
                low[one] = max(low[one], min(high[one], -(-int(left[entry]) // count)))
            else:
                high[one] = min(high[one], max(low[one], -int(left[entry]) // -count))
        if (before[0] == high).all() and (before[1] == low).all():
            return needed


def _not_implied(needed: Ints, suppliers: dict[int, dict[int, int]]) -> list[int]:
    """Return rows that are not met whenever another is: what meets the other brings them their share of it as surely."""
    by_size = sorted(suppliers, key=lambda row: (len(suppliers[row]), -int(needed[row]), row))
    kept: list[int] = []
    for row in by_size:
        brought, need = suppliers[row], int(needed[row])
        if not any(
            all(brought.get(seat, 0) * int(needed[other]) >= value * need for seat, value in suppliers[other].items())
            for other in kept
        ):
            kept.append(row)
    return sorted(kept)
