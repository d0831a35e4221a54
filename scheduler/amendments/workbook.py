"""The cells a planner typed over in a workbook, all of them together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scheduler.amendments.kind import Amendment, Changed, Provenances, exchanged, known
from scheduler.domain.amendments import AmendmentKind, TypedCell
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.edits.changed import Edit

_NAMED = 3
"""Cells that the sentence names; the record keeps all of them."""


@dataclass(frozen=True)
class Workbook(Amendment):
    """Officers do on some force days what was typed into their cells; everybody in it is judged together.

    Attributes
    ----------
    edits
        Every cell that is not what the run put there, with its seats settled.
    """

    kind: ClassVar[AmendmentKind] = "workbook"

    edits: tuple[Edit, ...]

    def change(self, scenario: Scenario, rota: Rota) -> Changed:
        """Put what the cells say in the place of what they said."""
        if not self.edits:
            raise BadInputError([Problem("amendment", "", "a workbook with a cell that was changed")])
        for edit in self.edits:
            known(scenario, edit.officer, edit.day)
        gone = [held for edit in self.edits for held in edit.was]
        come = [held for edit in self.edits for held in edit.now]
        stayed = set(gone)
        provenance: Provenances = {
            (held.officer, held.day, held.tour): "amended" for held in come if held not in stayed
        }
        return Changed(
            exchanged(rota, gone, come),
            frozenset(edit.officer for edit in self.edits),
            frozenset(edit.day for edit in self.edits),
            provenance=provenance,
        )

    def words(self) -> str:
        """Return how many cells were changed, and the first of them."""
        first = ", ".join(edit.cell for edit in self.edits[:_NAMED])
        more = f" and {len(self.edits) - _NAMED:,} more" if len(self.edits) > _NAMED else ""
        cells = (
            "1 cell of the workbook is" if len(self.edits) == 1 else f"{len(self.edits):,} cells of the workbook are"
        )
        return f"{cells} changed: {first}{more}"

    @property
    def cells(self) -> tuple[TypedCell, ...]:
        """Return each changed cell as it is kept."""
        return tuple(TypedCell(edit.cell, edit.officer, edit.day, edit.before, edit.after) for edit in self.edits)
