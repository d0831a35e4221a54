"""The samples of a study: those that are kept read back, the others worked out, all in one order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from scheduler.studies.handing_in.point import Point
from scheduler.studies.handing_in.runner.kept import KeptSamples
from scheduler.studies.handing_in.runner.local_processes import LocalProcesses
from scheduler.studies.handing_in.runner.workers import Workers
from scheduler.studies.handing_in.sample import Baseline
from scheduler.studies.handing_in.settings import HandIn

ALONE = LocalProcesses()
"""This process alone."""


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
    workers: Workers = ALONE,
    report: Report = lambda _: None,
    stop: threading.Event | None = None,
) -> Found:
    """Return every point of a study, those of samples that are kept read back.

    Parameters
    ----------
    workers
        Who works out what is not kept; the table is the same.
    stop
        Set it to end with what is done.

    Raises
    ------
    As `HandInStudy` and the workers.
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
        for number, points in workers.worked_out(baseline, settings, wanted, stopped):
            done[number] = points
            if kept is not None:
                kept.keep(number, points, measured=number < settings.measured)
            report(StudyProgress(len(done), settings.samples, n_kept))
    return Found(tuple(point for number in sorted(done) for point in done[number]), len(done))
