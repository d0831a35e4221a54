"""One job measured: a process of its own, its memory, the load of the machine, and a file that keeps the result."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scheduler import __version__
from tests.benchmarks.jobs import ROOT, Job, say

RESULTS = ROOT / "outputs" / "benchmarks"
Case = dict[str, Any]
"""What is kept of one job: when, where, how long, how much memory, and its ``result`` (None where it has none)."""

WATCH_SECONDS = 0.5
PATIENCE_SECONDS = 30.0
MOST_OF_MEMORY = 0.85
"""Share of the machine's memory above which a job is ended, so that the machine does not end something else."""


class InterruptedBenchError(Exception):
    """The user asked to stop; what was measured before is kept."""


def machine() -> dict[str, Any]:
    """Return what the figures were measured on and with."""
    model = ""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = (line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line)
        model = next(names, "")
    return {
        "processor": model or platform.machine(),
        "n_processors": os.cpu_count(),
        "memory_mb": memory_mb(),
        "versions": {
            "rota": __version__,
            "python": platform.python_version(),
            "ortools": version("ortools"),
            "numpy": version("numpy"),
        },
    }


def memory_mb() -> int:
    """Return the machine's memory in MiB."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20


def run_job(job: Job) -> Case:
    """Run one job in a process of its own and return what was measured.

    Raises
    ------
    InterruptedBenchError
        If the user asks to stop.
    """
    with tempfile.TemporaryDirectory() as parent:
        given, target = Path(parent) / "job.json", Path(parent) / "result.json"
        given.write_text(json.dumps(dict(job)), encoding="utf-8")
        case: Case = {
            "job": dict(job),
            "measured_at": f"{datetime.now(UTC):%Y-%m-%d %H:%M}Z",
            **machine(),
            "load_before": round(os.getloadavg()[0], 2),
        }
        began = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.jobs", str(given), str(target)],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        try:
            peak_mb, ended = _watched(process)
        except KeyboardInterrupt:
            _end(process)
            raise InterruptedBenchError from None
        result = json.loads(target.read_text(encoding="utf-8")) if ended == "done" else None
        case |= {
            "wall_seconds": round(time.monotonic() - began, 2),
            "load_after": round(os.getloadavg()[0], 2),
            "peak_rss_mb": max(peak_mb, result["peak_rss_mb"] if result else 0),
            "ended": ended,
            "result": result,
        }
        return case


def _watched(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Wait for a process; return the most memory it and those it forked were seen to hold, in MiB, and how it ended."""
    peak = 0
    while True:
        peak = max(peak, held_mb(process.pid))
        try:
            code = process.wait(WATCH_SECONDS)
        except subprocess.TimeoutExpired:
            if peak > MOST_OF_MEMORY * memory_mb():
                process.kill()
                process.wait()
                return peak, f"ended at {peak:,} MiB: the machine has no more"
            continue
        return peak, "done" if code == 0 else f"failed ({'signal' if code < 0 else 'exit'} {abs(code)})"


def held_mb(pid: int) -> int:
    """Return the memory a process and all below it hold, in MiB: pages they share are counted once, in parts."""
    return sum(_own_kb(one) for one in (pid, *_below(pid))) // 1024


def _own_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _below(pid: int) -> Iterator[int]:
    """Yield the processes a process has begun, and those that these have."""
    try:
        begun = [child for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()]
    except OSError:
        return
    for child in map(int, begun):
        yield child
        yield from _below(child)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Give a process that has had its own Ctrl-C some time, then end it."""
    try:
        process.wait(PATIENCE_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()
        process.wait()


@dataclass
class Store:
    """The results of one bench, written after each case.

    Attributes
    ----------
    folder
        Where ``<bench>.json`` lies.
    """

    folder: Path
    measure: Callable[[Job], Case] = run_job

    def cases(self, bench: str) -> dict[str, Case]:
        """Return what is kept of a bench: label -> case."""
        path = self.folder / f"{bench}.json"
        if not path.exists():
            return {}
        kept: dict[str, Case] = json.loads(path.read_text(encoding="utf-8"))
        return kept

    def run(self, bench: str, label: str, job: Mapping[str, Any]) -> Case:
        """Measure one case and keep it in place of an older one."""
        say(f"{bench}: {label} (load {os.getloadavg()[0]:.2f})")
        case = self.measure(job)
        self._write(bench, {**self.cases(bench), label: case})
        say(f"{bench}: {label}: {case['ended']}, {case['wall_seconds']} s, {case['peak_rss_mb']:,} MiB")
        return case

    def drop_others(self, bench: str, labels: Collection[str]) -> None:
        """Drop what is kept of cases that a whole run did not need: they were measured on what is no more."""
        self._write(bench, {label: case for label, case in self.cases(bench).items() if label in labels})

    def _write(self, bench: str, cases: Mapping[str, Case]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        whole = self.folder / f"{bench}.json"
        half = whole.with_suffix(".part")
        half.write_text(json.dumps(cases, indent=1) + "\n", encoding="utf-8")
        half.replace(whole)
