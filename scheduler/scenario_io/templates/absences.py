"""Invented leave, sickness, training and restrictions, at stated rates, for one officer at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random

from scheduler.domain.time import date_of, weekday
from scheduler.scenario_io.templates.tables import Tables, add, last_date

_LEAVE_LENGTHS = ((1, 2, 4, 7, 10, 14), (20, 20, 22, 20, 10, 8))
_SICKNESS_LENGTHS = ((1, 2, 4, 9, 21), (35, 25, 20, 13, 7))
_RESTRICTION_LENGTHS = ((28, 56, 84), (40, 40, 20))


@dataclass(frozen=True)
class Rates:
    """Shares of an officer's days, each from 0 to 1.

    Attributes
    ----------
    training
        Share of the *training occasions*: pairs of early tours, or working days of the day job.
    restricted
        Share of days on which the officer may not deploy armed, in spells of weeks.
    """

    leave: float
    sickness: float
    training: float
    restricted: float = 0.0


@dataclass(frozen=True)
class Away:
    """One absence over half-open force days."""

    kind: str
    stops: str
    from_day: int
    until_day: int

    @property
    def whole(self) -> bool:
        """Whether nothing but leave is left of these days."""
        return self.stops == "everything" and self.kind != "training"


def absences(rng: Random, days: range, codes: Mapping[int, str], rates: Rates) -> list[Away]:
    """Return one officer's absences over some force days; only a restriction may lie beside another.

    Parameters
    ----------
    days
        Force days, past ones included.
    codes
        Option code of the officer's pattern on each of these days.
    """
    found = [
        *_spells(rng, days, rates.leave, _LEAVE_LENGTHS, kind="leave"),
        *_spells(rng, days, rates.sickness, _SICKNESS_LENGTHS, kind="sickness"),
    ]
    found.sort(key=lambda away: away.from_day)
    kept: list[Away] = []
    for away in found:
        if not kept or away.from_day >= kept[-1].until_day:
            kept.append(away)
    taken = {day for away in kept for day in range(away.from_day, away.until_day)}
    kept.extend(_training(rng, days, codes, rates.training, taken))
    kept.extend(_spells(rng, days, rates.restricted, _RESTRICTION_LENGTHS, kind="restricted", stops="armed"))
    return sorted(kept, key=lambda away: (away.from_day, away.kind))


def _spells(
    rng: Random,
    days: range,
    share: float,
    lengths: tuple[tuple[int, ...], tuple[int, ...]],
    *,
    kind: str,
    stops: str = "everything",
) -> list[Away]:
    """Return spells that begin at random, so often that they fill the stated share of days."""
    values, weights = lengths
    mean = sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)
    begin = share / ((1 - share) * mean) if share else 0.0
    spells = []
    day = days.start
    while day < days.stop:
        if rng.random() < begin:
            until = min(days.stop, day + rng.choices(values, weights)[0])
            spells.append(Away(kind, stops, day, until))
            day = until
        day += 1
    return spells


def _training(rng: Random, days: range, codes: Mapping[int, str], share: float, taken: set[int]) -> list[Away]:
    """Return training on early tours and working days alone, where eleven hours' rest stays whole on both sides."""
    events = []
    day = days.start
    while day < days.stop:
        length = 0
        while length < 2 and codes.get(day + length) in ("E", "CE", "D", "LD") and day + length < days.stop:
            length += 1
        if length and rng.random() < share and taken.isdisjoint(range(day, day + length)):
            events.append(Away("training", "everything", day, day + length))
        day += max(1, length)
    return events


def add_absences(tables: Tables, officer: str, found: list[Away], from_day: int) -> None:
    """Add the absences that are not over on a force day, cut at that day."""
    for away in found:
        if away.until_day > from_day:
            add(
                tables,
                "abstractions",
                officer=officer,
                kind=away.kind,
                stops=away.stops,
                from_=date_of(max(from_day, away.from_day)),
                until=last_date(away.until_day),
            )


def days_away(found: Iterable[Away]) -> set[int]:
    """Return the force days of leave and sickness; training is duty."""
    return {day for away in found if away.whole for day in range(away.from_day, away.until_day)}


def training_days(found: Iterable[Away]) -> set[int]:
    """Return the force days of training."""
    return {day for away in found if away.kind == "training" for day in range(away.from_day, away.until_day)}


def weekend(day: int) -> bool:
    """Say whether a force day is a Saturday or a Sunday."""
    return weekday(day) >= 5
