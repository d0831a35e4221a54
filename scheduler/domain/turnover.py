"""Officers who join and leave: another scenario, in which everybody else stands as before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from scheduler.domain.events import Event, EventKind
from scheduler.domain.people import Abstraction, Authorisation, Officer
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import MINUTES_PER_DAY, date_of, day_of, instant

LONGEST_MONTHS = 1_200


@dataclass(frozen=True, slots=True)
class Leavers:
    """Officers who leave for good.

    Attributes
    ----------
    officer
        Who leaves; empty where they are drawn from a role's holders.
    role
        The role whose holders they are drawn from, each as likely.
    number
        How many leave on the one day; 0 where so many leave a month.
    a_month
        How many leave each month, from that day on to the end of the planned days.
    from_day
        First force day on which they are gone.
    """

    officer: str
    role: str
    number: int
    a_month: int
    from_day: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class Joiners:
    """Officers who join.

    Attributes
    ----------
    like
        The officer whose force, unit, team, contract, rank, base and roles they have.
    number, a_month
        As of leavers.
    from_day
        First force day on which they are there.
    after_days
        Force days after that until they hold the roles: the courses they are sent to.
    """

    like: str
    number: int
    a_month: int
    from_day: int
    after_days: int = 0
    source: str = ""


def with_officers(
    scenario: Scenario, officers: Sequence[Officer], roles: Sequence[str], from_at: int, until_at: int
) -> Scenario:
    """Return the scenario with more officers, who hold some roles and have every record these roles' gates ask for.

    Parameters
    ----------
    from_at, until_at
        UTC minutes between which they hold the roles.
    """
    names = [officer.officer for officer in officers]
    held = (Authorisation(name, role, from_at, until_at) for name in names for role in roles)
    # What is asked of two roles alike is recorded once.
    records = dict.fromkeys(
        event for name in names for role in roles for event in _records(scenario, role, name, from_at, until_at)
    )
    return replace(
        scenario,
        officers=(*scenario.officers, *officers),
        authorisations=(*scenario.authorisations, *held),
        events=(*scenario.events, *records),
    )


def with_turnover(scenario: Scenario, leavers: Sequence[Leavers], joiners: Sequence[Joiners]) -> Scenario:
    """Return the scenario with some officers gone and others come, each from a force day on.

    Who leaves is away from everything from that day on, and holds no role any more. Who is drawn hangs on the scenario's
    seed and on who holds the role, on nothing else.
    """
    for rows in leavers:
        scenario = _without(scenario, tuple(_leaving(scenario, rows)))
    for row in joiners:
        scenario = _with(scenario, row)
    return scenario


def holders(scenario: Scenario, role: str, on_day: int) -> list[str]:
    """Return the officers of the force's own who hold a role on a force day, in an order drawn by the scenario's seed."""
    at = instant(on_day, 12 * 60, scenario.horizon.zone)
    own = {officer.officer for officer in scenario.officers if officer.offer is None}
    held = {row.officer for row in scenario.authorisations if row.role == role and row.from_at <= at < row.until_at}
    return sorted(own & held, key=lambda name: hashlib.sha256(f"{scenario.seed} {name}".encode()).digest())


def days_of(rows: Leavers | Joiners, until_day: int) -> Iterator[tuple[int, int]]:
    """Yield the force days on which some leave or join, up to the end of the planned days, each with how many do."""
    if not rows.a_month:
        yield rows.from_day, rows.number
        return
    for months in range(LONGEST_MONTHS):
        day = months_after(rows.from_day, months)
        if day >= until_day:
            return
        yield day, rows.a_month


def months_after(day: int, months: int) -> int:
    """Return the same day of the month so many months later, or the last of that month where it has none."""
    on = date_of(day)
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    first_of_next = date_of(day_of(on.replace(year=year, month=month + 1, day=1)) + 31).replace(day=1)
    return min(day_of(on.replace(year=year, month=month + 1, day=1)) + on.day - 1, day_of(first_of_next) - 1)


def _leaving(scenario: Scenario, rows: Leavers) -> Iterator[tuple[str, int]]:
    """Yield who leaves and from which force day on."""
    if rows.officer:
        yield rows.officer, rows.from_day
        return
    drawn = iter(holders(scenario, rows.role, max(rows.from_day, scenario.horizon.first_day)))
    for day, number in days_of(rows, scenario.horizon.until_day):
        yield from ((officer, day) for officer in islice(drawn, number))


def _without(scenario: Scenario, leaving: Sequence[tuple[str, int]]) -> Scenario:
    gone = dict(leaving)
    horizon = scenario.horizon
    ends = {officer: instant(day, 0, horizon.zone) for officer, day in leaving}
    away = [
        Abstraction(officer, "other", "everything", max(day, horizon.first_day), horizon.until_day)
        for officer, day in leaving
        if day < horizon.until_day
    ]
    kept = (
        replace(row, until_day=min(row.until_day, gone.get(row.officer, row.until_day)))
        for row in scenario.abstractions
    )
    held = (
        replace(row, until_at=min(row.until_at, ends.get(row.officer, row.until_at))) for row in scenario.authorisations
    )
    return replace(
        scenario,
        abstractions=(*(row for row in kept if row.from_day < row.until_day), *away),
        authorisations=tuple(row for row in held if row.from_at < row.until_at),
    )


def _with(scenario: Scenario, row: Joiners) -> Scenario:
    like = next(officer for officer in scenario.officers if officer.officer == row.like)
    roles = tuple(dict.fromkeys(held.role for held in scenario.authorisations if held.officer == row.like))
    horizon = scenario.horizon
    for day, number in days_of(row, horizon.until_day):
        come = tuple(replace(like, officer=name, source=row.source) for name in _names(scenario, number))
        from_at = instant(day + row.after_days, 0, horizon.zone)
        until_at = max(from_at, instant(horizon.until_day, 0, horizon.zone)) + MINUTES_PER_DAY
        scenario = with_officers(scenario, come, roles, from_at, until_at)
        if day > horizon.first_day:
            until = min(day, horizon.until_day)
            absent = (Abstraction(one.officer, "other", "everything", horizon.first_day, until) for one in come)
            scenario = replace(scenario, abstractions=(*scenario.abstractions, *absent))
    return scenario


def _names(scenario: Scenario, number: int) -> list[str]:
    """Return so many ids that no officer has."""
    known, found, at = {officer.officer for officer in scenario.officers}, list[str](), 0
    while len(found) < number:
        at += 1
        if f"JOINER-{at}" not in known:
            found.append(f"JOINER-{at}")
    return found


def _records(scenario: Scenario, role: str, name: str, begin: int, end: int) -> Iterator[Event]:
    """Yield what the gates of a role ask an officer for, renewed before it lapses."""
    for gate in scenario.gates:
        if role not in gate.roles or gate.level == "off":
            continue
        kind: EventKind = "observation" if gate.event == "kit" else gate.event
        at: int | None = begin
        while at is not None and at < end:
            yield Event(name, kind, gate.subject, at)
            at = gate.lapses_at(at)
