"""The summary of a plan for a terminal, and the same as plain values."""

from __future__ import annotations

from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from scheduler.views import words
from scheduler.views.planned_run import PlannedRun
from scheduler.views.run_json import document
from scheduler.views.uncovered_csv import gravest_first

_SHOWN = 12
"""Uncovered duties shown before the summary refers to the table."""


def summary_document(planned: PlannedRun) -> dict[str, Any]:
    """Return the summary as plain values: the record of the run, the verdict and what is below the minimum."""
    zone = planned.scenario.horizon.zone
    return {
        **{name: value for name, value in document(planned).items() if name != "rules"},
        "verdict": list(words.verdict(planned)),
        "below_minimum": [
            {
                "duty": item.duty.duty,
                "post": item.duty.post,
                "grade": item.grade,
                "start_at": words.utc_iso(item.start_at),
                "end_at": words.utc_iso(item.end_at),
                "start_local": words.local_iso(item.start_at, zone),
                "needed": item.needed,
                "filled": item.filled,
                "proved": item.proved,
            }
            for item in sorted(planned.below_minimum(), key=gravest_first)
        ],
    }


def summary(planned: PlannedRun) -> Group:
    """Return the summary for a terminal; texts of the scenario are shown as they are, never as styles."""
    scenario, run, horizon = planned.scenario, planned.run, planned.scenario.horizon
    period = f"{words.day_words(planned.first_day)} to {words.day_words(planned.last_day)}"
    lines: list[Text | Table] = [
        Text(scenario.marking, style="bold reverse"),
        Text.assemble((f"{scenario.name}", "bold"), f", {period}, {len(scenario.officers):,} officers"),
        Text(""),
        *_verdict(planned),
        Text(""),
        _levels(planned),
        Text(""),
    ]
    if planned.below_minimum():
        lines += [_below_minimum(planned), Text("")]
    not_applied = sorted({rule.code for rule in run.rules if not rule.applied})
    lines.append(Text(f"Rules not applied: {', '.join(not_applied) or 'none'}"))
    lines.append(
        Text(
            f"Run {run.run_id}, seed {run.seed}, {words.counted(run.workers, 'worker')}, {planned.plan.status}, "
            f"{planned.plan.seconds:.1f} s, {planned.plan.peak_rss_mb:,} MB, load {run.load[0]:.2f}; "
            f"made {words.moment_words(run.stamp_at, horizon.zone)}",
            style="dim",
        )
    )
    return Group(*lines)


def _verdict(planned: PlannedRun) -> list[Text]:
    first, *rest = words.verdict(planned)
    return [Text(first, style="bold red" if planned.below_minimum() else "bold green"), *(Text(line) for line in rest)]


def _levels(planned: PlannedRun) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("level")
    table.add_column("this rota", justify="right")
    table.add_column("proved at least", justify="right")
    table.add_column("")
    for level, result in enumerate(planned.plan.levels):
        standing = "proved" if result.exact else "open"
        table.add_row(
            Text(f"L{level + 1} {words.LEVEL_WORDS[level]}"),
            Text(words.level_value(level, result.price)),
            Text(words.level_value(level, result.bound)),
            Text(standing + (", conditional" if result.conditional else ""), style="" if result.exact else "yellow"),
        )
    return table


def _below_minimum(planned: PlannedRun) -> Table:
    items = sorted(planned.below_minimum(), key=gravest_first)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("uncovered", "when", "filled", "proof"):
        table.add_column(name)
    zone = planned.scenario.horizon.zone
    for item in items[:_SHOWN]:
        when = f"{words.day_words(item.duty.day, year=False)}, {words.clock_span(item.start_at, item.end_at, zone)}"
        table.add_row(
            Text(item.duty.duty),
            Text(when),
            Text(f"{item.filled} of {item.needed}"),
            Text("proved" if item.proved else "not proved"),
        )
    if len(items) > _SHOWN:
        table.add_row(Text(f"and {len(items) - _SHOWN:,} more in uncovered.csv"))
    return table
