"""The ladder: what stays uncovered with the force's own officers and levers, and with help from further and further away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.levers import LeverName
from scheduler.domain.price import LevelResult

Standing = Literal["pulled", "held_back", "nothing_to_bend", "refused"]
"""Where a lever stands on a step: pulled; its turn comes later; it changes nothing in this scenario; not allowed."""


@dataclass(frozen=True, slots=True)
class HelpUsed:
    """One offer on a rung.

    Attributes
    ----------
    answer
        What was said; only what is offered or deployed is allowed.
    officers
        Officers it gives; 0 where it is not allowed.
    officer_days
        How much of it the rota uses.
    price
        Pence for each day on duty.
    nights
        Nights its officers are held in reserve away from home, on the days asked for.
    """

    offer: str
    lender: str
    relation: str
    answer: str
    officers: int
    officer_days: int
    price: int = 0
    nights: int = 0


@dataclass(frozen=True, slots=True)
class LeverUsed:
    """One lever of the force's own on a step.

    Attributes
    ----------
    owner, refused_by
        Post or role that answers for its uses, and that has refused it.
    price
        Pence for each use.
    uses
        Officer-days on which the rota is what it is by this lever, by the audit under the rules without it.
    quantity, unit
        How much that is, and of what.
    """

    lever: LeverName
    words: str
    owner: str
    standing: Standing
    refused_by: str
    price: int
    uses: int
    quantity: int
    unit: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ladder, planned.

    Attributes
    ----------
    rung
        How far away help may come from.
    levels
        Price and bound of every level.
    command, crews
        Duties below the minimum on the days asked for.
    help
        Every offer from so far away, refused ones too.
    interrupted
        The user stopped the search here.
    lever
        The last lever pulled; empty for the planned rota.
    levers
        Every lever of the scenario, in order.
    """

    rung: str
    levels: tuple[LevelResult, ...]
    command: int
    crews: int
    help: tuple[HelpUsed, ...]
    seconds: float
    interrupted: bool = False
    lever: str = ""
    levers: tuple[LeverUsed, ...] = ()

    @property
    def covered(self) -> bool:
        """Whether no duty is below its minimum, the provisional days included."""
        return self.levels[0].price == self.levels[1].price == 0
