"""Lines as a chain: the hash of each is taken over the hash of the line before and what it says itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

BEGINNING = "0" * 64
"""Stands for the hash of the line before the first: the HEAD of an empty store."""

Cell = str | int | None


class Link(Protocol):
    """One line of a chain."""

    @property
    def number(self) -> int:
        """Its place, from 1 on."""
        ...

    @property
    def line_hash(self) -> str:
        """The hash that is kept with it."""
        ...

    def hash_after(self, before: str) -> str:
        """Return the hash it has to have after a line with the hash ``before``."""
        ...


def hash_after(before: str, cells: Sequence[Cell]) -> str:
    """Return the hash of a line with these cells that follows the line with the hash ``before``."""
    text = json.dumps(cells, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a chain is whole.

    Attributes
    ----------
    n_lines
        How many lines there are.
    head
        Hash of the last line.
    damage
        What is wrong, as words that can follow "line 3"; empty where nothing is.
    line
        The first line concerned; None where nothing is wrong.
    after
        How many lines came after the one whose hash was asked for; None where it was not asked for or is not there.
    """

    n_lines: int
    head: str
    damage: str = ""
    line: int | None = None
    after: int | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.damage


def judged(read: Callable[[], Iterable[Link]], head: str | None = None) -> Verdict:
    """Say whether lines are a whole chain, and which of them is the first that is not.

    Parameters
    ----------
    read
        Gives the lines in the order of their numbers, each time it is called.
    head
        The last hash that was noted elsewhere: where no line has it, the end was cut off.
    """
    before, n_lines = BEGINNING, 0
    place = 0 if head == BEGINNING else None
    damage: tuple[int, str] | None = None
    for n_lines, line in enumerate(read(), start=1):
        damage = damage or _damage(line, n_lines, before, read)
        before = line.line_hash
        if before == head:
            place = n_lines
    if damage is None and head is not None and place is None:
        damage = (n_lines + 1, "is missing: no line has the head that was noted, so the end was cut off")
    if damage:
        return Verdict(n_lines, before, damage[1], damage[0])
    return Verdict(n_lines, before, after=None if place is None else n_lines - place)


def _damage(line: Link, number: int, before: str, read: Callable[[], Iterable[Link]]) -> tuple[int, str] | None:
    """Return which line is not as it should be where line ``number`` is expected, and what is wrong with it."""
    if line.number > number:
        return number, "is missing"
    if line.number < number:
        return line.number, "is out of order"
    if line.hash_after(before) == line.line_hash:
        return None
    hashes = (BEGINNING, *(other.line_hash for other in read()))
    if any(line.hash_after(other) == line.line_hash for other in hashes):
        return number, "is out of order: it was written after another line than the one before it"
    return number, "was changed, or the line before it was taken out"
