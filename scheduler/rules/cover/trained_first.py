"""Trained first: nobody holds a seat for which only planned training makes them competent before that training is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.findings import Finding
from scheduler.domain.price import Price
from scheduler.domain.renewal import Renewal, renewals
from scheduler.domain.rota import Rota
from scheduler.domain.rows import Requirements, Supply, Term
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.work import Post
from scheduler.rules.cover.apart import wanted_posts
from scheduler.rules.cover.courses import Courses, with_training
from scheduler.rules.cover.records import Records
from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.cover.stating import DatedTour, Statement, beyond_all


@dataclass(frozen=True)
class TrainedFirst(CoverRule):
    r"""Where a gate keeps an officer from a role until training is on record, planned training opens it from its end.

    Source: the scenario's gates and training tables. A day on a course that is due renews what the course leaves a
    record of (its ``event`` and ``subject``), for as long as the gate says, and nothing else: an authorisation that has
    run out stays so, and a gate about another record stays shut. A gate that only advises keeps nobody from anything.

    .. math:: seat_{role}(i, t) \le \sum_{training\ of\ i\ over\ before\ t,\ good\ throughout\ t} 1 + both

    To hold the seat without costs more than to leave every duty empty. One unit of excess is one seat. Example: a
    commander's last training day ceases to count on the 20th; planned to train on the 22nd until 16:00, they may be on
    call from 17:00 of the 22nd on, not from 07:00 of the 21st.
    """

    code: ClassVar[str] = "trained_first"
    sentence: ClassVar[str] = (
        "Planned training opens a gate from its end: nobody holds a seat that waits for it before."
    )
    unit: ClassVar[str] = "seats held before the training they wait for"

    def require(self, scenario: Scenario) -> Requirements:
        """State a row for each seat of an officer that a gate is shut on, over the training that would open it."""
        sheet = Statement()
        waiting = renewals(scenario)
        if not waiting:
            return sheet.finished()
        posts, price, zone = wanted_posts(scenario), beyond_all(scenario), scenario.horizon.zone
        contracts = {contract.contract: contract.tours for contract in scenario.contracts}
        spans = {
            (tour.tour, day): (tour.start_at(day, zone), tour.end_at(day, zone))
            for tour in scenario.tours
            for day in scenario.horizon.days
        }
        for officer in scenario.officers:
            for renewal in waiting.get(officer.officer, ()):
                for dated, staffed in posts.items():
                    if dated in spans and dated[0] in contracts[officer.contract]:
                        _state(sheet, renewal, dated, staffed, renewal.wanted(*spans[dated]), price)
        return sheet.finished()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Ask the records, planned training among them, about every seat of a role whose gate a course would open."""
        known = with_training(scenario, rota)
        if known.renewed is None:
            return []
        records, courses, found = Records(known), Courses(scenario), []
        posts = {post.post: post for post in scenario.posts}
        for held in sorted(rota.assignments):
            post = posts.get(held.post)
            for gate in records.shut(held.officer, post.role, held.start_at, held.end_at) if post else ():
                if courses.could_open(held.officer, gate):
                    told = f"at {held.post} on tour {held.tour} of {iso_day(held.day)}, and {gate.gate} is not open by then"
                    found.append(Finding(self.code, "breach", held.officer, held.day, 1, 0, told))
        return found


def _state(
    sheet: Statement,
    renewal: Renewal,
    dated: DatedTour,
    staffed: Sequence[Post],
    wanted: Sequence[tuple[DatedTour, ...]],
    price: Price,
) -> None:
    """Write the rows of one officer and gate about the seats of a tour: of its roles, and of others with one of them.

    Parameters
    ----------
    wanted
        The training days of which one is wanted, for each stretch of the tour; none is stated where one can have none.
    """
    me, roles = renewal.officer, renewal.gate.roles
    own = [post.post for post in staffed if post.role in roles]
    beside = {
        role: [
            post.post for post in staffed if post.role not in roles and role in (post.driver_role, post.supervisor_role)
        ]
        for role in roles
    }
    counted = [("", own), *beside.items()]
    for role, posts in counted if all(wanted) else ():
        for number, training in enumerate(wanted if posts else ()):
            gate = f"{renewal.gate.gate}/{renewal.gate.from_at}"
            name = f"trained-first/{gate}/{me}/{dated[0]}/{iso_day(dated[1])}/{number}/{role}"
            row = sheet.row(name, 0)
            sheet.terms.append(Term(row, sheet.amount(f"both/{name}", 1, price), 1))
            sheet.supplies += [Supply(row, "", *day, 1, officers=frozenset((me,))) for day in training]
            sheet.supplies += [Supply(row, post, *dated, -1, role, officer=me) for post in posts]
