"""The allowance of on-call days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import instant, iso_day, on_call_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import MachineRule, Step, days_after

_NONE_BEGUN = -2
"""The last on-call day begun, counted from the coming force day, where it can no longer be touched again."""


@dataclass(frozen=True)
class OnCallAllowance(MachineRule):
    r"""Each on-call day costs its allowance, so that nobody stands by whom nothing needs.

    Source: Kent on-call protocol L1660: an on-call day is 24 hours from a time the chief officer fixes after
    consultation, and can differ by group; any part of it counts, and counts once. The amount is what the scenario states:
    the dated rate by which pay is counted is the one to state, and 0, which is what profiles say, prices nothing.

    .. math:: pence \cdot |\{day: on\_call \cap [start_{day}, start_{day+1}) \ne \emptyset\}|

    One unit of excess is one on-call day, charged on the force day whose tour touches it first. Example: at 2,500 pence
    a night of 19:00 to 07:00 costs 5,000 where days begin at midnight, since it touches two, and the next night 2,500
    more; where they begin at 07:00 each night costs 2,500.
    """

    code: ClassVar[str] = "on_call_allowance"
    sentence: ClassVar[str] = "Each on-call day, of which any part is stood by, costs its allowance."
    unit: ClassVar[str] = "on-call day"
    always_priced: ClassVar[frozenset[str]] = frozenset({"pence"})

    pence: int = 0

    def start(self, brief: OfficerBrief, horizon: Horizon) -> tuple[int, int]:
        """Return when the officer's on-call days begin, and the last day the history has begun."""
        starts = brief.on_call_day_start
        last = _NONE_BEGUN
        for option in brief.history:
            last = _after(last, starts, option, horizon.zone)
        return (starts, last) if self.pence else (0, _NONE_BEGUN)

    def step(self, state: tuple[int, int], option: Option, horizon: Horizon) -> Step | None:
        """Charge the on-call days that the option touches and nothing before it did."""
        if not self.pence:
            return Step(state)
        starts, last = state
        new = 0
        if option.on_call:
            before = on_call_day(option.on_call_from, starts, horizon.zone) - 1
            new = max(0, on_call_day(option.on_call_until - 1, starts, horizon.zone) - max(before, option.day + last))
        closed = days_after(option.day, horizon) == 0
        after = _NONE_BEGUN if closed else _after(last, starts, option, horizon.zone)
        return Step((starts, after), new * self.pence)

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Lay the officer's on-call days side by side and see which of them each tour is the first to touch."""
        if not self.pence:
            return []
        begins = [
            instant(day, brief.on_call_day_start, horizon.zone)
            for day in range(horizon.first_day - 2, horizon.until_day + 3)
        ]
        days = list(pairwise(begins))
        stood = [(option.on_call_from, option.on_call_until) for option in brief.history if option.on_call]
        found: list[Finding] = []
        for option in line:
            if not option.on_call:
                continue
            new = [
                (begin, end)
                for begin, end in days
                if option.on_call_from < end and begin < option.on_call_until
                if not any(since < end and begin < until for since, until in stood)
            ]
            stood.append((option.on_call_from, option.on_call_until))
            if new:
                message = f"on call on {iso_day(option.day)}: {len(new)} on-call day{'' if len(new) == 1 else 's'}"
                found.append(self.found_on(brief, option.day, horizon, len(new), message))
        return found


def _after(last: int, starts: int, option: Option, zone: str) -> int:
    """Return the last on-call day begun, counted from the force day after an option's."""
    touched = on_call_day(option.on_call_until - 1, starts, zone) - option.day if option.on_call else _NONE_BEGUN
    return max(last - 1, touched - 1, _NONE_BEGUN)
