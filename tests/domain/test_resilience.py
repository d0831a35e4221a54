"""On how few officers a post hangs."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.publication import Wanted
from scheduler.domain.resilience import PostResilience, resilience
from tests.feeds.rotas import AUTUMN, duty

DAYS = range(AUTUMN, AUTUMN + 7)


def test_the_share_is_of_the_time_the_post_is_held_in_hours_that_pass() -> None:
    """Of 73 hours over the clock change one officer has the 25 of the longest day and a day more."""
    days = [duty("A1", AUTUMN, "OC", "TFC"), duty("A2", AUTUMN + 1, "OC", "TFC"), duty("A1", AUTUMN + 2, "OC", "TFC")]
    (found,) = resilience(days, DAYS)
    assert found == PostResilience("TFC", 2, 73 * 60, "A1", 49 * 60)
    assert round(found.share, 4) == 0.6712


def test_officers_beside_each_other_hold_the_post_once() -> None:
    """Two on the same tour: twelve hours, and each is there for all of them; the first by id is named."""
    (found,) = resilience([duty("A2", AUTUMN, "D"), duty("A1", AUTUMN, "D")], DAYS)
    assert (found.minutes, found.most, found.share) == (12 * 60, "A1", 1.0)


def test_cancelled_duties_other_days_and_duties_without_a_seat_do_not_count() -> None:
    """What is left is one officer of the post."""
    gone = replace(duty("A2", AUTUMN, "N"), status="cancelled")
    rest = [gone, duty("A3", AUTUMN + 7, "D"), duty("A4", AUTUMN, "D", ""), duty("A1", AUTUMN, "D")]
    assert [(one.post, one.officers) for one in resilience(rest, DAYS)] == [("ARV", 1)]


def test_a_post_that_is_wanted_and_nobody_holds_has_no_officer() -> None:
    """It is there with nought; wanted on another day alone it is not."""
    rows = [Wanted(post, day, "", 0, 60, 1) for post, day in (("TFC", AUTUMN), ("SFC", AUTUMN + 7))]
    assert resilience((), DAYS, rows) == (PostResilience("TFC", 0, 0, "", 0),)
    assert resilience((), DAYS, rows)[0].share == 0
