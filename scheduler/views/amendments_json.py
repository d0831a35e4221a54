"""What was done to a rota since it was planned, as a file that the run is read back with."""

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
from scheduler.views.json_text import json_bytes
from scheduler.views.planned_run import PlannedRun

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


class _Document(_Model):
    amendments: list[_Record]
    provenance: list[_Held]


def files(planned: PlannedRun) -> dict[str, bytes]:
    """Return the file of a rota that was amended; nothing of one that stands as planned."""
    return {"amendments": render(planned.amendments)} if planned.amendments.records else {}


def render(done: Amendments) -> bytes:
    """Return amendments in their order, and how duties came to be their officers' where it is not as planned."""
    held = [
        _Held(officer=officer, day=day, tour=tour, provenance=how)
        for (officer, day, tour), how in sorted(done.provenance.items())
    ]
    return json_bytes(
        _Document(amendments=[_record(one) for one in done.records], provenance=held).model_dump(by_alias=True)
    )


def _record(one: AmendmentRecord) -> _Record:
    effects = one.effects
    return _Record(
        kind=one.kind,
        words=one.words,
        officers=list(one.officers),
        days=list(one.days),
        reason=one.reason,
        authority=one.authority,
        told_on=one.told_on,
        notice=one.notice,
        given_back=[_GivenBack(officer=back.officer, day=back.day, tour=back.tour) for back in one.given_back],
        away=[
            _Away(officer=row.officer, kind=row.kind, stops=row.stops, from_day=row.from_day, until_day=row.until_day)
            for row in effects.away
        ],
        worked=[
            _Worked(officer=row.officer, day=row.day, start_at=row.start_at, end_at=row.end_at)
            for row in effects.worked
        ],
        recalled=list(effects.recalled),
        cells=[
            _Cell.model_validate(
                {"cell": row.cell, "officer": row.officer, "day": row.day, "from": row.before, "to": row.after}
            )
            for row in one.cells
        ],
    )


def read(data: bytes, place: str = "amendments.json") -> Amendments:
    """Return the amendments of a file.

    Raises
    ------
    BadInputError
        If it is none of ours.
    """
    try:
        document = _Document.model_validate_json(data)
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
