"""The table of levers: what the force itself may do before it asks for help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from scheduler.domain.levers import Lever, LeverName
from scheduler.scenario_io.columns import EARLIEST_DAY, LATEST_DAY, MOST, Day, Id, Ids, Name, Whole, YesNo, column
from scheduler.scenario_io.tables.row import Place, Row

_WANTED = {
    "rest_days_worked": ("most",),
    "longer_tours": ("tours", "posts"),
    "attached_officers": ("units", "to_unit"),
    "training_recalled": ("most",),
    "leave_recalled": ("most",),
    "exigency": ("minutes",),
}
"""Columns each lever has to state."""
_READ = {
    "rest_days_worked": ("most", "groups"),
    "longer_tours": ("tours", "posts", "groups", "contracts"),
    "attached_officers": ("most", "units", "to_unit", "groups", "contracts", "from", "until"),
    "training_recalled": ("most", "groups", "contracts", "units", "from", "until"),
    "leave_recalled": ("most", "groups", "contracts", "units", "from", "until"),
    "exigency": ("minutes", "groups"),
}
"""Columns each lever reads; one that is stated all the same would do nothing, and is refused.

A lever that bends a rule bends it for a whole rule group, and one that gives a contract more tours gives them to all who
have it: neither can be about some of their officers alone."""
_MOST_RECALLED = 5


class LeverRow(Row[Lever]):
    """A lever of the force's own."""

    table: ClassVar[str] = "levers"
    key: ClassVar[tuple[str, ...]] = ("lever",)
    meaning: ClassVar[str] = (
        "Levers of the force's own: what may be bent, in which order, before help comes from elsewhere, and who answers "
        "for it or has refused it. `rota plan --ladder` pulls them one after the other while a duty is below its minimum; "
        "without it, or `--lever`, none is pulled."
    )

    lever: LeverName = column("The lever.")
    order: Whole = column(
        "Place among the levers; those alike come in the order above.", default=1, at_least=1, at_most=99
    )
    allowed: YesNo = column("Whether it may be used.", default=True)
    owner: Name = column("Post or role that answers for each use; never a person's name.")
    refused_by: Name = column("Post or role that has refused it, where it is not allowed.", default="")
    price: Whole = column("What each use costs.", default=0, at_least=0, at_most=MOST, unit="pence")
    most: Whole = column(
        "`rest_days_worked`: rest days worked by each officer in a reference period. `training_recalled`, "
        f"`leave_recalled`: days of each officer, at most {_MOST_RECALLED}, the first of them within the dates. "
        "`attached_officers`: officers, 0 is all.",
        default=0,
        at_least=0,
        at_most=2_000,
    )
    minutes: Whole = column(
        "`exigency`: rest that has to be left between two tours.", default=0, at_least=0, at_most=1440, unit="minutes"
    )
    groups: Ids = column("Rule groups it is about; empty is all of the force's own.", default=())
    contracts: Ids = column("Contracts it is about (`contracts`); empty is all.", default=())
    units: Ids = column(
        "Units whose officers it is about (`units`), for `attached_officers` where they come from; empty is all.",
        default=(),
    )
    tours: Ids = column("`longer_tours`: the tours (`tours`) the contracts have besides.", default=())
    posts: Ids = column("`longer_tours`: the posts (`posts`) that are staffed on them.", default=())
    to_unit: Id = column("`attached_officers`: the unit (`units`) they are attached to.", default="")
    from_: Day = column(
        "First force day on which it may be used; empty is the first.", alias="from", default=EARLIEST_DAY
    )
    until: Day = column("Last force day; empty is the last.", default=LATEST_DAY - 1)

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse what the lever needs and has not, what it would not read, and a refusal of what is allowed."""
        stated = {name for name in _columns() if self._states(name)}
        for name in _WANTED[self.lever]:
            if name not in stated:
                yield name, f"a value: {self.lever} needs one"
        for name in sorted(stated - set(_READ[self.lever])):
            yield name, f"an empty cell: {self.lever} does not read it"
        if self.lever in ("training_recalled", "leave_recalled") and self.most > _MOST_RECALLED:
            yield "most", f"a whole number from 1 to {_MOST_RECALLED}"
        if self.allowed and self.refused_by:
            yield "refused_by", "an empty cell, or allowed no"
        if self.until < self.from_:
            yield "until", "a date not before from"

    def _states(self, name: str) -> bool:
        if name in ("from", "until"):
            return bool(self.from_ != EARLIEST_DAY if name == "from" else self.until != LATEST_DAY - 1)
        return bool(getattr(self, name))

    def value(self, at: Place) -> Lever:
        """Return the lever over half-open force days."""
        return Lever(
            self.lever,
            self.order,
            self.owner,
            self.allowed,
            self.refused_by,
            self.price,
            self.most,
            self.minutes,
            self.groups,
            self.contracts,
            self.units,
            self.tours,
            self.posts,
            self.to_unit,
            self.from_,
            self.until + 1,
            at.source,
        )


def _columns() -> set[str]:
    return {name for names in _READ.values() for name in names}
