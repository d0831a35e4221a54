"""What every view is given: the scenario, its plan and the record of the run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from operator import attrgetter
from typing import Any

from scheduler.domain.amendments import Amendments
from scheduler.domain.availability import stopped
from scheduler.domain.ladder import Step
from scheduler.domain.pay import Pay
from scheduler.domain.people import Force, Role
from scheduler.domain.replanning import Replan
from scheduler.domain.rota import Assignment, Plan, Uncovered
from scheduler.domain.run import RunRecord
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import local, utc
from scheduler.domain.work import Post, Tour
from scheduler.views.repeated import RepeatedRows

_BY_TIME = attrgetter("start_at", "end_at", "tour", "officer")
_ORDER = attrgetter(*(part.name for part in fields(Assignment)))
_REST = attrgetter(*(part.name for part in fields(Assignment)[1:]))


@dataclass(frozen=True)
class RunBefore:
    """The run that an amendment changes, of whose files what is about nobody concerned can be taken as it is.

    Attributes
    ----------
    planned
        The run.
    officers
        Everybody whom the amendment concerns; of nobody else is any assignment or absence another one.
    text
        What a file of the run says by its name; None where it is not as this version writes it.
    """

    planned: PlannedRun
    officers: frozenset[str]
    text: Callable[[str], str | None]


@dataclass(frozen=True)
class PlannedRun:
    """A scenario, the plan made of it and the record of the run; views add nothing to it and decide nothing.

    Attributes
    ----------
    pay
        What the rota costs beyond the pay that falls due anyway, counted after it was planned; empty where nobody asked.
    replan
        How much it changes of what had been told; None where it was planned afresh.
    amendments
        What was done to the rota since it was planned.
    concerned
        Officers whose calendars are others than those of the run before; None where there is no run before.
    concerned_posts
        Posts likewise.
    before
        The run it was amended from, where files of it can be used; None for none, and everything is written anew.
    standing
        Whether it is published or a draft, in a sentence with the ledger's head; empty where nobody asked.
    """

    scenario: Scenario
    plan: Plan
    run: RunRecord
    pay: Pay = field(default_factory=Pay)
    ladder: tuple[Step, ...] = ()
    replan: Replan | None = None
    amendments: Amendments = field(default_factory=Amendments)
    concerned: frozenset[str] | None = None
    concerned_posts: frozenset[str] | None = None
    before: RunBefore | None = field(default=None, repr=False, compare=False)
    standing: str = ""

    @cached_property
    def tours(self) -> dict[str, Tour]:
        """Every tour by its code."""
        return self.scenario.tours_by_code

    @cached_property
    def posts(self) -> dict[str, Post]:
        """Every post by its code."""
        return {post.post: post for post in self.scenario.posts}

    @cached_property
    def roles(self) -> dict[str, Role]:
        """Every role by its code."""
        return {role.role: role for role in self.scenario.roles}

    @cached_property
    def forces(self) -> dict[str, Force]:
        """Every force by its code."""
        return {force.force: force for force in self.scenario.forces}

    @cached_property
    def _in_order(self) -> list[tuple[str, tuple[Any, ...]]]:
        return _ordered(self.plan.rota.assignments)

    def rows_in_order(
        self, rest: Callable[[Assignment], tuple[str, ...]], held: Sequence[Assignment] | None = None
    ) -> RepeatedRows:
        """Return a row for every assignment, by officer and time: the officer, and what is told of the rest of it.

        Parameters
        ----------
        rest
            Asked once for assignments that differ in their officers alone; it gets one without an officer.
        held
            Assignments that are wanted; None for all.
        """
        rows = self._in_order if held is None else _ordered(held)
        return RepeatedRows(rows, lambda key: rest(Assignment("", *key)))

    @cached_property
    def by_officer(self) -> dict[str, tuple[Assignment, ...]]:
        """Each officer's assignments in order of time."""
        return _grouped([(item.officer, item) for item in self.plan.rota.assignments])

    @cached_property
    def by_post(self) -> dict[str, tuple[Assignment, ...]]:
        """Each post's assignments in order of time."""
        return _grouped([(item.post, item) for item in self.plan.rota.assignments if item.post])

    @cached_property
    def stopped(self) -> dict[str, list[tuple[str, int, int]]]:
        """What each officer is away from and over which instants; see :func:`scheduler.domain.availability.stopped`."""
        return stopped(self.scenario.events)

    @cached_property
    def not_available(self) -> dict[str, frozenset[int]]:
        """Force days on which each officer is away altogether, whatever the reason, and holds no tour all the same."""
        days: dict[str, set[int]] = defaultdict(set)
        horizon = self.scenario.horizon
        for away in self.scenario.abstractions:
            if away.stops == "everything" and away.kind != "training":
                first, until = max(horizon.first_day, away.from_day), min(horizon.until_day, away.until_day)
                days[away.officer].update(range(first, until))
        worked = {officer: {item.day for item in held} for officer, held in self.by_officer.items()}
        return {officer: frozenset(held - worked.get(officer, set())) for officer, held in days.items()}

    @property
    def first_day(self) -> int:
        """First force day asked for."""
        return self.scenario.horizon.first_day

    @property
    def last_day(self) -> int:
        """Last force day asked for; the provisional days come after it."""
        return self.first_day + self.scenario.horizon.n_days - 1

    @property
    def made(self) -> str:
        """The instant at which the run began, in UTC."""
        return utc(self.run.stamp_at).strftime("%Y-%m-%dT%H:%M:%SZ")

    @cached_property
    def armed_minutes(self) -> dict[int, tuple[int, int]]:
        """Minutes of armed seats by force day asked for: those of own officers, and those of officers lent."""
        lent = {officer.officer for officer in self.scenario.officers if officer.offer is not None}
        minutes: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for held in self.plan.rota.assignments:
            if held.post and held.source == "planned" and self.roles[held.role].armed:
                minutes[held.day][held.officer in lent] += held.end_at - held.start_at
        return {day: (own, aid) for day, (own, aid) in sorted(minutes.items())}

    def below_minimum(self) -> tuple[Uncovered, ...]:
        """Return what is uncovered at the minimum on the days asked for."""
        return tuple(item for item in self.plan.uncovered if item.grade != "target" and not item.provisional)

    def below_target(self) -> tuple[Uncovered, ...]:
        """Return what is at the minimum but below the target on the days asked for."""
        return tuple(item for item in self.plan.uncovered if item.grade == "target" and not item.provisional)

    def local_day(self, minute: int) -> int:
        """Return the ordinal of the date the wall clock shows at an instant."""
        return local(minute, self.scenario.horizon.zone).toordinal()


def duties(items: tuple[Uncovered, ...]) -> int:
    """Return how many duties are uncovered; one that is short in several parts counts once."""
    return len({item.duty.duty for item in items})


def _ordered(held: Iterable[Assignment]) -> list[tuple[str, tuple[Any, ...]]]:
    return [(item.officer, _REST(item)) for item in sorted(held, key=_ORDER)]


def _grouped(pairs: list[tuple[str, Assignment]]) -> dict[str, tuple[Assignment, ...]]:
    groups: dict[str, list[Assignment]] = defaultdict(list)
    for key, item in pairs:
        groups[key].append(item)
    return {key: tuple(sorted(items, key=_BY_TIME)) for key, items in groups.items()}
