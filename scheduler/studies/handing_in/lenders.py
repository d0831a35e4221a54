"""Help from elsewhere in a sample: who agrees, and from when."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace

from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.studies.leavers.draws import Sample

MINUTES_PER_HOUR = 60


def usable(scenario: Scenario) -> bool:
    """Say whether any help is offered that may be used."""
    return any(offer.usable for offer in scenario.offers)


def agreeing(sample: Sample, accepts: float) -> frozenset[str]:
    """Return the offers whose lenders agree in a sample."""
    return frozenset(offer for offer, chance in sample.lenders.items() if chance < accepts)


def with_help_of(scenario: Scenario, offers: Collection[str], lead_hours: int) -> Scenario:
    """Return the scenario in which no lender but these agrees, and nobody lent is on duty before a lead time is over.

    The officers lent stay in it, so that one master problem serves every sample: without authorisation they rest.
    """
    if not scenario.offers:
        return scenario
    horizon = scenario.horizon
    ready_at = instant(horizon.first_day, 0, horizon.zone) + lead_hours * MINUTES_PER_HOUR
    offer_of = {officer.officer: officer.offer for officer in scenario.officers if officer.offer is not None}
    kept = tuple(
        replace(row, from_at=max(row.from_at, ready_at)) if row.officer in offer_of and lead_hours else row
        for row in scenario.authorisations
        if row.officer not in offer_of or offer_of[row.officer] in offers
    )
    digest = hashlib.sha256(f"{scenario.sha256} {sorted(offers)} {lead_hours}".encode()).hexdigest()
    return replace(scenario, authorisations=tuple(row for row in kept if row.from_at < row.until_at), sha256=digest)


def lent(scenario: Scenario) -> tuple[str, ...]:
    """Return everybody who is lent."""
    return tuple(officer.officer for officer in scenario.officers if officer.offer is not None)
