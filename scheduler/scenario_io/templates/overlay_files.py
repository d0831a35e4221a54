"""Overlays as templates make them, and their files as text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Value = str | int | bool | Sequence[str]
Row = Mapping[str, Value]


@dataclass(frozen=True)
class OverlayFile:
    """An overlay that is to be written.

    Attributes
    ----------
    source
        What of it is known from where, and what is invented.
    rows
        Table -> rows added.
    profiles
        Rule group -> profile, for rule groups that are added.
    """

    name: str
    description: str
    source: str
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    profiles: Mapping[str, str] = field(default_factory=dict)

    def text(self, scenario_sha256: str) -> str:
        """Return the file, one line a row, made for the scenario with this hash."""
        return "".join(f"{line}\n" for line in self._lines(scenario_sha256))

    def _lines(self, scenario_sha256: str) -> Iterator[str]:
        about = {
            "name": self.name,
            "description": self.description,
            "source": self.source,
            "scenario_sha256": scenario_sha256,
        }
        for key, value in about.items():
            yield f"overlay.{key} = {_value(value)}"
        for group, profile in self.profiles.items():
            yield f"rules.{group}.profile = {_value(profile)}"
        for table, rows in self.rows.items():
            yield f"{table} = ["
            for row in rows:
                yield f"  {{{', '.join(f'{column} = {_value(value)}' for column, value in row.items())}}},"
            yield "]"


def _value(value: Value) -> str:
    """Return a value as TOML: what JSON writes of plain text, whole numbers, true, false and lists is TOML too."""
    return json.dumps(value if isinstance(value, str | int) else list(value))
