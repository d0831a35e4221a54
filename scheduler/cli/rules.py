"""`rota rules`: every rule, its limits in a scenario, its source, and whether it is applied."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import scenario_argument
from scheduler.cli.exits import Exit
from scheduler.cli.output import emit, json_option
from scheduler.cli.scenarios import ScenarioWanted, load_scenario, overlay_option

if TYPE_CHECKING:
    from scheduler.domain.run import RuleNote
    from scheduler.domain.scenario import Limit, RuleLimits, Scenario
    from scheduler.rules.cover.rule import CoverRule
    from scheduler.rules.groups import RuleStatement

UNVERIFIED = "unverified"


@click.command(short_help="Print every rule, its limits and its source.")
@scenario_argument
@overlay_option
@json_option
def rules_command(scenario: Path) -> Exit:
    """Print every rule: its sentence, its source, its limits in this scenario, and whether it is applied."""
    from scheduler.rules.groups import statements

    given = load_scenario(ScenarioWanted(scenario))
    groups = [(group, statements(group)) for group in given.rules]
    emit(
        {
            "scenario": given.name,
            "groups": [
                {
                    "group": group.group,
                    "profile": _profiles(group),
                    "ranks": group.ranks,
                    "rules": [_line_document(rule) for rule in rules],
                }
                for group, rules in groups
            ],
            "across_officers": [_cover_document(rule) for rule in _cover_rules()],
        },
        lambda: "\n\n".join(
            [
                *(_group_text(group, rules) for group, rules in groups),
                "\n\n".join(["across officers", *(_cover_text(rule) for rule in _cover_rules())]),
            ]
        ),
    )
    return Exit.DONE


def _profiles(group: RuleLimits) -> str:
    """Return the jurisdiction's profile of a rule group, and the force's on top of it."""
    return f"{group.force.profile} on {group.profile}" if group.force else group.profile


def notes(scenario: Scenario) -> tuple[RuleNote, ...]:
    """Return what a run's record says about every rule of a scenario, applied or not."""
    from scheduler.domain.run import RuleNote
    from scheduler.rules.groups import statements

    lines = tuple(
        RuleNote(
            group.group,
            rule.code,
            rule.sentence,
            source_words(rule),
            rule.applied,
            UNVERIFIED in (rule.status, rule.force_status),
        )
        for group in scenario.rules
        for rule in statements(group)
    )
    return lines + tuple(RuleNote("", rule.code, rule.sentence, _told_source(rule)) for rule in _cover_rules())


def source_words(rule: RuleStatement) -> str:
    """Return where a rule's limits come from: the scenario's own first, then the force's, then the jurisdiction's."""
    parts = [f"scenario ({', '.join(rule.changed)})"] if rule.changed else []
    if rule.force_limits:
        parts.append(f"force profile {rule.force_source} ({', '.join(rule.force_limits)})")
    profile = rule.source + (f", since {rule.since}" if rule.since != "not stated" else "")
    return "; ".join([*parts, f"otherwise {profile}" if parts else profile])


def _cover_rules() -> tuple[type[CoverRule], ...]:
    from scheduler.rules.cover import COVER_RULES
    from scheduler.rules.crew import CREW_RULES

    return (*COVER_RULES, *CREW_RULES)


def _told_source(rule: type[CoverRule]) -> str:
    """Return the source a rule's docstring states."""
    paragraphs = (inspect.getdoc(rule) or "").split("\n\n")
    told = next((paragraph for paragraph in paragraphs if paragraph.startswith("Source: ")), "")
    return " ".join(told.removeprefix("Source: ").split()).rstrip(".")


def _line_document(rule: RuleStatement) -> dict[str, Any]:
    return {
        "rule": rule.code,
        "sentence": rule.sentence,
        "applied": rule.applied,
        "limits": dict(rule.limits),
        "changed": list(rule.changed),
        "force_limits": list(rule.force_limits),
        "force_source": rule.force_source,
        "force_status": rule.force_status,
        "source": rule.source,
        "since": rule.since,
        "status": rule.status,
    }


def _cover_document(rule: type[CoverRule]) -> dict[str, Any]:
    return {"rule": rule.code, "sentence": rule.sentence, "unit": rule.unit, "source": _told_source(rule)}


def _group_text(group: RuleLimits, rules: Sequence[RuleStatement]) -> str:
    ranks = f", {group.ranks.replace('_', ' ')}" if group.ranks else ""
    parts = [f"rule group {group.group} (profile {_profiles(group)}{ranks})"]
    for rule in rules:
        lines = [f"{rule.code}: {rule.sentence}{'' if rule.applied else '  NOT APPLIED'}"]
        lines.append(f"    limits: {limits_words(rule.limits)}")
        lines.append(f"    source: {source_words(rule)} ({rule.status})")
        parts.append("\n".join(lines))
    off = [rule.code for rule in rules if not rule.applied]
    parts.append(f"not applied in {group.group}: {', '.join(off) or 'none'}")
    return "\n\n".join(parts)


def _cover_text(rule: type[CoverRule]) -> str:
    return f"{rule.code}: {rule.sentence}\n    source: {_told_source(rule)}"


def limits_words(limits: Mapping[str, Limit]) -> str:
    """Return limits as ``minutes = 660, pence = -1``."""
    return ", ".join(
        f"{name} = {str(value).lower() if isinstance(value, bool) else value}" for name, value in limits.items()
    )


def reference_table() -> str:
    """Return the tables of docs/reference/rules.md: every line rule in each profile, then the others."""
    from scheduler.domain.pay import RANK_GROUPS
    from scheduler.domain.scenario import RuleLimits
    from scheduler.rules.groups import PROFILES, rank_limits, statements

    parts = [
        "Limits are a profile's; a scenario states its own under `[rules.<group>.<rule>]`, and `applied = false` "
        "switches a rule off. `pence = -1` refuses, any other figure is the price of one unit of excess. What is "
        "*unverified* is from memory or a weak source and has to be checked by hand before it is called law.\n"
    ]
    for profile in PROFILES:
        parts.append(f"## Line rules, profile `{profile}`\n")
        parts.append(_table(statements(RuleLimits("", profile))))
        for ranks in dict.fromkeys(RANK_GROUPS.values()):
            own = rank_limits(profile, ranks)
            if own:
                parts.append(f"### {ranks.replace('_', ' ').capitalize()}\n")
                parts.append(f'What goes before the limits above in a rule group with `ranks = "{ranks}"`.\n')
                rows = statements(RuleLimits("", profile, ranks=ranks))
                parts.append(_table([rule for rule in rows if rule.code in own]))
    parts.append("## Rules across officers\n")
    parts.append("| rule | in one sentence | one unit of excess | source |\n|---|---|---|---|")
    parts[-1] += "".join(
        f"\n| `{rule.code}` | {_cell(rule.sentence)} | {_cell(rule.unit)} | {_cell(_told_source(rule))} |"
        for rule in _cover_rules()
    )
    return "\n".join(parts) + "\n"


def _table(rows: Sequence[RuleStatement]) -> str:
    return "| rule | in one sentence | limits | source | standing |\n|---|---|---|---|---|\n" + "".join(
        f"| `{rule.code}`{'' if rule.applied else ' (not applied)'} | {_cell(rule.sentence)} | "
        f"{_cell(limits_words(rule.limits))} | {_cell(source_words(rule))} | {_cell(rule.status)} |\n"
        for rule in rows
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
