"""What an audit or a rule has to say about a rota."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Grade = Literal[
    "breach", "cost", "inherited", "uncovered", "shortfall", "aid", "ineligible", "mismatch", "advice", "lever"
]

FAULTS: frozenset[Grade] = frozenset({"breach", "ineligible", "mismatch"})
"""Grades of what no finished rota may have: a rule broken, an officer where they may not be, what the scenario lacks."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement by one rule about one officer or duty.

    Attributes
    ----------
    rule
        Code of the rule.
    grade
        ``breach`` breaks the rule; ``cost`` is priced; ``inherited`` was broken before the horizon began;
        ``uncovered`` is a duty below its minimum and ``shortfall`` one below its target; ``aid`` is help used;
        ``ineligible`` is an officer in a seat they may not hold; ``lever`` is what only a lever allows; ``advice`` breaks
        nothing and costs nothing, but wants to be looked at.
    subject
        Officer id or duty id; a lever's name where the officer's absence would show.
    day
        Force day it is counted on.
    excess
        By how much, in the rule's unit.
    pence
        L6 price; 0 for a breach.
    message
        One sentence with the figure and the limit.
    """

    rule: str
    grade: Grade
    subject: str
    day: int
    excess: int
    pence: int
    message: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an officer may not hold a seat.

    Attributes
    ----------
    code
        Stable word, such as ``not_authorised``.
    message
        One sentence; an absence of any kind reads only "not available".
    source
        The cell it comes from; empty for an absence.
    """

    code: str
    message: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with an input, with its place and its remedy.

    Attributes
    ----------
    place
        ``file:row:column`` as the user sees it.
    value
        What was found, shortened.
    expected
        What would be right, as words that can follow "expected"; empty where `wrong` says it all.
    nearest
        The closest known name, for an unknown one.
    warning
        True where the input can be used all the same.
    wrong
        What is wrong or odd, where that is more than that the value is not what was expected.
    """

    place: str
    value: str
    expected: str = ""
    nearest: str = ""
    warning: bool = False
    wrong: str = ""

    def __str__(self) -> str:
        expected = f"expected {self.expected}" if self.expected else ""
        hint = f"did you mean {self.nearest!r}?" if self.nearest else ""
        found = f"{self.value!r}: " if self.value else ""
        return f"{self.place}: {found}{'; '.join(part for part in (self.wrong, expected, hint) if part)}"
