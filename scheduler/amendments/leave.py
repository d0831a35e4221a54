"""May an officer have leave: yes, no by a rule or a quota, or yes at a price."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from scheduler.amendments.checking import Verdict, judged
from scheduler.amendments.kind import Amendment, Changed, exchanged, known
from scheduler.domain.amendments import AmendmentKind, Effects
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.people import Abstraction
from scheduler.domain.price import FREE
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day

Answer = Literal["yes", "yes_at_a_price", "no"]


@dataclass(frozen=True)
class Leave(Amendment):
    """An officer has leave over some force days and works none of them."""

    kind: ClassVar[AmendmentKind] = "remove"

    officer: str
    from_day: int
    until_day: int

    def change(self, scenario: Scenario, rota: Rota) -> Changed:
        """Take away the officer's tours of these days."""
        for day in (self.from_day, self.until_day - 1):
            known(scenario, self.officer, day)
        if self.until_day <= self.from_day:
            raise BadInputError(
                [Problem("leave", iso_day(self.until_day - 1), f"no day before {iso_day(self.from_day)}")]
            )
        days = frozenset(range(self.from_day, self.until_day))
        gone = [held for held in rota.assignments if held.officer == self.officer and held.day in days]
        away = Abstraction(self.officer, "leave", "everything", self.from_day, self.until_day)
        concerned = frozenset(held.day for held in gone)
        return Changed(exchanged(rota, gone, []), frozenset((self.officer,)), concerned, Effects(away=(away,)))

    def words(self) -> str:
        """Return who has leave when."""
        return f"{self.officer} has leave from {iso_day(self.from_day)} to {iso_day(self.until_day - 1)}"


@dataclass(frozen=True, slots=True)
class QuotaDay:
    """How many of a team are on leave on a force day, and how many may be.

    Attributes
    ----------
    on_leave
        Others than the officer who asks.
    quota
        Whose quota it is: the team's own, or the scenario's for every team that states none.
    """

    day: int
    team: str
    on_leave: int
    most: int
    quota: Literal["team", "scenario"]

    @property
    def full(self) -> bool:
        """Whether nobody more of the team may be on leave."""
        return self.on_leave >= self.most


@dataclass(frozen=True)
class LeaveAnswer:
    """What is answered to a wish for leave.

    Attributes
    ----------
    quota
        The leave asked for by the quota of the officer's team, day by day; empty where no quota is stated.
    verdict
        What the leave does to the officer's line and to cover.
    """

    answer: Answer
    quota: tuple[QuotaDay, ...]
    verdict: Verdict

    @property
    def full(self) -> tuple[QuotaDay, ...]:
        """Days on which the team's quota is used up."""
        return tuple(one for one in self.quota if one.full)


def asked(scenario: Scenario, rota: Rota, wish: Leave) -> LeaveAnswer:
    """Return whether an officer may have leave.

    No where the team's quota is used up on one of the days, where a rule refuses the line, or where a duty falls below its
    minimum; yes at a price where only pence are more.

    Raises
    ------
    BadInputError
        If the officer is unknown or the days are not planned.
    """
    verdict = judged(scenario, rota, wish)
    quota = tuple(_quota_days(scenario, wish))
    graver = tuple(verdict.more[:-1]) > tuple(FREE[:-1])
    if any(one.full for one in quota) or not verdict.accepted or graver:
        return LeaveAnswer("no", quota, verdict)
    return LeaveAnswer("yes_at_a_price" if verdict.more.pence > 0 else "yes", quota, verdict)


def _quota_days(scenario: Scenario, wish: Leave) -> Iterator[QuotaDay]:
    """Yield the days of the wish by the team's quota; nothing for who has no team, or where none is stated."""
    own = next(officer.team for officer in scenario.officers if officer.officer == wish.officer)
    quotas = {team.team: team.most_on_leave for team in scenario.teams}
    quota: Literal["team", "scenario"] = "team" if quotas.get(own or "") else "scenario"
    most = quotas.get(own or "") or scenario.most_on_leave
    if own is None or not most:
        return
    mates = {officer.officer for officer in scenario.officers if officer.team == own} - {wish.officer}
    leave = [row for row in scenario.abstractions if row.kind == "leave" and row.officer in mates]
    for day in range(wish.from_day, wish.until_day):
        away = len({row.officer for row in leave if row.from_day <= day < row.until_day})
        yield QuotaDay(day, own, away, most, quota)
