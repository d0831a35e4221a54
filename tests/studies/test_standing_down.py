"""When each step of the ladder can be stood down as officers return."""

from __future__ import annotations

import threading
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from click.testing import CliRunner

from scheduler.cli import rota
from scheduler.cli.exits import Exit
from scheduler.domain.aid import Offer, Relation
from scheduler.domain.events import Event
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.studies import recovery
from scheduler.studies.leavers import model_of
from scheduler.studies.standing_down import Recovery, Step, recovered, with_return
from scheduler.studies.sustained import Effort
from tests.engine.worlds import commanders
from tests.worlds import FIRST_DAY, ZONE

OWN, NEIGHBOUR, REGION = Step("own", ""), Step("neighbour", ""), Step("region", "")
CURVE = {0: Fraction(0), 7: Fraction(1, 4), 14: Fraction(1, 2), 28: Fraction(3, 4)}


def offer(name: str, relation: Relation, *officers: str) -> Offer:
    """Return an offer of officers who may take the command seat on all planned days."""
    span = (instant(FIRST_DAY - 1, 0, ZONE), instant(FIRST_DAY + 9, 0, ZONE))
    return Offer(name, "north", relation, officers, "crews", "command", "PC", ("sfc",), *span)


def world() -> Scenario:
    """Return a seat that wants three people, all four of whom have stepped back; two neighbours and one of the region."""
    gone = [Event(f"a{at}", "step_back", "sfc", instant(FIRST_DAY - 1, 0, ZONE)) for at in range(1, 5)]
    lent = [offer("X", "neighbour", "x1", "x2"), offer("Y", "region", "y1")]
    return commanders(4).with_events(gone).with_offers(lent)


def stood_down(curve: dict[int, Fraction], effort: Effort = Effort(5.0)) -> Recovery:  # noqa: B008
    """Return what is stood down of that."""
    return recovered(world(), curve, model_of("uniform"), effort)


def test_each_step_is_stood_down_when_those_before_it_do() -> None:
    """Three lent are wanted at first; with one back two; with three back nobody. With two back one neighbour still is."""
    found = stood_down(CURVE)
    assert (found.stepped_back, found.steps) == (4, (OWN, NEIGHBOUR, REGION))
    assert [found.needed(day) for day in CURVE] == [REGION, NEIGHBOUR, NEIGHBOUR, OWN]
    assert [(one.step, one.after_days, one.proved) for one in found.stood_down()] == [
        (NEIGHBOUR, 28, True),
        (REGION, 7, True),
    ]
    # From the top of the day before one goes down: seven plans instead of twelve.
    assert [(one.after_days, one.back, one.step) for one in found.tried] == [
        (0, 0, OWN),
        (0, 0, NEIGHBOUR),
        (0, 0, REGION),
        (7, 1, NEIGHBOUR),
        (7, 1, OWN),
        (14, 2, OWN),
        (28, 3, OWN),
    ]


def test_what_is_needed_to_the_end_is_not_stood_down() -> None:
    """Of a curve on which one returns, the neighbours stay; that nothing nearer would do is proved."""
    found = stood_down({0: Fraction(0), 7: Fraction(1, 4)})
    assert [(one.step, one.after_days, one.proved) for one in found.stood_down()] == [
        (NEIGHBOUR, None, True),
        (REGION, 7, True),
    ]


def test_a_step_that_was_never_needed_says_so() -> None:
    """With three back from the first day nobody is asked."""
    found = stood_down({0: Fraction(3, 4)})
    assert [(one.step, one.after_days, one.proved) for one in found.stood_down()] == [
        (NEIGHBOUR, 0, True),
        (REGION, 0, True),
    ]


def test_no_help_may_be_enough() -> None:
    """Without the region, two neighbours and nobody back: no step covers, and the top is asked again later."""
    short = replace(world(), offers=(), officers=world().officers[:4])
    helped = short.with_offers([offer("X", "neighbour", "x1", "x2")])
    found = recovered(helped, {0: Fraction(0), 7: Fraction(1, 4)}, model_of("uniform"), Effort(5.0))
    assert [found.needed(day) for day in (0, 7)] == [None, NEIGHBOUR]


def test_who_returns_has_never_stepped_back() -> None:
    """The events of those officers are gone, everybody else's stay; the scenario itself is as it was."""
    given = world()
    found = with_return(given, frozenset({"a2"}))
    assert {event.officer for event in found.events} == {"a1", "a3", "a4"}
    assert len(given.events) == 4
    assert with_return(given, frozenset()) is given


def test_the_seats_of_one_role_can_be_asked_alone() -> None:
    """The same answer of the seat by itself, as a table."""
    found = recovery(world(), {0: 0.0, 28: 0.75}, role="sfc", seconds=5.0)
    last = found[found["after_days"] == 28]
    assert last[["rung", "answer"]].to_numpy().tolist()[-1] == ["own", "sustained"]
    assert set(found["standing"]) == {"proved"}


def test_the_user_can_stop_it() -> None:
    """Nothing is claimed of a plan that was stopped."""
    stop = threading.Event()
    stop.set()
    found = stood_down(CURVE, Effort(5.0, stop=stop))
    assert {one.after_days for one in found.tried} <= {0}


def test_the_example_of_the_page_prints_what_the_page_says(root: Path) -> None:
    """Of docs/how-to/study-what-if.md: the county's strategic commanders, nine of ten of whom step back."""
    page = (root / "docs" / "how-to" / "study-what-if.md").read_text(encoding="utf-8")
    overlay = root / "docs" / "how-to" / "sfc-step-back.toml"
    arguments = ["--role", "SFC", "--overlay", str(overlay), "--back", "14:10", "--back", "28:20", "--back", "56:50"]
    result = CliRunner().invoke(rota, ["study", "recovery", str(root / "scenarios" / "county"), *arguments])
    assert result.exit_code == Exit.DONE, result.output
    told = result.stdout.split("\n\n")[1]
    assert "\n".join(f"    {line}" for line in told.splitlines()) in page
