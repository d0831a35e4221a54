"""The record of a run: its name, its moment, the versions and the machine; the only place that asks for them."""

from __future__ import annotations

import os
import platform
import secrets
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from scheduler import __version__
from scheduler.cli.scenarios import Named
from scheduler.domain.events import RegisterReading
from scheduler.domain.run import RuleNote, RunRecord
from scheduler.domain.time import minute_of

if TYPE_CHECKING:
    from scheduler.planning.plan import PlanOptions

_LIBRARIES = ("ortools", "numpy")


def new_run(
    named: Named, options: PlanOptions, rules: tuple[RuleNote, ...], register: RegisterReading | None = None
) -> RunRecord:
    """Return the record of a run that begins now; it has no key for calendars yet."""
    now = datetime.now(UTC)
    return RunRecord(
        run_id=f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}",
        stamp_at=minute_of(now),
        versions={
            "rota": __version__,
            "python": platform.python_version(),
            **{library: version(library) for library in _LIBRARIES},
        },
        seed=options.seed,
        workers=1 if options.reproducible else options.workers,
        seconds_allowed=options.seconds,
        load=os.getloadavg(),
        reproducible=options.reproducible,
        rules=rules,
        scenario_path=str(named.scenario),
        rung=named.rung,
        lever=named.lever,
        step_back_path="" if named.step_back is None else str(named.step_back),
        register_path="" if named.register is None else str(named.register.path),
        register=register,
        from_path="" if named.told is None else named.told.words,
        begun_with_path="" if named.begin_with is None else str(named.begin_with),
    )


def amended_run(before: RunRecord, now: datetime) -> RunRecord:
    """Return the record of a run that is another one amended: planned from the same, at another moment."""
    name = f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    return replace(before, run_id=name, stamp_at=minute_of(now), load=os.getloadavg())
