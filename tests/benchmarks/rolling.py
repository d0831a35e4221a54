"""Two plans one after the other against one plan of the same days."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from scheduler.audit import audit
from scheduler.domain.briefs import officer_briefs
from scheduler.domain.people import Balance, PastDay
from scheduler.domain.rota import CrewSeat, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import weekday
from scheduler.domain.work import LEAVE, REST, dated_option
from scheduler.eligibility import options_of
from scheduler.planning.vehicles import Trip, shared_out
from tests.benchmarks.jobs import Job, Result, Trace, planned, say, scenario_of, told


def compare(job: Job) -> Result:
    """Plan ``days`` at once in ``seconds``, and in two halves in half of that each, then price both rotas.

    Both are audited under the scenario of all the days, its tail included, so that the same prices and fair shares
    hold for either.
    """
    whole = scenario_of(job)
    halves = whole.horizon.n_days // 2
    say(f"one plan of {whole.horizon.n_days} days")
    trace = Trace()
    at_once = planned(whole, job, trace).plan
    half = {**job, "seconds": job["seconds"] / 2}
    first = replace(whole, horizon=replace(whole.horizon, n_days=halves))
    say(f"first plan of {halves} days")
    first_trace = Trace()
    first_plan = planned(first, half, first_trace).plan
    second = following(first, first_plan.rota, whole.horizon.n_days - halves)
    say(f"second plan of {second.horizon.n_days} days")
    second_trace = Trace()
    second_plan = planned(second, half, second_trace).plan
    joined = with_vehicles_anew(whole, end_to_end(first_plan.rota, second_plan.rota, second.horizon.first_day))
    checked = audit(whole, joined)
    faults: dict[str, int] = defaultdict(int)
    for fault in checked.faults:
        faults[fault.rule] += 1
    return {
        "at_once": told(at_once, whole, trace),
        "first": told(first_plan, first, first_trace),
        "second": told(second_plan, second, second_trace),
        "at_once_price": list(audit(whole, at_once.rota).price),
        "rolling_price": list(checked.price),
        "faults": dict(faults),
    }


def following(scenario: Scenario, rota: Rota, n_days: int) -> Scenario:
    """Return the scenario of the days after a planned period, with its rota told as history and as balances.

    The tail of the rota is forgotten: those days are planned anew.
    """
    horizon = scenario.horizon
    until = horizon.first_day + horizon.n_days
    history = history_of(scenario, rota)
    return replace(
        scenario,
        horizon=replace(horizon, first_day=until, n_days=n_days),
        history=(*scenario.history, *history),
        balances=(*scenario.balances, *_balances(scenario, history)),
    )


def history_of(scenario: Scenario, rota: Rota) -> tuple[PastDay, ...]:
    """Return what every officer held on every day asked for, days of rest and leave included."""
    horizon = scenario.horizon
    days = range(horizon.first_day, horizon.first_day + horizon.n_days)
    held: dict[tuple[str, int], set[str]] = defaultdict(set)
    for one in rota.assignments:
        held[one.officer, one.day].add(one.tour)
    briefs = officer_briefs(scenario)
    found = []
    for brief, own in zip(briefs, options_of(scenario, briefs).officers, strict=True):
        for day, on in zip(days, own.days, strict=False):
            tours = held[brief.officer.officer, day]
            code = next((code for code in on.options if set(code.split("+")) == tours), REST)
            if not tours and REST not in on.options:
                code = LEAVE
            found.append(PastDay(brief.officer.officer, day, code))
    return tuple(found)


def _balances(scenario: Scenario, history: tuple[PastDay, ...]) -> list[Balance]:
    """Return the nights, weekends and on-call days of the history, which fair shares count from balances alone.

    Hours need no row: on days that no balance covers they are counted from the history.
    """
    tours, horizon = scenario.tours_by_code, scenario.horizon
    nights: dict[str, int] = defaultdict(int)
    on_call: dict[str, int] = defaultdict(int)
    weekends: dict[str, set[int]] = defaultdict(set)
    for row in history:
        option = dated_option(row.option, tours, row.day, horizon.zone)
        nights[row.officer] += option.night
        on_call[row.officer] += option.on_call
        if option.duty and weekday(row.day) >= 5:
            weekends[row.officer].add((row.day - 1) // 7)
    first, until = horizon.first_day, horizon.first_day + horizon.n_days
    amounts: list[tuple[str, str, int]] = [(name, "nights", count) for name, count in nights.items()]
    amounts += [(name, "on_call", count) for name, count in on_call.items()]
    amounts += [(name, "weekends", len(held)) for name, held in weekends.items()]
    return [Balance(name, kind, first, until, count) for name, kind, count in amounts if count]


def end_to_end(first: Rota, second: Rota, day: int) -> Rota:
    """Return the first rota up to a force day, and the second from then on."""

    def joined(before: Any, after: Any) -> Any:
        return (*(one for one in before if one.day < day), *(one for one in after if one.day >= day))

    return Rota(joined(first.assignments, second.assignments), joined(first.crews, second.crews))


def with_vehicles_anew(scenario: Scenario, rota: Rota) -> Rota:
    """Return a rota with its cars' vehicles shared out again, a car without one left out.

    Neither of two plans knows which vehicles the other has out where they meet; any duty desk would hand out others.
    """
    tours, zone = scenario.tours_by_code, scenario.horizon.zone
    pool_of = {post.post: post.vehicle_pool for post in scenario.posts}
    crews: dict[tuple[int, str, int, str, str], list[CrewSeat]] = defaultdict(list)
    for seat in rota.crews:
        start = tours[seat.tour].start_at(seat.day, zone)
        crews[start, seat.post, seat.day, seat.tour, seat.vehicle].append(seat)
    found = []
    for pool in sorted({name or "" for name in pool_of.values()}):
        cars = [car for car in sorted(crews) if (pool_of[car[1]] or "") == pool]
        trips = [Trip(start, tours[tour].end_at(day, zone), day) for start, _, day, tour, _ in cars]
        names: list[str | None] = [car[-1] for car in cars]
        if pool:
            names = shared_out(trips, [vehicle for vehicle in scenario.vehicles if vehicle.pool == pool])
        for car, vehicle in zip(cars, names, strict=True):
            found += [replace(seat, vehicle=vehicle) for seat in crews[car] if vehicle is not None]
    return replace(rota, crews=tuple(sorted(found)))
