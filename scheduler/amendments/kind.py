"""What every amendment is: a change of a finished rota, and everybody and every day it concerns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import ClassVar

from scheduler.domain.amendments import AmendmentKind, Effects, GivenBack, Reason, TypedCell
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.publication import Provenance
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day

_SHOWN = 60

Provenances = Mapping[tuple[str, int, str], Provenance]
"""(officer, force day, tour) -> how the duty came to be the officer's."""


@dataclass(frozen=True)
class Changed:
    """A rota after an amendment, before anybody has judged it.

    Attributes
    ----------
    officers, days
        Everybody and every force day whose tours, seats or absences are others than before.
    provenance
        How duties came to be their officers' by it.
    given_back
        Rest that is owed for what was worked.
    """

    rota: Rota
    officers: frozenset[str]
    days: frozenset[int]
    effects: Effects = field(default_factory=Effects)
    provenance: Provenances = field(default_factory=lambda: MappingProxyType({}))
    given_back: tuple[GivenBack, ...] = ()


@dataclass(frozen=True)
class Amendment(ABC):
    """One thing done to a finished rota.

    Class attributes
    ----------------
    kind
        What it is called on the command line.
    happened
        It tells of what has happened, such as a call-out: a rule of rest that it breaks is told, and the rest given
        back, but nothing undoes it. Else a rule that is broken refuses it.
    recorded
        It is known only once it has been worked, such as a call-out. Any other changes what is to come; of duties that
        are over it has to be said that the record is set right.
    usual
        Reason where none is named.
    """

    kind: ClassVar[AmendmentKind]
    happened: ClassVar[bool] = False
    recorded: ClassVar[bool] = False
    usual: ClassVar[Reason] = "request"

    @abstractmethod
    def change(self, scenario: Scenario, rota: Rota) -> Changed:
        """Return the rota after it; crews are not named anew yet.

        Raises
        ------
        BadInputError
            If it is about an officer, day or tour that the rota does not have.
        """

    @abstractmethod
    def words(self) -> str:
        """Return what is done, in one sentence without a reason."""

    @property
    def cells(self) -> tuple[TypedCell, ...]:
        """Return the cells of a workbook in which it was typed; none where it was not."""
        return ()


def held_on(scenario: Scenario, rota: Rota, officer: str, day: int, tour: str | None = None) -> tuple[Assignment, ...]:
    """Return an officer's tours of a force day, or the one named.

    Raises
    ------
    BadInputError
        If the officer is unknown, the day not planned, or there is no such tour.
    """
    known(scenario, officer, day)
    found = tuple(
        held for held in rota.assignments if (held.officer, held.day) == (officer, day) and tour in (None, held.tour)
    )
    if not found:
        what = f"tour {tour}" if tour else "tour"
        raise BadInputError([Problem("OFFICER", officer, f"an officer with a {what} on {iso_day(day)}")])
    return found


def known(scenario: Scenario, officer: str, day: int) -> None:
    """Refuse an officer or force day that the scenario does not have."""
    problems = []
    names = {row.officer for row in scenario.officers}
    if officer not in names:
        from difflib import get_close_matches

        near = get_close_matches(officer[:_SHOWN], sorted(names), 1)
        problems.append(
            Problem("OFFICER", officer[:_SHOWN], "an officer of the scenario", nearest=near[0] if near else "")
        )
    if day not in scenario.horizon.days:
        days = scenario.horizon.days
        problems.append(Problem("DATE", iso_day(day), f"a planned day, {iso_day(days[0])} to {iso_day(days[-1])}"))
    if problems:
        raise BadInputError(problems)


def given_to(scenario: Scenario, held: Iterable[Assignment], officer: str) -> list[Assignment]:
    """Return assignments as another officer's."""
    forces = {row.officer: row.force for row in scenario.officers}
    return [replace(one, officer=officer, force=forces[officer]) for one in held]


def exchanged(rota: Rota, gone: Iterable[Assignment], come: Iterable[Assignment]) -> Rota:
    """Return a rota with some assignments in the place of others; of the cars, who has no tour any more has no seat.

    Parameters
    ----------
    rota
        Its assignments in order, as every rota has them.
    """
    without = set(gone)
    days = {(held.officer, held.day) for held in without}
    officers = {held.officer for held in without}
    # Few of a large rota are theirs: the others are not compared with all they say.
    kept = [held for held in rota.assignments if held.officer not in officers or held not in without]
    for held in come:
        insort(kept, held)
    theirs = [held for held in kept if held.officer in officers]
    on = {(held.officer, held.post, held.tour, held.day) for held in theirs if (held.officer, held.day) in days}
    seats = tuple(
        seat
        for seat in rota.crews
        if seat.officer not in officers
        or (seat.officer, seat.day) not in days
        or (seat.officer, seat.post, seat.tour, seat.day) in on
    )
    return Rota(tuple(kept), seats)
