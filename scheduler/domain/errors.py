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


class RefusedError(Exception):
    """A file that is not read any further; the message says what was expected instead.

    Parameters
    ----------
    expected
        What a usable file would be.
    at
        Place inside the file; empty for the whole file.
    value
        What was found there.
    """

    def __init__(self, expected: str, at: str = "", value: str = "") -> None:
        super().__init__(expected)
        self.expected = expected
        self.at = at
        self.value = value
