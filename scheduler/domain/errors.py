"""Exceptions: bad input only; every outcome of planning is a value."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.findings import Problem


class BadInputError(Exception):
    """An input cannot be used; carries every problem found, not only the first.

    Parameters
    ----------
    problems
        All problems of all files, in file order.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
