"""What is known about a run besides the plan it made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from scheduler.domain.aid import RUNGS
from scheduler.domain.events import RegisterReading
from scheduler.domain.scenario import Overlay

LATEST = "latest"
"""Name of the link to the newest run: beside the runs of a scenario, and in the folder of outputs for runs put there."""

SNAPSHOT = "private/scenario.json"
"""In the folder of a large run, its scenario as it was read, so that who opens the run need not read it again."""


@dataclass(frozen=True, slots=True)
class RuleNote:
    """What a run says about one rule of one rule group, for those who read the plan.

    Attributes
    ----------
    group
        Rule group of the scenario; empty for a rule about several officers.
    code
        Code of the rule.
    sentence
        The rule in one sentence, its limits filled in.
    source
        Where the rule and its limits come from.
    applied
        False where the scenario switched the rule off.
    unverified
        The source has not been checked by hand.
    """

    group: str
    code: str
    sentence: str
    source: str = ""
    applied: bool = True
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class RunRecord:
    """How a plan came about: enough to make it again, and all a view may know of the clock.

    Attributes
    ----------
    run_id
        Name of the run and of its output folder.
    stamp_at
        UTC minute at which the run began; the only moment of making a view ever states.
    versions
        Program or library -> version.
    seed, workers
        What the solver was given.
    seconds_allowed
        Wall-clock seconds the run was allowed.
    load
        The machine's load averages over 1, 5 and 15 minutes when the run began.
    reproducible
        The run was asked to end in the same rota each time; limits are wall-clock all the same.
    rules
        Every rule, applied or not.
    scenario_path, step_back_path, register_path
        Where the scenario, the step-backs laid over it and the register whose events joined it were read from, as the
        user named them; empty for none.
    register
        Which lines of that register were read; None for none.
    overlays
        Named changes laid over the scenario, in their order.
    rung
        How far away help was allowed to come from.
    lever
        Last lever of the force's own that was pulled; empty for none.
    begun_with_path
        Run whose rota, lines and row prices the search began with, as the user named it; empty for none.
    from_path
        Run that had been told and was changed as little as could be, as the user named it; empty for none.
    feed_key
        Secret that keys the identifiers in calendars, so that nobody can guess an officer from one; empty for none.
        Written nowhere.
    """

    run_id: str
    stamp_at: int
    versions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    seed: int = 0
    workers: int = 1
    seconds_allowed: float = 0.0
    load: tuple[float, float, float] = (0.0, 0.0, 0.0)
    reproducible: bool = False
    rules: tuple[RuleNote, ...] = ()
    scenario_path: str = ""
    step_back_path: str = ""
    register_path: str = ""
    register: RegisterReading | None = None
    rung: str = RUNGS[-1]
    lever: str = ""
    overlays: tuple[Overlay, ...] = ()
    begun_with_path: str = ""
    from_path: str = ""
    feed_key: str = field(default="", repr=False)
