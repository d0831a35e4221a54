"""What an edited workbook comes to."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.rota import Assignment, Rota


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell of the grid that is not what the run put there.

    Attributes
    ----------
    cell
        Its address, such as ``F12``.
    day
        Force day.
    before, after
        What the cell said and says: option codes, ``rest`` where there is no duty; after, as it was typed.
    was, now
        The officer's assignments of that day, seats included.
    chosen
        Tours of ``now`` whose seats nobody named and which were therefore chosen.
    """

    cell: str
    officer: str
    day: int
    before: str
    after: str
    was: tuple[Assignment, ...]
    now: tuple[Assignment, ...]
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EditedRota:
    """The rota an edited workbook makes of a run's.

    Attributes
    ----------
    edits
        By row and column; none where the grid is as it was written.
    rota
        With the crews of every car anew at whose tour somebody came or went.
    """

    edits: tuple[Edit, ...]
    rota: Rota
