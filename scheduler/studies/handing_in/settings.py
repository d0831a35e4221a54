"""What a hand-in study is asked: everything that decides its table, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from scheduler.studies.leavers.draws import Timing
from scheduler.studies.leavers.model import LeaverModel, Who
from scheduler.studies.leavers.uniform import Uniform

Response = Literal[
    "as_published", "least_change", "free_replan", "as_published_aid", "least_change_aid", "free_replan_aid"
]

Audience = Literal["chief", "planner", "external"]
"""Who a study is told to."""

OWN: tuple[Response, ...] = ("as_published", "least_change", "free_replan")
"""Responses of the own force alone."""

WITH_AID: Mapping[Response, Response] = MappingProxyType(
    {"least_change": "least_change_aid", "free_replan": "free_replan_aid"}
)
"""Responses that ask others for help: a rota that nobody plans anew has no place for it."""

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "as_published": "rota as published, nobody moved",
        "least_change": "planned anew with least change",
        "free_replan": "planned anew, everything free",
        "least_change_aid": "planned anew with least change, with mutual aid",
        "free_replan_aid": "planned anew, everything free, with mutual aid",
    }
)

SHARES = tuple(Fraction(number * 3, 100) for number in range(11))
"""0 to 30 % in steps of 3."""


@dataclass(frozen=True, slots=True)
class HandIn:
    """A study of how many can hand in.

    Attributes
    ----------
    shares
        Of the people who may hand in, each once, rising.
    samples
        Draws; each is looked at at every share, with every response.
    measured
        Of these draws, from the first, how many are planned with the solver at every share to say what a new plan takes.
        What falls is proved of all of them.
    accepts
        Probability that a lender agrees, each by itself.
    lead_hours
        Hours from the first planned day's beginning before which no help is on duty, beyond what the offer itself says.
    cover_seconds, plan_seconds
        Seconds of work that the proof of cover of one part, and one plan, may take; counted, not timed.
    """

    shares: tuple[Fraction, ...] = SHARES
    samples: int = 20
    measured: int = 3
    model: LeaverModel = field(default_factory=Uniform)
    who: Who = "all"
    timing: Timing = field(default_factory=Timing)
    seed: int = 1
    accepts: float = 1.0
    lead_hours: int = 0
    cover_seconds: float = 5.0
    plan_seconds: float = 2.0

    def document(self) -> dict[str, object]:
        """Return what a sample hangs on besides its number, as JSON takes it; how many there are is no part of it."""
        return {
            "shares": [str(share) for share in self.shares],
            "model": self.model.code,
            "named": list(getattr(self.model, "officers", ())),
            "who": self.who,
            "onset_days": self.timing.onset_days,
            "back": {str(day): share for day, share in sorted(self.timing.back.items())},
            "seed": self.seed,
            "accepts": self.accepts,
            "lead_hours": self.lead_hours,
            "cover_seconds": self.cover_seconds,
            "plan_seconds": self.plan_seconds,
        }
