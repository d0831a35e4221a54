"""How far a post hangs on few officers: how many hold it over some days, and for how much of the time one of them does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from scheduler.domain.publication import PublishedDuty, Wanted
from scheduler.domain.spans import Span, joined


@dataclass(frozen=True, slots=True)
class PostResilience:
    """One post over some force days.

    Attributes
    ----------
    officers
        How many hold a seat of it.
    minutes
        In which anybody does.
    most, most_minutes
        The officer who does for longest, the first of several by id, and for how long; empty and nought where nobody does.
    """

    post: str
    officers: int
    minutes: int
    most: str
    most_minutes: int

    @property
    def share(self) -> float:
        """Part of the time the post is held in which the officer who holds it for longest does, 0 to 1."""
        return self.most_minutes / self.minutes if self.minutes else 0.0


def resilience(
    duties: Iterable[PublishedDuty], days: Collection[int], wanted: Iterable[Wanted] = ()
) -> tuple[PostResilience, ...]:
    """Return the posts that anybody holds on some force days, or that are wanted then, by code.

    Hours are whole tours in elapsed time; two duties of one officer at a post that overlap count once.

    Parameters
    ----------
    duties
        Those that are cancelled or have no seat are passed over.
    days
        Force days that count.
    wanted
        Seats that are wanted at the minimum.
    """
    spans: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    posts = {one.post for one in wanted if one.day in days}
    for duty in duties:
        if duty.post and duty.status == "confirmed" and duty.key.day in days:
            spans[duty.post][duty.key.officer].append((duty.start_at, duty.end_at))
    return tuple(_of_post(post, spans[post]) for post in sorted(posts | spans.keys()))


def _of_post(post: str, spans: dict[str, list[Span]]) -> PostResilience:
    held = {officer: _minutes(mine) for officer, mine in spans.items()}
    most = min(held, key=lambda officer: (-held[officer], officer), default="")
    return PostResilience(
        post, len(held), _minutes(span for mine in spans.values() for span in mine), most, held.get(most, 0)
    )


def _minutes(spans: Iterable[Span]) -> int:
    return sum(end - begin for begin, end in joined(spans))
