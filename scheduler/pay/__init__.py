"""What a finished rota costs beyond the pay that falls due anyway: one file a kind of work; `PAY_RULES` lists them.

Figures are indicative: they come from the dated rates of a jurisdiction and the scenario's pay of an hour, they are
counted when the rota is finished, and nothing is planned by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scheduler.pay import (
    away_nights,
    hardship_nights,
    nights_in_reserve,
    on_call_days,
    overtime,
    public_holidays,
    rest_days_worked,
    unsocial_hours,
)
from scheduler.pay.officer_work import Claim, OfficerWork

PAY_RULES: tuple[Callable[[OfficerWork], Iterator[Claim]], ...] = (
    on_call_days.claims,
    unsocial_hours.claims,
    overtime.claims,
    rest_days_worked.claims,
    public_holidays.claims,
    nights_in_reserve.claims,
    away_nights.claims,
    hardship_nights.claims,
)
