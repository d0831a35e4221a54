"""A tiny scenario on disk and a run planned from it, which the commands' tests start from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import rota
from scheduler.cli.exits import Exit
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.domain.time import instant
from scheduler.rules.line import LINE_RULES
from scheduler.scenario_io import tables_of, write_folder
from scheduler.scenario_io.columns import EARLIEST_DAY, LATEST_DAY
from tests.worlds import FIRST_DAY, ZONE, authorised, tiny_scenario

ON = frozenset({"rest_between_tours", "consecutive_duty_days", "preferences"})
"""Line rules the tiny scenario keeps: enough to refuse and to charge, and quick to plan."""

# A command that a test loaded while the clock was set for it would keep that clock.
LOADED = tuple(rota.commands.values())


_RANKS = {"PC": "constable", "Supt": "superintendent"}


@pytest.fixture(scope="session")
def call() -> Callable[..., Result]:
    """Return a function that runs the command line in this process."""

    def run(*arguments: object, **more: Any) -> Result:
        return CliRunner().invoke(rota, [str(argument) for argument in arguments], **more)

    return run


def tiny(**overrides: Any) -> Scenario:
    """Return the tiny scenario as a folder can say it: few rules, and open ends as its tables write them."""
    scenario = tiny_scenario(**overrides)
    off = {rule.code: {"applied": False} for rule in LINE_RULES if rule.code not in ON}
    return replace(
        scenario,
        authorisations=tuple(
            authorised(row.officer, row.role, FIRST_DAY - 100, FIRST_DAY + 100) for row in scenario.authorisations
        ),
        officers=tuple(replace(row, rank=_RANKS[row.rank]) for row in scenario.officers),
        cover=tuple(replace(row, from_day=EARLIEST_DAY, until_day=LATEST_DAY) for row in scenario.cover),
        rules=tuple(RuleLimits(group.group, group.profile, {**off, **group.limits}) for group in scenario.rules),
    )


def write(folder: Path, scenario: Scenario) -> Path:
    """Write a scenario folder and return it."""
    settings, tables = tables_of(scenario)
    write_folder(folder, settings, tables)
    return folder


@pytest.fixture
def before_the_roster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands be used 20 days before the tiny scenario begins, whatever day it is: none of its duties is over."""
    monkeypatch.setattr("scheduler.cli.stores.now", lambda: clock(FIRST_DAY - 20))
    monkeypatch.setattr("scheduler.cli.amend_made.now", lambda: clock(FIRST_DAY - 20))


def clock(day: int, minute: int = 720) -> int:
    """Return the UTC minute of a wall-clock minute of a day, noon by default."""
    return instant(day, minute, ZONE)


@pytest.fixture(scope="session")
def short_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a scenario with one supervisor, who cannot be on the early and the night car of one day."""
    return write(tmp_path_factory.mktemp("scenarios") / "short", tiny())


@pytest.fixture(scope="session")
def covered_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a scenario with a second supervisor, ``a2``, so that every duty can be covered."""
    scenario = tiny()
    more = replace(scenario.authorisations[0], officer="a2", role="supervisor")
    folder = tmp_path_factory.mktemp("scenarios") / "covered"
    return write(folder, replace(scenario, authorisations=(*scenario.authorisations, more)))


@pytest.fixture(scope="session")
def short_run(tmp_path_factory: pytest.TempPathFactory, short_folder: Path, call: Callable[..., Result]) -> Path:
    """Return the folder of a run that had to leave three duties uncovered."""
    folder = tmp_path_factory.mktemp("outputs") / "run"
    result = call("plan", short_folder, "-o", folder, "--seconds", 20, "--workers", 1)
    assert result.exit_code == Exit.UNCOVERED, result.output
    return folder


@pytest.fixture(scope="session")
def covered_run(tmp_path_factory: pytest.TempPathFactory, covered_folder: Path, call: Callable[..., Result]) -> Path:
    """Return the folder of a run that covers every duty."""
    folder = tmp_path_factory.mktemp("outputs") / "run"
    result = call("plan", covered_folder, "-o", folder, "--seconds", 20, "--workers", 1)
    assert result.exit_code == Exit.DONE, result.output
    return folder
