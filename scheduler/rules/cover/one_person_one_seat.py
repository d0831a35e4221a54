"""One person, one seat: nobody is in two places at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.findings import Finding
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.rows import Requirements
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.work import Tour
from scheduler.rules.cover.rule import CoverRule


@dataclass(frozen=True)
class OnePersonOneSeat(CoverRule):
    """An officer holds on a force day one tour, or a pair the scenario allows, and one seat at any instant.

    Source: the scenario's combinations table.

    The first face has no rows: an officer has one option a force day, and each option offers seats only so that no two
    can be held at once. The second face finds tours that may not stand together, two attended tours that overlap (on
    one force day or on neighbouring ones), two seats on one tour, and two seats of one force day on
    tours that overlap. One
    unit of excess is one tour or seat too many. Example: early at one base and early at another is one seat too many.
    """

    code: ClassVar[str] = "one_person_one_seat"
    sentence: ClassVar[str] = "An officer holds one tour, or an allowed pair, and one seat at any instant."
    unit: ClassVar[str] = "tours or seats too many"

    def require(self, scenario: Scenario) -> Requirements:
        """State nothing: choosing one option for each officer and force day is the rule already."""
        return Requirements()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Compare each officer's tours and seats two by two."""
        tours = scenario.tours_by_code
        allowed = {tuple(sorted(pair)) for pair in scenario.combinations}
        by_officer: dict[str, list[Assignment]] = defaultdict(list)
        for held in set(rota.assignments):
            if held.tour in tours:
                by_officer[held.officer].append(held)
        found = []
        for officer, work in sorted(by_officer.items()):
            work.sort(key=lambda held: (held.day, held.start_at, held.tour, held.post))
            for place, one in enumerate(work):
                for other in work[place + 1 :]:
                    if other.day > one.day + 2:
                        break
                    message = _clash(one, other, tours, allowed)
                    if message:
                        found.append(Finding(self.code, "breach", officer, other.day, 1, 0, message))
        return found


def _clash(one: Assignment, other: Assignment, tours: dict[str, Tour], allowed: set[tuple[str, ...]]) -> str:
    """Say what keeps one person from holding both; empty where nothing does."""
    attended = not (tours[one.tour].on_call or tours[other.tour].on_call)
    at_once = one.start_at < other.end_at and other.start_at < one.end_at
    names = f"{one.tour} and {other.tour} of {iso_day(other.day)}"
    if one.day == other.day and one.tour == other.tour:
        seats = f"{one.post or 'no post'} and {other.post or 'no post'}"
        return f"holds tour {one.tour} of {iso_day(one.day)} twice, at {seats}"
    if one.day == other.day and tuple(sorted((one.tour, other.tour))) not in allowed:
        return f"tours {names} may not stand together"
    if attended and at_once:
        return f"attended tours {names} overlap"
    if one.day == other.day and one.post and other.post and at_once:
        return f"seats at {one.post} and {other.post} overlap on tours {names}"
    return ""
