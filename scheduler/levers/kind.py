"""What every lever is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.domain.levers import Lever, LeverName
from scheduler.domain.scenario import Scenario


@dataclass(frozen=True, slots=True)
class LeverKind:
    """One lever.

    Attributes
    ----------
    words
        What is done, in words.
    pull
        The scenario and what it says of the lever -> the scenario in which it may be used.
    unit
        What a finding of it counts, in the plural.
    about_officers
        Its findings name the officer; where that would show an absence they name the lever alone.
    """

    lever: LeverName
    words: str
    pull: Callable[[Scenario, Lever], Scenario]
    unit: str
    about_officers: bool = True
