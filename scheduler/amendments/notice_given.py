"""The notice an amendment gives: clear days to each officer concerned, against what their rules want."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.amendments.checking import Verdict
from scheduler.domain.notice import notice_given
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.change import Change
from scheduler.rules.public_holidays import holidays_kept


@dataclass(frozen=True, slots=True, order=True)
class NoticeGiven:
    """The notice one officer has of one force day that is changed.

    Attributes
    ----------
    clear_days
        Days between being told and the force day; below nought, so many days late.
    wanted
        Clear days that the officer's rules want of such a change; nought where they want none.
    change
        What wants them: ``rest day`` or ``public holiday``, told as free of attended duty and now worked; else empty.
    """

    day: int
    officer: str
    clear_days: int
    wanted: int = 0
    change: str = ""

    @property
    def short_by(self) -> int:
        """How many clear days are missing."""
        return max(0, self.wanted - self.clear_days) if self.wanted else 0


def notices_of(scenario: Scenario, rota: Rota, verdict: Verdict, told_on: int) -> tuple[NoticeGiven, ...]:
    """Return the notice everybody concerned has of each force day on which their duty changes, in order of time.

    Nobody is told of provisional days, so that there is no notice of them.

    Parameters
    ----------
    rota
        As it was before.
    told_on
        Day on which those concerned are told.
    """
    own = verdict.changed.officers
    was, now = (_held(one, own) for one in (rota, verdict.changed.rota))
    beyond = {(one.officer, one.day) for one in verdict.changed.effects.worked}
    on_call = {tour.tour for tour in scenario.tours if tour.on_call}
    wanted = _Wanted(scenario)
    found = []
    for officer, day in sorted({(key[0], key[1]) for key in was ^ now} | beyond):
        if scenario.horizon.provisional(day):
            continue
        attended, attends = (
            any(key[:2] == (officer, day) and key[2] not in on_call for key in held) for held in (was, now)
        )
        worked = not attended and (attends or (officer, day) in beyond)
        least, change = max(wanted.of(officer, day), default=(0, "")) if worked else (0, "")
        found.append(NoticeGiven(day, officer, notice_given(told_on, day), least, change))
    return tuple(sorted(found))


def _held(rota: Rota, officers: frozenset[str]) -> set[tuple[str, int, str, int, int, str, str]]:
    return {
        (one.officer, one.day, one.tour, one.start_at, one.end_at, one.post, one.role)
        for one in rota.assignments
        if one.officer in officers
    }


class _Wanted:
    """The notice that rule groups want of duty on a day told as free."""

    def __init__(self, scenario: Scenario) -> None:
        groups = {group.group: group for group in scenario.rules}
        followed = {contract.contract: contract.rules for contract in scenario.contracts}
        self._groups = {
            officer.officer: groups[followed[officer.contract]]
            for officer in scenario.officers
            if followed.get(officer.contract) in groups
        }
        self._holidays = holidays_kept(scenario)

    def of(self, officer: str, day: int) -> Iterator[tuple[int, str]]:
        """Yield clear days and what wants them; nothing where the officer's group does not apply the rule."""
        group = self._groups.get(officer)
        if group is None:
            return
        for rule in rules_of_group(group):
            if isinstance(rule, Change):
                yield rule.rest_day_days, "rest day"
                if day in self._holidays[officer]:
                    yield rule.holiday_days, "public holiday"
