"""What the row models of all tables have in common."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import ClassVar, Generic, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo

from scheduler.scenario_io.columns import kind_of

Value = TypeVar("Value")


class Place(NamedTuple):
    """Where a row stands.

    Attributes
    ----------
    source
        ``file:row``, the row as a spreadsheet numbers it.
    zone
        The scenario's time zone.
    """

    source: str
    zone: str


class Row(BaseModel, Generic[Value]):
    """One row of a table; its fields are the table's columns in order.

    Class attributes
    ----------------
    table
        Name of the table: its file is ``table.csv``, its sheet ``table``.
    key
        Columns that no two rows may have alike.
    needed
        Whether a scenario without the table is refused.
    left_out
        Columns that a table is written without where no row states them: a column that came later changes neither the
        files nor the hashes of scenarios that do not use it.
    meaning
        What one row says, in one sentence.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    needed: ClassVar[bool] = False
    left_out: ClassVar[frozenset[str]] = frozenset()
    meaning: ClassVar[str]

    def value(self, at: Place) -> Value:
        """Return the domain value the row states.

        Parameters
        ----------
        at
            Where the row was read from, and the scenario's time zone.
        """
        raise NotImplementedError

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Yield the columns of the row that contradict each other, each with what was expected."""
        return iter(())


@cache
def columns_of(row: type[Row[Value]]) -> dict[str, FieldInfo]:
    """Return a table's columns by name, in order."""
    return {field.alias or name: field for name, field in row.model_fields.items()}


@cache
def field_names(row: type[Row[Value]]) -> dict[str, str]:
    """Return the Python name of each column."""
    return {field.alias or name: name for name, field in row.model_fields.items()}


def expected_of(field: FieldInfo) -> str:
    """Return what a cell of a column should hold, for a problem or the reference."""
    kind = kind_of(field)
    if kind is None:
        return f"one of {', '.join(get_args(field.annotation))}"
    low, high = bounds_of(field)
    if low is not None and high is not None:
        return f"{kind.expected} from {low} to {high}"
    return kind.expected


def bounds_of(field: FieldInfo) -> tuple[int | None, int | None]:
    """Return the least and greatest number a column allows."""
    low = next((item.ge for item in field.metadata if hasattr(item, "ge")), None)
    high = next((item.le for item in field.metadata if hasattr(item, "le")), None)
    return low, high
