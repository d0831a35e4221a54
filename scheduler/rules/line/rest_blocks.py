"""Rest blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.rule import MachineRule, Step, days_after, toll


@dataclass(frozen=True)
class RestBlocks(MachineRule):
    r"""Rest days between two duty days come in blocks of at least so many.

    Source: Police Federation of England and Wales fatigue page (rest days in blocks of two or more). A block beside
    leave, or whose beginning or end is not known, is not counted.

    .. math:: |block| \ge days

    One unit of excess is one rest day that a block lacks. Example: duty, rest, duty with a minimum of two is an excess
    of one, charged on the second duty day.
    """

    code: ClassVar[str] = "rest_blocks"
    sentence: ClassVar[str] = "Rest days between duty come in blocks of at least {days}."
    unit: ClassVar[str] = "rest day lacking"

    days: int = 2
    pence: int = 2000

    def start(self, brief: OfficerBrief, horizon: Horizon) -> int | None:
        """Return the rest days since the last duty day of the history, None where a short block cannot arise."""
        state: int | None = None
        for option in brief.history:
            state = self._after(state, option)
        return state

    def step(self, state: int | None, option: Option, horizon: Horizon) -> Step | None:
        """Charge the duty day that ends a block too early."""
        lacking = self.days - state if state and option.duty else 0
        after = self._after(state, option)
        closed = days_after(option.day, horizon) == 0
        return toll(None if closed else after, lacking, self.pence)

    def _after(self, state: int | None, option: Option) -> int | None:
        """Return the length of the current block: 0 on duty, None once it is long enough or touches leave."""
        if option.duty:
            return 0
        if option.leave or state is None or state + 1 >= self.days:
            return None
        return state + 1

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Measure every block that stands between two duty days."""
        blocks = [list(days) for _, days in groupby((*brief.history, *line), _sort_of)]
        found: list[Finding] = []
        for before, block, after in zip(blocks, blocks[1:], blocks[2:], strict=False):
            between = before[-1].duty and block[0].rest_day and after[0].duty
            if between and len(block) < self.days:
                day = after[0].day
                message = f"{len(block)} rest day before the duty of {iso_day(day)}; blocks have at least {self.days}"
                found.append(self.found_on(brief, day, horizon, self.days - len(block), message))
        return found


def _sort_of(option: Option) -> str:
    """Return whether a day is duty, leave or a rest day."""
    if option.duty:
        return "duty"
    return "leave" if option.leave else "rest"
