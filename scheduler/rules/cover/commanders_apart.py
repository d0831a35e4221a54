"""Commanders apart: nobody holds two command seats at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar

from scheduler.domain.findings import Finding
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.rows import Requirements
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.rules.cover.apart import Seated
from scheduler.rules.cover.counting import in_order
from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.cover.stating import Statement


@dataclass(frozen=True)
class CommandersApart(CoverRule):
    r"""Nobody is strategic and tactical commander at once, nor holds any two command seats, at whichever posts.

    Source: strategic and tactical commander should be different people (from memory, unverified). A role is a command
    role that the roles table calls so, but for advisers, about whom there is another rule.

    .. math:: seat_{t} + seat_{t'} \le 1 + both \quad\text{for seats of one officer that are held at the same instants}

    On one force day this follows from `one_person_one_seat`: overlapping tours of one option share one seat. The rows
    are about neighbouring force days, where an on-call tour may reach into the attended one of the next. A seat is held
    from ready to stand-down; to hold both costs more than to leave every duty empty. One unit of excess is one pair of seats. Example: on call as strategic commander until 07:00
    and tactical commander in the control room from 06:15 on is one pair.
    """

    code: ClassVar[str] = "commanders_apart"
    sentence: ClassVar[str] = "Nobody holds two command seats at the same instant."
    unit: ClassVar[str] = "pairs of command seats held at once"

    def require(self, scenario: Scenario) -> Requirements:
        """State one row for each officer and pair of tours of neighbouring force days that fill command seats at once."""
        sheet = Statement()
        commanding = {role.role for role in scenario.roles if role.command and not role.advising}
        if commanding:
            Seated(scenario).keep_apart(sheet, self.code, commanding, commanding)
        return sheet.finished()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Compare each officer's command seats two by two on real instants."""
        tours = scenario.tours_by_code
        roles = {role.role: role for role in scenario.roles}
        posts = {post.post: roles[post.role] for post in scenario.posts}
        seats: dict[str, list[Assignment]] = defaultdict(list)
        for held in in_order(rota):
            role = posts.get(held.post)
            if role is not None and role.command and not role.advising and held.tour in tours:
                seats[held.officer].append(held)
        found = []
        for officer, work in sorted(seats.items()):
            for one, other in combinations(work, 2):
                begin = max(held.start_at + tours[held.tour].ready for held in (one, other))
                if begin < min(held.end_at - tours[held.tour].stand_down for held in (one, other)):
                    told = f"{one.post} on {one.tour} of {iso_day(one.day)}"
                    message = f"{told} and {other.post} on {other.tour} of {iso_day(other.day)} at once"
                    found.append(Finding(self.code, "breach", officer, other.day, 1, 0, message))
        return found
