"""How many seats or cars of a post are filled at every instant, against what is wanted there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scheduler.domain.duties import duties_of
from scheduler.domain.rota import Uncovered
from scheduler.domain.work import Duty, Post
from scheduler.views.planned_run import PlannedRun


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span of instants over which nothing about a post's cover changes; the last minute is not part of it."""

    start_at: int
    end_at: int
    minimum: int
    target: int
    filled: int


@dataclass(frozen=True, slots=True)
class PostCover:
    """A post's cover over the planned days.

    Attributes
    ----------
    stretches
        From the first instant of interest to the last, without holes.
    uncovered
        What the plan says is uncovered here.
    """

    post: Post
    stretches: tuple[Stretch, ...]
    uncovered: tuple[Uncovered, ...]

    @property
    def top(self) -> int:
        """The highest figure worth drawing: two above whatever is wanted, so that hand-overs do not dwarf the rest."""
        wanted = max((max(part.target, part.minimum) for part in self.stretches), default=0)
        return max(1, min(wanted + 2, max((part.filled for part in self.stretches), default=0)), wanted)

    @property
    def aspirational(self) -> bool:
        """Whether the post has a target and nowhere a minimum."""
        return any(part.target for part in self.stretches) and not any(part.minimum for part in self.stretches)

    @property
    def share_of_target(self) -> float:
        """For how much of the time in which anything is wanted the target is met; 1 where nothing is."""
        wanted = [part for part in self.stretches if part.target]
        met = sum(part.end_at - part.start_at for part in wanted if part.filled >= part.target)
        return met / sum(part.end_at - part.start_at for part in wanted) if wanted else 1.0

    @property
    def clipped(self) -> bool:
        """Whether more is filled somewhere than is worth drawing."""
        top = self.top
        return any(part.filled > top for part in self.stretches)


def cover_by_post(planned: PlannedRun) -> tuple[PostCover, ...]:
    """Return the cover of every post that has duties, in the scenario's order of posts.

    A post whose duties are cars counts cars with a whole crew, any other the officers in their seats, from ready to
    stand-down.
    """
    duties: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties_of(planned.scenario):
        duties[duty.post].append(duty)
    supply = _supply(planned)
    short: dict[str, list[Uncovered]] = defaultdict(list)
    for item in planned.plan.uncovered:
        short[item.duty.post].append(item)
    return tuple(
        PostCover(
            post,
            tuple(_stretches(duties[post.post], supply[post.post])),
            tuple(sorted(short[post.post], key=lambda item: (item.start_at, item.end_at))),
        )
        for post in planned.scenario.posts
        if duties[post.post]
    )


def _supply(planned: PlannedRun) -> dict[str, list[tuple[int, int, int]]]:
    """Return (start, end, number) of what fills each post."""
    numbers: Counter[tuple[str, str, int]] = Counter()
    for item in planned.plan.rota.assignments:
        if item.post and not planned.posts[item.post].crewed:
            numbers[item.post, item.tour, item.day] += 1
    crews = Counter((seat.post, seat.tour, seat.day, seat.vehicle) for seat in planned.plan.rota.crews)
    for (code, name, day, _), officers in crews.items():
        if officers >= planned.posts[code].crew_size:
            numbers[code, name, day] += 1
    zone = planned.scenario.horizon.zone
    spans: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for (code, name, day), number in numbers.items():
        tour = planned.tours[name]
        spans[code].append((tour.seat_from(day, zone), tour.seat_until(day, zone), number))
    return spans


def _stretches(duties: Sequence[Duty], supply: Sequence[tuple[int, int, int]]) -> Iterable[Stretch]:
    cuts = sorted(
        {instant for duty in duties for instant in (duty.start_at, duty.end_at)}
        | {instant for span in supply for instant in span[:2]}
    )
    opening: dict[int, list[Duty]] = defaultdict(list)
    for duty in duties:
        opening[duty.start_at].append(duty)
    change: Counter[int] = Counter()
    for start_at, end_at, number in supply:
        change[start_at] += number
        change[end_at] -= number
    active: list[Duty] = []
    filled = 0
    for start_at, end_at in pairwise(cuts):
        active = [duty for duty in (*active, *opening[start_at]) if duty.end_at > start_at]
        filled += change[start_at]
        minimum, target = _wanted(active)
        yield Stretch(start_at, end_at, minimum, target, filled)


def _wanted(duties: Sequence[Duty]) -> tuple[int, int]:
    """Return minimum and target at one instant.

    Rows of the cover table over the same tour, or over spans, are met by the same officers, so the highest counts;
    different tours are staffed apart and add up.
    """
    by_tour: dict[str, tuple[int, int]] = {}
    minimum = target = 0
    for duty in duties:
        if duty.tour is None:
            minimum, target = max(minimum, duty.minimum), max(target, duty.target)
        else:
            least, most = by_tour.get(duty.tour, (0, 0))
            by_tour[duty.tour] = (max(least, duty.minimum), max(most, duty.target))
    return (
        max(minimum, sum(least for least, _ in by_tour.values())),
        max(target, sum(most for _, most in by_tour.values())),
    )
