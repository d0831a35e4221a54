"""What the report tells of help: the steps of the ladder, who was asked, levers pulled, and the share of own officers."""

from __future__ import annotations

from typing import Any

from scheduler.domain.aid import RUNGS
from scheduler.domain.ladder import Step
from scheduler.views import words
from scheduler.views.planned_run import PlannedRun


def step_told(step: Step) -> dict[str, Any]:
    """Return one step of the ladder in words."""
    refused = [used.lender for used in step.help if used.answer == "refused"]
    told = words.step_words(step) if step.levers else words.RUNG_WORDS[step.rung]
    return {
        "rung": told if step.rung == RUNGS[0] else words.RUNG_WORDS[step.rung],
        "allowed": words.allowed_words(step),
        "used": words.used_words(step),
        "refused": ", ".join(dict.fromkeys(refused)) or "nobody",
        "command": f"{step.command:,}",
        "command_bound": words.bound_words(step.levels[0]),
        "crews": f"{step.crews:,}",
        "crews_bound": words.bound_words(step.levels[1]),
    }


def asked(planned: PlannedRun) -> list[dict[str, Any]]:
    """Return everybody who was asked up to the step whose rota was kept, and what became of it."""
    return [
        {
            "offer": used.offer,
            "lender": used.lender,
            "relation": words.RUNG_WORDS[used.relation],
            "answer": used.answer.replace("_", " "),
            "officers": f"{used.officers:,}",
            "days": f"{used.officer_days:,}",
            "nights": f"{used.nights:,}",
            "price": words.money(used.price),
        }
        for step in _kept(planned)
        for used in step.help
    ]


def levers(planned: PlannedRun) -> list[dict[str, Any]]:
    """Return the levers as they stand on the step whose rota was kept."""
    return [
        {
            "words": lever.words,
            "owner": lever.owner,
            "standing": words.STANDING_WORDS[lever.standing]
            + (f" by {lever.refused_by}" if lever.standing == "refused" and lever.refused_by else ""),
            "uses": f"{lever.uses:,}",
            "quantity": f"{lever.quantity:,} {lever.unit}" if lever.uses else "",
            "price": words.money(lever.price),
        }
        for step in _kept(planned)
        for lever in step.levers
    ]


def armed_shares(planned: PlannedRun) -> dict[str, Any]:
    """Return the share of own officers in armed seats, over all days asked for and where it is not the whole."""
    days = planned.armed_minutes
    own, lent = (sum(minutes[place] for minutes in days.values()) for place in (0, 1))
    return {
        "own": words.share_words(own, lent),
        "lent": bool(lent),
        "hours": f"{round((own + lent) / 60):,}",
        "days": [
            (words.day_words(day, year=False), round(mine / 60), round(theirs / 60), words.share_words(mine, theirs))
            for day, (mine, theirs) in days.items()
            if theirs
        ],
    }


def _kept(planned: PlannedRun) -> tuple[Step, ...]:
    """Return the step whose rota was kept; nothing where no ladder was climbed."""
    kept = [step for step in planned.ladder if (step.rung, step.lever) == (planned.run.rung, planned.run.lever)]
    return tuple((kept or planned.ladder[-1:])[:1])
