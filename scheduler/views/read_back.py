"""What a run's folder keeps beside its plan, read back: what officers had been told, and what was done to its rota since.

The files are checked by models, whose library takes a while to load, so that those who only write them do without.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scheduler.domain.amendments import (
    AmendmentKind,
    AmendmentRecord,
    Amendments,
    Effects,
    GivenBack,
    Reason,
    TypedCell,
    Worked,
)
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.people import Abstraction, Stops
from scheduler.domain.publication import Provenance
from scheduler.domain.replanning import Told

_Day = Annotated[int, Field(ge=0, le=4_000_000)]
_Minute = Annotated[int, Field(ge=-(1 << 40), le=1 << 40)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Away(_Model):
    """An absence; of which kind is not kept."""

    officer: str
    kind: str
    stops: Stops
    from_day: _Day
    until_day: _Day


class _Worked(_Model):
    officer: str
    day: _Day
    start_at: _Minute
    end_at: _Minute


class _GivenBack(_Model):
    officer: str
    day: _Day
    tour: str


class _Cell(_Model):
    """A cell of a planner's workbook that was typed over; ``from`` and ``to`` as the workbook shows them."""

    cell: str
    officer: str
    day: _Day
    before: str = Field(alias="from")
    after: str = Field(alias="to")


class _Record(_Model):
    """One amendment; days are days since 1 January of year 1, instants UTC minutes since 1970.

    ``notice`` is in clear days before the first day concerned; below nought, so many days late; null where no duty changes.
    """

    kind: AmendmentKind
    words: str
    officers: list[str]
    days: list[_Day]
    reason: Reason
    authority: str
    told_on: _Day
    notice: int | None
    given_back: list[_GivenBack]
    away: list[_Away]
    worked: list[_Worked]
    recalled: list[tuple[str, _Day]]
    cells: list[_Cell] = []


class _Held(_Model):
    officer: str
    day: _Day
    tour: str
    provenance: Provenance


class _Done(_Model):
    """The whole of `amendments.json`."""

    amendments: list[_Record]
    provenance: list[_Held]


class _Told(_Model):
    """The whole of `told.json`: days as days since 1 January of year 1, the numbers of the rota's own force days."""

    source: str
    told_on: _Day
    freeze_days: Annotated[int, Field(ge=0, le=366)]
    pins: list[tuple[str, _Day]]
    days: dict[str, dict[str, str]]
    seats: dict[str, dict[str, dict[str, str]]]


def amendments_from(data: bytes, place: str = "amendments.json") -> Amendments:
    """Return the amendments of a file.

    Raises
    ------
    BadInputError
        If it is none of ours.
    """
    try:
        document = _Done.model_validate_json(data)
    except (ValidationError, RecursionError) as error:
        raise BadInputError([Problem(place, "", "an amendments.json as `rota amend` writes it")]) from error
    return Amendments(
        tuple(_read_record(one) for one in document.amendments),
        {(held.officer, held.day, held.tour): held.provenance for held in document.provenance},
    )


def _read_record(one: _Record) -> AmendmentRecord:
    return AmendmentRecord(
        one.kind,
        one.words,
        tuple(one.officers),
        tuple(one.days),
        one.reason,
        one.authority,
        one.told_on,
        one.notice,
        tuple(GivenBack(back.officer, back.day, back.tour) for back in one.given_back),
        Effects(
            tuple(Abstraction(row.officer, row.kind, row.stops, row.from_day, row.until_day) for row in one.away),
            tuple(Worked(row.officer, row.day, row.start_at, row.end_at) for row in one.worked),
            tuple(one.recalled),
        ),
        tuple(TypedCell(row.cell, row.officer, row.day, row.before, row.after) for row in one.cells),
    )


def told_from(data: bytes, place: str = "told.json") -> Told:
    """Return what the file says.

    Raises
    ------
    BadInputError
        If it is none of ours.
    """
    try:
        # JSON has no tuples, and strict models take none for lists in Python alone.
        document = _Told.model_validate_json(data)
        return Told(
            {officer: {int(day): code for day, code in own.items()} for officer, own in document.days.items()},
            document.told_on,
            document.freeze_days,
            frozenset(document.pins),
            document.source,
            {officer: {int(day): seats for day, seats in own.items()} for officer, own in document.seats.items()},
        )
    except (ValidationError, ValueError, RecursionError) as error:
        raise BadInputError([Problem(place, "", "a told.json as `rota plan --from` writes it")]) from error
