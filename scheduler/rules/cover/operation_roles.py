"""Operation roles: who commands, who leads and who advises in one operation are different people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import ClassVar

from scheduler.domain.findings import Finding
from scheduler.domain.operations import Operation
from scheduler.domain.price import FREE, Price
from scheduler.domain.rota import Rota
from scheduler.domain.rows import Requirements, Supply, Term
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.cover.stating import DatedTour, Statement, beyond_all, stated_duties


@dataclass(frozen=True)
class OperationRoles(CoverRule):
    r"""An officer fills one role of an operation only, as long as it runs.

    Source: the tactical adviser sits outside the command chain and outside the operational deployment, and holds neither
    a command nor a firearm in the same deployment (study cards quoting authorised professional practice); that the
    strategic and the tactical commander are different people is from memory, and that this holds for the whole of an
    operation and for all of its roles is our reading (both unverified). The exception in a fast spontaneous incident,
    in which the first commander may act alone, concerns no planned operation.

    .. math:: seat_{o, f, r, t} \le stands_{o, f, r}, \qquad \sum_r stands_{o, f, r} \le 1 + more

    More roles than one cost more than to leave every duty empty, so that nobody has them in a rota of least price.
    One unit of excess is one role too many. Example: strategic commander of an operation on its first day and tactical
    adviser on its second is one role too many.
    """

    code: ClassVar[str] = "operation_roles"
    sentence: ClassVar[str] = "An officer fills one role of an operation only."
    unit: ClassVar[str] = "roles too many"

    def require(self, scenario: Scenario) -> Requirements:
        """State for each officer who holds several of an operation's roles that they stand for one of them at most."""
        sheet = Statement()
        posts = {line.post for line in scenario.operations}
        serving: dict[str, list[DatedTour]] = defaultdict(list)
        for stated in stated_duties(scenario, crewed=False):
            if stated.post.post in posts:
                serving[stated.post.post] += [dated for stretch in stated.stretches for dated in stretch.tours]
        price = beyond_all(scenario) if posts else FREE
        holders: dict[str, set[str]] = defaultdict(set)
        for row in scenario.authorisations:
            holders[row.role].add(row.officer)
        for _, alike in groupby(sorted(scenario.operations, key=attrgetter("operation")), attrgetter("operation")):
            lines = [line for line in alike if serving[line.post]]
            for officer in scenario.officers:
                held = [line for line in lines if officer.officer in holders[line.role]]
                if len(held) > 1:
                    _state_one_role(sheet, officer.officer, held, serving, price)
        return sheet.finished()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Gather the roles in which each officer is placed in each operation, and where the first of them began."""
        operation_of = {line.post: line.operation for line in scenario.operations}
        roles: dict[tuple[str, str], dict[str, tuple[int, int]]] = defaultdict(dict)
        for held in rota.assignments:
            if held.post in operation_of:
                began = roles[held.officer, operation_of[held.post]]
                began[held.role] = min((held.start_at, held.day), began.get(held.role, (held.start_at, held.day)))
        found = []
        for (officer, operation), began in sorted(roles.items()):
            order = sorted(began, key=lambda role, on=began: (on[role], role))  # type: ignore[misc]
            for role in order[1:]:
                day = began[role][1]
                message = (
                    f"{role} of {operation} on {iso_day(day)}, and {order[0]} of it from {iso_day(began[order[0]][1])}"
                )
                found.append(Finding(self.code, "breach", officer, day, 1, 0, message))
        return found


def _state_one_role(
    sheet: Statement, officer: str, lines: Sequence[Operation], serving: Mapping[str, Sequence[DatedTour]], price: Price
) -> None:
    name = f"{lines[0].operation}/{officer}"
    one = sheet.row(f"operation/{name}", -1)
    sheet.terms.append(Term(one, sheet.amount(f"more-roles/{name}", len(lines) - 1, price), 1))
    for line in lines:
        stands = sheet.amount(f"stands/{name}/{line.role}", 1)
        sheet.terms.append(Term(one, stands, -1))
        for tour, day in dict.fromkeys(serving[line.post]):
            row = sheet.row(f"operation/{name}/{line.role}/{tour}/{iso_day(day)}", 0)
            sheet.terms.append(Term(row, stands, 1))
            sheet.supplies.append(Supply(row, line.post, tour, day, -1, officer=officer))
