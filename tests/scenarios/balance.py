"""What officers on their patterns could cover: ``python -m tests.scenarios.balance county|metropolitan|region``.

Prints the tables and the sentence that the page of the scenario quotes; a test holds the pages equal to them.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scheduler.domain.briefs import OfficerBrief, officer_briefs
from scheduler.domain.duties import duties_of
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import Post
from scheduler.eligibility import DayOptions, Seat, options_of
from scheduler.rules.line.flexible_working import FlexibleWorking
from scheduler.scenario_io import load

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ("county", "metropolitan", "region")


@dataclass
class CarTour:
    """The cars of a base on one tour, summed over the planned days, the tail included.

    Attributes
    ----------
    officers, drivers, supervisors, advisers
        Who is present on the pattern and could be in a car; advisers could hold a command seat on that tour instead.
    cars
        Cars they could crew, never more than the target.
    """

    post: str
    tour: str
    officers: int = 0
    drivers: int = 0
    supervisors: int = 0
    advisers: int = 0
    cars: int = 0
    minimum: int = 0
    target: int = 0
    below_minimum: int = 0
    below_target: int = 0


@cache
def committed(name: str) -> Scenario:
    """Return a committed scenario."""
    return load(ROOT / "scenarios" / name).scenario


def cars(scenario: Scenario) -> list[CarTour]:
    """Return what the patterns crew at each base on each tour, in the order of the posts and of their tours."""
    present = _present(scenario)
    posts = {post.post: post for post in scenario.posts}
    found = {
        (post.post, tour): CarTour(post.post, tour) for post in scenario.posts if post.crewed for tour in post.tours
    }
    for duty in duties_of(scenario):
        post = posts[duty.post]
        if not post.crewed or duty.tour is None:
            continue
        seats = present[duty.post, duty.tour, duty.day]
        row = found[duty.post, duty.tour]
        crewed = min(_crewed(post, seats), duty.target)
        row.officers += len(seats)
        row.drivers += sum(post.driver_role in seat.roles for seat, _ in seats)
        row.supervisors += sum(post.supervisor_role in seat.roles for seat, _ in seats)
        row.advisers += sum(advises for _, advises in seats)
        row.cars += crewed
        row.minimum += duty.minimum
        row.target += duty.target
        row.below_minimum += max(0, duty.minimum - crewed)
        row.below_target += duty.target - crewed
    return list(found.values())


def _crewed(post: Post, seats: list[tuple[Seat, bool]]) -> int:
    """Return the cars some officers can crew: each wants a whole crew and a driver, so many a supervisor."""
    drivers = sum(post.driver_role in seat.roles for seat, _ in seats)
    supervisors = sum(post.supervisor_role in seat.roles for seat, _ in seats)
    return min(len(seats) // post.crew_size, drivers, supervisors * post.cars_per_supervisor)


def _present(scenario: Scenario) -> dict[tuple[str, str, int], list[tuple[Seat, bool]]]:
    """Return by base, tour and force day the seats of who is there, and whether each could advise instead."""
    briefs, command = officer_briefs(scenario), _command_posts(scenario)
    found: dict[tuple[str, str, int], list[tuple[Seat, bool]]] = defaultdict(list)
    for brief, options in zip(briefs, options_of(scenario, briefs).officers, strict=True):
        for day, today in zip(scenario.horizon.days, options.days, strict=True):
            seats = _on_pattern(scenario, brief, day, today)
            advises = any(seat.post in command for seat in seats)
            for seat in seats:
                if brief.officer.home_post in (None, seat.post):
                    found[seat.post, seat.tour, day].append((seat, advises))
    return found


def _on_pattern(scenario: Scenario, brief: OfficerBrief, day: int, today: DayOptions) -> list[Seat]:
    """Return the seats an officer may take on the tour of the pattern; none where away or agreed not to work it."""
    option = brief.pattern_options.get(day)
    if option is None or FlexibleWorking().price(brief, option, scenario.horizon) is None:
        return []
    return [seat for group in today.seats.get(option.code, ()) for seat in group]


def _command_posts(scenario: Scenario) -> set[str]:
    """Return the posts whose role is a command role."""
    command = {role.role for role in scenario.roles if role.command}
    return {post.post for post in scenario.posts if post.role in command}


def on_call(scenario: Scenario) -> dict[str, list[int]]:
    """Return for each on-call post how many officers could hold it on each planned day, whatever they did before."""
    standby = {tour.tour for tour in scenario.tours if tour.on_call}
    days = scenario.horizon.days
    free: dict[str, Counter[int]] = {
        post.post: Counter(dict.fromkeys(days, 0)) for post in scenario.posts if standby.issuperset(post.tours)
    }
    for officer in options_of(scenario, officer_briefs(scenario)).officers:
        for day, today in zip(days, officer.days, strict=True):
            seats = {seat.post for groups in today.seats.values() for group in groups for seat in group}
            for post in seats & set(free):
                free[post][day] += 1
    return {post: list(counts.values()) for post, counts in free.items()}


def holders(scenario: Scenario) -> dict[str, int]:
    """Return how many officers hold each role on some day."""
    return Counter(role for _, role in {(row.officer, row.role) for row in scenario.authorisations})


def car_table(rows: Sequence[CarTour], days: int) -> Iterator[str]:
    """Yield the table of cars as lines of Markdown, averaged over so many days."""
    advising = ["advisers"] if any(row.advisers for row in rows) else []
    people = ["officers", "drivers", "supervisors", *advising]
    yield from _heading("base", "tour", *people, "cars", "minimum", "target")
    for row in rows:
        present = [f"{getattr(row, name) / days:.1f}" for name in people]
        wanted = [f"{round(amount / days, 2):g}" for amount in (row.minimum, row.target)]
        yield _line(row.post, row.tour, *present, f"{row.cars / days:.2f}", *wanted)


def car_sentence(rows: Sequence[CarTour], days: int) -> str:
    """Return how many car-tours of so many days the patterns leave short."""
    wanted, least = sum(row.target for row in rows), sum(row.minimum for row in rows)
    return (
        f"Of {wanted:,} car-tours wanted in {days} days, {least:,} of them at the least, "
        f"{sum(row.below_minimum for row in rows):,} fall below the minimum and "
        f"{sum(row.below_target for row in rows):,} below the target."
    )


def on_call_table(scenario: Scenario) -> Iterator[str]:
    """Yield the table of on-call posts as lines of Markdown."""
    roles = {post.post: post.role for post in scenario.posts}
    yield from _heading("on call", "officers", "free on a day", "fewest", "days with nobody")
    for post, free in on_call(scenario).items():
        mean = sum(free) / len(free)
        yield _line(post, holders(scenario)[roles[post]], f"{mean:.1f}", min(free), free.count(0))


def _heading(*cells: object) -> tuple[str, str]:
    return _line(*cells), "|" + "---|" * len(cells)


def _line(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def printed(name: str) -> list[str]:
    """Return everything the command prints of a committed scenario, one line an entry."""
    scenario = committed(name)
    rows, days = cars(scenario), len(scenario.horizon.days)
    crewed = [*car_table(rows, days), "", car_sentence(rows, days), ""] if rows else []
    return [*crewed, *on_call_table(scenario)]


def main(arguments: Iterable[str]) -> int:
    """Print the tables of one scenario."""
    parser = argparse.ArgumentParser(prog="python -m tests.scenarios.balance", description=__doc__)
    parser.add_argument("scenario", choices=SCENARIOS)
    name = parser.parse_args(list(arguments)).scenario
    sys.stdout.write("\n".join([*printed(name), ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
