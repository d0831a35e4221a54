"""What every test may ask for, and the switch that turns a skip into a failure."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
REQUIRE_ALL = os.environ.get("ROTA_REQUIRE_ALL") == "1"
OUTSIDE_DATA = "no instances"
"""A reason to skip all the same: data of others, which nothing installs and the project may not hold."""


# A slow machine is no failure: nothing here is timed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let no test be skipped where the machine is meant to have everything (``ROTA_REQUIRE_ALL=1``)."""
    report = yield
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail") and OUTSIDE_DATA not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"skipped under ROTA_REQUIRE_ALL=1: {report.longreprtext or report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Do the same for a module that skips itself as a whole."""
    report = yield
    if REQUIRE_ALL and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped under ROTA_REQUIRE_ALL=1: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the top folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def browser() -> str:
    """Return a headless browser's command, or skip with the reason."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    return pytest.skip("no chromium on this machine")
