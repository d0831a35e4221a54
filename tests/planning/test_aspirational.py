"""Aspirational seats: a target and no minimum; wanted at a price, counted in no level above it, and shown as what they are."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from scheduler.domain.pay import Pay
from scheduler.domain.run import RunRecord
from scheduler.planning.plan import PlanOptions, plan
from scheduler.readiness.seats import command_posts, seat_hours
from scheduler.scenario_io import load
from scheduler.views import report_html, run_json, uncovered_csv, words
from scheduler.views.duty_sheet import render as sheet
from scheduler.views.planned_run import PlannedRun
from tests.scenario_io.small import FILES, messages, write
from tests.views.plans import record
from tests.worlds import FIRST_DAY, cover_tour, tiny_scenario


def planned(minimum: int, target: int) -> PlannedRun:
    """Return the proved plan of three days on which one commander may be on call, and so many are wanted."""
    scenario = tiny_scenario(cover=(cover_tour("SFC", "OC", minimum, target),))
    made = plan(scenario, PlanOptions(seconds=20.0, workers=1, reproducible=True)).plan
    assert made.status == "optimal"
    told: RunRecord = record()
    return PlannedRun(scenario, made, told, Pay())


def test_a_target_without_a_minimum_costs_pence_alone() -> None:
    """Two are hoped for and one is there: nothing in L1, 20,000 pence for each of three days; with a minimum, L1.

    The seat's priority is 2, so a minimum of two leaves 3 duties x 2 in L1.
    """
    hoped, wanted = planned(0, 2).plan, planned(2, 2).plan
    assert (hoped.price.command, hoped.price.crews) == (0, 0)
    assert wanted.price.command == 6
    assert sum(found.pence for found in hoped.findings if found.grade == "shortfall") == 3 * 20_000
    assert not [found for found in hoped.findings if found.grade == "uncovered"]
    assert {item.shown for item in hoped.uncovered} == {"aspirational"}
    assert {item.shown for item in planned(1, 2).plan.uncovered} == {"target"}


def test_views_call_it_aspirational() -> None:
    """The table, the record, the page, the sheet and the verdict each say so, and none says that a minimum is met."""
    run = planned(0, 2)
    rows = list(csv.DictReader(uncovered_csv.render(run).decode().splitlines()))
    assert {row["grade"] for row in rows} == {"aspirational"}
    counts = {"command": 0, "crew": 0, "target": 0, "aspirational": 3}
    assert json.loads(run_json.render(run))["uncovered_by_grade"] == counts
    page = report_html.render(run).decode()
    assert "Aspirational: below the target, without a minimum" in page
    assert "officers in their seats; aspirational, at its target 0 % of the time" in page
    assert "aspirational: below the target, no minimum" in sheet(run, FIRST_DAY).decode()
    told = words.verdict(run)
    assert told[0] == "On the 3 days asked for every duty is covered at the minimum."
    assert told[1] == "3 aspirational duties, without a minimum, stay below the target."
    assert "meet the minimum but not the target" not in page


def test_a_target_above_a_minimum_is_shown_as_before() -> None:
    """One of two with a minimum of one is below the target and not aspirational."""
    told = words.verdict(planned(1, 2))
    assert told[1] == "3 duties of these days meet the minimum but not the target."
    assert "aspirational" not in report_html.render(planned(1, 2)).decode()


@pytest.mark.parametrize(("target", "covered"), [(1, 3 * 1440), (2, 0)])
def test_readiness_counts_the_hours_an_aspirational_seat_is_at_its_target(target: int, covered: int) -> None:
    """Three days of 24 hours; a seat nobody has to fill would else count as one that is covered at every hour."""
    run = planned(0, target)
    (seat,) = seat_hours(run.scenario, command_posts(run.scenario), run.plan.uncovered)
    assert (seat.wanted, seat.covered) == (3 * 1440, covered)


def test_an_empty_minimum_is_none(tmp_path: Path) -> None:
    """The cell, or the whole column, may be empty; a target may not."""
    text = FILES["cover.csv"]
    emptied = load(
        write(tmp_path / "s", {"cover.csv": text.replace("TAC,OC,,,Mon-Sun,,,1,1", "TAC,OC,,,Mon-Sun,,,,1")})
    )
    assert [(row.minimum, row.target) for row in emptied.scenario.cover] == [(1, 1), (0, 1)]
    (told,) = messages(
        write(tmp_path / "t", {"cover.csv": text.replace("TAC,OC,,,Mon-Sun,,,1,1", "TAC,OC,,,Mon-Sun,,,1,")})
    )
    assert "cover.csv:3:target" in told
