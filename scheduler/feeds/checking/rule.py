"""What a rule of the feed checker is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scheduler.feeds.checking.reading import Found, Reading


@dataclass(frozen=True, slots=True)
class FeedRule:
    """One thing that must hold of a calendar others subscribe to.

    Attributes
    ----------
    code
        Stable word.
    source
        Section of the standard, or whose behaviour it is.
    find
        Yields what breaks it, in the order of the lines.
    """

    code: str
    source: str
    find: Callable[[Reading], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class FeedFinding:
    """Something wrong with a calendar, by which rule and where."""

    rule: str
    line: int
    message: str
    source: str
