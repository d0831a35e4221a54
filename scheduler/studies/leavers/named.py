"""A list of names, in its own order: nothing is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.studies.leavers.model import Chances, Person


@dataclass(frozen=True, slots=True)
class Named:
    """Those on a list, from its top; nobody else hands in.

    Attributes
    ----------
    officers
        Opaque ids, in the order in which they hand in.
    """

    officers: tuple[str, ...]
    code: str = "named"
    words: str = "from a named list, from its top"

    def order(self, people: Sequence[Person], chances: Chances) -> list[str]:  # noqa: ARG002 - nothing is drawn
        """Return those on the list who are among the people."""
        known = {person.officer for person in people}
        return [officer for officer in dict.fromkeys(self.officers) if officer in known]
