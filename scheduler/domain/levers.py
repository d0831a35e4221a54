"""Levers of the force's own: rules and data bent in a stated order before anybody else is asked for help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

LeverName = Literal[
    "rest_days_worked",
    "longer_tours",
    "attached_officers",
    "training_recalled",
    "leave_recalled",
    "exigency",
]
"""Every lever; what each of them does stands in `scheduler.levers`, a file each."""


@dataclass(frozen=True, slots=True)
class Lever:
    """What a scenario says of one lever.

    Attributes
    ----------
    order
        Place among the levers; those of one place come as `scheduler.levers.LEVERS` has them.
    allowed
        Whether it may be used.
    owner
        Post or role that answers for each use.
    refused_by
        Post or role that has refused it; empty where nobody was asked.
    price
        Pence for each use.
    most
        How much of it each officer may be asked for; for officers attached, how many of them, 0 for all.
    minutes
        Rest between two tours that has to be left.
    groups, contracts, units, tours, posts
        What it is about; empty for all of the force's own.
    to_unit
        Unit to which officers are attached.
    from_day, until_day
        Force days on which it may be used, half-open.
    """

    lever: LeverName
    order: int
    owner: str
    allowed: bool = True
    refused_by: str = ""
    price: int = 0
    most: int = 0
    minutes: int = 0
    groups: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    tours: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    to_unit: str = ""
    from_day: int = date.min.toordinal()
    until_day: int = date.max.toordinal()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Bend:
    """What one use of a lever costs: a day on which an officer holds one of some tours, or any.

    Attributes
    ----------
    tours
        Tours that are a use; empty for every tour but training.
    price
        Pence a day.
    """

    lever: LeverName
    officer: str
    tours: frozenset[str]
    from_day: int
    until_day: int
    price: int
