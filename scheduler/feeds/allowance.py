"""How often something may happen."""

from __future__ import annotations

import time
from collections.abc import Callable


class Allowance:
    """So many times at once, and so many a second after that.

    It is kept for all clients together: providers of calendars fetch for thousands of subscribers from one address, and
    one dead link among those must not keep the others from theirs.

    Parameters
    ----------
    burst
        How many at once.
    per_second
        How many a second are given back.
    clock
        Seconds, growing.
    """

    def __init__(self, burst: float, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._per_second, self._clock = burst, per_second, clock
        self._left, self._at = burst, clock()

    def take(self) -> bool:
        """Say whether it may happen once more, and count it if so."""
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._at) * self._per_second)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
