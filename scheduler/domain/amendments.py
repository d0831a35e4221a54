"""What was changed of a finished rota, why in neutral words, and on whose authority."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from scheduler.domain.people import Abstraction
from scheduler.domain.publication import Provenance

AmendmentKind = Literal["swap", "replace", "call-out", "recall", "sick", "extend", "remove", "workbook"]

Reason = Literal["not_available", "exigency", "operation", "training", "court", "request", "correction"]
"""Why a rota was amended: a neutral list. Nothing in it tells one absence from another."""

REASONS: tuple[Reason, ...] = get_args(Reason)


@dataclass(frozen=True, slots=True)
class Worked:
    """Duty beyond the tours of a force day: called out, or kept on after a tour; UTC minutes, half-open."""

    officer: str
    day: int
    start_at: int
    end_at: int


@dataclass(frozen=True, slots=True)
class Effects:
    """What amendments change of a scenario, so that the rota they made is judged by what is known now.

    Attributes
    ----------
    away
        Absences that began after the rota was made; of every kind alike.
    worked
        Duty beyond tours.
    recalled
        Officer and force day of absences called off.
    """

    away: tuple[Abstraction, ...] = ()
    worked: tuple[Worked, ...] = ()
    recalled: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Rest that an officer is owed because a call-out or a longer tour took it.

    Attributes
    ----------
    tour
        Tour taken off so that there is rest; empty where a rest day was worked and another one is owed.
    """

    officer: str
    day: int
    tour: str


@dataclass(frozen=True, slots=True)
class TypedCell:
    """One cell of a planner's workbook that was typed over.

    Attributes
    ----------
    cell
        Its address, such as ``F12``.
    before, after
        What it said and says: option codes, ``rest`` where there is no duty.
    """

    cell: str
    officer: str
    day: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AmendmentRecord:
    """One amendment as it is kept beside the rota it made.

    Attributes
    ----------
    kind, words
        What was done; in one sentence.
    officers, days
        Everybody and every force day concerned.
    authority
        On whose authority, as typed; never a reason about an officer.
    told_on
        Force day on which those concerned were told.
    notice
        Clear days between that and the first force day concerned; below nought, so many days late. None where no duty
        changes.
    effects
        What it changes of the scenario.
    cells
        Where it was typed into a planner's workbook: every cell.
    """

    kind: AmendmentKind
    words: str
    officers: tuple[str, ...]
    days: tuple[int, ...]
    reason: Reason
    authority: str
    told_on: int
    notice: int | None
    given_back: tuple[GivenBack, ...] = ()
    effects: Effects = field(default_factory=Effects)
    cells: tuple[TypedCell, ...] = ()


@dataclass(frozen=True, slots=True)
class Amendments:
    """All amendments between a plan and a rota, in their order.

    Attributes
    ----------
    provenance
        (officer, force day, tour) -> how the duty came to be the officer's, where it is not as planned.
    """

    records: tuple[AmendmentRecord, ...] = ()
    provenance: Mapping[tuple[str, int, str], Provenance] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def officers(self) -> frozenset[str]:
        """Everybody concerned by any of them."""
        return frozenset(officer for record in self.records for officer in record.officers)


UNAMENDED = Amendments()
"""A rota that stands as planned."""
