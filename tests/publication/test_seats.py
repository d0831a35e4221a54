"""Seats in the ledger: phones and what is wanted, beside versions and without being one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from scheduler.domain.scenario import Scenario
from scheduler.publication.lines import Entry
from scheduler.publication.publishing import Published
from scheduler.publication.seats import keep_seats, published_seats, seats_of_scenario
from scheduler.publication.store import opened
from scheduler.scenario_io import load
from tests.publication.rosters import AT, put, shown, verdict


def county(root: Path, **post: Any) -> Scenario:
    """Return the county with its first post changed."""
    given = load(root / "scenarios" / "county").scenario
    return replace(given, posts=(replace(given.posts[0], **post), *given.posts[1:]))


def kept(store: str, entry: Entry) -> bool:
    """Keep seats of version 1 and say whether a line was added."""
    with opened(store, write=True) as ledger:
        return keep_seats(ledger, entry, "county", 1, AT)


def test_a_new_phone_is_a_line_and_no_version(store: str, root: Path) -> None:
    """Version and sequences stand, the phone is the new one, the same again adds nothing, and the chain is whole."""
    first = seats_of_scenario(county(root, phone="01632 960001"))
    assert put(store, beside=[first]).outcome == "published"
    before = shown(store)
    assert not kept(store, first)
    assert kept(store, seats_of_scenario(county(root, phone="01632 960002")))
    assert shown(store) == before
    with opened(store) as ledger:
        found = published_seats(ledger, "county").posts
    assert (found[0].post, found[0].phone) == ("ARV-N", "01632 960002")
    assert verdict(store).whole


def test_seats_of_published_days_alone_are_kept(root: Path) -> None:
    """The provisional days want nothing yet; a post with cars wants the officers of whole crews."""
    given = county(root, crew_size=3)
    detail = seats_of_scenario(given).detail
    days = {row[0] for rows in detail["wanted"].values() for row in rows}
    assert days == set(range(given.horizon.first_day, given.horizon.first_day + given.horizon.n_days))
    assert {row[4] % 3 for row in detail["wanted"]["ARV-N"]} == {0}


def test_each_day_wants_what_its_newest_version_says(store: str, root: Path) -> None:
    """A later version about the second half replaces what was wanted there and leaves the first half."""
    given = county(root)
    half = given.horizon.n_days // 2
    later = replace(
        given, cover=(), horizon=replace(given.horizon, first_day=given.horizon.first_day + half, n_days=half)
    )
    done: Published = put(store, beside=[seats_of_scenario(given)])
    assert done.outcome == "published"
    assert kept(store, seats_of_scenario(later))
    with opened(store) as ledger:
        days = {one.day for one in published_seats(ledger, "county").wanted}
    assert days == set(range(given.horizon.first_day, given.horizon.first_day + half))
