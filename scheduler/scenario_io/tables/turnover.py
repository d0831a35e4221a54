"""Officers who join and leave: arrays of overlays, which no scenario has as tables of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from scheduler.domain.turnover import Joiners, Leavers
from scheduler.scenario_io.columns import Day, Id, Whole, column
from scheduler.scenario_io.tables.row import Place, Row

_MOST = 10_000
_MOST_DAYS = 3_660
_EITHER = "either number, for one day, or a_month, for each month from that day on"


class LeaversRow(Row[Leavers]):
    """Officers who leave for good."""

    table: ClassVar[str] = "leavers"
    key: ClassVar[tuple[str, ...]] = ("officer", "role", "from")
    meaning: ClassVar[str] = (
        "Officers who leave for good: one who is named, or some drawn from a role's holders by the scenario's seed, each as "
        "likely. From that force day on they are away from everything and hold no role."
    )

    officer: Id = column("The officer (`officers`); empty where they are drawn.", default="")
    role: Id = column("The role (`roles`) whose holders they are drawn from.", default="")
    number: Whole = column("How many of the role leave on the one day.", default=0, at_least=0, at_most=_MOST)
    a_month: Whole = column(
        "How many of the role leave that day and on the same day of each later month.",
        default=0,
        at_least=0,
        at_most=_MOST,
    )
    from_: Day = column("First force day on which they are gone.", alias="from")

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse one who is named and drawn, and a number of nobody."""
        if bool(self.officer) == bool(self.role):
            yield "officer", "an officer, or a role to draw from"
        elif self.officer and (self.number or self.a_month):
            yield "number", "no number: one officer is named"
        elif self.role and bool(self.number) == bool(self.a_month):
            yield "number", _EITHER

    def value(self, at: Place) -> Leavers:
        """Return who leaves."""
        return Leavers(self.officer, self.role, self.number, self.a_month, self.from_, at.source)


class JoinersRow(Row[Joiners]):
    """Officers who join."""

    table: ClassVar[str] = "joiners"
    key: ClassVar[tuple[str, ...]] = ("like", "from")
    meaning: ClassVar[str] = (
        "Officers who join, each like one who is there: the same force, unit, team, contract, rank, base and roles, without a "
        "past or plans of leave, and with every record that gates ask for."
    )

    like: Id = column("The officer (`officers`) they are like.")
    number: Whole = column("How many join on the one day.", default=0, at_least=0, at_most=_MOST)
    a_month: Whole = column(
        "How many join that day and on the same day of each later month.", default=0, at_least=0, at_most=_MOST
    )
    from_: Day = column("First force day on which they are there.", alias="from")
    after_days: Whole = column(
        "Force days after that until they hold the roles, such as those of their courses.",
        default=0,
        at_least=0,
        at_most=_MOST_DAYS,
        unit="force days",
    )

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse a number of nobody."""
        if bool(self.number) == bool(self.a_month):
            yield "number", _EITHER

    def value(self, at: Place) -> Joiners:
        """Return who joins."""
        return Joiners(self.like, self.number, self.a_month, self.from_, self.after_days, at.source)
