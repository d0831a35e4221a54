"""Consecutive nights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.work import Option
from scheduler.rules.line.counted_runs import CountedRuns
from scheduler.rules.line.rule import HARD


@dataclass(frozen=True)
class ConsecutiveNights(CountedRuns):
    r"""At most so many nights in a row.

    Source: Police Federation of England and Wales fatigue page (at most 4 nights in a block); Police Scotland handbook
    (at most 4 consecutive nights). In England and Wales this is good practice and no law.

    .. math:: nights(d) \le days

    One unit of excess is one night beyond the limit. Example: five nights with a limit of four are an excess of one,
    on the fifth night.
    """

    code: ClassVar[str] = "consecutive_nights"
    sentence: ClassVar[str] = "At most {days} nights in a row."
    unit: ClassVar[str] = "night beyond the limit"
    counted: ClassVar[str] = "night"

    days: int = 4
    pence: int = HARD

    @staticmethod
    def counts(option: Option) -> bool:
        """Say whether the attended tour is a night."""
        return option.night
