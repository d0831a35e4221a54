"""Overtime."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.pay.officer_work import Claim, OfficerWork

ITEM = "overtime"


def claims(work: OfficerWork) -> Iterator[Claim]:
    """Yield what a tour lasts beyond the tour that the team's pattern has on that day.

    Source: Greater Manchester Police Federation: time and a third, planned overtime by the completed quarter of an hour.
    Lengths are those of the wall clock, so that the longer night of a clock change is none; where a rest day or a
    public holiday is worked, that is what counts. An officer without a team has nothing to measure by.

    Example: 12 hours where the pattern has 9 and a half are 2 hours and a half.
    """
    for day, minutes in work.minutes_by_the_clock.items():
        planned = work.pattern.get(day, 0)
        if planned and minutes > planned and day not in work.holidays:
            yield Claim(ITEM, day, work.rate(ITEM, day), minutes - planned)
