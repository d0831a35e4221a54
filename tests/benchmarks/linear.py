"""Linear sums over yes-or-no variables, and the blocks of a state machine's arcs that one sum can speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from tests.benchmarks.language import Codes

Literal = cp_model.IntVar
Days = list[dict[str, Literal | None]]
"""For each planned day, the variable of each option; None where it is the only one."""


@dataclass
class Sum:
    """A linear sum while it is put together; the sole option of a day is a constant."""

    terms: list[tuple[Literal, int]] = field(default_factory=list)
    constant: int = 0

    def add(self, literal: Literal | None, times: int = 1) -> None:
        """Add a variable so many times, or so much where it is no choice."""
        if literal is None:
            self.constant += times
        else:
            self.terms.append((literal, times))

    def one_of(self, held: Mapping[str, Literal | None], codes: Collection[str]) -> None:
        """Add 1 where one of some codes is held, by the others where that is shorter."""
        others = [code for code in held if code not in codes]
        if len(others) < len(held) - len(others):
            self.constant += 1
            for code in others:
                self.add(held[code], -1)
        else:
            for code in held:
                if code in codes:
                    self.add(held[code])

    def expression(self) -> cp_model.LinearExprT:
        """Return the sum as CP-SAT takes it."""
        if not self.terms:
            return self.constant
        literals, times = zip(*self.terms, strict=True)
        return cp_model.LinearExpr.weighted_sum(list(literals), list(times)) + self.constant


Block = tuple[tuple[int, ...], Codes]
"""States, and codes: every pair of them."""


def outcomes(
    layer: Sequence[Mapping[str, tuple[int, int]]], letters: Sequence[Codes]
) -> tuple[list[Block], dict[int, list[Block]], dict[int, list[Block]]]:
    """Return which pairs of state and code are refused, by the state they lead to, and by what they cost."""
    refused: dict[Codes, list[int]] = defaultdict(list)
    leading: dict[int, dict[Codes, list[int]]] = defaultdict(lambda: defaultdict(list))
    priced: dict[int, dict[Codes, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, state in enumerate(layer):
        for letter in letters:
            arc = state.get(letter[0])
            if arc is None:
                refused[letter].append(number)
                continue
            leading[arc[0]][letter].append(number)
            if arc[1]:
                priced[arc[1]][letter].append(number)
    return (
        _blocks(refused),
        {following: _blocks(by_letter) for following, by_letter in leading.items()},
        {pence: _blocks(by_letter) for pence, by_letter in priced.items()},
    )


def _blocks(by_letter: Mapping[Codes, Sequence[int]]) -> list[Block]:
    """Return letters with the same states made one."""
    together: dict[tuple[int, ...], Codes] = {}
    for letter, states in by_letter.items():
        key = tuple(states)
        together[key] = together.get(key, ()) + letter
    return list(together.items())


def together(
    standing: Sequence[Literal | None], states: Sequence[int], held: Mapping[str, Literal | None], codes: Codes
) -> Sum:
    """Return a sum that is 2 where one of the states and one of the codes hold, else at most 1."""
    found = Sum()
    if len(states) == len(standing):
        found.constant += 1
    else:
        for state in states:
            found.add(standing[state])
    found.one_of(held, codes)
    return found
