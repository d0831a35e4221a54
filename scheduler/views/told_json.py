"""What officers had been told when a roster was planned anew, as a file that the run is read back with."""

from __future__ import annotations

import json
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.replanning import Told
from scheduler.views.json_text import json_bytes
from scheduler.views.planned_run import PlannedRun

_Day = Annotated[int, Field(ge=0, le=4_000_000)]


class _Document(BaseModel):
    """The whole file: days as days since 1 January of year 1, the numbers of the rota's own force days."""

    model_config = ConfigDict(extra="forbid", strict=True)

    source: str
    told_on: _Day
    freeze_days: Annotated[int, Field(ge=0, le=366)]
    pins: list[tuple[str, _Day]]
    days: dict[str, dict[str, str]]
    seats: dict[str, dict[str, dict[str, str]]]


def files(planned: PlannedRun) -> dict[str, bytes]:
    """Return the file of a roster planned anew; nothing of one planned afresh."""
    told = planned.scenario.told
    return {} if told is None else {"told": render(told)}


def render(told: Told) -> bytes:
    """Return what officers were told and on what terms it was changed; prices are the rules' and not in it."""
    return json_bytes(
        _Document(
            source=told.source,
            told_on=told.told_on,
            freeze_days=told.freeze_days,
            pins=sorted(told.pins),
            days={officer: {str(day): code for day, code in own.items()} for officer, own in told.days.items()},
            seats={
                officer: {str(day): dict(seats) for day, seats in own.items()} for officer, own in told.seats.items()
            },
        ).model_dump()
    )


def read(data: bytes, place: str = "told.json") -> Told:
    """Return what the file says.

    Raises
    ------
    BadInputError
        If it is none of ours.
    """
    try:
        # JSON has no tuples, and strict models take none for lists in Python alone.
        document = _Document.model_validate_json(data)
        return Told(
            {officer: {int(day): code for day, code in own.items()} for officer, own in document.days.items()},
            document.told_on,
            document.freeze_days,
            frozenset(document.pins),
            document.source,
            {officer: {int(day): seats for day, seats in own.items()} for officer, own in document.seats.items()},
        )
    except (ValidationError, ValueError, RecursionError, json.JSONDecodeError) as error:
        raise BadInputError([Problem(place, "", "a told.json as `rota plan --from` writes it")]) from error
