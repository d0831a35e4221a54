"""Officers called back from training."""

from __future__ import annotations

from scheduler.domain.levers import Lever
from scheduler.domain.scenario import Scenario
from scheduler.levers.kind import LeverKind
from scheduler.levers.recalling import recalled


def pull(scenario: Scenario, lever: Lever) -> Scenario:
    """Return the scenario in which training may give way to duty, on so many days of each officer.

    Each such day costs what the lever states, and what the rule `training_kept` says of training that is not kept.
    """
    return recalled(scenario, lever, "training")


LEVER = LeverKind("training_recalled", "training recalled", pull, "days recalled", about_officers=False)
