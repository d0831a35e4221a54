"""`rota ledger hours`: who was told how much, for the planner."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit
from tests.feeds.ledgers import found_by_commands

Call = Callable[..., Result]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a ledger with one version, which commands find by the environment."""
    return found_by_commands(tmp_path, monkeypatch)


def test_whoever_has_most_hours_comes_first(store: Path, call: Call) -> None:
    """A2 has six days of twelve hours; A1 is on call alone, and who is on call for nothing attends nothing."""
    done = call("ledger", "hours", "--json")
    assert done.exit_code == Exit.DONE, done.output
    document = json.loads(done.stdout)
    assert (document["first"], document["last"], document["days"]) == ("2026-10-21", "2027-04-20", 182)
    told = {one["officer"]: one for one in document["officers"]}
    assert next(one["officer"] for one in document["officers"]) == "A2"
    assert (told["A2"]["duties"], told["A2"]["hours"], told["A2"]["on_call_hours"]) == (6, 72, 0)
    assert (told["A1"]["duties"], told["A1"]["hours"]) == (0, 0)
    assert told["A1"]["on_call_hours"] == 48
    shown = call("ledger", "hours").stdout
    assert "72.0" in shown
    assert "HEAD" in shown


def test_a_period_counts_alone(store: Path, call: Call) -> None:
    """The one day that was asked for; a period without a published day is refused."""
    asked = ("ledger", "hours", "--from", "2026-10-25", "--to", "2026-10-25", "--json")
    assert {one["hours"] for one in json.loads(call(*asked).stdout)["officers"]} == {12}
    refused = call("ledger", "hours", "--from", "2030-01-01")
    assert refused.exit_code == Exit.BAD_INPUT
    assert "published days, 2026-10-21 to 2027-04-20" in refused.stderr
