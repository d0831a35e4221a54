"""Officers and the dated facts about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from scheduler.domain.work import LEAVE, REST

Stops = Literal["everything", "armed", "nights", "driving", "command"]


@dataclass(frozen=True, slots=True)
class Role:
    """A function a duty needs, such as strategic firearms commander or armed response officer.

    Rules and views ask these attributes and never the code, so that a new role is one row of data.

    Attributes
    ----------
    weapons
        Weapon systems the role carries.
    advising
        It advises commanders and is no part of the chain of command, though its seat may count as a command seat.
    """

    role: str
    name: str
    armed: bool = False
    command: bool = False
    driving: bool = False
    supervising: bool = False
    weapons: tuple[str, ...] = ()
    source: str = ""
    advising: bool = False


@dataclass(frozen=True, slots=True)
class Force:
    """A police force; its force day begins at ``day_start`` wall-clock minutes after midnight.

    Attributes
    ----------
    holidays
        Part of the United Kingdom whose public holidays its officers keep, lent or not: ENG, WLS, SCT or NIR; empty for
        those of their rule group.
    """

    force: str
    name: str
    day_start: int
    jurisdiction: str
    source: str = ""
    holidays: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a force whose officers staff the same posts.

    Attributes
    ----------
    roles, weapons
        Armed roles and weapon systems it is authorised for; empty for all.
    """

    unit: str
    force: str
    name: str
    armed: bool
    roles: tuple[str, ...] = ()
    weapons: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Team:
    """Officers who follow one shift pattern together.

    Attributes
    ----------
    offset
        Position in the pattern's cycle on the pattern's anchor date, in days.
    most_on_leave
        Officers of it who may be on leave on one force day; 0 where the scenario's quota holds.
    """

    team: str
    unit: str
    pattern: str
    offset: int
    source: str = ""
    most_on_leave: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A repeating sequence of option codes, one for each force day.

    Attributes
    ----------
    cycle
        Option codes; ``rest`` is a rest day.
    anchor
        Force day on which a team with offset 0 stands at the first entry.
    """

    pattern: str
    cycle: tuple[str, ...]
    anchor: int
    source: str = ""

    def code_on(self, day: int, offset: int) -> str:
        """Return the option code of a force day for a team that stands so many days into the cycle on the anchor."""
        return self.cycle[(day - self.anchor + offset) % len(self.cycle)]


@dataclass(frozen=True, slots=True)
class Contract:
    """What a group of officers may be rostered for and under which rules.

    Attributes
    ----------
    options
        Option codes these officers may hold on one force day, ``rest`` first. ``D+OC`` is tour OC beside tour D.
    minutes_per_week
        Contract hours, in minutes.
    rules
        Name of the rule group whose limits apply.
    """

    contract: str
    options: tuple[str, ...]
    minutes_per_week: int
    rules: str
    source: str = ""

    @property
    def tours(self) -> tuple[str, ...]:
        """Tours its options hold, each once."""
        codes = (code for code in self.options if code not in (REST, LEAVE))
        return tuple(dict.fromkeys(name for code in codes for name in code.split("+")))


@dataclass(frozen=True, slots=True)
class Officer:
    """One person, known by an opaque id.

    Attributes
    ----------
    offer
        The offer of help they come with; None for the force's own.
    """

    officer: str
    force: str
    unit: str
    contract: str
    rank: str
    team: str | None = None
    home_post: str | None = None
    source: str = ""
    offer: str | None = None


@dataclass(frozen=True, slots=True)
class Authorisation:
    """Dated permission to fill a role, valid over the half-open instants from ``from_at`` to ``until_at``."""

    officer: str
    role: str
    from_at: int
    until_at: int
    source: str = ""


def cover_every_instant(authorisations: Iterable[Authorisation], start_at: int, end_at: int) -> bool:
    """Say whether an authorisation, or several that join up, covers every instant from one to another."""
    missing = [(start_at, end_at)]
    for row in authorisations:
        missing = [
            rest
            for begin, end in missing
            for rest in ((begin, min(end, row.from_at)), (max(begin, row.until_at), end))
            if rest[0] < rest[1]
        ]
    return not missing


@dataclass(frozen=True, slots=True)
class Abstraction:
    """Time away from the rota, over half-open instants.

    Attributes
    ----------
    kind
        leave, training, court, sickness, restricted, other.
    stops
        What it stops: everything, or only armed duty, nights, driving or command.
    from_day, until_day
        The force days it covers, half-open.
    recalled
        A lever may call the officer back: duty is open as well as the absence.
    """

    officer: str
    kind: str
    stops: Stops
    from_day: int
    until_day: int
    source: str = ""
    recalled: bool = False


@dataclass(frozen=True, slots=True)
class Preference:
    """A wish, or a binding flexible-working agreement, about an option on some force days.

    Attributes
    ----------
    option
        Option code, tour kind, or ``duty`` for any attended duty, ``rest`` for a rest day.
    want
        True to have it, False to avoid it.
    binding
        A flexible-working agreement: never broken. Otherwise a wish worth ``price``.
    weekdays
        Weekdays it holds on (0 is Monday); empty is every day.
    price
        Pence for each force day on which the wish is not met.
    """

    officer: str
    option: str
    want: bool
    binding: bool
    from_day: int
    until_day: int
    weekdays: tuple[int, ...]
    price: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """What an officer has already worked, over the force days from ``from_day`` to ``until_day``, half-open.

    Attributes
    ----------
    kind
        hours (amount in minutes), nights, weekends, on_call or holidays (amount in days).
    excluded_days
        Days of leave or sickness inside the span, which averaging leaves out.
    """

    officer: str
    kind: str
    from_day: int
    until_day: int
    amount: int
    excluded_days: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class PastDay:
    """One force day before the horizon: the option code the officer held."""

    officer: str
    day: int
    option: str
    source: str = ""
