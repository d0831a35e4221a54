"""`rota ask`: what would become of a wish."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.amend import date_argument, officer_argument
from scheduler.cli.amend_words import listed, verdict_document
from scheduler.cli.arguments import NamedPath
from scheduler.cli.exits import Exit
from scheduler.cli.group import RotaGroup
from scheduler.cli.output import emit, json_option
from scheduler.cli.runs import open_run, register_option, scenario_option, step_back_option
from scheduler.cli.scenarios import overlay_option
from scheduler.domain.time import iso_day
from scheduler.views.words import money

if TYPE_CHECKING:
    from scheduler.amendments.leave import Leave, LeaveAnswer, QuotaDay

_QUOTAS = {"team": "the team's own quota", "scenario": "the scenario's quota for every team"}
WORDS = {"yes": "yes", "yes_at_a_price": "yes, at a price", "no": "no"}


@click.group(name="ask", cls=RotaGroup, short_help="Ask what would become of a wish.")
def ask_command() -> None:
    """Ask what would become of an officer's wish; nothing is written."""


@ask_command.command(name="leave", short_help="May an officer have leave?")
@officer_argument()
@date_argument("from_day")
@date_argument("last_day")
@click.option("--run", type=NamedPath(), required=True, metavar="RUN", help="The rota it is asked of.")
@scenario_option
@step_back_option
@overlay_option
@register_option
@json_option
def leave_command(
    *,
    officer: str,
    from_day: int,
    last_day: int,
    run: Path,
    scenario: Path | None,
    step_back: Path | None,
    register: Path | None,
) -> Exit:
    """Say whether OFFICER may have leave from one force day to another, both included.

    No, with the team's quota, the rule or the duty that would be below its minimum; yes; or yes at a price.
    """
    from scheduler.amendments.leave import Leave, asked

    planned = open_run(run, scenario, step_back, register)
    wish = Leave(officer, from_day, last_day + 1)
    answer = asked(planned.scenario, planned.plan.rota, wish)
    emit(_document(wish, answer), lambda: _text(wish, answer))
    return Exit.DONE


def _document(wish: Leave, answer: LeaveAnswer) -> dict[str, Any]:
    told = verdict_document(wish, answer.verdict, None)
    kept = ("words", "refused", "more", "uncovered")
    return {
        "answer": answer.answer,
        "quota": [_quota_document(one) for one in answer.quota],
        "quota_full": [_quota_document(one) for one in answer.full],
        **{key: told[key] for key in kept},
    }


def _quota_document(one: QuotaDay) -> dict[str, Any]:
    return {
        "force_day": iso_day(one.day),
        "team": one.team,
        "on_leave": one.on_leave,
        "most": one.most,
        "quota": one.quota,
    }


def _text(wish: Leave, answer: LeaveAnswer) -> str:
    parts = [f"{wish.words()}: {WORDS[answer.answer]}."]
    parts += [
        f"{iso_day(one.day)}: {one.on_leave} of team {one.team} {'is' if one.on_leave == 1 else 'are'} on leave, and "
        f"{one.most} may be, by {_QUOTAS[one.quota]}."
        for one in answer.full
    ]
    if not answer.full:
        parts.append(_quota_text(answer.quota))
    parts += [listed("refused by", answer.verdict.refused), listed("left uncovered", answer.verdict.uncovered)]
    if pence := answer.verdict.more.pence:
        parts.append(f"The rota then costs {money(abs(pence))} {'more' if pence > 0 else 'less'}.")
    return "\n".join(part for part in parts if part)


def _quota_text(days: Sequence[QuotaDay]) -> str:
    """Return what the team's quota leaves, where it leaves something on every day."""
    if not days:
        return "No quota of leave is stated for the officer's team."
    most, least = max(one.on_leave for one in days), min(one.on_leave for one in days)
    others = f"{most}" if most == least else f"{least} to {most}"
    there = "other is" if others == "1" else "others are"
    one = days[0]
    return f"Team {one.team}: {others} {there} on leave on these days, and {one.most} may be, by {_QUOTAS[one.quota]}."
