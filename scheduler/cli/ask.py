"""`rota ask`: what would become of a wish."""

from __future__ import annotations

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

if TYPE_CHECKING:
    from scheduler.amendments.leave import Leave, LeaveAnswer

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
    full = [
        {
            "force_day": iso_day(one.day),
            "team": one.team,
            "on_leave": one.on_leave,
            "most": one.most,
            "quota": one.quota,
        }
        for one in answer.full
    ]
    kept = ("words", "refused", "more", "uncovered")
    return {"answer": answer.answer, "quota_full": full, **{key: told[key] for key in kept}}


def _text(wish: Leave, answer: LeaveAnswer) -> str:
    parts = [f"{wish.words()}: {WORDS[answer.answer]}."]
    parts += [
        f"{iso_day(one.day)}: {one.on_leave} of team {one.team} {'is' if one.on_leave == 1 else 'are'} on leave, and "
        f"{one.most} may be, by {_QUOTAS[one.quota]}."
        for one in answer.full
    ]
    parts += [listed("refused by", answer.verdict.refused), listed("left uncovered", answer.verdict.uncovered)]
    if answer.verdict.more.pence:
        parts.append(f"{answer.verdict.more.pence:+,} pence")
    return "\n".join(part for part in parts if part)
