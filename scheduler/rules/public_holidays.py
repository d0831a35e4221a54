"""Which force days are public holidays to an officer: those of the force's part of the kingdom, or of the rule group."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from scheduler.domain.scenario import Scenario
from scheduler.domain.time import date_of
from scheduler.rules.groups import public_holidays


def holidays_kept(scenario: Scenario) -> Mapping[str, frozenset[int]]:
    """Return for each officer the force days that are public holidays to them.

    An officer, lent or not, keeps those of the own force where it says of which part of the United Kingdom they are, and
    else those that the contract's rule group knows (limit ``dates`` of ``holiday_share``).
    """
    days = scenario.horizon.days
    years = range(date_of(days.start).year, date_of(days.stop).year + 1)
    of_force = {
        force.force: frozenset(day for year in years for day in holidays_in(force.holidays, year))
        for force in scenario.forces
        if force.holidays
    }
    groups = {group.group: public_holidays(group) for group in scenario.rules}
    followed = {contract.contract: contract.rules for contract in scenario.contracts}
    return {
        officer.officer: of_force[officer.force]
        if officer.force in of_force
        else groups.get(followed[officer.contract], frozenset())
        for officer in scenario.officers
    }


@lru_cache(maxsize=256)
def holidays_in(part: str, year: int) -> frozenset[int]:
    """Return the public holidays of a part of the United Kingdom in a year, by the calendar package ``holidays`` (unverified).

    Those on a Saturday or Sunday are left out: what is kept is their substitute day.

    Parameters
    ----------
    part
        ``ENG``, ``WLS``, ``SCT`` or ``NIR``.

    Examples
    --------
    >>> scotland, england = holidays_in("SCT", 2026), holidays_in("ENG", 2026)
    >>> [date.fromordinal(day).isoformat() for day in sorted(england - scotland)]
    ['2026-04-06', '2026-08-31']
    """
    from holidays import country_holidays

    return frozenset(
        day.toordinal() for day in country_holidays("GB", subdiv=part, years=year) if day.weekday() < SATURDAY
    )


SATURDAY = 5
