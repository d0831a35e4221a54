"""Beyond target: more officers on a tour than its duties want."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.duties import duties_of
from scheduler.domain.findings import Finding
from scheduler.domain.price import Price
from scheduler.domain.rota import Rota
from scheduler.domain.rows import Requirements, Supply, Term
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.work import Duty
from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.cover.stating import Statement


@dataclass(frozen=True)
class BeyondTarget(CoverRule):
    r"""Each officer on a tour beyond its target costs what the row of cover says.

    Source: the scenario's cover table, ``over_price``; without one, more officers than wanted cost nothing. It is asked of
    duties stated on a tour at posts without cars. Every officer of the units that may fill the post counts who is on the
    tour, whatever seat is filled, so that nobody is hidden by leaving a seat empty.

    .. math:: over_{t,d} \ge \sum_{officers\ on\ t} 1 - target_{t,d}

    One unit of excess is one officer. Example: six officers on a tour that wants four, at an ``over_price`` of 100, cost
    200.
    """

    code: ClassVar[str] = "beyond_target"
    sentence: ClassVar[str] = "Each officer on a tour beyond its target costs what its row of cover says."
    unit: ClassVar[str] = "officers beyond the target"

    def require(self, scenario: Scenario) -> Requirements:
        """State one row for each duty with such a price; every officer on its tour takes one off it."""
        sheet = Statement()
        could_come = _could_come(scenario)
        for duty in _priced(scenario):
            officers = could_come[duty.post]
            if len(officers) <= duty.target:
                continue
            row = sheet.row(f"beyond/{duty.duty}", -duty.target)
            over = sheet.amount(f"over/{duty.duty}", len(officers) - duty.target, Price(pence=duty.over_price))
            sheet.terms.append(Term(row, over, 1))
            sheet.supplies.append(Supply(row, "", duty.tour or "", duty.day, -1, officers=officers))
        return sheet.finished()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Count who is on each tour on each force day."""
        units = {officer.officer: officer.unit for officer in scenario.officers}
        on: dict[tuple[str, int], set[str]] = defaultdict(set)
        for held in rota.assignments:
            on[held.tour, held.day].add(held.officer)
        posts = {post.post: post for post in scenario.posts}
        found = []
        for duty in duties_of(scenario):
            post = posts[duty.post]
            if not duty.over_price or duty.tour is None or post.crew_size:
                continue
            here = {one for one in on[duty.tour, duty.day] if not post.units or units[one] in post.units}
            beyond = len(here) - duty.target
            if beyond > 0:
                told = f"{len(here)} officers on {duty.tour} on {iso_day(duty.day)}; the target is {duty.target}"
                found.append(Finding(self.code, "cost", duty.duty, duty.day, beyond, beyond * duty.over_price, told))
        return found


def _priced(scenario: Scenario) -> Iterator[Duty]:
    crewed = {post.post for post in scenario.posts if post.crewed}
    for duty in duties_of(scenario):
        if duty.over_price and duty.tour is not None and duty.post not in crewed:
            yield duty


def _could_come(scenario: Scenario) -> dict[str, frozenset[str]]:
    """Return the officers of the units that may fill each post."""
    return {
        post.post: frozenset(
            officer.officer for officer in scenario.officers if not post.units or officer.unit in post.units
        )
        for post in scenario.posts
    }
