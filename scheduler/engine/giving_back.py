"""Lines given back: a rota that was sought for one purpose changes no more of another than that purpose needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from scheduler.engine.before import KnownLine, Names
from scheduler.engine.pool import Pool
from scheduler.engine.program import Ints, Line, Program
from scheduler.engine.solution import Solution


def given_back(
    program: Program, lines: Mapping[str, KnownLine], amounts: Ints, wanted: Mapping[str, KnownLine]
) -> Solution | None:
    """Return the rota of some lines in which whoever can has the line wanted instead, every row kept as it was.

    All officers are tried at once, then halves of those who are left, and so on down to one, those first who then fill no
    seat: help that is not needed goes home before anybody else moves. So nobody left with another line could have the wanted
    one back alone; some at once still might.

    Parameters
    ----------
    lines
        A line of every officer of the program.
    amounts
        Of a rota of these lines that keeps the rows of the program.
    wanted
        Lines by officer; whoever is not in it keeps the line held.

    Returns
    -------
    Solution | None
        None where the rules of the program refuse a line held: it is of another one.
    """
    pool, names = Pool(program), Names(program)
    held = _added(pool, names, program, lines)
    numbers = [held[officer] for officer in sorted(held)]
    if len(numbers) < len(program.officers):
        return None
    kept = _over(program, pool, numbers, amounts)
    added = _added(pool, names, program, wanted)
    others = {officer: other for officer, other in added.items() if other != numbers[officer]}
    waiting = sorted(others, key=lambda officer: bool(wanted[program.officers[officer]].seats))
    size = len(waiting)
    while size:
        for some in (waiting[at : at + size] for at in range(0, len(waiting), size)):
            after = kept + _change(program, pool, [(numbers[officer], others[officer]) for officer in some])
            if (after >= np.minimum(kept, 0)).all():
                kept = after
                numbers = [others[number] if number in some else line for number, line in enumerate(numbers)]
        waiting = [officer for officer in waiting if numbers[officer] != others[officer]]
        size = min(size // 2, len(waiting))
    return Solution(
        np.array([pool.choice[number] for number in numbers], dtype=np.int8).reshape(len(numbers), program.n_days),
        tuple(pool.seats[number] for number in numbers),
        amounts,
    )


def _added(pool: Pool, names: Names, program: Program, lines: Mapping[str, KnownLine]) -> dict[int, int]:
    """Return the number of each officer's line in the pool, but where the rules refuse it or a seat is offered no more."""
    known = list[Line]()
    for officer, name in enumerate(program.officers):
        line = lines.get(name)
        found = None if line is None else names.line(officer, line)
        if line is not None and found is not None and len(found[1]) == len(line.seats):
            known.append((officer, *found))
    numbers = pool.add_allowed(known)
    return {officer: number for (officer, *_), number in zip(known, numbers, strict=True) if number is not None}


def _change(program: Program, pool: Pool, lines: Sequence[tuple[int, int]]) -> Ints:
    """Return what each row gains where one line comes in the place of another."""
    change = np.zeros(program.n_rows, dtype=np.int64)
    for before, after in lines:
        for number, sign in ((before, -1), (after, 1)):
            rows, counts = pool.entries(number)
            change[rows] += sign * counts
    return change


def _over(program: Program, pool: Pool, numbers: list[int], amounts: Ints) -> Ints:
    """Return by how much each row is kept."""
    total = -program.at_least
    for number in numbers:
        rows, counts = pool.entries(number)
        total[rows] += counts
    np.add.at(total, program.terms.columns, program.terms.values * amounts[program.terms.row_of])
    return total
