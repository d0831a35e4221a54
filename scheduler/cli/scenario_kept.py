"""A scenario kept beside its run as it was read, so that a large one is not read again by all that is done with the run."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.cli.scenarios import ScenarioWanted, loaded_scenario, named_overlays, tell_warnings
from scheduler.domain.errors import RefusedError
from scheduler.domain.files import read_regular
from scheduler.domain.run import SNAPSHOT
from scheduler.scenario_io.snapshot import MOST_BYTES, Kept, kept_in, key_of, snapshot_bytes

if TYPE_CHECKING:
    from scheduler.domain.findings import Problem
    from scheduler.domain.scenario import Scenario

_MANY_OFFICERS = 500
"""Officers from which a scenario takes so long to read that it is kept."""


def kept_or_loaded(folder: Path, wanted: ScenarioWanted) -> tuple[Scenario, tuple[Problem, ...]]:
    """Return the scenario of a run's folder as it is kept there, if it is still the one that is wanted; else read it."""
    path = folder / SNAPSHOT
    if os.path.lexists(path) and (key := _key_of(wanted)) is not None:
        with suppress(RefusedError):
            if (kept := kept_in(read_regular(path, MOST_BYTES, follow=False), key)) is not None:
                return kept.scenario, kept.warnings
    return loaded_scenario(wanted)


def _key_of(wanted: ScenarioWanted) -> str | None:
    """Return what tells a scenario that is wanted from any other (`scheduler.scenario_io.snapshot`); None for no snapshot.

    None is kept of one that a register joins, which has to be read to know that it is the same.
    """
    if wanted.register is not None:
        return None
    overlays = named_overlays() if wanted.overlays is None else wanted.overlays
    beside = (*overlays, *((wanted.step_back,) if wanted.step_back else ()))
    return key_of(wanted.path, beside, (wanted.days, len(overlays), wanted.rung, wanted.lever or ""))


def load_and_keep(wanted: ScenarioWanted) -> tuple[Scenario, dict[str, bytes]]:
    """Return a scenario, and the file that keeps it beside its run as it was read; none where it is read as quickly.

    Its warnings go to stderr. Raises as `loaded_scenario`.
    """
    before = _key_of(wanted)
    given, warnings = loaded_scenario(wanted)
    tell_warnings(warnings)
    # Files that somebody changes while they are read are not kept.
    if len(given.officers) < _MANY_OFFICERS or before is None or before != _key_of(wanted):
        return given, {}
    key = _key_of(replace(wanted, days=given.horizon.n_days)) or before
    return given, {SNAPSHOT: snapshot_bytes(key, Kept(given, warnings))}
