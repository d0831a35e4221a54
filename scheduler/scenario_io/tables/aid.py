"""Tables of help from elsewhere: mutual aid of other forces, and military aid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from scheduler.domain.aid import Lodging, Offer
from scheduler.rules.aid.terms import term_on
from scheduler.scenario_io.columns import MOST, UNSTATED, Id, Ids, Minute, Name, Weekdays, Whole, YesNo, column
from scheduler.scenario_io.tables.row import Place, Row

_MOST_OFFICERS = 2_000


class MutualAidRow(Row[Offer]):
    """Officers another force lends, or has refused to lend."""

    table: ClassVar[str] = "mutual_aid"
    key: ClassVar[tuple[str, ...]] = ("offer",)
    meaning: ClassVar[str] = (
        "Officers another force lends on application (Police Act 1996, section 24), or has refused to lend. Their rules, "
        "hours and force day stay the lender's; the host pays."
    )

    offer: Id = column("The offer.")
    lender: Id = column("Force that lends (`forces`).")
    relation: Literal["neighbour", "region", "national"] = column(
        "How far away: a neighbour or a force in collaboration, the region, or the country."
    )
    answer: Literal["offered", "refused"] = column("What the lender said; a refusal is recorded.", default="offered")
    officers: Whole = column(
        "How many, where they are not named; they are called by the offer and a number.",
        default=0,
        at_least=0,
        at_most=_MOST_OFFICERS,
        unit="officers",
    )
    named: Ids = column("Their opaque ids, where they are named.", default=())
    strength: Whole = column(
        "Such officers the lender has, of whom all its offers of one role at a time are; 0 is not stated.",
        default=0,
        at_least=0,
        at_most=100_000,
        unit="officers",
    )
    keeps: Whole = column(
        "Such officers it has to keep for itself.", default=0, at_least=0, at_most=100_000, unit="officers"
    )
    busy: Weekdays = column("Weekdays on which it keeps more; empty is none.", default=())
    keeps_busy: Whole = column(
        "Such officers it has to keep for itself on those: on a force day of them the others at most are on duty.",
        default=0,
        at_least=0,
        at_most=100_000,
        unit="officers",
    )
    contract: Id = column("Their contract, with the lender's rules (`contracts`).")
    unit: Id = column("The host's unit they work in (`units`).")
    rank: Name = column("Their rank.", default="constable")
    roles: Ids = column("Roles they are authorised for (`roles`).")
    posts: Ids = column("Posts they may fill (`posts`); empty is all that their duties permit.", default=())
    counter_terrorism: YesNo = column("Whether they may fill posts of counter-terrorism.", default=False)
    asked: Minute = column("When they were asked for; empty is in good time.", default=UNSTATED)
    lead_hours: Whole = column("Hours from then until they arrive.", default=0, at_least=0, at_most=2_000, unit="hours")
    induction_hours: Whole = column(
        "Hours of induction before their first tour.", default=0, at_least=0, at_most=500, unit="hours"
    )
    from_: Minute = column("From when they are lent at the earliest.", alias="from")
    until: Minute = column("Until when.")
    most_a_day: Whole = column(
        "Officers on duty on one force day at most; 0 is no such limit.",
        default=0,
        at_least=0,
        at_most=_MOST_OFFICERS,
        unit="officers",
    )
    price: Whole = column(
        "What a day on duty costs the host; a refusal needs none.", default=0, at_least=0, at_most=MOST, unit="pence"
    )
    lodging: Lodging = column(
        "Where they stay between tours: at home, or held in reserve overnight, in a single room or a shared one; "
        "nights held in reserve are counted in `cost.csv`.",
        default="home",
    )

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse an end before the beginning, officers stated twice or not at all, no price, and more than can be spared."""
        if (self.until.day, self.until.minute or 24 * 60) <= (self.from_.day, self.from_.minute or 0):
            yield "until", "a minute after from"
        if self.answer == "offered" and bool(self.officers) == bool(self.named):
            yield "officers", "a number of officers, or their ids in named, not both"
        if self.answer == "offered" and not self.price:
            yield "price", "at least 1 pence a day for officers who are offered"
        count = self.officers or len(self.named)
        if self.strength and count > self.strength - self.keeps:
            yield "officers", f"at most the {max(0, self.strength - self.keeps)} officers the lender can spare"
        yield from self._busy_days()

    def _busy_days(self) -> Iterator[tuple[str, str]]:
        """Refuse a minimum of busy weekdays that is not whole, or that is less than the one of all days."""
        if self.busy and not self.keeps_busy:
            yield "keeps_busy", "a number of officers kept on the busy weekdays"
        elif self.keeps_busy and not self.busy:
            yield "busy", "weekdays on which it keeps more"
        elif self.keeps_busy and not self.strength:
            yield "strength", "how many such officers the lender has"
        elif self.keeps_busy < self.keeps and self.busy:
            yield "keeps_busy", f"at least the {self.keeps} it always keeps"
        elif self.keeps_busy > self.strength:
            yield "keeps_busy", f"at most the {self.strength} the lender has"

    def value(self, at: Place) -> Offer:
        """Return the offer on real instants."""
        return Offer(
            self.offer,
            self.lender,
            self.relation,
            self.named or _numbered(self.offer, self.officers),
            self.contract,
            self.unit,
            self.rank,
            self.roles,
            _usable(self.from_.begins(at.zone), self, at.zone) + 60 * self.induction_hours,
            self.until.ends(at.zone),
            self.posts,
            self.counter_terrorism,
            self.most_a_day,
            self.price,
            self.answer,
            at.source,
            lodging=self.lodging,
            most_on=tuple((day, self.strength - self.keeps_busy) for day in self.busy),
            spare=max(0, self.strength - self.keeps),
        )


