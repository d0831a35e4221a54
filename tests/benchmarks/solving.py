"""The monolithic model solved, and the rota it means."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil

from ortools.sat.python import cp_model

from scheduler.domain.price import Price
from scheduler.domain.rota import Assignment, Rota, Source
from scheduler.domain.time import iso_day
from scheduler.domain.work import LEAVE, REST
from scheduler.planning.crews import named_crews
from tests.benchmarks.linear import Literal, Sum
from tests.benchmarks.monolith import Monolith

Tell = Callable[[float, int | None, int], None]


@dataclass(frozen=True)
class Answer:
    """What CP-SAT made of the model.

    Attributes
    ----------
    status
        CP-SAT's word for it.
    rota, price
        The best rota found and its price, None without one.
    combined, bound
        Weighted sum of the levels, and the proved bound on it.
    trace
        Seconds since the solver began, weighted sum and bound at each better rota.
    build_seconds
        Time to state the model, which is not part of ``seconds``.
    """

    status: str
    rota: Rota | None
    price: Price | None
    combined: int | None
    bound: int
    weights: tuple[int, ...]
    trace: tuple[tuple[float, int, int], ...]
    n_variables: int
    n_constraints: int
    build_seconds: float
    seconds: float


def solve(
    monolith: Monolith,
    seconds: float,
    workers: int = 2,
    seed: int = 1,
    subsolvers: Sequence[str] = (),
    tell: Tell = lambda at, combined, bound: None,
) -> Answer:
    """Solve for so many seconds.

    Parameters
    ----------
    subsolvers
        Names of CP-SAT's strategies to run; empty for its own choice.
    tell
        Told seconds, weighted sum and bound at each better rota or bound.
    """
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.subsolvers.extend(subsolvers)
    watch = _Watch(tell)
    solver.best_bound_callback = watch.bounded
    status = solver.solve(monolith.model, watch)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    price = Price(*(_value(solver, level) for level in monolith.levels)) if found else None
    return Answer(
        solver.status_name(status),
        _rota(monolith, solver) if found else None,
        price,
        round(solver.objective_value) if found else None,
        ceil(solver.best_objective_bound - 1e-6),
        monolith.weights,
        tuple(watch.trace),
        len(monolith.model.proto.variables),
        len(monolith.model.proto.constraints),
        monolith.build_seconds,
        time.monotonic() - watch.began,
    )


def _rota(monolith: Monolith, solver: cp_model.CpSolver) -> Rota:
    """Return the rota that the solver's values mean, cars named and crewed."""
    horizon, tours = monolith.scenario.horizon, monolith.scenario.tours_by_code
    roles = {post.post: post.role for post in monolith.scenario.posts}
    forces = {officer.officer: officer.force for officer in monolith.scenario.officers}
    seat_of = {
        (officer, seat.tour, day): seat for officer, seat, day, literal in monolith.seated if _holds(solver, literal)
    }
    held_roles: dict[Assignment, frozenset[str]] = {}
    for officer, days in monolith.held:
        for day, held in zip(horizon.days, days, strict=True):
            code = next(code for code, literal in held.items() if _holds(solver, literal))
            for name in () if code in (REST, LEAVE) else code.split("+"):
                seat = seat_of.get((officer, name, day))
                post = seat.post if seat else ""
                start, end = tours[name].start_at(day, horizon.zone), tours[name].end_at(day, horizon.zone)
                source: Source = "provisional" if horizon.provisional(day) else "planned"
                one = Assignment(officer, day, name, start, end, forces[officer], post, roles.get(post, ""), source)
                held_roles[one] = seat.roles if seat else frozenset()
    assignments = tuple(sorted(held_roles))
    cars = {
        (post.post, tour, day): solver.value(amount)
        for post, day in product(monolith.scenario.posts, horizon.days)
        for tour in post.tours
        if (amount := monolith.amounts.get(f"cars/{post.post}/{tour}/{iso_day(day)}")) is not None
    }
    crewed = {place: count for place, count in cars.items() if count}
    return Rota(assignments, named_crews(monolith.scenario, assignments, crewed, held_roles))


def _holds(solver: cp_model.CpSolver, literal: Literal | None) -> bool:
    return literal is None or solver.boolean_value(literal)


class _Watch(cp_model.CpSolverSolutionCallback):
    """Notes every better rota."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self.began = time.monotonic()
        self.trace: list[tuple[float, int, int]] = []
        self.tell = tell

    def on_solution_callback(self) -> None:
        """Note a better rota."""
        bound = ceil(self.best_objective_bound - 1e-6)
        self.trace.append((time.monotonic() - self.began, round(self.objective_value), bound))
        self.tell(*self.trace[-1])

    def bounded(self, bound: float) -> None:
        """Note a better bound."""
        best = self.trace[-1][1] if self.trace else None
        whole = ceil(bound - 1e-6)
        if best is not None:
            self.trace.append((time.monotonic() - self.began, best, whole))
        self.tell(time.monotonic() - self.began, best, whole)


def _value(solver: cp_model.CpSolver, level: Sum) -> int:
    return level.constant + sum(times * solver.value(literal) for literal, times in level.terms)
