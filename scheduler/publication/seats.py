"""Seats as the ledger keeps them: whose phone is which, and how many are wanted when.

They are lines beside a version's duties, since no officer is told of them: a new phone is no new version, and what is
wanted moves no SEQUENCE. Feeds are made of duties and never read how many seats are wanted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from scheduler.domain.duties import duties_of
from scheduler.domain.publication import PublishedPost, PublishedSeats, Wanted
from scheduler.domain.scenario import Scenario
from scheduler.publication.lines import Entry, Line
from scheduler.publication.reader import Reader
from scheduler.publication.store import Ledger, this_account

SEATS = "seats"


def seats_of_scenario(scenario: Scenario) -> Entry:
    """Return the line that tells the posts of a scenario and the seats its published days want at the minimum."""
    posts = {post.post: post for post in scenario.posts}
    wanted: dict[str, list[tuple[int, str, int, int, int]]] = defaultdict(list)
    horizon = scenario.horizon
    for duty in duties_of(scenario):
        if duty.minimum and not horizon.provisional(duty.day):
            seats = duty.minimum * max(1, posts[duty.post].crew_size)
            wanted[duty.post].append((duty.day, duty.tour or "", duty.start_at, duty.end_at, seats))
    detail = {
        "first_day": horizon.first_day,
        "n_days": horizon.n_days,
        "posts": [asdict(PublishedPost(one.post, one.name, one.role, one.force, one.phone)) for one in posts.values()],
        "wanted": {post: [list(row) for row in rows] for post, rows in wanted.items()},
    }
    return Entry(SEATS, detail, scenario.name)


def keep_seats(ledger: Ledger, entry: Entry, roster: str, version: int, at: int) -> bool:
    """Add a line about seats to a version that stands, unless the last one of its days says the same.

    Parameters
    ----------
    entry
        What `seats_of_scenario` made.
    at
        UTC minute.

    Returns
    -------
    bool
        Whether it was added.
    """
    with ledger.writing() as writer:
        days = (entry.detail["first_day"], entry.detail["n_days"])
        last = [line for line in writer.lines((SEATS,), roster=roster) if _days(line) == days]
        if last and last[-1].detail == entry.detail:
            return False
        writer.add([Entry(SEATS, entry.detail, roster, version=version)], at, this_account())
    return True


def published_seats(ledger: Ledger, roster: str) -> PublishedSeats:
    """Return the posts and wanted seats of a roster; nothing where they were never kept.

    Of each force day what the newest version wants that speaks about it; of each post what was told last.
    """
    with ledger.reading() as reader:
        posts = posts_of(reader, roster)
        days: dict[int, list[Wanted]] = {}
        for line in reader.lines((SEATS,), roster=roster):
            told = line.detail
            days |= {day: [] for day in range(told["first_day"], told["first_day"] + told["n_days"])}
            for one in _wanted(told["wanted"]):
                days[one.day].append(one)
    found = (one for rows in days.values() for one in rows)
    return PublishedSeats(posts, tuple(sorted(found, key=lambda one: (one.post, one.start_at, one.tour))))


def posts_of(reader: Reader, roster: str) -> tuple[PublishedPost, ...]:
    """Return the posts of a roster with their phones, those of the newest version first."""
    found: dict[str, PublishedPost] = {}
    for line in reader.lines((SEATS,), roster=roster):
        newest = {told["post"]: PublishedPost(**told) for told in line.detail["posts"]}
        found = newest | {post: one for post, one in found.items() if post not in newest}
    return tuple(found.values())


def _days(line: Line) -> tuple[int, int]:
    told = line.detail
    return told["first_day"], told["n_days"]


def _wanted(told: dict[str, list[list[Any]]]) -> Iterator[Wanted]:
    for post, rows in told.items():
        for day, tour, start_at, end_at, seats in rows:
            yield Wanted(post, day, tour, start_at, end_at, seats)
