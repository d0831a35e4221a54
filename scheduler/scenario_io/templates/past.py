"""Invented past of an officer: hours and tallies of seventeen weeks, and on-call blocks that went round in turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from scheduler.domain.time import date_of, day_of, weekday
from scheduler.scenario_io.templates.absences import days_away, training_days, weekend
from scheduler.scenario_io.templates.people import PAST_DAYS, TOLD_DAYS, Muster, Person
from scheduler.scenario_io.templates.tables import add, last_date

TOUR_MINUTES = {"E": 570, "L": 570, "N": 570, "CE": 570, "CL": 570, "CN": 570, "LD": 720, "LN": 720, "D": 480}
NIGHTS = ("N", "CN", "LN")
YEAR_DAYS = 365
"""Days over which public holidays worked are told: each comes once."""
PUBLIC_HOLIDAYS = frozenset(
    day_of(date.fromisoformat(f"{year}-{month_and_day}"))
    for year, days in (
        (2022, "09-19 12-26 12-27"),
        (2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28"),
        (2025, "12-25 12-26"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31"),
    )
    for month_and_day in days.split()
)
"""Bank holidays of England and Wales in the years before the templates' first days, from the calendar package
holidays 0.109 (unverified); substitute days stand for those that fell on a weekend."""


def add_past(made: Muster, person: Person, *, span_days: int) -> None:
    """Add hours, nights and weekends of the past seventeen weeks, as the pattern gives them, with a little overtime.

    Those who work shifts also get the public holidays of the past year that their pattern made them work.

    Parameters
    ----------
    span_days
        Force days to a row of hours: 7 for week by week, 119 for one row in all.
    """
    away = days_away(person.absences)
    whole = range(made.first_day - PAST_DAYS, made.first_day)
    for begin in range(whole.start, whole.stop, span_days):
        span = range(begin, min(whole.stop, begin + span_days))
        minutes = sum(TOUR_MINUTES.get(person.code(day), 0) for day in span if day not in away)
        overtime = sum(made.rng.choice((0, 0, 0, 60, 120)) for _ in range(len(span) // 7))
        _balance(made, person, "hours", span, minutes + overtime, excluded_days=sum(day in away for day in span))
    nights = sum(person.code(day) in NIGHTS for day in whole)
    if nights:
        weekends = sum(person.code(day) != "rest" for day in whole if weekend(day))
        _balance(made, person, "nights", whole, nights + made.rng.choice((-1, 0, 0, 1)))
        _balance(made, person, "weekends", whole, weekends + made.rng.choice((-1, 0, 0, 1)))
        year = range(made.first_day - YEAR_DAYS, made.first_day)
        worked = [day for day in PUBLIC_HOLIDAYS.intersection(year) - away if person.code(day) != "rest"]
        _balance(made, person, "holidays", year, len(worked))


def add_on_call_past(
    made: Muster, people: Sequence[Person], *, codes: Sequence[str] = (), weekly: bool = False
) -> None:
    """Add who was on call in the past, in turn: Monday to Thursday and Friday to Sunday, or whole weeks.

    Parameters
    ----------
    people
        Those who share one on-call seat; whoever is away is passed over.
    codes
        On-call tour of each of them; empty where it is ``OC`` for all.
    """
    code_of = {person.officer: code for person, code in zip(people, codes or ["OC"] * len(people), strict=True)}
    tally = dict.fromkeys(code_of, 0)
    waiting = list(people)
    day = made.first_day - PAST_DAYS
    while day < made.first_day:
        until = day + (4 - weekday(day) if weekday(day) < 4 and not weekly else 7 - weekday(day))
        holder = next((person for person in waiting if days_away(person.absences).isdisjoint(range(day, until))), None)
        if holder is not None:
            waiting.remove(holder)
            waiting.append(holder)
            tally[holder.officer] += until - day
            _tell(made, holder, range(max(day, made.first_day - TOLD_DAYS), until), code_of[holder.officer])
        day = until
    for person in people:
        _balance(made, person, "on_call", range(made.first_day - PAST_DAYS, made.first_day), tally[person.officer])


def _tell(made: Muster, person: Person, days: Iterable[int], code: str) -> None:
    """Add the days on call, beside the day job on working days without training."""
    training = training_days(person.absences)
    for day in days:
        option = f"D+{code}" if person.code(day) == "D" and day not in training else code
        add(made.tables, "history", officer=person.officer, force_day=date_of(day), option=option)


def _balance(made: Muster, person: Person, kind: str, span: range, amount: int, *, excluded_days: int = 0) -> None:
    add(
        made.tables,
        "balances",
        officer=person.officer,
        kind=kind,
        from_=date_of(span.start),
        until=last_date(span.stop),
        amount=amount,
        excluded_days=excluded_days,
    )
