"""Invented meetings and audits that fall due around the planned days; nothing about them is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from scheduler.scenario_io.templates.tables import Tables, add

YEAR = 365


def add_meetings(tables: Tables, first_day: date, people: Sequence[str]) -> None:
    """Add a portfolio meeting four weeks before the planned days, held, and one on their second Tuesday.

    Parameters
    ----------
    people
        Officers of whom the first attends and the second, where there is one, deputises.
    """
    owner, deputy = people[0], next(iter(people[1:2]), "")
    for name, on, done in (("NAPP-1", -27, True), ("NAPP-2", 8, False)):
        begin, end = (f"{first_day + timedelta(days=on)} {clock}" for clock in ("10:00", "12:30"))
        add(
            tables,
            "due",
            due=name,
            kind="portfolio_meeting",
            from_=begin,
            until=end,
            owner=owner,
            deputy=deputy,
            interval_days=0,
            done=done,
        )


def add_audit(tables: Tables, name: str, people: Sequence[str], on: date, *, days_since: int) -> None:
    """Add the yearly audit of an armoury, from 09:00 to 15:00.

    Parameters
    ----------
    people
        Officers of whom the first sees to it and the second, where there is one, deputises.
    days_since
        Days since the last one; more than a year is an audit that is planned too late.
    """
    add(
        tables,
        "due",
        due=name,
        kind="armoury_audit",
        from_=f"{on} 09:00",
        until=f"{on} 15:00",
        owner=people[0],
        deputy=next(iter(people[1:2]), ""),
        interval_days=YEAR,
        last_done=on - timedelta(days=days_since),
        done=False,
    )
