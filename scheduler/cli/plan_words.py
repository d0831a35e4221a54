"""A run that was planned, told: what was decided, how well, and what it is not."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.cli.output import table

if TYPE_CHECKING:
    from scheduler.domain.run import RunRecord
    from scheduler.views.planned_run import PlannedRun


def planned_document(planned: PlannedRun, folder: Path, files: dict[str, bytes]) -> dict[str, Any]:
    """Return a run that was planned as plain values."""
    from scheduler.views import run_json

    return {**run_json.document(planned), "folder": str(folder), "files": _shown(files)}


def planned_text(planned: PlannedRun, folder: Path, files: dict[str, bytes]) -> str:
    """Return a run that was planned in words."""
    from scheduler.views.run_json import n_breaches
    from scheduler.views.words import gap_words, replan_words, verdict

    plan, run = planned.plan, planned.run
    facts = [
        ("run", run.run_id),
        *([("overlays", ", ".join(overlay.name for overlay in run.overlays))] if run.overlays else []),
        ("seed, workers", f"{run.seed}, {run.workers}{' (reproducible)' if run.reproducible else ''}"),
        ("status", plan.status),
        ("gap", gap_words(plan)),
        ("breaches", str(n_breaches(plan))),
        ("rules not applied", ", ".join(_not_applied(planned)) or "none"),
        *register_facts(run),
        ("time, memory", f"{plan.seconds:.1f} s, {plan.peak_rss_mb:,} MiB"),
    ]
    parts = ["\n".join(verdict(planned)), table(facts), _levels_table(planned), _uncovered_table(planned)]
    if planned.replan:
        parts.insert(1, "\n".join(replan_words(planned.replan)))
    if planned.ladder:
        parts.insert(2, _ladder_table(planned))
    parts.append("\n".join([f"{folder}/", *(f"  {name}" for name in _shown(files))]))
    return "\n\n".join(part for part in parts if part)


def register_facts(run: RunRecord) -> list[tuple[str, str]]:
    """Return which lines of a register a run read, in words; nothing where it read none."""
    from scheduler.views.words import counted, utc_iso

    if run.register is None:
        return []
    known = "" if run.register.known_at is None else f", as known at {utc_iso(run.register.known_at)}"
    return [("register", f"{counted(run.register.n_lines, 'line')}{known}"), ("register's HEAD", run.register.head)]


def _not_applied(planned: PlannedRun) -> list[str]:
    """Return the rules switched off, with the rule groups where that is not all of them."""
    n_groups = len(planned.scenario.rules)
    groups: dict[str, list[str]] = defaultdict(list)
    for rule in planned.run.rules:
        if not rule.applied:
            groups[rule.code].append(rule.group)
    return [code if len(held) == n_groups else f"{code} ({', '.join(held)})" for code, held in sorted(groups.items())]


def _levels_table(planned: PlannedRun) -> str:
    from scheduler.domain.price import LEVEL_NAMES
    from scheduler.views.words import planned_days_words

    rows = [(f"level, over {planned_days_words(planned)}", "price", "bound", "")]
    for name, result in zip(LEVEL_NAMES, planned.plan.levels, strict=True):
        standing = "exact" if result.exact else "open"
        rows.append(
            (name, f"{result.price:,}", f"{result.bound:,}", f"{standing}{', conditional' * result.conditional}")
        )
    return table(rows, right=frozenset({1, 2}))


def _ladder_table(planned: PlannedRun) -> str:
    from scheduler.views.ladder_json import AS_AT
    from scheduler.views.words import allowed_words, bound_words, step_words, used_words

    rows = [("step", "allowed", "used", "seats uncovered", "", "cars uncovered", "")]
    for step in planned.ladder:
        rows.append(
            (
                step_words(step),
                allowed_words(step),
                used_words(step),
                f"{step.command:,}",
                bound_words(step.levels[0]),
                f"{step.crews:,}",
                bound_words(step.levels[1]),
            )
        )
    refused = [
        f"{lever.words}: refused{f' by {lever.refused_by}' if lever.refused_by else ''}"
        for lever in planned.ladder[-1].levers
        if lever.standing == "refused"
    ]
    refused += [
        f"{used.offer}: refused by {used.lender}" for used in planned.ladder[-1].help if used.answer == "refused"
    ]
    return "\n".join([f"{AS_AT}, {planned.made}:", table(rows, right=frozenset({3, 5})), *refused])


MOST_UNCOVERED = 20
"""Uncovered duties printed; all of them are in uncovered.csv."""


def _uncovered_table(planned: PlannedRun) -> str:
    from scheduler.views.uncovered_csv import gravest_first
    from scheduler.views.words import span_words

    short = sorted(planned.below_minimum(), key=gravest_first)
    if not short:
        return ""
    zone = planned.scenario.horizon.zone
    rows = [("uncovered on the days asked for", "filled", "when", "")]
    for item in short[:MOST_UNCOVERED]:
        when = span_words(item.start_at, item.end_at, zone)
        rows.append((item.duty.duty, f"{item.filled}/{item.needed}", when, "proved" if item.proved else ""))
    more = f"\n... and {len(short) - MOST_UNCOVERED:,} more in uncovered.csv" if len(short) > MOST_UNCOVERED else ""
    return table(rows) + more


def _shown(files: dict[str, bytes]) -> list[str]:
    """Return the files as they are told: one by one, but a folder of feeds as a whole."""
    from scheduler.views import FEEDS
    from scheduler.views.words import counted

    folders: dict[str, int] = {}
    names = []
    for path in files:
        if path.startswith(f"{FEEDS}/"):
            folders[path.rsplit("/", 1)[0]] = folders.get(path.rsplit("/", 1)[0], 0) + 1
        else:
            names.append(path)
    return [
        *sorted(names),
        *(f"{folder}/ ({counted(number, 'calendar')})" for folder, number in sorted(folders.items())),
    ]
