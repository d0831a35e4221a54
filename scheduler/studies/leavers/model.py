"""What a leaver model is given and what it says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant

Chances = NDArray[np.float64]
"""Numbers drawn evenly between 0 and 1, one a person."""

Who = Literal["all", "armed", "command"]
"""Who may hand in: holders of armed roles, of command roles, or of either."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the own force who may hand in.

    Attributes
    ----------
    team
        Empty where the officer has none.
    roles
        Roles held at the beginning that stepping back is about, those of command and those that are armed.
    days_authorised
        Force days since the first authorisation that still counts; nought where it begins later.
    """

    officer: str
    team: str
    unit: str
    roles: tuple[str, ...]
    days_authorised: int


class LeaverModel(Protocol):
    """Says in which order people hand in; who has left at 10 % has left at 20 %, since the order is one."""

    @property
    def code(self) -> str:
        """Short name, as the command line takes it."""

    @property
    def words(self) -> str:
        """The model as a clause that follows "leavers drawn"."""

    def order(self, people: Sequence[Person], chances: Chances) -> list[str]:
        """Return people in the order in which they hand in.

        Parameters
        ----------
        chances
            Shape (people,): the same for each share, model and response of a sample.
        """


def population(scenario: Scenario, who: Who = "all") -> tuple[Person, ...]:
    """Return the officers of the own force who hold a role that can be handed in when the planned days begin."""
    horizon = scenario.horizon
    begins_at = instant(horizon.first_day, 0, horizon.zone)
    wanted = {
        role.role for role in scenario.roles if (role.armed and who != "command") or (role.command and who != "armed")
    }
    held: dict[str, set[str]] = defaultdict(set)
    since: dict[str, int] = {}
    for row in scenario.authorisations:
        if row.role in wanted and row.until_at > begins_at:
            held[row.officer].add(row.role)
            since[row.officer] = min(row.from_at, since.get(row.officer, row.from_at))
    return tuple(
        Person(
            officer.officer,
            officer.team or "",
            officer.unit,
            tuple(sorted(held[officer.officer])),
            max(0, begins_at - since[officer.officer]) // (24 * 60),
        )
        for officer in sorted(scenario.officers, key=lambda one: one.officer)
        if officer.offer is None and officer.officer in held
    )
