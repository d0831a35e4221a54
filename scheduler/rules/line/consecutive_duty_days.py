"""Consecutive duty days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from scheduler.domain.work import Option
from scheduler.rules.line.counted_runs import CountedRuns
from scheduler.rules.line.odd import Odd, days_in_a_row
from scheduler.rules.line.rule import HARD


@dataclass(frozen=True)
class ConsecutiveDutyDays(CountedRuns):
    r"""At most so many force days with attended duty in a row.

    Source: Police Federation of England and Wales fatigue page (at most 6 tours before rest days); Police Scotland
    handbook (6 consecutive days); the Greater Manchester shift arrangement of 2007 and the British Transport Police
    agreement of 2012 allow 7. In England and Wales this is good practice and no law. Training is duty; a rest day, a day of leave and a day only on call end the run.

    .. math:: run(d) \le days

    One unit of excess is one duty day beyond the limit. Example: nine duty days with a limit of six are an excess of
    three, on the seventh, eighth and ninth day.
    """

    code: ClassVar[str] = "consecutive_duty_days"
    sentence: ClassVar[str] = "At most {days} duty days in a row."
    unit: ClassVar[str] = "duty day beyond the limit"
    counted: ClassVar[str] = "duty day"
    odd: ClassVar[Mapping[str, Odd]] = MappingProxyType({"days": days_in_a_row})

    days: int = 6
    pence: int = HARD

    @staticmethod
    def counts(option: Option) -> bool:
        """Say whether the day has attended duty."""
        return option.duty
