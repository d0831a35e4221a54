"""For how many hours each command seat is covered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduler.domain.duties import duties_of
from scheduler.domain.rota import Uncovered
from scheduler.domain.scenario import Scenario
from scheduler.domain.spans import Span, joined, within
from scheduler.domain.work import Post


@dataclass(frozen=True, slots=True)
class SeatHours:
    """One command seat over the days asked for.

    Attributes
    ----------
    force
        Force or region the post belongs to.
    wanted, covered
        Minutes in which somebody has to hold it, and those of them in which the minimum is met; of an aspirational
        seat, in which somebody is hoped for, and in which its target is met.
    """

    post: str
    role: str
    force: str
    wanted: int
    covered: int


def command_posts(scenario: Scenario) -> tuple[Post, ...]:
    """Return the posts whose role is a command role, in the scenario's order; seats of single operations are none."""
    command = {role.role for role in scenario.roles if role.command}
    return tuple(post for post in scenario.posts if post.role in command and not post.operation)


def seat_hours(scenario: Scenario, posts: Iterable[Post], uncovered: Sequence[Uncovered]) -> tuple[SeatHours, ...]:
    """Return the hours of each seat that has any, over the days asked for.

    Parameters
    ----------
    uncovered
        What a plan of the scenario leaves uncovered.
    """
    wanted: dict[str, list[Span]] = defaultdict(list)
    for duty in duties_of(scenario):
        if (duty.minimum or duty.aspirational) and not scenario.horizon.provisional(duty.day):
            wanted[duty.post].append((duty.start_at, duty.end_at))
    short: dict[str, list[Span]] = defaultdict(list)
    for item in uncovered:
        if item.shown != "target" and not item.provisional:
            short[item.duty.post].append((item.start_at, item.end_at))
    found = []
    for post in posts:
        spans = joined(wanted[post.post])
        if spans:
            minutes = _minutes(spans)
            lacking = _minutes(within(spans, joined(short[post.post])))
            found.append(SeatHours(post.post, post.role, post.force, minutes, minutes - lacking))
    return tuple(found)


def _minutes(spans: Iterable[Span]) -> int:
    return sum(end - begin for begin, end in spans)
