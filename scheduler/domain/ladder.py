"""The ladder: what stays uncovered with the force's own officers, and with help from further and further away."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.price import LevelResult


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
    """

    offer: str
    lender: str
    relation: str
    answer: str
    officers: int
    officer_days: int


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the ladder, planned.

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
    """

    rung: str
    levels: tuple[LevelResult, ...]
    command: int
    crews: int
    help: tuple[HelpUsed, ...]
    seconds: float
    interrupted: bool = False

    @property
    def covered(self) -> bool:
        """Whether no duty is below its minimum, the provisional days included."""
        return self.levels[0].price == self.levels[1].price == 0
