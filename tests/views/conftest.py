"""Plans the tests of views share."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from scheduler.views import render_all
from scheduler.views.planned_run import PlannedRun
from tests.views.plans import AUTUMN, SPRING, small


@pytest.fixture(scope="session")
def autumn() -> PlannedRun:
    """Return the small plan over the night on which the clock goes back."""
    return small(AUTUMN)


@pytest.fixture(scope="session")
def spring() -> PlannedRun:
    """Return the small plan over the night on which the clock goes forward."""
    return small(SPRING)


@pytest.fixture(scope="session")
def files(autumn: PlannedRun) -> Mapping[str, bytes]:
    """Return every output of the small autumn plan."""
    return render_all(autumn)
