"""Adviser apart: who advises neither commands nor is deployed armed meanwhile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import ClassVar

from scheduler.domain.findings import Finding
from scheduler.domain.people import Role
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.rows import Requirements
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.work import Tour
from scheduler.rules.cover.apart import Seated
from scheduler.rules.cover.counting import in_order
from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.cover.stating import Statement


@dataclass(frozen=True)
class AdviserApart(CoverRule):
    r"""While officers hold an adviser's seat, they hold no command, armed or other adviser's seat, nor an armed tour beside.

    Source: advice must be independent: the adviser sits outside the command chain and outside the operational deployment
    (study cards quoting authorised professional practice). That the whole of an armed tour of the same force day counts as
    deployment, seat or none, is our reading (unverified). An adviser's own tour may be an armed one.

    .. math:: adviser_{t} + seat_{t'} \le 1 + both \quad\text{for seats of one officer that are held at the same instants}

    On one force day overlapping tours share one seat (`one_person_one_seat`), and an option with an overlapping armed tour
    offers no adviser's seat; the rows are about neighbouring force days, on which seats alone are compared. One unit of
    excess is one tour too many. Example: adviser on call from 07:00 for 24 hours, in the crew of a car from 07:00 to
    16:30, is an excess of one.
    """

    code: ClassVar[str] = "adviser_apart"
    sentence: ClassVar[str] = "Who holds an adviser's seat neither commands nor is on another armed tour meanwhile."
    unit: ClassVar[str] = "tours too many beside an adviser's seat"

    def require(self, scenario: Scenario) -> Requirements:
        """State one row for each officer and pair of tours of neighbouring force days with an adviser's seat and another."""
        sheet = Statement()
        advising = {role.role for role in scenario.roles if role.advising}
        others = {role.role for role in scenario.roles if role.command or role.armed} - advising
        if advising:
            seated = Seated(scenario)
            seated.keep_apart(sheet, f"{self.code}/before", advising, others | advising)
            seated.keep_apart(sheet, f"{self.code}/after", others, advising)
        return sheet.finished()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Hold each adviser's seat against the officer's other tours and seats on real instants."""
        roles = {role.role: role for role in scenario.roles}
        posts = {post.post: roles[post.role] for post in scenario.posts}
        tours = scenario.tours_by_code
        advising = {post for post, role in posts.items() if role.advising}
        advisers = {held.officer for held in rota.assignments if held.post in advising}
        work: dict[str, list[Assignment]] = defaultdict(list)
        for held in in_order(rota):
            if held.tour in tours and held.officer in advisers:
                work[held.officer].append(held)
        found = []
        for officer, own in sorted(work.items()):
            for seat, other in permutations(own, 2):
                message = _clash(seat, other, posts, tours)
                if message:
                    found.append(Finding(self.code, "breach", officer, max(seat.day, other.day), 1, 0, message))
        return found


def _clash(seat: Assignment, other: Assignment, posts: Mapping[str, Role], tours: Mapping[str, Tour]) -> str:
    """Say what keeps the holder of an adviser's seat from another tour; empty where nothing does, or it is no such seat."""
    mine, theirs = posts.get(seat.post), posts.get(other.post)
    if mine is None or not mine.advising:
        return ""
    told = f"adviser at {seat.post} on {seat.tour} of {iso_day(seat.day)}"
    spans = [(held.start_at, held.end_at) for held in (seat, other)]
    armed = tours[other.tour].armed and seat.day == other.day and seat.tour != other.tour
    if armed and max(begin for begin, _ in spans) < min(end for _, end in spans):
        return f"{told}, and on the armed tour {other.tour} meanwhile"
    if theirs is None or not (theirs.command or theirs.armed or theirs.advising):
        return ""
    if theirs.advising and other < seat:
        return ""  # told from the other seat
    begin = max(held.start_at + tours[held.tour].ready for held in (seat, other))
    if begin < min(held.end_at - tours[held.tour].stand_down for held in (seat, other)):
        return f"{told}, and at {other.post} on {other.tour} of {iso_day(other.day)} meanwhile"
    return ""
