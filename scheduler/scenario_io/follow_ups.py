"""One mistake in a name told once: at its first place, with a count of the rows that say the same."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass, field
from typing import Any

from scheduler.scenario_io.table_reader import Reads, TableRead
from scheduler.scenario_io.tables import Row

_MOST_NAMES = 10_000
_TABLES_TOLD = 5


@dataclass
class _Mistake:
    """A name that is wrong wherever it stands.

    Attributes
    ----------
    owner
        The table it is told in, if it stands there; otherwise the first table that has it.
    places
        By table: column and row of the first place there, and how many rows have it.
    """

    value: str
    expected: str
    wrong: str
    known: Collection[str]
    owner: type[Row[Any]] | None
    places: dict[type[Row[Any]], list[Any]] = field(default_factory=dict)


class FollowUps:
    """Wrong names gathered from all tables, so that each is told once.

    Parameters
    ----------
    reads
        The tables, in the order in which mistakes are told.
    """

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._mistakes: dict[Hashable, _Mistake] = {}

    def note(
        self,
        key: Hashable,
        read: TableRead[Any],
        place: tuple[int, str],
        value: str,
        *,
        rows: int = 1,
        expected: str = "",
        wrong: str = "",
        known: Collection[str] = (),
        owner: type[Row[Any]] | None = None,
    ) -> None:
        """Note a wrong name.

        Parameters
        ----------
        key
            The same for every place at which the name is the same mistake.
        place
            First row of the table with it, and the column.
        rows
            How many rows of the table have it there.
        owner
            The table whose rows the name should be one of.
        """
        mistake = self._mistakes.get(key)
        if mistake is None:
            if len(self._mistakes) >= _MOST_NAMES:
                read.problems.add_unseen(rows)
                return
            mistake = self._mistakes[key] = _Mistake(value, expected, wrong, known, owner)
        first = mistake.places.setdefault(read.row, [*place, 0])
        first[2] += rows

    def tell(self) -> None:
        """Add each mistake to the problems of one table."""
        for read in self._reads:
            for mistake in self._mistakes.values():
                if self._told_in(mistake) is read.row:
                    number, column, rows = mistake.places[read.row]
                    more = _more_words(mistake, read.row, rows - 1, self._reads)
                    wrong = ", ".join(part for part in (mistake.wrong, more) if part)
                    read.problems.add(
                        f"{number}:{column}", mistake.value, mistake.expected, wrong=wrong, known=mistake.known
                    )

    def _told_in(self, mistake: _Mistake) -> type[Row[Any]]:
        if mistake.owner in mistake.places:
            return mistake.owner
        return next(read.row for read in self._reads if read.row in mistake.places)


def _more_words(mistake: _Mistake, told_in: type[Row[Any]], more_here: int, reads: Reads) -> str:
    """Return ``also in 37 more rows (authorisations.csv, history.csv)``, or nothing where there are none."""
    others = [read for read in reads if read.row in mistake.places and read.row is not told_in]
    rows = more_here + sum(mistake.places[read.row][2] for read in others)
    if not rows:
        return ""
    tables = [read.problems.place for read in (reads[told_in], *others) if read.row is not told_in or more_here]
    told = ", ".join(tables[:_TABLES_TOLD]) + (" and others" if len(tables) > _TABLES_TOLD else "")
    return f"also in {rows} more row{'' if rows == 1 else 's'} ({told})"
