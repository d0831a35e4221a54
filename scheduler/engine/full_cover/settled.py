"""Whether officers can leave no duty uncovered: by arithmetic, by turns, and side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort
from scheduler.engine.exact import with_amounts
from scheduler.engine.full_cover.abreast import MOST_ABREAST, abreast
from scheduler.engine.full_cover.needs import NotCountedError, needs_of
from scheduler.engine.full_cover.one_by_one import take_turns
from scheduler.engine.full_cover.tracks import Supplied, TooManyError, Track, Tracks
from scheduler.engine.part import DUTY_LEVELS, search_weights
from scheduler.engine.program import Program
from scheduler.engine.solution import Solution

MOST_OFFICERS = 150
"""Officers beyond whom nothing is tried: making everybody's graph takes longest."""

FIRST_TURNS = 0.2
"""Share of the work that turns may take before officers are taken through the days side by side."""

LOOK_ROUND = 0.05
"""The same where what they cannot do is known."""


@dataclass(frozen=True)
class FullCover:
    """What was found.

    Attributes
    ----------
    solution
        A rota that leaves as little uncovered as was met; None where nobody's lines were looked at.
    impossible
        Every rota leaves a duty uncovered.
    at_least
        What is so proved of the price of each level of duties: nought where both have prices, for either may be meant.
    """

    solution: Solution | None = None
    impossible: bool = False
    at_least: tuple[int, int] = (0, 0)


def full_cover(program: Program, effort: Effort, seed: int) -> FullCover:
    """Look for lines that leave no duty of a program uncovered, or for the proof that there are none.

    First everybody's most is held against all that rows need: if that is too little, nothing else has to be known. Then
    officers take turns. Few officers are then taken through the days side by side, which ends in a proof either way, where
    there is time for it; others go on with their turns.
    """
    if not 0 < len(program.officers) <= MOST_OFFICERS:
        return FullCover()
    try:
        tracks = Tracks(program, needs_of(program))
        found = [tracks.track(officer) for officer in range(len(program.officers))]
    except (NotCountedError, TooManyError):
        return FullCover()
    officers = [track for track in found if track is not None]
    if len(officers) < len(found):
        return FullCover(impossible=True, at_least=_least_short(program))
    wanted, impossible = _settled(tracks, officers, effort, seed)
    lines = tracks.lines(wanted)
    settings = Settings(1, seed, reproducible=True)
    choice, seats = np.array([options for options, _ in lines], dtype=np.int8), [taken for _, taken in lines]
    solution = with_amounts(program, choice, seats, search_weights(program), Effort(float("inf")), settings)
    return FullCover(solution, impossible, _least_short(program) if impossible else (0, 0))


def _settled(tracks: Tracks, officers: list[Track], effort: Effort, seed: int) -> tuple[list[list[Supplied]], bool]:
    """Return what everybody is to supply on each day, and whether something is lacking whatever they do."""
    few = len(officers) <= MOST_ABREAST
    too_little = _too_little(tracks, officers)
    # A look round is enough to say what they leave who are too few.
    share = LOOK_ROUND if too_little else FIRST_TURNS if few else 1.0
    turns = take_turns(tracks, officers, effort.at_most(effort.seconds * share), seed)
    if not turns.lacking or too_little or not few:
        return turns.wanted, too_little
    found = abreast(tracks, officers, effort)
    return found.wanted or turns.wanted, found.impossible


def _too_little(tracks: Tracks, officers: list[Track]) -> bool:
    """Say whether rows need more, all together, than everybody's best lines supply."""
    most = sum(int(one.stages[0].most[one.root]) for one in officers)
    return most < sum(tracks.needs.least.values())


def _least_short(program: Program) -> tuple[int, int]:
    """Return the least price of each level of duties that is not nought, where only one of them has any."""
    least = [int(min(column[column > 0], default=0)) for column in program.prices[:, :DUTY_LEVELS].T]
    return (least[0], least[1]) if 0 in least else (0, 0)
