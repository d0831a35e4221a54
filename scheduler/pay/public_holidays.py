"""Public holidays worked."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.pay.officer_work import Claim, OfficerWork

ITEM = "public_holiday_worked"


def claims(work: OfficerWork) -> Iterator[Claim]:
    """Yield each public holiday that has attended duty.

    Source: West Midlands Police Federation: double time, with fewer than 8 clear days' notice another day off besides.
    The day is a force day, as where holidays are shared fairly; the minutes are all those of the tours that start in it.

    Example: 9 hours and a half on Christmas Day told 7 clear days ahead are 9 and a half at double time and a day off.
    """
    for day, minutes in work.minutes.items():
        if day in work.holidays:
            yield Claim(ITEM, day, work.rate(ITEM, day), minutes)
