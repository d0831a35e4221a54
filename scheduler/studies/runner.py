"""Samples worked out one after the other or by two processes; the table is the same either way."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.pool import AsyncResult, Pool
from typing import Any

from scheduler.studies.kept import KeptSamples
from scheduler.studies.point import Point
from scheduler.studies.sample import Baseline, HandInStudy, StopStudyError
from scheduler.studies.settings import HandIn

MOST_PROCESSES = 2
"""Processes of one study at most: others want the machine, too."""

_LOOK_SECONDS = 0.2
"""How often it is looked whether somebody asked to stop."""


@dataclass(frozen=True, slots=True)
class StudyProgress:
    """Where a study stands.

    Attributes
    ----------
    done, of
        Samples.
    kept
        Of those done, how many had been kept.
    """

    done: int
    of: int
    kept: int


Report = Callable[[StudyProgress], None]


@dataclass(frozen=True)
class Found:
    """What a study found.

    Attributes
    ----------
    points
        In order of sample, response and share, whatever came first.
    n_samples
        Samples that are done; fewer than asked for where somebody stopped it.
    """

    points: tuple[Point, ...]
    n_samples: int


def run(
    baseline: Baseline,
    settings: HandIn,
    kept: KeptSamples | None = None,
    processes: int = 1,
    report: Report = lambda _: None,
    stop: threading.Event | None = None,
) -> Found:
    """Return every point of a study, those of samples that are kept read back.

    Parameters
    ----------
    processes
        1 or 2; each solve is a single process's.
    stop
        Set it to end with what is done.

    Raises
    ------
    As `HandInStudy`.
    """

    def stopped() -> bool:
        return stop is not None and stop.is_set()

    done: dict[int, list[Point]] = {}
    for number in range(settings.samples):
        points = None if kept is None else kept.read(number, measured=number < settings.measured)
        if points is not None:
            done[number] = points
    n_kept = len(done)
    report(StudyProgress(len(done), settings.samples, n_kept))
    wanted = [number for number in range(settings.samples) if number not in done]
    if wanted and not stopped():
        for number, points in _worked_out(baseline, settings, wanted, processes, stopped):
            done[number] = points
            if kept is not None:
                kept.keep(number, points, measured=number < settings.measured)
            report(StudyProgress(len(done), settings.samples, n_kept))
    return Found(tuple(point for number in sorted(done) for point in done[number]), len(done))


def _worked_out(
    baseline: Baseline, settings: HandIn, wanted: Sequence[int], processes: int, stopped: Callable[[], bool]
) -> Iterator[tuple[int, list[Point]]]:
    """Yield samples as they are done, until somebody stops."""
    if processes == 1 or len(wanted) == 1:
        study = HandInStudy(baseline, settings)
        try:
            for number in wanted:
                yield number, study.points(number, stopped)
        except StopStudyError:
            return
        return
    with _pool(baseline, settings, min(processes, MOST_PROCESSES)) as pool:
        waiting = [pool.apply_async(_points, (number,)) for number in wanted]
        while waiting and not stopped():
            waiting[0].wait(_LOOK_SECONDS)
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
