"""Officers' lines one at a time, each the best for what the others leave, until no row lacks anything.

What a row lacks weighs more with each turn that leaves it lacking: so nobody goes round in circles, and those who are left
are sent where it is hardest to send anybody. Nothing is proved in this way.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.effort import Effort
from scheduler.engine.full_cover.tracks import Supplied, Track, Tracks
from scheduler.engine.program import Ints

FIRST_WEIGHT = 64.0
"""What a row lacks weighs so many times as much at first as each turn adds that leaves it lacking."""

SECONDS_PER_DAY = 2e-5
"""What a turn takes for each day on a quiet machine, nearly."""

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Turns:
    """Where taking turns ended.

    Attributes
    ----------
    wanted
        For each officer and day, what the officer is to supply.
    lacking
        What rows lack then, all together.
    """

    wanted: list[list[Supplied]]
    lacking: int


def take_turns(tracks: Tracks, officers: Sequence[Track], effort: Effort, seed: int) -> Turns:
    """Let officers take turns until no row lacks anything or the time is up; everybody has had one by then.

    Parameters
    ----------
    officers
        Everybody's graph, in the order of the program.
    """
    return _Rounds(tracks, officers, seed).taken(effort)


class _Rounds:
    """Lines as they stand, and what they leave rows lacking."""

    def __init__(self, tracks: Tracks, officers: Sequence[Track], seed: int) -> None:
        rows = list(tracks.needs.least)
        number = {row: place for place, row in enumerate(rows)}
        self.officers = officers
        self.columns = [np.array([number[row] for row in open_on], dtype=np.int64) for open_on in tracks.rows]
        self.left: Ints = np.array([tracks.needs.least[row] for row in rows], dtype=np.int64)
        self.weight: _Floats = np.full(len(rows), FIRST_WEIGHT)
        self.lines: list[list[Ints]] = []
        self.chance = random.Random(seed)

    def taken(self, effort: Effort) -> Turns:
        """Take turns; return the best that was met."""
        best: Turns | None = None
        while best is None or (best.lacking and effort.seconds > 0):
            self._turn()
            effort.clock.spend(len(self.columns) * SECONDS_PER_DAY)
            if len(self.lines) == len(self.officers):
                short = np.maximum(self.left, 0)
                lacking = int(short.sum())
                if best is None or lacking < best.lacking:
                    best = Turns([], lacking)
                    lines = [list(line) for line in self.lines]
                self.weight += short
        return replace(best, wanted=[[tuple(day.tolist()) for day in line] for line in lines])

    def _turn(self) -> None:
        """Give somebody a line: whoever has none, then anybody."""
        if len(self.lines) < len(self.officers):
            self.lines.append(self._best_line(self.officers[len(self.lines)]))
            self._count(self.lines[-1], -1)
            return
        officer = self.chance.randrange(len(self.officers))
        self._count(self.lines[officer], 1)
        self.lines[officer] = self._best_line(self.officers[officer])
        self._count(self.lines[officer], -1)

    def _count(self, line: Sequence[Ints], times: int) -> None:
        """Add to what rows lack what a line supplies, so many times."""
        for columns, supplied in zip(self.columns, line, strict=True):
            self.left[columns] += times * supplied

    def _best_line(self, track: Track) -> list[Ints]:
        """Return what a line supplies, day by day, that brings most of what is lacking, by weight."""
        worth: _Floats = np.zeros(1)
        chosen: list[Ints] = []
        for columns, stage in zip(reversed(self.columns), reversed(track.stages), strict=True):
            lacking = np.maximum(self.left[columns], 0)
            gain = np.minimum(stage.supplied, lacking) @ self.weight[columns] + 0.01 * self.chance.random()
            total = np.where(stage.to >= 0, gain[stage.way] + worth[stage.to], -1.0)
            chosen.append(total.argmax(axis=1))
            worth = total[np.arange(len(total)), chosen[-1]]
        node, line = track.root, []
        for stage, best in zip(track.stages, reversed(chosen), strict=True):
            line.append(stage.supplied[stage.way[node, best[node]]])
            node = int(stage.to[node, best[node]])
        return line
