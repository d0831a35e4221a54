"""Tour order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import HARD, Form, MachineRule, Step, days_after, toll

_TOUR = r"[A-Za-z0-9][A-Za-z0-9_.-]*"
_AFTER = rf"{_TOUR}>{_TOUR}(\+{_TOUR})*"


@dataclass(frozen=True)
class TourOrder(MachineRule):
    r"""Some tours may not follow some others on the next force day.

    Source: the scenario's; forces' shift arrangements name such successions (no early tour after a late one) beside the
    hours of rest, which another rule counts. ``banned`` says of a tour which ones may not come the day after it:
    ``L>E|N>E+L`` is no early after a late, and neither an early nor a late after a night. A day without any of them,
    rest and leave included, breaks the succession. Empty is none.

    .. math:: tour_{d+1} \notin banned(tour_d)

    One unit of excess is one day whose tour may not follow that of the day before. Example: late, early, early with
    ``L>E`` is an excess of one.
    """

    code: ClassVar[str] = "tour_order"
    sentence: ClassVar[str] = "No tour on the day after one that it may not follow: {banned}."
    unit: ClassVar[str] = "day out of order"
    forms: ClassVar[Mapping[str, Form]] = MappingProxyType(
        {
            "banned": Form(
                rf"({_AFTER}(\|{_AFTER})*)?", "tours and what may not follow each, such as L>E|N>E+L, or empty"
            )
        }
    )

    banned: str = ""
    pence: int = HARD

    def start(self, brief: OfficerBrief, horizon: Horizon) -> frozenset[str]:
        """Return the tours that may not follow the last day of the history."""
        return self._barred_after(brief.history[-1]) if brief.history else frozenset()

    def step(self, state: frozenset[str], option: Option, horizon: Horizon) -> Step | None:
        """Charge a day with a tour that may not follow the day before."""
        wrong = not state.isdisjoint(option.code.split("+"))
        closed = days_after(option.day, horizon) == 0
        return toll(frozenset() if closed else self._barred_after(option), int(wrong), self.pence)

    def _barred_after(self, option: Option) -> frozenset[str]:
        after = _read(self.banned)
        return frozenset().union(*(after.get(tour, frozenset()) for tour in option.code.split("+")))

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Look at each day beside the one before it."""
        pairs = set()
        for part in self.banned.split("|") if self.banned else ():
            first, _, followers = part.partition(">")
            pairs |= {(first, follower) for follower in followers.split("+")}
        found: list[Finding] = []
        days = (*brief.history, *line)
        for number in range(1, len(days)):
            before, day = days[number - 1], days[number]
            met = [(a, b) for a in before.code.split("+") for b in day.code.split("+") if (a, b) in pairs]
            if met:
                message = f"{met[0][1]} on {iso_day(day.day)} follows {met[0][0]} of the day before"
                found.append(self.found_on(brief, day.day, horizon, 1, message))
        return found


@lru_cache(maxsize=256)
def _read(banned: str) -> Mapping[str, frozenset[str]]:
    """Return, for each tour of a text, those that may not follow it; a tour named twice has both."""
    found: dict[str, frozenset[str]] = {}
    for part in banned.split("|") if banned else ():
        tour, followers = part.split(">")
        found[tour] = found.get(tour, frozenset()) | frozenset(followers.split("+"))
    return found
