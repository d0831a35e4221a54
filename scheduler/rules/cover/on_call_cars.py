"""On-call cars: who takes a car home while on call has it on record, and the car is unmarked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.findings import Finding
from scheduler.domain.on_call_cars import OnCallCar
from scheduler.domain.rota import Rota
from scheduler.domain.rows import Requirements
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.groups import chief_officer_ranks


@dataclass(frozen=True)
class OnCallCars(CoverRule):
    """A car taken home on call has a recorded authorisation for the day, and is unmarked unless that says otherwise.

    Source: Metropolitan Police FOI 01.FOI.22.023054: take-home cars for on-call officers are unmarked, authorised where
    absolutely necessary, and the policy is for those below chief-officer rank; the policy of one force. Ranks that are
    outside it are in the profile and not looked at.

    The first face has no rows: the rule advises. One unit of excess is one on-call day. Example: a week on call with a
    marked car and an authorisation that ended on the fifth day is an excess of two for the days, and of seven for the car.
    """

    code: ClassVar[str] = "on_call_cars"
    sentence: ClassVar[str] = (
        "A car taken home on call is authorised on record, and unmarked unless that says otherwise."
    )
    unit: ClassVar[str] = "on-call days"

    def require(self, scenario: Scenario) -> Requirements:
        """State nothing: the rule advises."""
        return Requirements()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Hold the on-call days of each officer who takes a car home against what is recorded."""
        tours = scenario.tours_by_code
        groups = {contract.contract: contract.rules for contract in scenario.contracts}
        chiefs = {group.group: chief_officer_ranks(group.profile) for group in scenario.rules}
        exempt = {
            officer.officer
            for officer in scenario.officers
            if officer.rank.casefold() in chiefs.get(groups[officer.contract], frozenset())
        }
        on_call: dict[str, set[int]] = defaultdict(set)
        for held in rota.assignments:
            if held.tour in tours and tours[held.tour].on_call:
                on_call[held.officer].add(held.day)
        found = []
        for car in scenario.on_call_cars:
            days = sorted(day for day in on_call[car.officer] if car.from_day <= day < car.until_day)
            for message, lacking in _lacking(car, days) if car.officer not in exempt else ():
                told = f"on call with a car from {iso_day(lacking[0])}, {len(lacking)} of {len(days)} days {message}"
                found.append(Finding(self.code, "advice", car.officer, lacking[0], len(lacking), 0, told))
        return found


def _lacking(car: OnCallCar, days: list[int]) -> Iterator[tuple[str, list[int]]]:
    """Yield what is not on record, with the on-call days on which it is not."""
    outside = [day for day in days if not car.authorised_from <= day < car.authorised_until]
    if days and not car.reference:
        yield "without a recorded authorisation", days
    elif outside:
        yield f"outside the days of authorisation {car.reference}", outside
    if days and car.marked and not car.authorised_marked:
        yield "in a marked car that no authorisation allows", days
