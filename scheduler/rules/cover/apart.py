"""How first faces keep one officer from two seats at once across force days; no second face reads this module.

On one force day an officer has one option, whose overlapping tours share one seat. What is left are tours of neighbouring
force days of which at least one is on call; two attended ones are kept apart by the rest between them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from scheduler.domain.price import FREE
from scheduler.domain.rows import Supply, Term
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.work import Post
from scheduler.rules.cover.stating import DatedTour, Statement, beyond_all, seat_windows, stated_duties


class Seated:
    """The seats that can be held at once across force days, and the roles for which officers are authorised.

    Attributes
    ----------
    pairs
        Two dated tours, the earlier force day first, that fill seats at the same instants.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.pairs = tuple(_pairs(scenario))
        self._posts = wanted_posts(scenario) if self.pairs else {}
        self._tours = {contract.contract: set(contract.tours) for contract in scenario.contracts}
        self._officers = scenario.officers
        self._price = beyond_all(scenario) if self.pairs else FREE
        self._held: dict[str, set[str]] = defaultdict(set)
        for row in scenario.authorisations:
            self._held[row.officer].add(row.role)

    def keep_apart(self, sheet: Statement, rule: str, one: Collection[str], other: Collection[str]) -> None:
        """Write a row for each officer and pair: one seat of the roles on the earlier tour and the later, no more.

        To hold both is priced beyond all duties, so that no answer of least price has it.

        Parameters
        ----------
        one, other
            Roles of the seats on the earlier and on the later tour.
        """
        for earlier, later in self.pairs:
            first = [post for post in self._posts.get(earlier, ()) if post.role in one]
            second = [post for post in self._posts.get(later, ()) if post.role in other]
            for officer in self._officers if first and second else ():
                held, tours = self._held[officer.officer], self._tours[officer.contract]
                able = [post for post in first if post.role in held], [post for post in second if post.role in held]
                if not (all(able) and {earlier[0], later[0]} <= tours):
                    continue
                name = f"{rule}/{officer.officer}/{earlier[0]}/{iso_day(earlier[1])}/{later[0]}/{iso_day(later[1])}"
                row = sheet.row(name, -1)
                sheet.terms.append(Term(row, sheet.amount(f"both/{name}", 1, self._price), 1))
                for (tour, day), posts in zip((earlier, later), able, strict=True):
                    sheet.supplies += [Supply(row, post.post, tour, day, -1, officer=officer.officer) for post in posts]


def _pairs(scenario: Scenario) -> Iterator[tuple[DatedTour, DatedTour]]:
    windows, on_call = seat_windows(scenario), {tour.tour for tour in scenario.tours if tour.on_call}
    codes = [tour.tour for tour in scenario.tours]
    for day in scenario.horizon.days:
        for after in (day + 1, day + 2):
            for one in codes if after in scenario.horizon.days else ():
                for other in codes if one in on_call else on_call:
                    (begin, end), (start, until) = windows[one, day], windows[other, after]
                    if begin < until and start < end:
                        yield (one, day), (other, after)


def wanted_posts(scenario: Scenario) -> Mapping[DatedTour, list[Post]]:
    """Return the posts that have a duty a dated tour can serve."""
    found: dict[DatedTour, list[Post]] = defaultdict(list)
    for crewed in (False, True):
        for stated in stated_duties(scenario, crewed=crewed):
            for dated in (dated for stretch in stated.stretches for dated in stretch.tours):
                if stated.post not in found[dated]:
                    found[dated].append(stated.post)
    return found
