"""The way from a program to a proved answer: bound, first rota, better rotas, proof, part by part."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from scheduler.domain.price import Price
from scheduler.engine.attempts import Attempt, attempted, take, widened, widening_due
from scheduler.engine.before import Before
from scheduler.engine.beginning import begin, first_rota, prove_levels, prove_own_least, tidy, tighten
from scheduler.engine.components import Component, components
from scheduler.engine.draft import Settings
from scheduler.engine.effort import Effort
from scheduler.engine.outcome import Outcome, outcome_of
from scheduler.engine.part import PENCE, Part, search_weights
from scheduler.engine.pricing import own_least_pence
from scheduler.engine.program import LARGE, Program
from scheduler.engine.solution import Solution
from scheduler.engine.workers import GRACE_SECONDS, Job, Stopped, Workers, workers

FIRST_SHARE = 0.97
"""Share of the time that the first rotas of all parts may take."""

LEAST_SHARE = 0.35
"""Share of that time that each of them may take at least, so that small ones are not cut short."""

LEAST_WORK = 0.01
"""Seconds that each job counts at least where work is counted, so that jobs with nothing to do come to an end."""

PROOF_SHARE = 0.25
LATE_SHARE = 0.25
"""Share of the time that has to be left, at most, for a large part's levels to be proved: that takes long."""

TIGHTEN_SECONDS, TIGHTEN_SHARE = 20.0, 0.5
"""Time in which the bound of a large part is gone on with: so many seconds, or the share of the time left if that is
more."""

ATTEMPT_GRACE = 0.5
"""Seconds an attempt may take beyond its time: a better rota of one part is not worth keeping anybody waiting."""

QUICK = 50
"""Officers up to whom a part is begun before larger ones, and says nothing about how long those take."""

UNTRIED_SHARE = 0.2
"""Share of what a part has open that its first attempt is taken to gain."""

CURIOSITY = 0.05
"""Share of what a part has open that its first attempt counts whatever others brought, less with each made."""

GROWTH = 1.6
"""The first rota of a part is taken to need time like its officers to this power..."""

CREWED = 2
"""...and so many times as much where they crew cars."""

SURELY = 1.4
"""Times as long as first rotas are likely to take that there has to be left for them, before a worker does anything else."""


@dataclass
class Progress:
    """Where the search stands; one is reported at each step.

    Attributes
    ----------
    stage
        What is being done, in words.
    price
        Best price so far in each level over all components, None before the first rota.
    bound_pence
        Proved bound on the last level.
    """

    stage: str
    price: Price | None = None
    bound_pence: int | None = None


Report = Callable[[Progress], None]


