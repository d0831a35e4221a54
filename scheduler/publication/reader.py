"""A look at the ledger: its lines, the last of each duty, and whether the chain is whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Select, func, select

from scheduler.publication.lines import DUTY, PRUNED, Line
from scheduler.publication.tables import DETAILS, KIND, LINES, WHOLE, told_anew
from scheduler.stores.chain import BEGINNING, Verdict, judged
from scheduler.stores.place import Place
from scheduler.views.words import counted


@dataclass(frozen=True, slots=True)
class Head:
    """How far the ledger goes: what a feed, a sheet or a report prints, so that nothing is taken from it unnoticed.

    Attributes
    ----------
    head
        Hash of the last line.
    lines
        Number of lines.
    """

    head: str
    lines: int

    def __str__(self) -> str:
        return f"{self.head} ({counted(self.lines, 'line')})"


class Reader:
    """One look at the ledger: everything asked of it is of one moment."""

    _whole = WHOLE

    def __init__(self, connection: Connection, place: Place) -> None:
        self._connection = connection
        self._place = place

    def head(self) -> Head:
        """Return the hash of the last line and the number of lines."""
        query = select(LINES.c.number, LINES.c.line_hash).order_by(LINES.c.number.desc()).limit(1)
        last = self._connection.execute(query).first()
        return Head(BEGINNING, 0) if last is None else Head(last.line_hash, last.number)

    def lines(
        self,
        kinds: Collection[str] | None = None,
        *,
        roster: str | None = None,
        subject: str | None = None,
        after: int = 0,
        until: int | None = None,
    ) -> Iterator[Line]:
        """Yield lines in their order.

        Parameters
        ----------
        kinds
            Kinds that are wanted; None for all.
        roster, subject
            Only lines about these; None for all.
        after, until
            Numbers of lines: only those after the one, and up to the other.
        """
        query = self._whole.where(LINES.c.number > after)
        if kinds is not None:
            query = query.where(LINES.c.kind.in_(kinds))
        if roster is not None:
            query = query.where(LINES.c.roster == roster)
        if subject is not None:
            query = query.where(LINES.c.subject == subject)
        if until is not None:
            query = query.where(LINES.c.number <= until)
        return self._yielded(query)

    def duties(
        self,
        roster: str | None,
        until: int | None = None,
        days: tuple[int, int] | None = None,
        officer: str | None = None,
    ) -> Iterator[Line]:
        """Yield the last line of each duty of a roster.

        Parameters
        ----------
        roster
            Its name; None for all rosters.
        until
            Number of a line: as it was then; None for now.
        days
            Force days, half-open; None for all.
        officer
            Only the duties of one officer; None for all.
        """
        last = select(func.max(LINES.c.number)).where(LINES.c.kind == DUTY)
        if roster is not None:
            last = last.where(LINES.c.roster == roster)
        if until is not None:
            last = last.where(LINES.c.number <= until)
        if days is not None:
            last = last.where(LINES.c.day >= days[0], LINES.c.day < days[1])
        if officer is not None:
            last = last.where(LINES.c.subject == officer)
        last = last.group_by(LINES.c.roster, LINES.c.subject, LINES.c.day, LINES.c.item)
        return self._yielded(self._whole.where(LINES.c.number.in_(last)))

    def verify(self, head: str | None = None) -> Verdict:
        """Say whether the lines are a whole chain with every detail it must have, and still cannot be changed.

        Parameters
        ----------
        head
            The last hash that was noted elsewhere.
        """
        verdict = judged(lambda: self._yielded(WHOLE), head)
        lost = self._lost() if verdict.whole else None
        if lost is not None:
            return replace(verdict, damage="has lost what it says, which was not pruned", line=lost)
        open_to = sorted(KIND.refusals - self._place.triggers(self._connection))
        if verdict.whole and open_to:
            told = f"every line is whole, but they can be changed: {', '.join(open_to)} is missing"
            return replace(verdict, damage=told)
        damaged = self._place.damage(self._connection) if verdict.whole else ""
        if damaged:
            told = f"every line is whole, but the file is damaged ({damaged}): restore a backup of it"
            return replace(verdict, damage=told)
        return verdict

    def _lost(self) -> int | None:
        """Return the first line whose detail is gone though nothing allowed it to be pruned; None where none is."""
        pruned = LINES.alias("pruned")
        allowed = select(pruned.c.number).where(
            pruned.c.kind == PRUNED, pruned.c.roster == LINES.c.roster, told_anew(pruned.c.version).exists()
        )
        gone = select(func.min(LINES.c.number)).outerjoin(DETAILS, DETAILS.c.number == LINES.c.number)
        found: int | None = self._connection.scalar(gone.where(DETAILS.c.number.is_(None), ~allowed.exists()))
        return found

    def _yielded(self, query: Select[Any]) -> Iterator[Line]:
        for row in self._connection.execute(query.order_by(LINES.c.number)):
            yield Line(*row)
