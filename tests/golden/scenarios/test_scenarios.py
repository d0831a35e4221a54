"""Golden scenarios: price and bound of each level as told by hand, never the assignment."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from scheduler.planning.plan import PlanOptions, plan
from scheduler.scenario_io import load

FOLDERS = sorted(path.parent for path in Path(__file__).parent.glob("*/expected.toml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_a_golden_scenario_costs_what_was_worked_out_by_hand(folder: Path) -> None:
    """``expected.toml`` says how its figures come about; the scenario reads without any other warning."""
    expected = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))
    loaded = load(folder)
    made = plan(loaded.scenario, PlanOptions(seconds=20.0, workers=1, seed=1, reproducible=True)).plan
    assert list(made.price) == expected["price"]
    assert [level.bound for level in made.levels] == expected["bound"]
    assert made.status == expected["status"]
    assert sum(finding.grade == "inherited" for finding in made.findings) == expected.get("inherited", 0)
    assert [warning.value for warning in loaded.warnings] == ["expected.toml"]
