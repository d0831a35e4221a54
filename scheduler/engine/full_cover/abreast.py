"""Whether officers can leave no duty uncovered: all of them taken through the days side by side.

After each day what counts is where everybody stands, and what rows open over several days still lack. There are thousands of
such positions for a handful of officers, not millions, once those are left out in whose place another serves. The search is
exhaustive unless it had to leave out others; what it finds is a rota either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.effort import Effort
from scheduler.engine.full_cover.tracks import Stage, Supplied, Track, Tracks
from scheduler.engine.program import Ints

MOST_ABREAST = 12
"""Officers beyond whom there are too many positions to take them through the days side by side."""

MOST_POSITIONS = 50_000
"""Positions on the way through a day beyond which those that lack least are gone on with."""

COMPARED = 256
"""Positions held against others at once."""

SECONDS_PER_COMPARISON = 4e-10
SECONDS_PER_POSITION = 1e-7
"""What a position costs, for each officer, on a quiet machine, nearly."""

WIDTHS = (200, 20_000)
"""Positions kept after each day, those first that serve for most: a first time, and where that found nothing."""


@dataclass(frozen=True)
class Abreast:
    """What taking the officers through the days found.

    Attributes
    ----------
    wanted
        For each officer and day, what the officer is to supply so that no row lacks anything; None where nothing was found.
    impossible
        There is none.
    """

    wanted: list[list[Supplied]] | None = None
    impossible: bool = False


@dataclass(frozen=True)
class _Day:
    """Positions after a day: for each, what it came from and the way each officer took through the day."""

    came_from: Ints
    ways: Ints


@dataclass(frozen=True)
class _Positions:
    """Where everybody stands.

    Attributes
    ----------
    nodes
        Shape (positions, officers).
    left
        Shape (positions, rows open): what the rows still lack.
    came_from, ways
        Shapes (positions,) and (positions, officers): the position before the day, and the ways taken through it so far.
    """

    nodes: Ints
    left: Ints
    came_from: Ints
    ways: Ints

    def __len__(self) -> int:
        return len(self.nodes)

    def at(self, chosen: Ints | NDArray[np.bool_]) -> _Positions:
        """Return some of them."""
        return _Positions(self.nodes[chosen], self.left[chosen], self.came_from[chosen], self.ways[chosen])


class _GivenUpError(Exception):
    """No time is left."""


def abreast(tracks: Tracks, officers: Sequence[Track], effort: Effort) -> Abreast:
    """Take officers through the days side by side, narrowly at first: that is quick, and mostly enough to find a rota.

    Parameters
    ----------
    officers
        Everybody's graph, in the order of the program.
    """
    found = Abreast()
    try:
        for widest in WIDTHS:
            found = _Walk(tracks, officers, effort, widest).through()
            if found.wanted is not None or found.impossible:
                break
    except _GivenUpError:
        return Abreast()
    return found


class _Walk:
    """Takes the officers through the days."""

    def __init__(self, tracks: Tracks, officers: Sequence[Track], effort: Effort, widest: int) -> None:
        self.tracks = tracks
        self.officers = officers
        self.effort = effort
        self.widest = widest
        self.narrowed = False
        self.days: list[_Day] = []
        least, rows = tracks.needs.least, tracks.rows
        self._opening = [[row for row in rows[day] if tracks.needs.first[row] == day] for day in range(len(rows))]
        # What rows that open after each day ask for.
        asked = [sum(least[row] for row in opening) for opening in self._opening]
        self._to_come = [sum(asked[day + 1 :]) for day in range(len(asked))]

    def through(self) -> Abreast:
        """Go through all days."""
        n_officers = len(self.officers)
        roots = np.array([[one.root for one in self.officers]], dtype=np.int64)
        start = np.zeros((1, n_officers), dtype=np.int64)
        positions = _Positions(roots, np.zeros((1, 0), dtype=np.int64), np.zeros(1, dtype=np.int64), start)
        for day in range(self.tracks.n_days):
            positions = self._best(day, self._after(day, positions))
            if not len(positions):
                return Abreast(impossible=not self.narrowed)
            self.days.append(_Day(positions.came_from, positions.ways))
        return Abreast(self._wanted())

    def _after(self, day: int, positions: _Positions) -> _Positions:
        """Return the positions after a day, one officer after the other."""
        rows, needs = self.tracks.rows[day], self.tracks.needs
        before = [row for row in self.tracks.rows[day - 1] if needs.last[row] >= day] if day else []
        left = np.empty((len(positions), len(rows)), dtype=np.int64)
        for column, row in enumerate(rows):
            left[:, column] = positions.left[:, before.index(row)] if row in before else needs.least[row]
        positions = _Positions(positions.nodes, left, np.arange(len(positions)), np.zeros_like(positions.nodes))
        closing = np.array([needs.last[row] == day for row in rows], dtype=bool)
        hoped = self._hoped(day, positions)
        for officer in range(len(self.officers)):
            positions, hoped = self._moved(day, officer, positions, hoped)
            kept = np.all(positions.left[:, closing] <= hoped[:, closing], axis=1)
            positions, hoped = positions.at(kept), hoped[kept]
            distinct = _distinct(np.concatenate([positions.nodes, positions.left], axis=1))
            positions, hoped = positions.at(distinct), hoped[distinct]
            if len(positions) > MOST_POSITIONS:
                self.narrowed = True
                best = np.argsort(positions.left.sum(axis=1), kind="stable")[:MOST_POSITIONS]
                positions, hoped = positions.at(best), hoped[best]
        return _Positions(positions.nodes, positions.left[:, ~closing], positions.came_from, positions.ways)

    def _hoped(self, day: int, positions: _Positions) -> Ints:
        """Return what all officers together might supply to each row on a day."""
        hoped = np.zeros_like(positions.left)
        for officer in range(len(self.officers)):
            hoped += self._most(day, officer)[positions.nodes[:, officer]]
        return hoped

    def _most(self, day: int, officer: int) -> Ints:
        """Return the most that an officer can supply to each row on a day, by node."""
        stage = self.officers[officer].stages[day]
        most: Ints = np.where(stage.to[:, :, None] >= 0, stage.supplied[stage.way], 0).max(axis=1)
        return most

    def _moved(self, day: int, officer: int, positions: _Positions, hoped: Ints) -> tuple[_Positions, Ints]:
        """Return the positions after an officer has gone through a day too, and what the others might still supply."""
        stage, at = self.officers[officer].stages[day], positions.nodes[:, officer]
        position, taken = np.nonzero(stage.to[at] >= 0)
        self._note(len(position))
        hoped = (hoped - self._most(day, officer)[at])[position]
        way = stage.way[at[position], taken]
        positions = positions.at(position)
        positions.nodes[:, officer] = stage.to[at[position], taken]
        positions.ways[:, officer] = way
        left = np.maximum(positions.left - stage.supplied[way], 0)
        return _Positions(positions.nodes, left, positions.came_from, positions.ways), hoped

    def _note(self, n_positions: int) -> None:
        """Count work.

        Raises
        ------
        _GivenUpError
            If no time is left.
        """
        self.effort.clock.spend(n_positions * len(self.officers) * SECONDS_PER_POSITION)
        if self.effort.seconds <= 0:
            raise _GivenUpError

    def _best(self, day: int, positions: _Positions) -> _Positions:
        """Leave out positions from which not enough can be supplied any more, and those in whose place another serves."""
        if day + 1 == self.tracks.n_days:
            return positions.at(np.arange(min(1, len(positions))))
        stages = [one.stages[day + 1] for one in self.officers]
        ahead = sum(stage.most[positions.nodes[:, at]] for at, stage in enumerate(stages))
        positions = positions.at(ahead >= self._to_come[day] + positions.left.sum(axis=1))
        served = sum(stage.serves.mean(axis=1)[positions.nodes[:, at]] for at, stage in enumerate(stages))
        order = np.argsort(positions.left.sum(axis=1) - served, kind="stable")
        positions = positions.at(order)
        kept = np.zeros(0, dtype=np.int64)
        for start in range(0, len(positions), COMPARED):
            if len(kept) >= self.widest:
                self.narrowed = True
                break
            block = np.arange(start, min(start + COMPARED, len(positions)))
            self._note(0)
            self.effort.clock.spend(len(block) * (len(kept) + len(block)) * len(stages) * SECONDS_PER_COMPARISON)
            block = block[~self._served(stages, positions, kept, block).any(axis=0)]
            among = self._served(stages, positions, block, block)
            # Of two that serve for each other the first stays.
            among &= ~(among.T & np.tri(len(block), dtype=bool))
            kept = np.concatenate([kept, block[~among.any(axis=0)]])
        return positions.at(kept)

    @staticmethod
    def _served(stages: Sequence[Stage], positions: _Positions, by: Ints, block: Ints) -> NDArray[np.bool_]:
        """Return which positions serve for which of a block."""
        found: NDArray[np.bool_] = np.all(positions.left[by][:, None] <= positions.left[block][None], axis=2)
        for at, stage in enumerate(stages):
            found &= stage.serves[positions.nodes[by, at][:, None], positions.nodes[block, at][None]]
        return found

    def _wanted(self) -> list[list[Supplied]]:
        """Walk back from the last position."""
        wanted: list[list[Supplied]] = [[] for _ in self.officers]
        position = 0
        for number in range(len(self.days) - 1, -1, -1):
            day = self.days[number]
            for officer, track in enumerate(self.officers):
                supplied = track.stages[number].supplied[day.ways[position, officer]]
                wanted[officer].append(tuple(supplied.tolist()))
            position = int(day.came_from[position])
        return [each[::-1] for each in wanted]


def _distinct(keys: Ints) -> Ints:
    """Return where the first of each row of an array stands."""
    if not keys.shape[1]:
        return np.arange(min(1, len(keys)))
    code = np.zeros(len(keys), dtype=np.int64)
    for column in keys.T:
        width = int(column.max(initial=0)) + 1
        if int(code.max(initial=0)) >= (1 << 62) // width:
            code = np.unique(code, return_inverse=True)[1].reshape(-1).astype(np.int64)
        code = code * width + column
    _, first = np.unique(code, return_index=True)
    return np.sort(first)
