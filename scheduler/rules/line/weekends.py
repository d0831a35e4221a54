"""Weekends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.domain.time import iso_day, weekday
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.ahead import begins_period, rest_of_period, weekends_between
from scheduler.rules.line.odd import NEVER, Odd
from scheduler.rules.line.rule import MachineRule, Step, toll

_State = tuple[int, bool] | None


def _weekends(scenario: Scenario, _group: RuleLimits, weekends: int) -> str:
    """Say that a reference period has no more weekends than that."""
    most = -(-scenario.horizon.period_days // 7) + 1
    return f"{NEVER}: a reference period touches at most {most} weekends" if weekends >= most else ""


@dataclass(frozen=True)
class Weekends(MachineRule):
    r"""At most so many weekends worked in a reference period.

    Source: none; a welfare limit of the scenario (two of five weekends are free in the Greater Manchester pattern). A
    weekend is worked where a Saturday or Sunday force day has attended duty; a border of the period between the two
    makes them two.

    .. math:: |\{weekend : worked\}| \le weekends

    One unit of excess is one weekend beyond the limit, charged on its first duty day. Example: four weekends worked
    with a limit of three are an excess of one.
    """

    code: ClassVar[str] = "weekends"
    sentence: ClassVar[str] = "At most {weekends} weekends worked in a reference period."
    unit: ClassVar[str] = "weekend beyond the limit"
    odd: ClassVar[Mapping[str, Odd]] = MappingProxyType({"weekends": _weekends})

    weekends: int = 3
    pence: int = 4000

    def start(self, brief: OfficerBrief, horizon: Horizon) -> _State:
        """Return the weekends left of the first planned period, and whether the current one is counted already."""
        state = (self.weekends, False)
        for option in brief.history:
            if horizon.period_of(option.day) == horizon.period_of(horizon.first_day):
                state = self._after(state, option)
        return state

    def step(self, state: _State, option: Option, horizon: Horizon) -> Step | None:
        """Take a weekend off what is left; None is a period that cannot hold too many."""
        if begins_period(option.day, horizon):
            state = (self.weekends, False)
        if state is None:
            return Step(None)
        over = option.duty and weekday(option.day) >= 5 and state == (0, False)
        after = self._after(state, option)
        ahead = rest_of_period(option.day, horizon)
        free = after[0] >= weekends_between(ahead.start, ahead.stop)
        return toll(None if free else after, int(over), self.pence)

    @staticmethod
    def _after(state: tuple[int, bool], option: Option) -> tuple[int, bool]:
        """Return the weekends left, and on a Saturday whether the weekend is counted."""
        left, counted = state
        if option.duty and weekday(option.day) >= 5 and not counted:
            left, counted = max(0, left - 1), True
        return left, counted and weekday(option.day) == 5

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """List the weekends worked in every period and name those beyond the limit."""
        worked: dict[int, dict[int, int]] = defaultdict(dict)
        for option in (*brief.history, *line):
            if option.duty and (option.day - 1) % 7 >= 5:
                worked[horizon.period_of(option.day)].setdefault((option.day - 1) // 7, option.day)
        found: list[Finding] = []
        for days in worked.values():
            for number, day in enumerate(days.values(), start=1):
                if number > self.weekends:
                    message = f"{iso_day(day)} begins weekend {number} of its period; at most {self.weekends}"
                    found.append(self.found_on(brief, day, horizon, 1, message))
        return found
