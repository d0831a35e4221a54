"""Samples worked out on this machine, one after the other or by two processes."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.pool import AsyncResult, Pool
from typing import Any

from scheduler.studies.handing_in.case import StopStudyError
from scheduler.studies.handing_in.point import Point
from scheduler.studies.handing_in.runner.workers import LOOK_SECONDS
from scheduler.studies.handing_in.sample import Baseline, HandInStudy
from scheduler.studies.handing_in.settings import HandIn

MOST_PROCESSES = 2
"""Processes of one study at most: others want the machine, too."""


@dataclass(frozen=True, slots=True)
class LocalProcesses:
    """Processes of this machine.

    Attributes
    ----------
    processes
        1 or 2; each solve is a single process's.
    """

    processes: int = 1

    def worked_out(
        self, baseline: Baseline, settings: HandIn, wanted: Sequence[int], stopped: Callable[[], bool]
    ) -> Iterator[tuple[int, list[Point]]]:
        """Yield samples as they are done, until somebody stops.

        Raises
        ------
        As `HandInStudy`.
        """
        if self.processes == 1 or len(wanted) == 1:
            study = HandInStudy(baseline, settings)
            try:
                for number in wanted:
                    yield number, study.points(number, stopped)
            except StopStudyError:
                return
            return
        with _pool(baseline, settings, min(self.processes, MOST_PROCESSES)) as pool:
            waiting = [pool.apply_async(_points, (number,)) for number in wanted]
            while waiting and not stopped():
                waiting[0].wait(LOOK_SECONDS)
                ready = [answer for answer in waiting if answer.ready()]
                waiting = [answer for answer in waiting if answer not in ready]
                yield from _answers(ready)


def _answers(ready: Sequence[AsyncResult[Any]]) -> Iterator[tuple[int, list[Point]]]:
    for answer in ready:
        number, points = answer.get()
        yield number, [Point.read(point) for point in points]


@contextmanager
def _pool(baseline: Baseline, settings: HandIn, processes: int) -> Iterator[Pool]:
    """Give a pool of processes forked from this one, which share the study made ready."""
    _STUDY[:] = [HandInStudy(baseline, settings)]
    try:
        with multiprocessing.get_context("fork").Pool(processes, _begin) as pool:
            yield pool
    finally:
        _STUDY.clear()


_STUDY: list[HandInStudy] = []
"""The study that the processes of a pool work on."""


def _begin() -> None:
    # Whoever asks to stop asks the process that began this one, which ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _points(number: int) -> tuple[int, list[dict[str, Any]]]:
    return number, [point.document() for point in _STUDY[0].points(number)]
