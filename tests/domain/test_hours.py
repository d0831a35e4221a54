"""Hours that officers were told, in hours that pass."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.hours import OfficerHours, hours_of
from tests.feeds.rotas import AUTUMN, duty

DAYS = range(AUTUMN, AUTUMN + 7)


def test_attended_armed_and_on_call_hours_are_apart() -> None:
    """Over the change to winter time a night and a day on call are an hour longer; what is unarmed counts as attended."""
    held = [
        duty("A1", AUTUMN - 1, "N"),
        duty("A1", AUTUMN, "N"),
        duty("A1", AUTUMN + 2, "D", "", armed=False),
        duty("A1", AUTUMN + 3, "OC", "TFC"),
    ]
    night, day, on_call = ((one.end_at - one.start_at) for one in held[1:])
    assert hours_of(held, DAYS) == (OfficerHours("A1", "F1", 2, night + day, night, on_call),)


def test_duties_that_overlap_count_once_and_a_call_out_beside_the_hours_on_call() -> None:
    """Two tours at once are no more hours than one; whoever is called out worked and was on call."""
    stood_by = duty("A1", AUTUMN, "OC", "TFC")
    called = duty("A1", AUTUMN, "D")
    called = replace(called, key=replace(called.key, slot="called_out"))
    (found,) = hours_of([stood_by, called, replace(called, key=replace(called.key, number=1))], DAYS)
    assert (found.duties, found.minutes) == (2, called.end_at - called.start_at)
    assert found.on_call_minutes == stood_by.end_at - stood_by.start_at


def test_what_is_cancelled_or_on_another_day_does_not_count() -> None:
    """Nobody is left."""
    assert hours_of([duty("A1", AUTUMN, "D", status="cancelled"), duty("A2", AUTUMN + 7, "D")], DAYS) == ()
