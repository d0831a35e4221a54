"""The price of a rota, in six levels that are compared one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Price(NamedTuple):
    """Six whole numbers, the first the gravest.

    Attributes
    ----------
    command
        L1: command duties left uncovered at the minimum, counted by post priority.
    crews
        L2: crews and other armed duties below the minimum, counted by post priority.
    military, national, neighbours
        L3 to L5: officer-days of aid, the dearest help first.
    pence
        L6: pay that the plan can change, target shortfall and welfare.
    """

    command: int = 0
    crews: int = 0
    military: int = 0
    national: int = 0
    neighbours: int = 0
    pence: int = 0

    def plus(self, other: Price) -> Price:
        """Return the level-by-level sum."""
        return Price(*(a + b for a, b in zip(self, other, strict=True)))

    def times(self, count: int) -> Price:
        """Return the price taken ``count`` times."""
        return Price(*(count * a for a in self))


FREE = Price()
N_LEVELS = len(FREE)
LEVEL_NAMES = (
    "L1 command duties uncovered",
    "L2 crews below the minimum",
    "L3 military officer-days",
    "L4 national officer-days",
    "L5 region and neighbour officer-days",
    "L6 pence",
)


@dataclass(frozen=True, slots=True)
class LevelResult:
    """What one level costs in the rota and the proved bound below it.

    Attributes
    ----------
    conditional
        The bound holds given the price of the levels above, one of which is not proved exact.
    """

    level: int
    price: int
    bound: int
    conditional: bool

    @property
    def exact(self) -> bool:
        """Whether price and bound meet."""
        return self.price == self.bound
