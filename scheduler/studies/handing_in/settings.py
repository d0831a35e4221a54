"""What a hand-in study is asked: everything that decides its table, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, cast, get_args

from scheduler.studies.leavers.draws import Timing
from scheduler.studies.leavers.model import LeaverModel, Who
from scheduler.studies.leavers.uniform import Uniform

Response = Literal[
    "as_published",
    "as_published_aid",
    "least_change",
    "free_replan",
    "least_change_levers",
    "free_replan_levers",
    "least_change_aid",
    "free_replan_aid",
]

Audience = Literal["chief", "planner", "external"]
"""Who a study is told to."""

REPLANNED: tuple[Response, ...] = ("least_change", "free_replan")
"""Responses that plan anew; each of them once more for each ladder that is climbed, under a name with its ending."""

_BASES = {
    "as_published": "rota as published, nobody moved",
    "least_change": "planned anew with least change",
    "free_replan": "planned anew, everything free",
}
_ENDINGS = {"": "", "_levers": ", levers pulled in their order", "_aid": ", with mutual aid"}

WORDS: Mapping[str, str] = MappingProxyType(
    {
        name: _BASES[base] + _ENDINGS[name.removeprefix(base)]
        for name in get_args(Response)
        for base in _BASES
        if name.startswith(base)
    }
)
"""Every response in words, in the order in which they are told."""

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
    levers
        Whether the levers that the scenario allows are pulled as well, one after the other while anything falls.
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
    levers: bool = False
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
            "levers": self.levers,
            "cover_seconds": self.cover_seconds,
            "plan_seconds": self.plan_seconds,
        }


def response_of(base: Response, ending: str) -> Response:
    """Return the response that climbs a ladder."""
    return cast("Response", f"{base}{ending}")
