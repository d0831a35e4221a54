"""What a rota costs beyond the pay that falls due anyway: what a scenario says of pay, and what was counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

PayUnit = Literal["day", "minute", "day owed"]

RANK_GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "constable": "constables_and_sergeants",
        "sergeant": "constables_and_sergeants",
        "inspector": "inspecting_ranks",
        "chief inspector": "inspecting_ranks",
        "superintendent": "superintending_ranks",
        "chief superintendent": "superintending_ranks",
    }
)
"""Rank, in small letters -> the group of ranks whose pay and conditions it has."""


@dataclass(frozen=True, slots=True)
class PaySettings:
    """What a scenario says of pay; the figures of an hour are invented unless the force has set its own.

    Attributes
    ----------
    told_on
        Date on which officers are told of the rota; None where that is in good time, so that nothing is at short notice.
    on_call_day_start
        Wall-clock minutes at which an on-call day of 24 hours begins; None for when the officer's force day begins.
    on_call_day_starts
        The same for one group of ranks, which goes before it.
    held_in_reserve, hardship
        Posts at which those who belong to another one are held in reserve overnight; those of them without a single
        room with its own bath.
    constable_hour, sergeant_hour, inspector_hour, chief_inspector_hour
        Pence of an hour's basic pay.
    """

    told_on: int | None = None
    on_call_day_start: int | None = None
    constable_hour: int = 2_000
    sergeant_hour: int = 2_400
    inspector_hour: int = 2_800
    chief_inspector_hour: int = 3_000
    on_call_day_starts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}), kw_only=True)
    held_in_reserve: tuple[str, ...] = field(default=(), kw_only=True)
    hardship: tuple[str, ...] = field(default=(), kw_only=True)

    def on_call_day_of(self, rank: str, day_start: int) -> int:
        """Return the wall-clock minutes at which an on-call day of a rank begins.

        Parameters
        ----------
        day_start
            Wall-clock minutes at which the officer's force day begins.
        """
        every = day_start if self.on_call_day_start is None else self.on_call_day_start
        return self.on_call_day_starts.get(RANK_GROUPS.get(rank.casefold(), ""), every)

    def hour_of(self, rank: str) -> int | None:
        """Return the pence of an hour's basic pay of a rank, or None where none is stated."""
        return {
            "constable": self.constable_hour,
            "sergeant": self.sergeant_hour,
            "inspector": self.inspector_hour,
            "chief inspector": self.chief_inspector_hour,
        }.get(rank.casefold())


@dataclass(frozen=True, slots=True, order=True)
class PayItem:
    """What one officer's work of one kind on one force day costs beyond the salary.

    Attributes
    ----------
    item
        Kind of work, such as ``on_call_day``.
    unit
        ``day``; ``minute``, whose rate is for an hour; ``day owed``, which is given back in time and costs no money.
    rate_pence
        Pence for a day or an hour.
    """

    officer: str
    day: int
    item: str
    unit: PayUnit
    quantity: int
    rate_pence: int
    pence: int
    rank: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class PayRate:
    """One rate that something was counted by, in words.

    Attributes
    ----------
    ranks, days, figure
        For whom, from when until when, and how much.
    """

    item: str
    ranks: str
    days: str
    figure: str
    source: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class Pay:
    """What a rota costs on the days asked for; indicative, and nobody is paid from it.

    Attributes
    ----------
    ranks
        Those of the items, the lowest first.
    rates
        Those that something was counted by.
    not_counted
        Sentences that say what is left out, and why.
    """

    items: tuple[PayItem, ...] = ()
    ranks: tuple[str, ...] = ()
    rates: tuple[PayRate, ...] = ()
    not_counted: tuple[str, ...] = ()

    @property
    def pence(self) -> int:
        """Pence of all items together."""
        return sum(item.pence for item in self.items)

    @property
    def pence_by_item(self) -> dict[str, int]:
        """Pence of each kind of work, in alphabetical order."""
        sums: dict[str, int] = defaultdict(int)
        for item in self.items:
            sums[item.item] += item.pence
        return dict(sorted(sums.items()))

    def summed(self) -> Pay:
        """Return the same pay with one item for each kind of work, unit and rank, of nobody and no day in particular.

        All that is told of a whole rota is told by these sums; a large rota has a hundred thousand items.
        """
        sums: dict[tuple[str, PayUnit, str], list[int]] = defaultdict(lambda: [0, 0])
        for one in self.items:
            of_kind = sums[one.item, one.unit, one.rank]
            of_kind[0] += one.quantity
            of_kind[1] += one.pence
        items = (
            PayItem("", 0, item, unit, quantity, 0, pence, rank, "", "")
            for (item, unit, rank), (quantity, pence) in sorted(sums.items())
        )
        return replace(self, items=tuple(items))
