"""How long the commands take by which officers are told: a run published, and an amendment of it."""

from __future__ import annotations

import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.jobs import ROOT, scenario_of

_ONE_RUN = "ROTA_BENCH_ONE_RUN"
_DONE = (0, 3)
"""Exit codes of what was done, with duties uncovered or without."""
_APPROVED = ("--approved-by", "Ch Supt Lee", "--authority", "Force order 3")


def measured(job: Mapping[str, Any]) -> dict[str, Any]:
    """Plan ``before_seconds`` and time a command so many ``times``, from its start to its end, after one that warms up.

    ``command`` is ``publish`` (the first version of a roster), ``judge`` (an amendment with ``--dry-run``), ``amend`` (a new
    run is written) or ``tell`` (a new run is written and those concerned are told). The amendment is an officer's sickness
    without an end, half-way through the days asked for.
    """
    with tempfile.TemporaryDirectory(dir=os.environ.get(_ONE_RUN)) as parent:
        bench = _Bench(Path(parent), job)
        prepare, command = bench.commands()[job["command"]]
        taken = []
        for _ in range(job["times"] + 1):
            prepare()
            began = time.monotonic()
            _rota(command)
            taken.append(time.monotonic() - began)
        return {
            "seconds": round(statistics.median(taken[1:]), 3),
            "all_seconds": [round(one, 3) for one in taken[1:]],
            "n_officers": bench.n_officers,
            "load": [round(one, 2) for one in os.getloadavg()],
        }


@contextmanager
def one_run() -> Iterator[None]:
    """Let several jobs measure one run, planned and published by the first of them."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ[_ONE_RUN] = folder
        try:
            yield
        finally:
            del os.environ[_ONE_RUN]


class _Bench:
    """A run, the ledger in which it stands published, and what is timed of them."""

    def __init__(self, parent: Path, job: Mapping[str, Any]) -> None:
        kept = parent.parent if _ONE_RUN in os.environ else parent
        scenario, folder = scenario_of(job), _folder_of(job, kept)
        self.n_officers = len(scenario.officers)
        self._run, self._amended = kept / "runs" / "before", kept / "runs" / "amended"
        self._told, self._ledger = kept / "told", parent / "ledger"
        if not self._told.exists():
            _rota(("plan", folder, "-o", self._run, "--seconds", job["before_seconds"]))
            _rota(self._publish(self._told))
        middle = scenario.horizon.first_day + scenario.horizon.n_days // 2
        self._sick = ("sick", self._seated(middle), "--from", _day(middle), "--past")

    def commands(self) -> Mapping[str, tuple[Callable[[], None], Sequence[object]]]:
        """Return what is timed by its name, each with what clears the way for it."""
        amend = ("amend", self._run, *self._sick)
        tell = ("--publish", *_APPROVED, "--store", self._ledger)
        return {
            "publish": (self._cleared, self._publish(self._ledger)),
            "judge": (self._cleared, (*amend, "--dry-run")),
            "amend": (self._cleared, (*amend, "-o", self._amended)),
            "tell": (self._published, (*amend, "-o", self._amended, *tell)),
        }

    def _publish(self, ledger: Path) -> tuple[object, ...]:
        return ("publish", self._run, *_APPROVED, "--roster", "bench", "--store", ledger)

    def _seated(self, day: int) -> str:
        with (self._run / "rota.csv").open(newline="") as file:
            return next(row["officer"] for row in csv.DictReader(file) if row["post"] and row["force_day"] == _day(day))

    def _cleared(self) -> None:
        shutil.rmtree(self._amended, ignore_errors=True)
        for path in self._ledger.parent.glob(f"{self._ledger.name}*"):
            path.unlink()

    def _published(self) -> None:
        self._cleared()
        shutil.copyfile(self._told, self._ledger)
        self._ledger.chmod(0o600)


def _folder_of(job: Mapping[str, Any], parent: Path) -> Path:
    """Return the folder of the job's scenario, written where it is one of a template."""
    from scheduler.scenario_io import write_folder
    from scheduler.scenario_io.templates import template

    if "folder" in job:
        return ROOT / str(job["folder"])
    folder = parent / "scenario"
    if folder.is_dir():
        return folder
    write_folder(folder, *template(job["template"], job.get("seed"), job.get("officers"), job.get("days")))
    return folder


def _day(day: int) -> str:
    from scheduler.domain.time import iso_day

    return iso_day(day)


def _rota(arguments: Sequence[object]) -> None:
    command = [sys.executable, "-m", "scheduler.cli", *map(str, arguments)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=_as_installed(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode not in _DONE:
        message = f"{' '.join(command)}: exit {done.returncode}: {done.stderr[-400:]}"
        raise RuntimeError(message)


def _as_installed() -> dict[str, str]:
    """Return an environment in which modules are compiled once, as they are where rota is installed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "rota-bench-bytecode")}