class Search:
    """Searches a program, several parts at a time where there are several workers.

    Parameters
    ----------
    gap
        Stop once the last level's distance to the bound is at most this share.
    """

    def __init__(
        self,
        program: Program,
        effort: Effort,
        settings: Settings,
        gap: float,
        report: Report,
        before: Before | None = None,
    ) -> None:
        self.program = program
        self.effort = effort
        self.settings = settings
        self.gap = gap
        self.report = report
        self.before = before
        self.allowed = effort.seconds
        self.until = effort
        """When the first rotas are to be there."""
        self.least = own_least_pence(program)
        self.parts: list[Part] = []
        self.busy: list[int] = []
        """For each part, how many jobs work on it."""
        self.waiting: list[int] = []
        """Parts without a first rota, the smallest first."""
        self.unproved: set[int] = set()
        """Parts whose levels above the last have changed since they were proved."""
        self.whole: set[int] = set()
        """Parts of which a job works on everything, so that nothing else may."""
        self.fresh: set[int] = set()
        """Those of them whose first rota is being made."""
        self.began: dict[int, float] = {}
        """When that was begun, by the effort's clock."""
        self.pace = 0.0
        """Seconds that the slowest of them took for its size, of those with more than a few officers."""

    def run(self) -> Outcome:
        """Return the best answer found and what is proved about it."""
        self.report(Progress("first rota"))
        number = 1 if self.settings.reproducible else self.settings.workers
        with workers(number, self.effort.stopped) as crew:
            self._begin(crew)
            self._work(crew)
            self._tidy(crew)
        return self._outcome()

    def _begin(self, crew: Workers) -> None:
        """Give each part a rota, without looking at the time: from here on there is always an answer."""
        found = components(self.program)
        batches = [found[start :: crew.n_free] for start in range(crew.n_free)]
        begun: dict[int, Part] = {}
        for batch in batches:
            known = [item for component in batch for item in _known(component.program)]
            crew.begin(
                Job(partial(_begun, batch, self.effort, self.settings, self.before), float("inf"), [*batch, *known])
            )
        while crew.n_busy:
            for _, parts in crew.answers():
                if parts is None:
                    message = "a process ended before there was a rota"
                    raise RuntimeError(message)
                begun.update({id(part.component): part for part in parts})
        self.parts = [begun[id(component)] for component in found]
        self.busy = [0] * len(self.parts)

    def _work(self, crew: Workers) -> None:
        """Give every part its first rota, then attempt better ones, until nothing is open."""
        jobs: dict[int, tuple[int, Solution]] = {}
        self.waiting = sorted((n for n, part in enumerate(self.parts) if not part.proofs), key=self._size)
        self.unproved = {n for n, part in enumerate(self.parts) if part.proofs and not part.closed_above}
        self.until = self.effort.at_most(self.effort.seconds * FIRST_SHARE)
        while True:
            if self._good_enough():
                crew.drop()
                return
            going_on = self.effort.seconds > 0
            while going_on and crew.n_free and (number := self._next(crew.n_workers)) is not None:
                self._tell("bound and first rotas" if self.waiting else "better rotas")
                job = self._job(number, crew.n_workers)
                jobs[id(job)] = (number, self.parts[number].solution)
                self.busy[number] += 1
                crew.begin(job)
            if not crew.n_busy:
                return
            for job, answer in crew.answers():
                number, base = jobs.pop(id(job))
                self.busy[number] -= 1
                self.effort.clock.spend(LEAST_WORK)
                self._use(number, base, answer)

    def _next(self, n_workers: int) -> int | None:
        """Return the part to work on next: one without a first rota, one whose levels are unproved, the most promising.

        Quick parts are begun first, for command seats are among them and they take no time; then the largest, so that
        nobody waits for it at the end. A worker alone goes from the smallest upwards. The bound of a large part is gone on
        with once the other workers can make the first rotas still to come in time.
        """
        loose = sorted(filter(self._loose, range(len(self.parts))), key=self._open, reverse=True)
        if self.waiting:
            if loose and self._fit(n_workers - 1 - len(self.whole - self.fresh)):
                return loose[0]
            smallest, largest = self.waiting[0], self.waiting[-1]
            upwards = n_workers == 1 or self.parts[smallest].n_officers <= QUICK
            return smallest if upwards else largest
        due = {number for number in self.unproved if self._proof_is_due(number)}
        idle = [*loose, *(number for number in sorted(due) if not self.busy[number])]
        if idle:
            return idle[0]
        ready = [
            number
            for number, part in enumerate(self.parts)
            if PENCE in part.proofs and not part.optimal and number not in self.whole | due
        ]
        return max(ready, key=self._promise, default=None)

    def _job(self, number: int, n_workers: int) -> Job:
        """Return what is to be done next for a part."""
        if number in self.waiting:
            left = sum(self._size(waiting) for waiting in self.waiting)
            self.waiting.remove(number)
            share = n_workers * self._size(number) / left if left else 1.0
            share = min(1.0, max(LEAST_SHARE, share))
            return self._first_job(number, self.until.at_most(self.until.seconds * share))
        if self._loose(number):
            return self._tighten_job(number)
        if number in self.unproved and self._proof_is_due(number):
            return self._proof_job(number)
        return self._attempt_job(number)

    def _fit(self, n_workers: int) -> bool:
        """Say whether so many workers are likely to make the first rotas still to come in time."""
        now = self.effort.clock.now()
        under_way = [max(0.0, self.pace * self._size(number) - (now - self.began[number])) for number in self.fresh]
        seconds = sum(under_way) + sum(self.pace * self._size(number) for number in self.waiting)
        return self.pace > 0 and SURELY * seconds <= n_workers * self.until.seconds

    def _loose(self, number: int) -> bool:
        """Say whether a part's bound is to be gone on with, by a job of its own."""
        return self.parts[number].loose and not self.busy[number]

    def _proof_is_due(self, number: int) -> bool:
        """Say whether levels yet unproved are to be proved now: those of a large part once most of its time is gone."""
        part = self.parts[number]
        return part.n_officers <= LARGE or self.effort.seconds < LATE_SHARE * self.allowed

    def _size(self, number: int) -> float:
        """Return what the first rota of a part takes compared with others."""
        part = self.parts[number]
        return float(part.n_officers**GROWTH * (CREWED if part.program.crews else 1))

    def _first_job(self, number: int, effort: Effort) -> Job:
        self.whole.add(number)
        self.fresh.add(number)
        self.began[number] = self.effort.clock.now()
        part = self.parts[number]
        work = partial(_with_first, part, effort, self.settings)
        # A first rota is worth waiting for; the time that is left for better ones pays for it.
        return Job(work, effort.deadline, _known(part), grace=max(GRACE_SECONDS, 0.5 * self.effort.seconds))

    def _use(self, number: int, base: Solution, answer: Part | Attempt | None) -> None:
        """Take over what a job brought."""
        part = self.parts[number]
        if number in self.whole:
            self.whole.discard(number)
            if number in self.fresh and part.n_officers > QUICK:
                self.pace = max(self.pace, (self.effort.clock.now() - self.began[number]) / self._size(number))
            if isinstance(answer, Part):
                self.parts[number] = answer
                if number in self.fresh and not answer.closed_above:
                    self.unproved.add(number)
            self.fresh.discard(number)
        elif answer is None:
            part.widening = False
        elif isinstance(answer, Attempt):
            above = part.price[:PENCE]
            take(part, answer, base)
            if part.price[:PENCE] != above:
                self.unproved.add(number)

    def _open(self, number: int) -> int:
        """Return how far a part's rota is from its bound, in combined price."""
        part = self.parts[number]
        weights = search_weights(part.program)
        return weights.of(part.price) - weights.of(part.bounds)

    def _promise(self, number: int) -> float:
        """Return what the next attempt at a part may gain: what the last ones did, and a little of what is open."""
        part, open_price = self.parts[number], self._open(number)
        expected = UNTRIED_SHARE * open_price if part.expected is None else min(open_price, part.expected)
        return float(expected + CURIOSITY * open_price / (1 + part.steps))

    def _proof_job(self, number: int) -> Job:
        self.unproved.discard(number)
        self.whole.add(number)
        part = self.parts[number]
        effort = self.effort.at_most(self.effort.seconds * PROOF_SHARE)
        return Job(partial(_with_proof, part, effort), effort.deadline, _known(part))

    def _tighten_job(self, number: int) -> Job:
        self.whole.add(number)
        part = self.parts[number]
        part.loose = False
        # After a search before, nothing else is open as far.
        share = TIGHTEN_SHARE if self.before is None else 1.0
        effort = self.effort.at_most(max(TIGHTEN_SECONDS, self.effort.seconds * share))
        return Job(partial(_tightened, part, effort), effort.deadline, _known(part))

    def _attempt_job(self, number: int) -> Job:
        part = self.parts[number]
        part.steps += 1
        dice = random.Random(f"{self.settings.seed}/{number}/{part.steps}")
        work = partial(_attempt, part, self.effort, self.settings, dice)
        if widening_due(part):
            part.widening = True
            work = partial(_widened, part, self.effort, self.settings)
        return Job(work, self.effort.deadline, _known(part), grace=ATTEMPT_GRACE)

    def _tidy(self, crew: Workers) -> None:
        """Take every amount at its least."""
        batches = [list(range(start, len(self.parts), crew.n_free)) for start in range(crew.n_free)]
        jobs: dict[int, list[int]] = {}
        for batch in batches:
            parts = [self.parts[number] for number in batch]
            job = Job(partial(_tidied, parts, self.settings), float("inf"), [p for part in parts for p in _known(part)])
            jobs[id(job)] = batch
            crew.begin(job)
        while crew.n_busy:
            for job, solutions in crew.answers():
                for number, solution in zip(jobs.pop(id(job)), solutions or (), strict=False):
                    self.parts[number].accept(solution)

    def _good_enough(self) -> bool:
        """Say whether nothing is open any more, or less than the gap asked for."""
        if all(part.optimal for part in self.parts):
            return True
        price = sum(part.price[PENCE] for part in self.parts)
        bound = sum(part.bounds[PENCE] for part in self.parts)
        levels_closed = all(part.closed_above for part in self.parts)
        return self.gap > 0 and levels_closed and price - bound <= self.gap * (price - int(self.least.sum()))

    def _tell(self, stage: str) -> None:
        total = Price()
        for part in self.parts:
            total = total.plus(part.price)
        self.report(Progress(stage, total, sum(part.bounds[PENCE] for part in self.parts)))

    def _outcome(self) -> Outcome:
        for part in self.parts:
            prove_own_least(part)
        return outcome_of(self.program, self.parts, int(self.least.sum()))


