"""The staff-scheduling instances beside the plain CP-SAT model and what is published of them."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.benchmarks.staff_instance import instance_folder, read_instance


@dataclass(frozen=True)
class Asked:
    """What is asked of one instance within the time of a case.

    Attributes
    ----------
    most
        Objective at most; None where any valid roster will do.
    least_bound
        Bound at least; None where none is asked for.
    proved_within
        Seconds within which it is to be proved optimal; None where it need not be.
    """

    most: int | None
    least_bound: int | None = None
    proved_within: float | None = None

    def met(self, result: Mapping[str, Any]) -> bool:
        """Say whether a case reached it; the checker has to agree with its roster."""
        ours = result["ours"]
        return (
            result["checked"] == ours["objective"]
            and (self.most is None or ours["objective"] <= self.most)
            and (self.least_bound is None or ours["bound"] >= self.least_bound)
            and (self.proved_within is None or (ours["status"] == "optimal" and ours["seconds"] <= self.proved_within))
        )


ASKED: Mapping[int, Asked] = MappingProxyType(
    {
        1: Asked(607, proved_within=10),
        2: Asked(828, proved_within=10),
        3: Asked(1001, proved_within=10),
        4: Asked(1716, proved_within=10),
        6: Asked(1950, proved_within=600),
        8: Asked(1306, least_bound=1298),
        10: Asked(4631, proved_within=30),
        11: Asked(3443, proved_within=30),
        13: Asked(1905),
        14: Asked(1280),
        16: Asked(3240),
        18: Asked(4500),
        21: Asked(None),
    }
)
"""Instance -> what is asked of it in 600 s on two processors."""

PEERS: Mapping[str, Sequence[str]] = MappingProxyType({"cpsat": (), "cpsat_max_lp": ("--param", "subsolvers=[max_lp]")})
"""The plain model's runs -> its parameters."""

PUBLISHED = ("best_known", "gurobi_60min", "ip_vns_60min", "ejection_chain_60min", "open_colgen_value")
"""Columns of ``published.csv`` that are shown."""


def measured(number: int, seconds: float, peer_seconds: float) -> dict[str, Any]:
    """Solve an instance, have its roster checked, and run the plain model beside it, one after the other.

    Raises
    ------
    FileNotFoundError
        If the instances are not there.
    """
    from scheduler.planning.plan import PlanOptions
    from tests.benchmarks.curtois_qu import roster_lines, solved

    folder = instance_folder()
    if folder is None:
        message = "no instances: name their folder in CURTOIS_QU_DIR"
        raise FileNotFoundError(message)
    path = folder / f"Instance{number}.txt"
    instance = read_instance(path)
    planned, ours = solved(instance, PlanOptions(seconds))
    with tempfile.TemporaryDirectory() as parent:
        roster = Path(parent) / "roster.txt"
        roster.write_text("\n".join([*roster_lines(instance, planned), ""]), encoding="utf-8")
        peers = {name: _peer(path, peer_seconds, given, Path(parent) / name) for name, given in PEERS.items()}
        return {"ours": ours, "checked": _checked(path, roster), "published": _published(folder, number), **peers}


def _checked(path: Path, roster: Path) -> int | None:
    """Return the penalty the independent checker finds, None where it finds a rule broken."""
    command = [sys.executable, str(path.parent.parent / "checker.py"), str(path), str(roster)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    penalty: int | None = found["penalty"] if found["feasible"] else None
    return penalty


def _peer(path: Path, seconds: float, given: Sequence[str], target: Path) -> dict[str, Any]:
    """Return objective and bound of the plain model; None for a roster it did not find."""
    baseline = path.parent.parent / "cpsat_baseline.py"
    command = [sys.executable, str(baseline), str(path), "--time", str(seconds), "--out", str(target), *given]
    subprocess.run(command, capture_output=True, check=True)
    found = json.loads((target / f"{path.stem}.json").read_text(encoding="utf-8"))
    return {name: None if found[name] is None else round(found[name]) for name in ("objective", "bound")}


def _published(folder: Path, number: int) -> dict[str, int | None]:
    """Return what is published of an instance."""
    with (folder.parent / "published.csv").open(encoding="utf-8", newline="") as file:
        row = next((row for row in csv.DictReader(file) if row["instance"] == str(number)), {})
    return {name: int(float(row[name])) if row.get(name) else None for name in PUBLISHED}
