"""Rows of a table of which many are alike but for their first cell, such as the tours that officers hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class RepeatedRows:
    """Rows whose cells after the first hang on a key that few rows have for themselves, so that they are made once.

    Attributes
    ----------
    rows
        The first cell and the key of each row.
    rest
        Key -> the other cells.
    """

    rows: Sequence[tuple[str, Any]]
    rest: Callable[[Any], tuple[str, ...]]

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """Yield each row whole."""
        rest = cache(self.rest)
        return ((first, *rest(key)) for first, key in self.rows)

    def joined(self, first: Callable[[str], str], rest: Callable[[tuple[str, ...]], str]) -> Iterator[str]:
        """Yield each row as text.

        Parameters
        ----------
        first, rest
            What the first cell and the other cells are as text; each is asked once for those that are alike.
        """
        begins, ends = cache(first), cache(lambda key: rest(self.rest(key)))
        return (begins(cell) + ends(key) for cell, key in self.rows)