def _begun(
    batch: Sequence[Component], effort: Effort, settings: Settings, before: Before | None, stopped: Stopped
) -> list[Part]:
    parts = [begin(component, settings, before) for component in batch]
    for part in parts:
        if part.n_officers <= 1:  # Hundreds of these would each take longer to hand out than to solve.
            first_rota(part, effort.heeding(stopped), settings)
    return parts


def _with_first(part: Part, effort: Effort, settings: Settings, stopped: Stopped) -> Part:
    first_rota(part, effort.heeding(stopped), settings)
    return part


def _with_proof(part: Part, effort: Effort, stopped: Stopped) -> Part:
    prove_levels(part, effort.heeding(stopped))
    return part


def _tightened(part: Part, effort: Effort, stopped: Stopped) -> Part:
    tighten(part, effort.heeding(stopped))
    return part


def _attempt(part: Part, effort: Effort, settings: Settings, dice: random.Random, stopped: Stopped) -> Attempt:
    return attempted(part, effort.heeding(stopped), settings, dice)


def _widened(part: Part, effort: Effort, settings: Settings, stopped: Stopped) -> Attempt:
    return widened(part, effort.heeding(stopped), settings)


def _tidied(parts: Sequence[Part], settings: Settings, _stopped: Stopped) -> list[Solution]:
    for part in parts:
        tidy(part, settings)
    return [part.solution for part in parts]


def _known(item: Part | Program) -> list[Any]:
    """Return what both sides of a job have of a part or a program: none of it ever changes."""
    if isinstance(item, Part):
        return [item.component, item.solution, item.program, *_known(item.component.program), *_known(item.program)]
    return [item, item.openings, item.tallies, item.groups, item.officers, item.row_keys, item.places, *item.groups]
