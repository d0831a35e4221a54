"""Tours in a reference period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.ahead import begins_period, period_days, rest_of_period
from scheduler.rules.line.rule import HARD, Form, Step, TalliedRule, Tally, toll

_LIMIT = r"[A-Za-z0-9][A-Za-z0-9_.-]*=\d{1,4}"
_State = tuple[int | None, ...]


@dataclass(frozen=True)
class ToursInPeriod(TalliedRule):
    r"""At most so many of a tour in a reference period.

    Source: none; a limit of the scenario, such as five nights in four weeks for an officer on light nights. ``most``
    names tours with their numbers: ``N=5|L=10``. Tours not named have no limit; empty is none.

    .. math:: |\{d \in period: tour_d = t\}| \le most_t

    One unit of excess is one tour beyond its limit. Example: six nights in a period with ``N=5`` are an excess of one,
    on the sixth.
    """

    code: ClassVar[str] = "tours_in_period"
    sentence: ClassVar[str] = "At most so many of a tour in a reference period: {most}."
    unit: ClassVar[str] = "tour beyond its limit"
    forms: ClassVar[Mapping[str, Form]] = MappingProxyType(
        {"most": Form(rf"({_LIMIT}(\|{_LIMIT})*)?", "tours with numbers, such as N=5|L=10, or empty")}
    )
    in_diagram: ClassVar[bool] = True

    most: str = ""
    pence: int = HARD

    def start(self, brief: OfficerBrief, horizon: Horizon) -> _State:
        """Return how many more of each tour the first period may hold."""
        first = horizon.period_of(horizon.first_day)
        left = self._left(brief, first, horizon)
        return tuple(left.values())

    def step(self, state: _State, option: Option, horizon: Horizon) -> Step | None:
        """Take the day's tours off what is left; None is a tour that cannot come too often any more."""
        limits = _read(self.most)
        if begins_period(option.day, horizon) and option.day != horizon.first_day:
            state = tuple(limits.values())
        ahead = len(rest_of_period(option.day, horizon))
        units, after = 0, []
        for tour, left in zip(limits, state, strict=True):
            held = self.adds_to(option, tour)
            units += max(0, held - left) if left is not None else 0
            rest = None if left is None else max(0, left - held)
            after.append(None if rest is None or rest >= ahead else rest)
        return toll(tuple(after), units, self.pence)

    def seen(self, option: Option) -> tuple[int, ...]:
        """Return how many of each limited tour it is."""
        return tuple(self.adds_to(option, tour) for tour in _read(self.most))

    def _left(self, brief: OfficerBrief, period: int, horizon: Horizon) -> dict[str, int]:
        """Return how many more of each tour the planned days of a period may hold."""
        before = [option for option in brief.history if horizon.period_of(option.day) == period]
        return {
            tour: max(0, most - sum(self.adds_to(option, tour) for option in before))
            for tour, most in _read(self.most).items()
        }

    def tallies(self, brief: OfficerBrief, horizon: Horizon) -> tuple[Tally, ...]:
        """Return one sum for each period and tour that has a limit."""
        return tuple(
            Tally(f"{period}/{tour}", period_days(period, horizon), left, of=tour)
            for period in dict.fromkeys(horizon.period_of(day) for day in horizon.days)
            for tour, left in self._left(brief, period, horizon).items()
        )

    def adds(self, option: Option) -> int:
        """Return nothing: every sum is of one tour."""
        return 0

    def adds_to(self, option: Option, of: str) -> int:
        """Return 1 for an option that holds the tour."""
        return int(of in option.code.split("+"))

    def parts(self) -> Sequence[ToursInPeriod]:
        """Return one rule for each tour that has a limit, those of few tours first."""
        limits = sorted(_read(self.most).items(), key=lambda limit: limit[1])
        return tuple(ToursInPeriod(f"{tour}={most}", self.pence) for tour, most in limits)

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Count each tour period by period."""
        most = {name: int(number) for name, number in (part.split("=") for part in self.most.split("|") if part)}
        counted: dict[tuple[int, str], int] = defaultdict(int)
        found: list[Finding] = []
        for option in (*brief.history, *line):
            for tour in option.code.split("+"):
                if tour not in most:
                    continue
                period = (option.day - horizon.period_anchor) // horizon.period_days
                counted[period, tour] += 1
                if counted[period, tour] > most[tour]:
                    message = f"{iso_day(option.day)} is {tour} number {counted[period, tour]} of its period; at most {most[tour]}"
                    found.append(self.found_on(brief, option.day, horizon, 1, message))
        return found


@lru_cache(maxsize=256)
def _read(most: str) -> Mapping[str, int]:
    """Return the limit of each tour of a text; of two for one tour the last."""
    return {tour: int(number) for tour, number in (part.split("=") for part in most.split("|") if part)}
