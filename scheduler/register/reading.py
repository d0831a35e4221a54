"""What a plan reads of a register: the lines up to a HEAD, as they were known at an instant, once the chain is proved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scheduler.domain.errors import BadInputError
from scheduler.domain.events import RegisterReading
from scheduler.domain.findings import Problem
from scheduler.register.chain import Line
from scheduler.register.store import opened


def read_register(path: Path, known_at: int | None, head: str | None = None) -> tuple[RegisterReading, Sequence[Line]]:
    """Return the lines of a register that were known at an instant, and what tells them from those added later.

    Nothing of it is believed before every line's hash has been computed anew.

    Parameters
    ----------
    known_at
        UTC minute: what was recorded later is left out; None for nothing.
    head
        Hash of the last line to read: those after it were added since, and are left out. None for all lines.

    Raises
    ------
    BadInputError
        If it is no register's store, or no whole chain, or none of its lines has that hash.
    """
    with opened(path) as register:
        verdict = register.verify(head)
        if not verdict.whole:
            damage = verdict.damage if verdict.line is None else f"line {verdict.line} {verdict.damage}"
            raise BadInputError([Problem(str(path), "", "a whole register; see rota register verify", wrong=damage)])
        n_lines = verdict.n_lines - (verdict.after or 0)
        return RegisterReading(head or verdict.head, n_lines, known_at), register.lines_known(n_lines, known_at)
