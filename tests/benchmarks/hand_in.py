"""How long a hand-in study takes, and how much of it is proved cheaply."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from scheduler.studies.handing_in.runner.local_processes import LocalProcesses
from scheduler.studies.handing_in.settings import HandIn
from scheduler.studies.handing_in.study import baseline_of, study_hand_in
from tests.benchmarks.jobs import say, scenario_of


def measured(job: Mapping[str, Any]) -> dict[str, Any]:
    """Time a study of ``shares`` (in percent) and ``samples`` on two processes, the rota it begins with planned within it.

    Of the first ``measured`` samples each share is planned as well, in each response.
    """
    shares = tuple(Fraction(share, 100) for share in job["shares"])
    scenario = scenario_of(job)
    began = time.monotonic()
    baseline = baseline_of(scenario)
    baseline_seconds = time.monotonic() - began
    say(f"  {baseline_seconds:6.1f} s  the rota it begins with")
    found = study_hand_in(baseline, HandIn(shares, job["samples"], job["measured"]), None, LocalProcesses(2))
    cheaply, of = found.settled_cheaply
    return {
        "seconds": round(time.monotonic() - began, 1),
        "baseline_seconds": round(baseline_seconds, 1),
        "n_people": found.n_people,
        "n_shares": len(shares),
        "n_samples": found.n_samples,
        "measured": job["measured"],
        "cheaply": [cheaply, of],
        "statuses": dict(sorted(Counter(point.status for point in found.points).items())),
    }
