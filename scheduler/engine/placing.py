"""A part's first good rota: by windows, by officers who choose in turn, or by a dive."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.engine.dive import dive, likeliest
from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort
from scheduler.engine.exact import LEAST_SECONDS, over_pool
from scheduler.engine.in_turn import in_turn
from scheduler.engine.master import Relaxed
from scheduler.engine.part import Part, search_weights
from scheduler.engine.pricing import Bound
from scheduler.engine.program import Ints, Reals
from scheduler.engine.rolling import rolled

WORTH_MENDING = 0.01
"""Share of its price within which the rota of the search before has to be of the bound not to be put together anew."""

ROLLING_SHARE = 0.8
"""Share of the time that putting the rota together by windows may take, before a dive; all where none follows."""

ROLLING_SHARE_OF_SEATS, ROLLING_SECONDS_OF_SEATS = 0.25, 12.0
"""The same of a part without crews, and the most seconds: officers in turn come further in the time its windows take."""

WORTH_TURNING = 0.1
"""Share of its price by which a rota of windows has to be above the bound for officers to choose in turn by row prices."""

IN_TURN_SHARE = 0.2
"""Share of the time left that officers may take to choose in turn, each time they do."""


def begun_in_turn(part: Part, effort: Effort, settings: Settings) -> None:
    """Let officers choose in turn before anything is bounded, where hardly two are alike."""
    if _apart(part):
        _in_turn(part, part.held(), effort, settings)


def placed(
    part: Part,
    relaxed: Relaxed | None,
    bound: Bound,
    batches: Sequence[Ints],
    effort: Effort,
    settings: Settings,
) -> bool:
    """Put a rota together; say whether windows brought a better one.

    After windows that brought none there is a dive, which always ends with a rota; in a part without crews officers choose
    in turn instead. Dives take long and seldom come to what the rota of a search before still covers.
    """
    if part.start is not None:
        return part.within(WORTH_MENDING) or _by_windows(part, relaxed, bound, batches, effort, settings)
    by_windows = not _apart(part) and _by_windows(part, relaxed, bound, batches, effort, settings)
    if relaxed is not None and not part.program.crews:
        if not part.within(WORTH_TURNING):
            _in_turn_by_prices(part, relaxed, effort, settings)
    elif not by_windows:
        weights = search_weights(part.program)
        part.accept(dive(part.program, part.pool, weights, effort, settings, relaxed))
    return by_windows


def _apart(part: Part) -> bool:
    """Say whether hardly two of a part's officers are alike: windows take long there, and end with a poor rota."""
    return part.start is None and part.program.many_diagrams


def _by_windows(
    part: Part,
    relaxed: Relaxed | None,
    bound: Bound,
    batches: Sequence[Ints],
    effort: Effort,
    settings: Settings,
) -> bool:
    if relaxed is None or not part.n_officers:
        return False
    in_time = effort
    if part.start is None:
        of_seats = min(ROLLING_SHARE_OF_SEATS * effort.seconds, ROLLING_SECONDS_OF_SEATS)
        in_time = effort.at_most(ROLLING_SHARE * effort.seconds if part.program.crews else of_seats)
    weights = search_weights(part.program)
    return part.accept(rolled(part.program, part.duals(bound), relaxed, part.pool, weights, in_time, settings, batches))


def _in_turn_by_prices(part: Part, relaxed: Relaxed, effort: Effort, settings: Settings) -> None:
    """Let officers choose in turn by row prices, from the lines the linear program is surest of and from those held."""
    held = part.held()
    surest = likeliest(part.pool, relaxed, {})
    for begin in ([surest.get(officer, number) for officer, number in enumerate(held)], held):
        _in_turn(part, begin, effort, settings, relaxed.duals)


def _in_turn(part: Part, begin: Sequence[int], effort: Effort, settings: Settings, duals: Reals | None = None) -> None:
    """Let officers choose in turn; the lines they met are known to all that follows."""
    weights, in_time = search_weights(part.program), effort.at_most(effort.seconds * IN_TURN_SHARE)
    held = in_turn(part.program, part.pool, begin, weights, in_time, duals)
    last = effort.at_least(LEAST_SECONDS)
    part.accept(over_pool(part.program, part.pool, weights, last, settings, held).solution)
