"""Help from elsewhere: officers other forces lend, and soldiers, last of all.

Mutual aid is given on the application of one chief officer to another (Police Act 1996, section 24); lent officers work
under the direction of the host. Military aid to the civil authorities is the last resort, under police command, and for
static guards and counter-terrorism contingencies only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.people import Authorisation, Officer
from scheduler.domain.price import Price
from scheduler.domain.work import Post

Relation = Literal["neighbour", "region", "national", "military"]
"""How far away help comes from: a neighbour or a force in collaboration, the region, the country, the army."""

Answer = Literal["offered", "refused", "agreed", "standing_by", "deployed"]
Lodging = Literal["home", "single_room", "shared"]
RUNGS = ("own", "neighbour", "region", "national", "military")
"""From the own force to the last resort."""

OFFICER_DAY: dict[Relation, Price] = {
    "neighbour": Price(neighbours=1),
    "region": Price(neighbours=1),
    "national": Price(national=1),
    "military": Price(military=1),
}
"""What one officer-day of help counts, level by level."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Help that somebody can give, or has refused.

    Attributes
    ----------
    lender
        Force it comes from.
    officers
        Opaque ids of those lent.
    contract, unit, rank
        The lender's own contract, whose rules stay theirs, the host's unit they work in, and their rank.
    roles
        Roles they are authorised for.
    posts
        Posts they may fill; empty for all that their duties permit.
    counter_terrorism
        They may fill posts of counter-terrorism; see :func:`permitted`.
    from_at, until_at
        UTC minutes between which they can be on duty: lead time and induction are over at the first.
    most_a_day
        Officers on duty on one force day at most; 0 for no such limit.
    most_on
        Weekdays (0 is Monday) on which the lender keeps more for itself, each with the officers on duty at most.
    price
        Pence for each day on duty, which the host pays.
    approval
        Reference of the approval of military aid; empty for mutual aid.
    answer
        What was said: mutual aid is offered or refused, military aid agreed, standing by or deployed.
    spare
        Such officers the lender can spare at most, over all its offers of them at a time; 0 where it does not say.
    lodging
        Where they stay between tours: at home, or held in reserve in a room of their own or one that is shared.
    """

    offer: str
    lender: str
    relation: Relation
    officers: tuple[str, ...]
    contract: str
    unit: str
    rank: str
    roles: tuple[str, ...]
    from_at: int
    until_at: int
    posts: tuple[str, ...] = ()
    counter_terrorism: bool = False
    most_a_day: int = 0
    price: int = 0
    answer: Answer = "offered"
    source: str = ""
    approval: str = ""
    lodging: Lodging = "home"
    most_on: tuple[tuple[int, int], ...] = ()
    spare: int = 0

    @property
    def usable(self) -> bool:
        """Whether the officers may be used at all: whatever else was answered is recorded only."""
        return self.answer in ("offered", "deployed")

    def lent(self) -> tuple[Officer, ...]:
        """Return the officers, as the host's rota knows them."""
        return tuple(
            Officer(name, self.lender, self.unit, self.contract, self.rank, source=self.source, offer=self.offer)
            for name in self.officers
        )

    def authorisations(self) -> tuple[Authorisation, ...]:
        """Return what they may do while they are lent."""
        return tuple(
            Authorisation(name, role, self.from_at, self.until_at, self.source)
            for name in self.officers
            for role in self.roles
        )


def permitted(offer: Offer, post: Post) -> bool:
    """Say whether help may fill a post: soldiers guard or stand by, others keep out of counter-terrorism unless agreed."""
    if offer.posts and post.post not in offer.posts:
        return False
    if offer.relation == "military":
        return post.purpose in ("static_guard", "contingency")
    return post.purpose in ("routine", "static_guard") or offer.counter_terrorism
