"""Rest days worked."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.pay.officer_work import Claim, OfficerWork

ITEM = "rest_day_worked"


def claims(work: OfficerWork) -> Iterator[Claim]:
    """Yield each rest day of the team's pattern that has attended duty, training included.

    Source: Nottinghamshire Police Federation: time and a half, four hours at the least, with fewer than 15 clear days'
    notice; otherwise another rest day. Scotland (Police Negotiating Board for Scotland, handbook): double time below 8
    days, time and a half up to 17, from 18 on another rest day. A public holiday that is worked counts as that alone.

    Example: three hours worked on a rest day told 14 clear days ahead are paid as four at time and a half.
    """
    for day, minutes in work.minutes.items():
        if work.rest_day(day) and day not in work.holidays:
            yield Claim(ITEM, day, work.rate(ITEM, day), minutes)
