"""On-call blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day, weekday
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.odd import Odd, more_than_known
from scheduler.rules.line.rule import MachineRule, Step, days_after, toll

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_State = tuple[int, int] | None


@dataclass(frozen=True)
class OnCallBlocks(MachineRule):
    r"""On-call days come in blocks of a given shape: so many days at least, so many at most, from a given weekday.

    Source: none found; the usual block of a commanders' rota is a week (unverified). A block beside leave, or whose
    beginning is not known, is held to the longest length only. Where the limit is hard it refuses the day that would
    end a block too early, but not one that ends a block begun before the planned days.

    .. math:: min\_days \le |block| \le max\_days

    One unit of excess is one day too few or too many, or a start on another weekday. Example: a block of nine days with
    at most seven is an excess of two.
    """

    code: ClassVar[str] = "on_call_blocks"
    sentence: ClassVar[str] = (
        "On-call days come in blocks of {min_days} to {max_days} days that begin on: {start_weekday}."
    )
    unit: ClassVar[str] = "day too few or too many, or start on another weekday"
    at_least: ClassVar[MappingProxyType[str, int]] = MappingProxyType({"min_days": 1, "max_days": 1})
    choices: ClassVar[MappingProxyType[str, tuple[str, ...]]] = MappingProxyType({"start_weekday": ("any", *_WEEKDAYS)})
    odd: ClassVar[Mapping[str, Odd]] = MappingProxyType({"min_days": more_than_known})
    wants_runs: ClassVar[bool] = True

    min_days: int = 2
    max_days: int = 7
    start_weekday: str = "any"
    pence: int = 1500

    def contradiction(self) -> str:
        """Return what is wrong with the two lengths."""
        return "min_days must not be above max_days" if self.min_days > self.max_days else ""

    def start(self, brief: OfficerBrief, horizon: Horizon) -> _State:
        """Return what the block the history ends with lacks and may still have; None outside a block."""
        state: _State = (0, self.max_days)
        for option in brief.history:
            state = self._after(state, option)
        return (0, state[1]) if state and self.hard else state

    def step(self, state: _State, option: Option, horizon: Horizon) -> Step | None:
        """Charge a start on a wrong weekday, a day too many and an end too early."""
        units = 0
        if option.on_call and state is None:
            units = int(self.start_weekday not in ("any", _WEEKDAYS[weekday(option.day)]))
        elif option.on_call and state:
            units = int(state[1] == 0)
        elif state and not option.leave:
            units = state[0]
        closed = days_after(option.day, horizon) == 0
        return toll(None if closed else self._after(state, option), units, self.pence)

    def _after(self, state: _State, option: Option) -> _State:
        """Return the days a block lacks and the days it may still have; leave lets the next block begin anyhow."""
        if option.leave:
            return 0, self.max_days
        if not option.on_call:
            return None
        lacking, left = state or (self.min_days, self.max_days)
        return max(0, lacking - 1), max(0, left - 1)

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Measure every block and look at the days beside it."""
        spells = [list(days) for _, days in groupby((*brief.history, *line), lambda day: (day.on_call, day.leave))]
        found: list[Finding] = []
        for index, block in enumerate(spells):
            if not block[0].on_call:
                continue
            for option in block[self.max_days :]:
                message = f"{iso_day(option.day)} is beyond {self.max_days} on-call days in a row"
                found.append(self.found_on(brief, option.day, horizon, 1, message))
            if index == 0 or spells[index - 1][0].leave:
                continue
            found.extend(self._start(brief, block[0], horizon))
            if index + 1 < len(spells) and not spells[index + 1][0].leave:
                found.extend(self._length(brief, block, horizon))
        return found

    def _start(self, brief: OfficerBrief, first: Option, horizon: Horizon) -> list[Finding]:
        day = _WEEKDAYS[(first.day - 1) % 7]
        if self.start_weekday in ("any", day):
            return []
        message = f"the on-call block of {iso_day(first.day)} begins on {day}, not on {self.start_weekday}"
        return [self.found_on(brief, first.day, horizon, 1, message)]

    def _length(self, brief: OfficerBrief, block: Sequence[Option], horizon: Horizon) -> list[Finding]:
        lacking = self.min_days - len(block)
        day = block[-1].day + 1
        if lacking <= 0:
            return []
        message = f"{len(block)} on-call days to {iso_day(block[-1].day)}; a block has at least {self.min_days}"
        if self.hard and block[0].day < horizon.first_day:
            return [Finding(self.code, "inherited", brief.officer.officer, day, lacking, 0, message)]
        return [self.found_on(brief, day, horizon, lacking, message)]
