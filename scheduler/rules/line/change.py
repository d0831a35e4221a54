"""Changes of what was told."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding
from scheduler.domain.notice import clear_days
from scheduler.domain.replanning import NO_TOURS, ToldLine
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.work import REST, Horizon, Option
from scheduler.rules.line.odd import Odd
from scheduler.rules.line.rule import DayRule


def _long(_scenario: Scenario, _group: RuleLimits, days: int) -> str:
    """Say that notice of more than a year is never given."""
    return "more than a year: every change comes without notice" if days > 366 else ""


@dataclass(frozen=True)
class Change(DayRule):
    r"""What an officer was told stands: every force day with other tours has its price, which rises as notice shrinks.

    Source: Police Regulations 2003, rosters are changed for exigencies of duty alone; notice in clear days as the
    Nottinghamshire Police Federation counts it. The prices are the scenario's. A day is changed where its tours are
    others than those told; leave for rest is no change, and a day on which the officer is away altogether is none of
    the plan's making. Duty on a rest day costs ``rest_day_pence`` more with fewer than ``rest_day_days`` clear days of
    notice and ``rest_day_short_pence`` more with fewer than ``rest_day_short_days`` besides; duty on a public holiday
    told as off costs ``holiday_pence`` more with fewer than ``holiday_days``. In the freeze window each changed day costs
    ``frozen_pence`` more and, with ``frozen_refused``, no tour is given that was not told. On a pinned day and on a day
    that is over when officers are told, none ever is; a tour lost there costs ``frozen_pence`` and is reported as
    inherited, for records that came later have broken it. ``seat_pence`` is charged with the seat and not by this rule:
    another post on a tour that was told.

    .. math:: \sum_{d\ changed} pence + short\ notice_d + frozen_d

    One unit of excess is one changed day. Example: a rest day turned into an early tour with ten clear days' notice at
    3,000 pence a change and 15,000 a rest day at under 15 days' notice costs 18,000.
    """

    code: ClassVar[str] = "change"
    sentence: ClassVar[str] = (
        "What was told stands: a changed day {pence} pence; duty on a rest day at fewer than {rest_day_days} clear days' "
        "notice {rest_day_pence} more, at fewer than {rest_day_short_days} {rest_day_short_pence} more again; on a public "
        "holiday at fewer than {holiday_days} {holiday_pence} more; in the freeze window {frozen_pence} more; another seat on a tour told {seat_pence}."
    )
    unit: ClassVar[str] = "changed day"
    always_priced: ClassVar[frozenset[str]] = frozenset(
        {"pence", "rest_day_pence", "rest_day_short_pence", "holiday_pence", "frozen_pence", "seat_pence"}
    )
    odd: ClassVar[Mapping[str, Odd]] = {"rest_day_days": _long, "rest_day_short_days": _long, "holiday_days": _long}

    pence: int = 3_000
    rest_day_days: int = 15
    rest_day_pence: int = 15_000
    rest_day_short_days: int = 0
    rest_day_short_pence: int = 0
    holiday_days: int = 8
    holiday_pence: int = 15_000
    frozen_pence: int = 50_000
    frozen_refused: bool = False
    seat_pence: int = 500

    def told(self) -> str:
        """Return the sentence with its figures; what it refuses, it refuses of pins and frozen days alone."""
        refused = " No other tour in the freeze window." if self.frozen_refused else ""
        return self.sentence.format(**vars(self)) + refused

    def price(self, brief: OfficerBrief, option: Option, horizon: Horizon) -> int | None:
        """Return what the option costs where another was told."""
        told = brief.told
        was = None if told is None else told.days.get(option.day)
        if told is None or was is None or option.leave or _alike(was, option.code):
            return 0
        fixed = option.day in told.pins or option.day <= told.told_on
        frozen = option.day < told.frozen_until
        if option.code != REST and (fixed or (frozen and self.frozen_refused)):
            return None
        pence = self.pence + (self.frozen_pence if fixed or frozen else 0)
        return pence + self._short_notice(told, was, option)

    def _short_notice(self, told: ToldLine, was: str, option: Option) -> int:
        """Return what short notice of duty on a rest day or a public holiday costs."""
        if not option.duty or was not in NO_TOURS:
            return 0
        notice = clear_days(told.told_on, option.day)
        pence = self.rest_day_pence if notice < self.rest_day_days else 0
        pence += self.rest_day_short_pence if notice < self.rest_day_short_days else 0
        return pence + (self.holiday_pence if notice < self.holiday_days and option.day in told.holidays else 0)

    def reads(self, brief: OfficerBrief) -> Hashable:
        """Return nothing where the officer was told nothing."""
        return None if brief.told is None else brief.officer.officer

    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Hold every day of the line against what was told and give reasons for its price one by one."""
        told, found = brief.told, list[Finding]()
        if told is None:
            return found
        for option in line:
            was = told.days.get(option.day)
            if was is None or option.leave or _tours(was) == _tours(option.code):
                continue
            name, on = brief.officer.officer, iso_day(option.day)
            past = told.told_on >= option.day
            kept = past or option.day in told.pins
            in_freeze = told.told_on < option.day < told.frozen_until
            if _tours(option.code) and (kept or (in_freeze and self.frozen_refused)):
                why = "pinned" if not past and kept else "over" if past else "frozen"
                message = f"{option.code} on {on}, where {was} was told; the day is {why}"
                found.append(Finding(self.code, "breach", name, option.day, 1, 0, message))
                continue
            reasons = list(self._reasons(told, was, option))
            if kept:
                message = f"{was} was told for {on} and cannot be kept; the day is {'over' if past else 'pinned'}"
                found.append(Finding(self.code, "inherited", name, option.day, 1, 0, message))
            if kept or in_freeze:
                reasons.append(("in the freeze window" if in_freeze else "not to be changed", self.frozen_pence))
            words = "".join(f", {reason}" for reason, _ in reasons)
            pence = self.pence + sum(more for _, more in reasons)
            message = f"{option.code} on {on}, where {was} was told{words}"
            found.append(Finding(self.code, "cost", name, option.day, 1, pence, message))
        return found

    def _reasons(self, told: ToldLine, was: str, option: Option) -> Iterator[tuple[str, int]]:
        """Yield what makes a change dearer by its notice, and by how much."""
        if _tours(was) or option.minutes == 0:
            return
        between = len(range(told.told_on + 1, option.day))
        days = f"{between} clear day{'s' * (between != 1)}"
        if between < self.rest_day_days:
            yield f"a rest day at {days}' notice", self.rest_day_pence
        if between < self.rest_day_short_days:
            yield f"fewer than {self.rest_day_short_days}", self.rest_day_short_pence
        if option.day in told.holidays and between < self.holiday_days:
            yield f"a public holiday at {days}' notice", self.holiday_pence


def _alike(was: str, now: str) -> bool:
    """Say whether two codes stand for the same tours."""
    return was == now or (was in NO_TOURS and now in NO_TOURS) or sorted(was.split("+")) == sorted(now.split("+"))


def _tours(code: str) -> frozenset[str]:
    """Return the tours a code names."""
    return frozenset(code.split("+")) - NO_TOURS