class MilitaryAidRow(Row[Offer]):
    """Soldiers who guard or stand by, last of all."""

    table: ClassVar[str] = "military_aid"
    key: ClassVar[tuple[str, ...]] = ("offer",)
    meaning: ClassVar[str] = (
        "Military aid to the civil authorities: the last resort, under police command, for static guards and "
        "counter-terrorism contingencies alone. Only what is deployed is used."
    )

    offer: Id = column("The offer.")
    lender: Id = column("Force under whose command they are (`forces`).")
    state: Literal["agreed", "standing_by", "deployed"] = column("What has been decided.")
    approval: Id = column("Reference of the approval.")
    officers: Whole = column("How many.", at_least=1, at_most=_MOST_OFFICERS, unit="soldiers")
    contract: Id = column("Their contract (`contracts`).")
    unit: Id = column("Unit they work with (`units`).")
    roles: Ids = column("Roles they stand in for (`roles`).")
    posts: Ids = column("Posts they may fill (`posts`): of purpose `static_guard` or `contingency` alone.")
    asked: Minute = column("When they were asked for.")
    lead_hours: Whole = column(
        "Hours from then until they are there: as many as `scheduler/rules/aid/terms.toml` says of the day they were "
        "asked for, 12 to 96 (unverified).",
        at_least=0,
        at_most=2_000,
        unit="hours",
    )
    from_: Minute = column("From when they are approved at the earliest.", alias="from")
    until: Minute = column("When the approval expires.")
    price: Whole = column("What a day on duty costs.", at_least=1, at_most=MOST, unit="pence")

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """Refuse an end before the beginning, and a lead time that the term of the day does not know."""
        if (self.until.day, self.until.minute or 24 * 60) <= (self.from_.day, self.from_.minute or 0):
            yield "until", "a minute after from"
        term = term_on("military_lead_hours", self.asked.day)
        if term is not None and not term.keeps(self.lead_hours):
            yield "lead_hours", f"a whole number from {term.least} to {term.most} ({term.source}; {term.status})"

    def value(self, at: Place) -> Offer:
        """Return the offer on real instants."""
        return Offer(
            self.offer,
            self.lender,
            "military",
            _numbered(self.offer, self.officers),
            self.contract,
            self.unit,
            "soldier",
            self.roles,
            _usable(self.from_.begins(at.zone), self, at.zone),
            self.until.ends(at.zone),
            self.posts,
            counter_terrorism=True,
            price=self.price,
            answer=self.state,
            source=at.source,
            approval=self.approval,
        )


def _numbered(offer: str, count: int) -> tuple[str, ...]:
    return tuple(f"{offer}-{number:0{len(str(count))}d}" for number in range(1, count + 1))


def _usable(from_at: int, row: MutualAidRow | MilitaryAidRow, zone: str) -> int:
    """Return from when the lead time is over."""
    return from_at if row.asked == UNSTATED else max(from_at, row.asked.begins(zone) + 60 * row.lead_hours)
