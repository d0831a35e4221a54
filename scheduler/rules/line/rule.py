"""What every line rule is: a small state machine and, beside it, a walk over the finished line.

``start``, ``step`` and ``finish`` are the first face, from which diagrams, prices and explanations are made.
``findings`` is the second face, which the audit uses; it reads real UTC instants and shares no deciding helper with
``step``. A conformance test holds the two equal on every line of a small world.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, Self

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.findings import Finding, Grade
from scheduler.domain.scenario import Limit
from scheduler.domain.work import Horizon, Option
from scheduler.rules.line.odd import Odd

HARD = -1
"""Price of a limit that may not be broken."""


class Form(NamedTuple):
    """How a limit given as text is written: a pattern the whole of it meets, and that form in words."""

    pattern: str
    words: str


_TOLD: Mapping[object, str] = MappingProxyType({HARD: "refused", "": "none stated"})


class Step(NamedTuple):
    """Where an accepted option leads and what it costs in pence."""

    state: Hashable
    pence: int = 0


@dataclass(frozen=True)
class LineRule(ABC):
    """A rule about one officer's line.

    A concrete rule is a frozen dataclass whose fields are its limits; every limit has a default so that an empty
    table in a scenario is a valid rule. Limits carry their unit in the name (``minutes``, ``days``); ``pence`` is the
    price of one unit of excess, ``HARD`` where the rule refuses instead.

    Class attributes
    ----------------
    code
        Snake-case name, equal to the file's name.
    sentence
        The rule in one sentence, with limits in braces.
    unit
        What one unit of excess is, in the singular.
    at_least
        Smallest value of a limit; 0 where not stated.
    choices
        Values a limit given as text may have.
    always_priced
        Prices that may not be ``HARD``.
    dated
        Limits that are lists of dates.
    forms
        Limit given as text -> how it is written.
    odd
        Limit -> what looks whether its value makes sense in a scenario.
    wants_runs
        It may refuse a day that it would accept with days like it beside it.
    """

    code: ClassVar[str]
    sentence: ClassVar[str]
    unit: ClassVar[str]
    at_least: ClassVar[Mapping[str, int]] = MappingProxyType({})
    choices: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType({})
    always_priced: ClassVar[frozenset[str]] = frozenset()
    dated: ClassVar[frozenset[str]] = frozenset()
    forms: ClassVar[Mapping[str, Form]] = MappingProxyType({})
    odd: ClassVar[Mapping[str, Odd]] = MappingProxyType({})
    wants_runs: ClassVar[bool] = False

    @classmethod
    def limit_names(cls) -> frozenset[str]:
        """Return the names of the limits a scenario may set."""
        return frozenset(item.name for item in fields(cls))

    @classmethod
    def from_limits(cls, limits: dict[str, Limit]) -> Self:
        """Return the rule with these limits, the rest at their defaults."""
        return cls(**limits)

    def told(self) -> str:
        """Return the sentence with this rule's limits filled in, and what happens where it is not kept."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        sentence = self.sentence.format(**{name: _TOLD.get(value, value) for name, value in values.items()})
        if "pence" not in values:
            return sentence
        if self.hard:
            return f"{sentence} Refused otherwise."
        return f"{sentence} {values['pence']} pence for each {self.unit}."

    @property
    def hard(self) -> bool:
        """Whether the rule refuses what goes beyond its limit, rather than pricing it."""
        return getattr(self, "pence", HARD) == HARD

    def contradiction(self) -> str:
        """Return what is wrong between two limits of the rule, or an empty text."""
        return ""

    def found_on(self, brief: OfficerBrief, day: int, horizon: Horizon, excess: int, message: str) -> Finding:
        """Return a finding of a rule with one price: inherited before the first planned day, else breach or cost.

        Parameters
        ----------
        excess
            In the rule's unit; a cost is so many times the rule's ``pence``.
        """
        pence: int = getattr(self, "pence", HARD)
        grade: Grade = "breach" if pence == HARD else "cost"
        if day < horizon.first_day:
            grade = "inherited"
        return Finding(
            self.code, grade, brief.officer.officer, day, excess, excess * pence if grade == "cost" else 0, message
        )

    @abstractmethod
    def findings(self, brief: OfficerBrief, line: Sequence[Option], horizon: Horizon) -> list[Finding]:
        """Return every breach and cost of a finished line: the second face.

        Parameters
        ----------
        line
            One option for each planned force day, in order.

        Returns
        -------
        list of Finding
            ``breach`` where the machine refuses, ``cost`` with the pence the machine charges, ``inherited`` for what
            the history alone already broke (never a reason to refuse).
        """


