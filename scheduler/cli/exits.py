"""Exit codes of every command."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Exit(IntEnum):
    """What a command tells the shell; the same numbers for every command."""

    DONE = 0
    BAD_INPUT = 1
    USAGE = 2
    UNCOVERED = 3
    NO_ROTA = 4
    MISMATCH = 5
    BREACHES = 6
    TO_PHONE = 7
    DEFECT = 70
    INTERRUPTED = 130
    PIPE_CLOSED = 141

    @property
    def meaning(self) -> str:
        """The code in one phrase, as the reference page prints it."""
        return _MEANINGS[self]


_MEANINGS = {
    Exit.DONE: "done",
    Exit.BAD_INPUT: "bad input, or a file that cannot be read or written",
    Exit.USAGE: "wrong use of the command line",
    Exit.UNCOVERED: "duties stay uncovered at the minimum",
    Exit.NO_ROTA: "stopped before there was any rota",
    Exit.MISMATCH: "the audit does not agree with the plan or the proof: a defect of rota; nothing is written",
    Exit.BREACHES: "breaches found in a rota that was given",
    Exit.TO_PHONE: "officers are still to be phoned",
    Exit.DEFECT: "any other defect of rota",
    Exit.INTERRUPTED: "interrupted from the keyboard",
    Exit.PIPE_CLOSED: "whoever read the output went away",
}

ORDER = (Exit.BAD_INPUT, Exit.USAGE, Exit.MISMATCH, Exit.NO_ROTA, Exit.BREACHES, Exit.UNCOVERED)
"""Where several hold, the first of these is the one reported."""


def first_of(held: Iterable[Exit]) -> Exit:
    """Return the code to report when several hold; ``DONE`` where none does."""
    found = set(held)
    return next((code for code in ORDER if code in found), Exit.DONE)
