"""Consecutive nights."""

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
    odd: ClassVar[Mapping[str, Odd]] = MappingProxyType({"days": days_in_a_row})

    days: int = 4
    pence: int = HARD

    @staticmethod
    def counts(option: Option) -> bool:
        """Say whether the attended tour is a night."""
        return option.night
