"""The summary for a terminal."""

from __future__ import annotations

import io
import json
from dataclasses import replace

from rich.console import Console

from scheduler.views.planned_run import PlannedRun
from scheduler.views.summary import summary, summary_document


def shown(planned: PlannedRun) -> str:
    """Return the summary as a wide terminal without colours shows it."""
    text = io.StringIO()
    Console(file=text, width=200, color_system=None).print(summary(planned))
    return text.getvalue()


def test_summary_leads_with_marking_and_verdict(autumn: PlannedRun) -> None:
    """Marking, what was planned, and the gravest news come first."""
    lines = shown(autumn).splitlines()
    assert lines[0].strip() == "OFFICIAL-SENSITIVE"
    assert lines[1].strip() == "small, Sat 24 Oct 2026 to Sun 25 Oct 2026, 6 officers"
    assert lines[3].strip() == "2 duties stay below the minimum: 1 command duty and 1 crew duty."


def test_summary_has_levels_uncovered_and_the_run(autumn: PlannedRun) -> None:
    """Price and bound of a level, an uncovered duty, the rules not applied and how to make the run again."""
    text = " ".join(shown(autumn).split())
    assert "L2 Crews below the minimum 3 2 open" in text
    assert "TFC/OC/2026-10-25 Sun 25 Oct, 07:00 to 07:00 0 of 1 proved" in text
    assert "Rules not applied: forward_rotation" in text
    assert "seed 1, 2 workers, feasible, 12.3 s, 210 MB, load 1.50" in text


def test_summary_shows_markup_as_it_is(autumn: PlannedRun) -> None:
    """Square brackets in a scenario's texts are no styles and no links."""
    marking = "[link=file:///x]OFFICIAL[/link]"
    assert marking in shown(replace(autumn, scenario=replace(autumn.scenario, marking=marking)))


def test_a_long_list_refers_to_the_table(autumn: PlannedRun) -> None:
    """After twelve duties the summary says how many more there are."""
    planned = replace(autumn, plan=replace(autumn.plan, uncovered=autumn.plan.uncovered[:1] * 15))
    assert "and 3 more in uncovered.csv" in shown(planned)


def test_summary_as_values_is_json(autumn: PlannedRun) -> None:
    """The same as plain values, for programs: the record of the run, the verdict, what is below the minimum."""
    told = json.loads(json.dumps(summary_document(autumn), allow_nan=False))
    assert [item["duty"] for item in told["below_minimum"]] == ["TFC/OC/2026-10-25", "ARV/N/2026-10-25"]
    assert told["below_minimum"][1]["start_at"] == "2026-10-25T19:00:00Z"
    assert (told["uncovered"], told["verdict"][2]) == (2, "No duty is short of its target.")
