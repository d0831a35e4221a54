"""Settings as they were stated, with the place of each, and sections of them checked against a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, TypeVar
from zoneinfo import available_timezones

from pydantic import BaseModel, Field, PlainValidator, ValidationError
from pydantic_core import ErrorDetails

from scheduler.scenario_io.columns import Kind
from scheduler.scenario_io.instants import day_of_text
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.tables.row import expected_of

KeyPath = tuple[str, ...]
Section = TypeVar("Section", bound=BaseModel)


def _day_stated(value: object) -> int:
    if isinstance(value, date) and not isinstance(value, datetime):
        return day_of_text(value.isoformat())
    return day_of_text(str(value))


Date = Annotated[int, PlainValidator(_day_stated), Kind("date", "a date YYYY-MM-DD or DD/MM/YYYY")]
Number = Annotated[int, Field(strict=True), Kind("whole number", "a whole number")]


@dataclass(frozen=True)
class Stated:
    """Settings as they were stated, and where each of them stands.

    Attributes
    ----------
    document
        Sections by name.
    place
        Place inside the file (``12:8``) of a section or key, by its path.
    """

    document: Mapping[str, Any]
    place: Callable[[KeyPath], str]


def read_section(model: type[Section], path: KeyPath, stated: Stated, problems: Problems) -> Section | None:
    """Return a section, or None with its errors among the problems; one that is not there is empty."""
    held: Any = stated.document
    for name in path:
        held = held.get(name, {})
    try:
        return model.model_validate(held)
    except ValidationError as error:
        for wrong in error.errors(include_url=False):
            _refuse(model, path, wrong, stated, problems)
        return None


def _refuse(model: type[BaseModel], section: KeyPath, wrong: ErrorDetails, stated: Stated, problems: Problems) -> None:
    """Add one error of a section to the problems."""
    path = (*section, *(str(part) for part in wrong["loc"]))
    place, fields, key = stated.place(path), model.model_fields, path[-1]
    if len(path) == len(section):
        problems.add(place, wrong["input"], f"a section [{key}]")
    elif wrong["type"] == "extra_forbidden":
        problems.add(place, key, ", ".join(fields), wrong=f"unknown key of [{'.'.join(section)}]", known=fields)
    elif wrong["type"] == "missing":
        problems.add(place, "", f"{key} in [{'.'.join(section)}]: {expected_of(fields[key])}")
    else:
        cause = str(wrong.get("ctx", {}).get("error", ""))
        zones = available_timezones() if key == "zone" else ()
        problems.add(place, wrong["input"], f"{cause or expected_of(fields[key])}", known=zones)
