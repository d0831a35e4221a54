"""How long to go on: deadlines on either clock, and what the user says."""

from __future__ import annotations

import time

import pytest

from scheduler.engine.effort import SECONDS_PER_ARC, SECONDS_PER_PIVOT_AND_ROW, Effort, WorkClock


def test_work_is_what_moves_a_clock_of_work() -> None:
    """A million arcs and a hundred pivots over ten rows, and nothing else: not the time that passes."""
    effort = Effort(1.0, clock=WorkClock())
    time.sleep(0.01)
    assert effort.seconds == 1.0
    effort.priced(1_000_000)
    effort.pivoted(100, 10)
    assert effort.seconds == pytest.approx(1.0 - 1_000_000 * SECONDS_PER_ARC - 1_000 * SECONDS_PER_PIVOT_AND_ROW)


def test_efforts_made_from_one_another_share_their_clock() -> None:
    """Two seconds of work for a part of it are two seconds of the whole."""
    whole = Effort(10.0, clock=WorkClock())
    part = whole.at_most(3.0)
    part.clock.spend(2.0)
    assert (part.seconds, whole.seconds) == (1.0, 8.0)
    assert whole.heeding(lambda: False).seconds == 8.0


def test_nothing_is_left_once_the_user_asked_to_stop_but_for_the_last_step() -> None:
    """Whoever asks for at least two seconds has them."""
    effort = Effort(10.0, lambda: True, WorkClock())
    assert effort.seconds == 0.0
    assert effort.at_most(5.0).seconds == 0.0
    assert effort.at_least(2.0).seconds >= 2.0


def test_the_wall_clock_passes_by_itself() -> None:
    """Work counts nothing there."""
    effort = Effort(time.monotonic() + 1_000.0)
    effort.clock.spend(900.0)
    assert 900.0 < effort.seconds <= 1_000.0
