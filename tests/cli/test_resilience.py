"""`rota ledger resilience`: posts that hang on few officers, for the planner."""

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


def test_posts_on_few_officers_or_on_one_for_most_of_the_time_are_named(store: Path, call: Call) -> None:
    """TFC has one officer all the time; ARV has three, of whom A2 has the most: too few for 4, enough for 3."""
    done = call("ledger", "resilience", "--json")
    assert done.exit_code == Exit.DONE, done.output
    document = json.loads(done.stdout)
    assert (document["first"], document["last"], document["days"]) == ("2026-10-21", "2027-04-20", 182)
    arv, tfc = document["posts"]
    assert (tfc["officers"], tfc["most"], tfc["share"], tfc["lacks"]) == (1, "A1", 1.0, ["officers", "share"])
    assert (arv["officers"], arv["most"], arv["hours"], arv["most_hours"]) == (3, "A2", 144, 72)
    assert (arv["share"], arv["lacks"]) == (0.5, ["officers"])
    less = json.loads(call("ledger", "resilience", "--officers", "3", "--share", "49", "--json").stdout)
    assert less["posts"][0]["lacks"] == ["share"]
    shown = call("ledger", "resilience", "--officers", "3").stdout
    assert "one officer for more than 50 %" in shown
    assert "1 post of 2 on fewer than 3 officers" in shown


def test_a_period_that_was_asked_for_counts_alone(store: Path, call: Call) -> None:
    """On the day after the clock change nobody is on call."""
    asked = ("ledger", "resilience", "--from", "2026-10-25", "--to", "2026-10-25", "--json")
    posts = json.loads(call(*asked).stdout)["posts"]
    assert [(one["post"], one["officers"], one["hours"]) for one in posts] == [("ARV", 2, 24)]


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        (("--from", "2030-01-01"), Exit.BAD_INPUT, "published days, 2026-10-21 to 2027-04-20"),
        (("--from", "2026-10-26", "--to", "2026-10-25"), Exit.BAD_INPUT, "the first not after the last"),
        (("--from", "soon"), Exit.USAGE, "soon"),
        (("--share", "0"), Exit.USAGE, "--share"),
        (("--roster", "nort"), Exit.BAD_INPUT, "north"),
    ],
)
def test_bad_input_gets_one_message(store: Path, call: Call, more: tuple[str, ...], code: Exit, words: str) -> None:
    """Days of which nothing is published, a period the wrong way round, words that are no date."""
    done = call("ledger", "resilience", *more)
    assert done.exit_code == code
    assert words in done.stderr
    assert not done.stdout
