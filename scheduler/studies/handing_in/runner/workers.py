"""What works out the samples of a study: processes of this machine, or a cluster; the table is the same either way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from scheduler.studies.handing_in.point import Point
from scheduler.studies.handing_in.sample import Baseline
from scheduler.studies.handing_in.settings import HandIn

LOOK_SECONDS = 0.2
"""How often it is looked whether somebody asked to stop."""


class Workers(Protocol):
    """Works out samples."""

    def worked_out(
        self, baseline: Baseline, settings: HandIn, wanted: Sequence[int], stopped: Callable[[], bool]
    ) -> Iterator[tuple[int, list[Point]]]:
        """Yield the number and the points of each sample wanted, in whatever order they are done, until somebody stops."""
        ...
