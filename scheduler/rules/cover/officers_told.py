"""Officers told: everybody whose tours change is counted once, however much of them changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.briefs import OfficerBrief, officer_briefs
from scheduler.domain.findings import Finding
from scheduler.domain.people import Contract
from scheduler.domain.price import Price
from scheduler.domain.replanning import NO_TOURS
from scheduler.domain.rota import Rota
from scheduler.domain.rows import Requirements, Supply, Term
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.cover.stating import Statement


@dataclass(frozen=True)
class OfficersTold(CoverRule):
    r"""Each officer whose tours are not all as told costs once what telling an officer costs.

    Source: none; a count. It is stated only where a roster is planned anew with that count as its objective, which is
    when ``person_pence`` is more than nought. Each force day told has a row of its own, so that the linear program
    knows an officer's count as more than a share of the days.

    .. math:: changed_i \ge 1 - [tour_d\ kept] \quad\text{and}\quad changed_i \ge [other\ tour_d] \qquad \forall d\ told

    One unit of excess is one officer. Example: an officer with three changed days and one with a single changed day
    are two.
    """

    code: ClassVar[str] = "officers_told"
    sentence: ClassVar[str] = "Each officer whose tours are not all as told counts once."
    unit: ClassVar[str] = "officer"

    def require(self, scenario: Scenario) -> Requirements:
        """State two rows for each officer and day told: tours told are there, and no others."""
        sheet = Statement()
        told = scenario.told
        if told is None or not told.person_pence:
            return sheet.finished()
        contracts = {row.contract: row for row in scenario.contracts}
        for brief in officer_briefs(scenario):
            if brief.told is None:
                continue
            name = brief.officer.officer
            changed = sheet.amount(f"told/{name}", 1, Price(pence=told.person_pence))
            for day, was in brief.told.days.items():
                if day in scenario.horizon.days and (day not in brief.leave_days or day in brief.recalled):
                    _state_day(sheet, changed, name, day, was, contracts[brief.officer.contract])
        return sheet.finished()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Count everybody whose tours of any day differ from those told."""
        told = scenario.told
        if told is None or not told.person_pence:
            return []
        held: Mapping[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for one in rota.assignments:
            held[one.officer][one.day].add(one.tour)
        found = []
        for brief in officer_briefs(scenario):
            days = sorted(_changed_days(brief, held[brief.officer.officer], scenario))
            if days:
                message = f"{len(days)} day{'s' * (len(days) > 1)} not as told"
                found.append(Finding(self.code, "cost", brief.officer.officer, days[0], 1, told.person_pence, message))
        return found


def _state_day(sheet: Statement, changed: str, officer: str, day: int, was: str, contract: Contract) -> None:
    """State the rows of one officer's day."""
    kept = frozenset() if was in NO_TOURS else frozenset(was.split("+"))
    for tour in sorted(kept):
        _row(sheet, changed, officer, day, 1, [tour] if tour in contract.tours else [])
    options = [frozenset(code.split("+")) for code in contract.options if code not in NO_TOURS]
    more = sorted({tour for option in options if option > kept for tour in option - kept})
    # Two tours of one option would count twice, so that they have a row each.
    alone = all(len(option) == 1 for option in options)
    for tours in [more] if alone else [[tour] for tour in more]:
        _row(sheet, changed, officer, day, 0, tours)


def _row(sheet: Statement, changed: str, officer: str, day: int, told: int, tours: Sequence[str]) -> None:
    """State that tours that were told are there, or else that tours that were not told are not."""
    if not told and not tours:
        return
    row = sheet.row(f"told/{officer}/{iso_day(day)}/{'|'.join(tours)}", told)
    sheet.terms.append(Term(row, changed, 1))
    me = frozenset((officer,))
    sheet.supplies += [Supply(row, "", tour, day, 1 if told else -1, officers=me) for tour in tours]


def _changed_days(brief: OfficerBrief, held: Mapping[int, set[str]], scenario: Scenario) -> Iterator[int]:
    for day, was in brief.told.days.items() if brief.told else ():
        now = held.get(day, set())
        away = day in brief.leave_days and not now
        if day in scenario.horizon.days and not away and now != set(was.split("+")) - NO_TOURS:
            yield day
