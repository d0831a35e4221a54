"""Officer-days of help, counted in levels of their own and limited by the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.aid import OFFICER_DAY, Offer, permitted
from scheduler.domain.findings import Finding
from scheduler.domain.rota import Rota
from scheduler.domain.rows import Requirements, Supply, Term
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day, weekday
from scheduler.rules.cover.rule import CoverRule
from scheduler.rules.cover.stating import Statement


@dataclass(frozen=True)
class AidDays(CoverRule):
    r"""Every seat that a lent officer fills on a force day counts one officer-day of help, in the level of the offer.

    Source: the scenario's offers; the order of levels (military aid is spared first, then national aid, then that of the
    region and of neighbours) follows the tiers of mutual aid and the criteria of military aid to the civil authorities.

    .. math:: days_{offer} \ge \sum_{seats\ of\ offer} 1, \qquad \sum_{seats\ of\ offer\ on\ d} 1 \le most\_a\_day

    One unit of excess is one officer-day; an officer who fills two seats on one force day counts two. Example: three
    officers of a neighbouring force who crew a car on four nights are 12 officer-days in L5. More officers on duty on one
    force day than the offer allows, or than its lender can spare on that weekday, is a breach.
    """

    code: ClassVar[str] = "aid_days"
    sentence: ClassVar[str] = (
        "Officer-days of help count in L3 to L5, and no offer gives more officers a day than it says."
    )
    unit: ClassVar[str] = "officer-days of help"

    def require(self, scenario: Scenario) -> Requirements:
        """State one row for each offer, and one for each of its force days where the offer limits them."""
        sheet = Statement()
        for offer in scenario.offers:
            if not offer.usable:
                continue
            most = len(offer.officers) * len(scenario.horizon.days)
            days = sheet.amount(f"aid-days/{offer.offer}", 2 * most, OFFICER_DAY[offer.relation])
            used = sheet.row(f"aid/{offer.offer}", 0)
            sheet.terms.append(Term(used, days, 1))
            for day in scenario.horizon.days:
                most_on = _most_on(offer, day)
                key = f"aid-most/{offer.offer}/{iso_day(day)}"
                limit = None if most_on is None else sheet.row(key, -most_on)
                for post, tour in _places(scenario, offer):
                    sheet.supplies.append(Supply(used, post, tour, day, -1, lent=offer.offer))
                    if limit is not None:
                        sheet.supplies.append(Supply(limit, post, tour, day, -1, lent=offer.offer))
        return sheet.finished()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Count the placements of every offer's officers, force day by force day."""
        offer_of = {name: offer for offer in scenario.offers for name in offer.officers}
        used: dict[tuple[str, int], int] = defaultdict(int)
        for held in set(rota.assignments):
            if held.post and held.officer in offer_of:
                used[offer_of[held.officer].offer, held.day] += 1
        by_name = {offer.offer: offer for offer in scenario.offers}
        found = []
        for (name, day), count in sorted(used.items()):
            told = f"{count} officer-days of {name} on {iso_day(day)}"
            found.append(Finding(self.code, "aid", name, day, count, 0, told))
            limits = [most for on, most in by_name[name].most_on if (day - 1) % 7 == on]
            limits += [by_name[name].most_a_day] if by_name[name].most_a_day else []
            most = min(limits, default=count)
            if count > most:
                found.append(Finding(self.code, "breach", name, day, count - most, 0, f"{told}; it gives {most} a day"))
        return found


def _most_on(offer: Offer, day: int) -> int | None:
    """Return how many officers of an offer may be on duty on a force day, None for any: its limit, and the lender's."""
    spared = dict(offer.most_on).get(weekday(day))
    if spared is None:
        return offer.most_a_day or None
    return min(offer.most_a_day, spared) if offer.most_a_day else spared


def _places(scenario: Scenario, offer: Offer) -> Iterator[tuple[str, str]]:
    """Yield every post and tour that the officers of an offer might fill."""
    for post in scenario.posts:
        if post.role in offer.roles and permitted(offer, post):
            for tour in dict.fromkeys(post.tours):
                yield post.post, tour
