"""Parts of the master problem that share no row: each is solved by itself, and their prices and bounds add up."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.program import Crews, Group, Index, Openings, Program, Sparse, Tallies


@dataclass(frozen=True)
class Component:
    """A part of a program.

    Attributes
    ----------
    officers, amounts, seats
        Numbers in the whole program of this part's officers, amounts and seats, in order.
    """

    program: Program
    officers: Index
    amounts: Index
    seats: Index


def components(program: Program) -> list[Component]:
    """Return the parts of a program, the smallest first."""
    row_of = _linked_rows(program)
    owners = program.openings.officer_of_seat
    officer_part = np.full(len(program.officers), -1, dtype=np.int64)
    supply = program.openings.supply
    seat_of_entry = supply.row_of
    officer_part[owners[seat_of_entry]] = row_of[supply.columns]
    officer_part[program.tallies.officer] = row_of[program.tallies.row]
    amount_of_entry = program.terms.row_of
    amount_part = np.full(len(program.upper), -1, dtype=np.int64)
    amount_part[amount_of_entry] = row_of[program.terms.columns]
    parts = []
    for part in np.unique(np.concatenate([row_of, officer_part, amount_part])):
        parts.append(
            restricted(
                program,
                np.flatnonzero(officer_part == part).astype(np.int32),
                np.flatnonzero(row_of == part).astype(np.int32),
                np.flatnonzero(amount_part == part).astype(np.int32),
            )
        )
    return sorted(parts, key=lambda part: len(part.officers))


def _linked_rows(program: Program) -> NDArray[np.int64]:
    """Return for each row the number of its part: rows are linked by officers and by amounts."""
    parent = np.arange(program.n_rows, dtype=np.int64)

    def root(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = int(parent[row])
        return row

    for one, other in _links(program).tolist():
        parent[root(one)] = root(other)
    return np.array([root(row) for row in range(program.n_rows)], dtype=np.int64)


def _links(program: Program) -> NDArray[np.int64]:
    """Return pairs of rows that an officer or an amount ties together, enough to tie all of theirs; shape (links, 2)."""
    owners, supply = program.openings.officer_of_seat, program.openings.supply
    n_officers, n_rows = len(program.officers), program.n_rows
    owner = np.concatenate([owners[supply.row_of], program.tallies.officer, program.terms.row_of + n_officers])
    row = np.concatenate([supply.columns, program.tallies.row, program.terms.columns])
    entries = np.unique(owner.astype(np.int64) * n_rows + row)
    owner, row = np.divmod(entries, max(1, n_rows))
    same = owner[1:] == owner[:-1]
    # Hundreds of officers are tied to the same rows.
    links = np.unique(row[1:][same] * n_rows + row[:-1][same])
    return np.stack(np.divmod(links, max(1, n_rows)), axis=1)


def restricted(program: Program, officers: Index, rows: Index, amounts: Index) -> Component:
    """Return the part of a program that some officers, rows and amounts make up; what else they reach is left out."""
    officer_number = _renumbering(len(program.officers), officers)
    row_number = _renumbering(program.n_rows, rows)
    openings, seats = _openings_of(program.openings, officer_number, row_number)
    groups = []
    for group in program.groups:
        mine = np.flatnonzero(officer_number[group.members] >= 0)
        if len(mine):
            diagram = replace(group.diagram, roots=group.diagram.roots[mine], offsets=group.diagram.offsets[mine])
            members = officer_number[group.members[mine]].astype(np.int32)
            groups.append(Group(diagram, members, np.ascontiguousarray(group.base[:, :, mine])))
    amount_number = _renumbering(len(program.upper), amounts)
    part = Program(
        tuple(program.officers[officer] for officer in officers),
        tuple(groups),
        openings,
        _tallies_of(program.tallies, officer_number, row_number),
        tuple(program.row_keys[row] for row in rows),
        program.at_least[rows],
        tuple(program.amount_keys[amount] for amount in amounts),
        program.upper[amounts],
        program.prices[amounts],
        _rows_of(program.terms, amounts, row_number),
        program.places,
        {
            place: _crews_of(crews, amount_number, row_number)
            for place, crews in program.crews.items()
            if amount_number[crews.amount] >= 0
        },
    )
    return Component(part, officers, amounts, seats)


def _crews_of(crews: Crews, amount_number: Index, row_number: Index) -> Crews:
    """Return what cars take in a part; supervisors count only where their row is the part's."""
    drivers, supervisors = (int(row_number[row]) if row >= 0 else -1 for row in (crews.drivers, crews.supervisors))
    return Crews(
        int(amount_number[crews.amount]), crews.size, drivers, supervisors, crews.led if supervisors >= 0 else 0
    )


def _renumbering(size: int, kept: Index) -> Index:
    numbers = np.full(size, -1, dtype=np.int32)
    numbers[kept] = np.arange(len(kept))
    return numbers


def _openings_of(openings: Openings, officer_number: Index, row_number: Index) -> tuple[Openings, Index]:
    kept = np.flatnonzero(officer_number[openings.officer] >= 0)
    counts = np.diff(openings.first_seat)[kept]
    first = np.zeros(len(kept) + 1, dtype=np.int64)
    np.cumsum(counts, out=first[1:])
    seats = np.repeat(openings.first_seat[kept] - first[:-1], counts) + np.arange(int(first[-1]))
    part = Openings(
        officer_number[openings.officer[kept]],
        openings.day[kept],
        openings.option[kept],
        first,
        openings.pence[seats],
        openings.place[seats],
        _rows_of(openings.supply, seats.astype(np.int32), row_number),
    )
    return part, seats.astype(np.int32)


def _tallies_of(tallies: Tallies, officer_number: Index, row_number: Index) -> Tallies:
    kept = np.flatnonzero(officer_number[tallies.officer] >= 0)
    return Tallies(
        officer_number[tallies.officer[kept]],
        tallies.day[kept],
        tallies.option[kept],
        row_number[tallies.row[kept]],
        tallies.value[kept],
    )


def _rows_of(matrix: Sparse, rows: Index, column_number: Index) -> Sparse:
    counts = np.diff(matrix.starts)[rows]
    starts = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    entries = np.repeat(matrix.starts[rows] - starts[:-1], counts) + np.arange(int(starts[-1]))
    columns = column_number[matrix.columns[entries]]
    kept = columns >= 0
    before = np.zeros(len(kept) + 1, dtype=np.int64)
    np.cumsum(kept, out=before[1:])
    return Sparse(before[starts], columns[kept], matrix.values[entries][kept])
