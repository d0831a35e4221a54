"""The twelve recommendations, as far as their text is held."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Literal

Text = Literal["letter", "not held"]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommendation.

    Attributes
    ----------
    asks
        What it asks for, in our words.
    national
        It is for national bodies, not for forces.
    text
        ``letter`` where a letter quotes it; ``not held`` where only a theme is known, unverified.
    deadline
        Ordinal of the last date in time; of an immediate one that of the report; None where not known.
    immediate
        It was to be done at once.
    """

    number: int
    asks: str
    national: bool
    text: Text
    deadline: int | None
    immediate: bool


@dataclass(frozen=True, slots=True)
class Recommendations:
    """All of them, with their source and its date."""

    source: str
    as_of: date
    each: tuple[Recommendation, ...]


@lru_cache(maxsize=1)
def recommendations() -> Recommendations:
    """Return the recommendations that are shipped."""
    text = files("scheduler.readiness").joinpath("recommendations.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    each = []
    for row in told["recommendation"]:
        immediate = row.get("deadline") == "immediate"
        deadline = told["reported"] if immediate else row.get("deadline")
        each.append(
            Recommendation(
                row["number"],
                row["asks"],
                row["for"] == "national bodies",
                row["text"],
                deadline.toordinal() if deadline else None,
                immediate,
            )
        )
    return Recommendations(told["source"], told["as_of"], tuple(each))