def toll(state: Hashable, units: int, pence: int) -> Step | None:
    """Return the step to a state with so many units of excess: priced, or None where the limit is hard.

    Parameters
    ----------
    units
        Units of excess the option causes; none is free.
    pence
        Price of one unit, or ``HARD``.
    """
    if units <= 0:
        return Step(state)
    return None if pence == HARD else Step(state, units * pence)


def days_after(day: int, horizon: Horizon) -> int:
    """Return how many planned days come after a force day."""
    return horizon.until_day - 1 - day


@dataclass(frozen=True)
class MachineRule(LineRule):
    """A line rule that has to remember something from day to day."""

    @abstractmethod
    def start(self, brief: OfficerBrief, horizon: Horizon) -> Hashable:
        """Return the state the days before the horizon left behind; never fails, whatever they were."""

    @abstractmethod
    def step(self, state: Any, option: Option, horizon: Horizon) -> Step | None:  # noqa: ANN401
        """Return the next state and the price of an option, or None where the rule refuses it.

        A rest day and a day of leave are never refused, but by a least amount of work that a scenario makes hard. States are small, hashable and canonical: a counter is the
        slack that is left, capped by what the remaining days could still use.
        """

    def seen(self, option: Option) -> Hashable:
        """Return what the machine looks at of an option beside its day: two that are alike in it are one step."""
        return option

    def finish(self, state: Any, horizon: Horizon) -> int:  # noqa: ANN401
        """Return the pence that fall due when the last planned day is over."""
        return 0


@dataclass(frozen=True, slots=True)
class Tally:
    """A limit on a sum over some planned days: each unit begun above it is priced, or refused.

    Attributes
    ----------
    name
        Tells the tallies of one rule and officer apart, such as the first day of a reference period.
    days
        Planned days it sums over.
    most
        The sum up to which nothing is due.
    unit
        How much of the sum one unit of excess is.
    of
        What it is a sum of, where a rule has sums of several things.
    """

    name: str
    days: Sequence[int]
    most: int
    unit: int = 1
    of: str = ""


@dataclass(frozen=True)
class TalliedRule(MachineRule):
    """A line rule whose price depends on sums over days alone.

    Beside its machine it can be stated as tallies, one row an officer each, which keeps counters that run over many
    days out of the decision diagrams. A conformance test holds the tallies equal to the machine.

    Class attributes
    ----------------
    in_diagram
        Its counters are few, so that a hard limit stays a machine as long as the diagram has room for it: row prices see
        more of a line that keeps its sums than of a mixture of lines that do not.
    """

    in_diagram: ClassVar[bool] = False

    @abstractmethod
    def tallies(self, brief: OfficerBrief, horizon: Horizon) -> tuple[Tally, ...]:
        """Return the officer's tallies; a line costs ``pence`` for each unit begun above each of them."""

    @abstractmethod
    def adds(self, option: Option) -> int:
        """Return what an option adds to the sums of its day."""

    def parts(self) -> Sequence[TalliedRule]:
        """Return rules of this kind that together say the same: where it counts several things, one for each of them."""
        return (self,)

    def adds_to(self, option: Option, of: str) -> int:
        """Return what an option adds to those sums of its day that are of one thing; see `Tally.of`."""
        return self.adds(option)


@dataclass(frozen=True)
class DayRule(LineRule):
    """A line rule that looks at one force day alone, so that it needs no state."""

    @abstractmethod
    def price(self, brief: OfficerBrief, option: Option, horizon: Horizon) -> int | None:
        """Return the pence of an option on its force day, or None where the rule refuses it."""

    def reads(self, brief: OfficerBrief) -> Hashable:
        """Return what of an officer every price hangs on: officers of whom that is equal are priced once."""
        return brief.officer.officer
