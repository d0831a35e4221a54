"""The hand-in study: how many can hand in before a seat falls."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.planning.plan import PlanOptions, plan
from scheduler.planning.plan import Report as PlanReport
from scheduler.studies.handing_in.breaking import Band, Break, bands, breaks, settled_cheaply
from scheduler.studies.handing_in.point import Point
from scheduler.studies.handing_in.runner.kept import KeptSamples, code_version
from scheduler.studies.handing_in.runner.run import ALONE, Found, Report, run
from scheduler.studies.handing_in.runner.workers import Workers
from scheduler.studies.handing_in.sample import Baseline
from scheduler.studies.handing_in.settings import HandIn
from scheduler.studies.handing_in.table import frame
from scheduler.studies.leavers.model import population

if TYPE_CHECKING:
    import pandas as pd

    from scheduler.domain.scenario import Scenario

BASELINE_SECONDS = 60.0
"""Seconds of work that planning the rota takes that a study begins with, where no run is named."""


@dataclass(frozen=True)
class HandInResult:
    """What a hand-in study found, done or stopped.

    Attributes
    ----------
    n_samples
        Samples done.
    """

    baseline: Baseline
    settings: HandIn
    n_people: int
    points: tuple[Point, ...]
    n_samples: int
    study: str
    code: str

    @property
    def complete(self) -> bool:
        """Whether every sample asked for is done."""
        return self.n_samples == self.settings.samples

    @property
    def breaks(self) -> list[Break]:
        """Counts of samples by response, kind and share."""
        return breaks(self.points)

    @property
    def bands(self) -> list[Band]:
        """Bands, from 50 samples on."""
        return bands(self.points)

    @property
    def settled_cheaply(self) -> tuple[int, int]:
        """Points that the cheap proof settled, and of how many."""
        return settled_cheaply(self.points)


def baseline_of(
    scenario: Scenario,
    seconds: float = BASELINE_SECONDS,
    report: PlanReport = lambda _: None,
    stop: threading.Event | None = None,
) -> Baseline:
    """Return the rota a study begins with, planned within so much work, the same each time.

    Raises
    ------
    As `scheduler.planning.plan.plan`.
    """
    planned = plan(scenario, PlanOptions(seconds, 0.0, scenario.seed, 1, reproducible=True), report, stop)
    return Baseline(scenario, planned.plan.rota, planned.left)


def inputs_of(baseline: Baseline, settings: HandIn) -> Mapping[str, Any]:
    """Return what every sample of a study hangs on."""
    held = [(one.officer, one.day, one.tour, one.post, one.source) for one in sorted(baseline.rota.assignments)]
    lines = [(line.officer, line.codes, line.seats) for line in (*baseline.left.rota.values(), *baseline.left.lines)]
    prices = sorted(baseline.left.row_prices.items())
    text = f"{held} {sorted(baseline.rota.crews)} {lines} {prices}"
    return {
        "study": "hand-in",
        "scenario": baseline.scenario.sha256,
        "n_days": baseline.scenario.horizon.n_days,
        "baseline": hashlib.sha256(text.encode()).hexdigest(),
        "settings": settings.document(),
    }


def study_hand_in(
    baseline: Baseline,
    settings: HandIn,
    folder: Path | None = None,
    workers: Workers = ALONE,
    report: Report = lambda _: None,
    stop: threading.Event | None = None,
) -> HandInResult:
    """Return a hand-in study.

    Parameters
    ----------
    folder
        Where samples are kept; None to keep none.
    workers
        Who works out the samples; the result is the same.
    stop
        Set it to end with the samples done.

    Raises
    ------
    BadInputError
        If a rule's limits in the scenario cannot be used.
    """
    inputs = inputs_of(baseline, settings)
    kept = KeptSamples(folder or Path(), inputs)
    found: Found = run(baseline, settings, kept if folder else None, workers, report, stop)
    n_people = len(population(baseline.scenario, settings.who))
    return HandInResult(baseline, settings, n_people, found.points, found.n_samples, kept.study, code_version())


def hand_in(
    scenario: Scenario,
    settings: HandIn | None = None,
    baseline: Baseline | None = None,
    folder: Path | None = None,
    workers: Workers = ALONE,
) -> pd.DataFrame:
    """Return how a scenario stands when shares of its people hand in, a row a point.

    Parameters
    ----------
    settings
        `HandIn()` if not stated.
    baseline
        The rota as published; planned if not stated.
    folder
        Where samples are kept, so that a repeated study costs nothing.
    workers
        Who works out the samples: `LocalProcesses(2)`, or the workers of a Dask cluster.

    Returns
    -------
    pandas.DataFrame
        One row for each response, share and sample, with the columns and dtypes of `scheduler.studies.handing_in.table.COLUMNS`.

    Raises
    ------
    BadInputError
        If a rule's limits in the scenario cannot be used.
    """
    begun = baseline_of(scenario) if baseline is None else baseline
    return frame(study_hand_in(begun, settings or HandIn(), folder, workers).points)
