"""Where an officer sits whose tour was typed without a seat: where the audit finds least against it, and cheapest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from scheduler.audit import Entitlements, audit_seats
from scheduler.crewed_anew import Crewing
from scheduler.domain.price import Price
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario

MOST_LOOKS = 1_000
"""Audits of three days spent on choosing seats; whoever is left then sits at the first seat they may hold."""


def seated(
    scenario: Scenario, before: Rota, fixed: Sequence[Assignment], waiting: Sequence[Assignment]
) -> list[Assignment]:
    """Return the waiting assignments with their seats.

    An officer may sit at each post that the tour staffs and nothing keeps them from, or without a seat; the home post is
    looked at first. Where there is a choice, the posts in question and those that share their cars are audited with each,
    over the force day and the days beside it, and the seat with the fewest faults and then the least price is taken, one officer after another and once more over all of them.

    Parameters
    ----------
    before
        The run's rota, whose crews stay where the same officers do.
    fixed
        Assignments that have their seats.
    waiting
        Tours without one; empty posts.
    """
    tables = Entitlements(scenario)
    chooser = _Chooser(scenario, before, tables)
    by_day: dict[int, list[Assignment]] = defaultdict(list)
    for held in waiting:
        by_day[held.day].append(held)
    found: list[Assignment] = []
    for day, held_then in sorted(by_day.items()):
        found += chooser.choose(day, [*fixed, *found], held_then)
    return found


class _Chooser:
    def __init__(self, scenario: Scenario, before: Rota, tables: Entitlements) -> None:
        self._scenario = scenario
        self._before = before
        self._tables = tables
        self._homes = {officer.officer: officer.home_post for officer in scenario.officers}
        self._looks = 0

    def choose(self, day: int, fixed: Sequence[Assignment], waiting: Sequence[Assignment]) -> list[Assignment]:
        """Return the seats of those who wait on one force day."""
        options = [self._options(held) for held in waiting]
        chosen = [seats[0] for seats in options]
        if all(len(seats) == 1 for seats in options):
            return chosen
        near = range(day - 1, day + 2)
        posts = _sharing(self._scenario, {seat.post for seats in options for seat in seats})
        names = {held.officer for held in waiting}
        names |= {held.officer for held in fixed if held.day in near and held.post in posts}
        around = [held for held in fixed if held.day in near and held.officer in names]
        window = _window(self._scenario, near, names, posts)
        crewing = Crewing(window, _within(self._before, near), self._tables)
        for _ in range(2):
            settled = True
            for place, seats in enumerate(options):
                best = self._best(window, crewing, around, chosen, place, seats)
                settled = settled and best == chosen[place]
                chosen[place] = best
            if settled:
                break
        return chosen

    def _best(
        self,
        window: Scenario,
        crewing: Crewing,
        around: Sequence[Assignment],
        chosen: Sequence[Assignment],
        place: int,
        seats: Sequence[Assignment],
    ) -> Assignment:
        """Return the seat of one officer that does best while the others sit where they do."""
        if len(seats) == 1 or self._looks + len(seats) > MOST_LOOKS:
            return chosen[place]
        self._looks += len(seats)
        worth: list[tuple[int, Price]] = []
        for seat in seats:
            others = [*chosen[:place], seat, *chosen[place + 1 :]]
            report = audit_seats(window, crewing.crewed([*around, *others]))
            worth.append((len(report.faults), report.price))
        return seats[worth.index(min(worth))]

    def _options(self, held: Assignment) -> list[Assignment]:
        """Return a tour in each seat nothing keeps its officer from, the home post's first; without a seat last."""
        tour = self._tables.tours[held.tour]
        posts = [post for post in self._scenario.posts if tour.tour in post.tours]
        posts.sort(key=lambda post: post.post != self._homes.get(held.officer))
        placed = [(post, replace(held, post=post.post, role=post.role)) for post in posts]
        allowed = [seat for post, seat in placed if not any(self._tables.seat_refusals(seat, tour, post))]
        return [*allowed, held]


def _sharing(scenario: Scenario, posts: Collection[str]) -> frozenset[str]:
    """Return some posts and those whose cars come from the same pools."""
    pools = {post.vehicle_pool for post in scenario.posts if post.post in posts} - {None}
    return frozenset(post.post for post in scenario.posts if post.post in posts or post.vehicle_pool in pools)


def _window(scenario: Scenario, days: range, officers: Collection[str], posts: Collection[str]) -> Scenario:
    """Return the scenario with the planned ones of some days alone, the cover of some posts and some officers."""
    horizon = scenario.horizon
    first, until = max(days.start, horizon.first_day), min(days.stop, horizon.until_day)
    return replace(
        scenario,
        horizon=replace(horizon, first_day=first, n_days=until - first, n_tail_days=0),
        cover=tuple(row for row in scenario.cover if row.post in posts),
        officers=tuple(row for row in scenario.officers if row.officer in officers),
        authorisations=tuple(row for row in scenario.authorisations if row.officer in officers),
        abstractions=tuple(row for row in scenario.abstractions if row.officer in officers),
        events=tuple(row for row in scenario.events if row.officer in officers or not row.officer),
    )


def _within(rota: Rota, days: range) -> Rota:
    return Rota(
        tuple(held for held in rota.assignments if held.day in days),
        tuple(seat for seat in rota.crews if seat.day in days),
    )
