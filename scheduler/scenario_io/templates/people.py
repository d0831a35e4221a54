"""Invented officers: teams and their patterns, absences, authorisations and wishes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from scheduler.domain.time import date_of
from scheduler.scenario_io.templates.absences import Away, Rates, absences, add_absences
from scheduler.scenario_io.templates.patterns import pattern_code
from scheduler.scenario_io.templates.tables import TAIL_DAYS, Tables, add, empty_tables, last_date, opaque_ids

PAST_DAYS = 119
"""Seventeen weeks, over which working time is averaged."""
CODED_DAYS = 365
"""Days before the horizon for which a team's pattern is known."""
TOLD_DAYS = 35
"""Days before the horizon that are told day by day."""
WISH_PENCE = 3_000
"""Price of a wish that is not met; invented."""


@dataclass(frozen=True)
class Muster:
    """A scenario while it is being filled with officers.

    Attributes
    ----------
    days
        Force days from seventeen weeks before the first planned one to the last of the tail.
    ids
        Officer ids not used yet.
    """

    rng: Random
    tables: Tables
    first_day: int
    days: range
    ids: Iterator[str]

    @property
    def planned(self) -> range:
        """The planned force days, the tail included."""
        return range(self.first_day, self.days.stop)


def muster(seed: int, first_day: int, n_days: int, most_officers: int) -> Muster:
    """Return a scenario without officers, over so many planned force days and the tail."""
    rng = Random(seed)
    days = range(first_day - PAST_DAYS, first_day + n_days + TAIL_DAYS)
    return Muster(rng, empty_tables(), first_day, days, iter(opaque_ids(rng, most_officers)))


@dataclass(frozen=True)
class Team:
    """A team and the option code its pattern gives by force day."""

    team: str
    unit: str
    codes: Mapping[int, str] = field(repr=False)


@dataclass(frozen=True)
class Person:
    """One invented officer."""

    officer: str
    team: Team
    absences: tuple[Away, ...] = field(repr=False)

    def code(self, day: int) -> str:
        """Return what the team's pattern gives on a force day."""
        return self.team.codes[day]


def add_teams(made: Muster, unit: str, pattern: str, cycle: str, *, count: int = 1, step: int = 0) -> list[Team]:
    """Add a unit's teams, each ``step`` days ahead of the one before in the same pattern."""
    teams = []
    for number in range(count):
        offset = number * step
        name = f"{unit}-{number + 1}"
        add(made.tables, "teams", team=name, unit=unit, pattern=pattern, offset=offset)
        told = range(made.first_day - CODED_DAYS, made.days.stop)
        codes = {day: pattern_code(cycle, made.first_day, offset, day) for day in told}
        teams.append(Team(name, unit, codes))
    return teams


def add_officer(
    made: Muster, team: Team, rates: Rates, *, force: str, contract: str, rank: str, home_post: str = ""
) -> Person:
    """Add one officer with the absences of the days told and of the planned days."""
    officer = next(made.ids)
    add(
        made.tables,
        "officers",
        officer=officer,
        force=force,
        unit=team.unit,
        contract=contract,
        rank=rank,
        team=team.team,
        home_post=home_post,
    )
    found = absences(made.rng, made.days, team.codes, rates)
    add_absences(made.tables, officer, found, made.first_day - TOLD_DAYS)
    return Person(officer, team, tuple(found))


def authorise(made: Muster, person: Person, role: str, *, lapses: float = 0.0) -> None:
    """Add an authorisation of a year that outlasts the planned days, or, at a small rate, one that lapses inside them.

    Parameters
    ----------
    lapses
        Share of authorisations that end inside the planned days, from 0 to 1.
    """
    planned = made.planned
    until = planned.stop + made.rng.randrange(14, 200)
    begin = min(until - 365, planned.start - TOLD_DAYS)
    if made.rng.random() < lapses:
        until = planned.start + made.rng.randrange(7, len(planned))
    add(
        made.tables,
        "authorisations",
        officer=person.officer,
        role=role,
        from_=date_of(begin),
        until=last_date(until),
    )


def add_wish(made: Muster, person: Person, pence: int = WISH_PENCE) -> None:
    """Add, for one officer in four, a duty day they would rather rest on or two days' duty they would rather avoid."""
    if made.rng.random() >= 0.25:
        return
    duties = [day for day in made.planned[:-1] if person.code(day) != "rest"]
    day = made.rng.choice(duties)
    rests = made.rng.random() < 0.6
    add(
        made.tables,
        "preferences",
        officer=person.officer,
        option="rest" if rests else person.code(day),
        want=rests,
        binding=False,
        from_=date_of(day),
        until=date_of(day if rests else day + 1),
        price=pence,
    )


def add_agreement(made: Muster, person: Person, option: str) -> None:
    """Add a binding flexible-working agreement: never this option."""
    add(
        made.tables,
        "preferences",
        officer=person.officer,
        option=option,
        want=False,
        binding=True,
        from_=date_of(made.first_day - TOLD_DAYS),
        until=last_date(made.days.stop),
        price=0,
    )
