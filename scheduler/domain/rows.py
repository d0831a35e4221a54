"""Requirements across officers as whole-number rows, amounts and supplies: the first face of cover and crew rules.

A *row* asks for at least so much. An *amount* is a whole number the plan chooses (cars crewed, duties left short) with
an upper limit and a price. A *supply* says what an officer placed at a post on a tour contributes to a row. Together
with one line for each officer they are the whole master problem.
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.price import FREE, Price


@dataclass(frozen=True, slots=True)
class Row:
    """Supplies plus terms must come to ``at_least``; ``key`` is stable and readable (``crew/ARV-N/E/2026-10-12``)."""

    key: str
    at_least: int


@dataclass(frozen=True, slots=True)
class Amount:
    """A whole number from 0 to ``upper``, each unit at ``price``."""

    key: str
    upper: int
    price: Price = FREE


@dataclass(frozen=True, slots=True)
class Term:
    """``coefficient`` times an amount counts towards a row."""

    row: str
    amount: str
    coefficient: int


@dataclass(frozen=True, slots=True)
class Supply:
    """Each officer on a tour at a post on a force day counts ``coefficient`` towards a row.

    Attributes
    ----------
    post
        Empty for officers on the tour whatever the seat, and whether or not they fill one; ``officers`` says who counts.
    role
        Only officers who also hold this role over the whole tour count; empty for every officer placed there.
    lent
        Only officers of this offer of help count, or the force's own alone where it is empty; None for everybody.
    officer
        Only this officer counts; empty for everybody.
    officers
        Who counts where no post is named; not looked at elsewhere.
    """

    row: str
    post: str
    tour: str
    day: int
    coefficient: int = 1
    role: str = ""
    lent: str | None = None
    officer: str = ""
    officers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Requirements:
    """Rows, amounts, terms and supplies of one or more rules."""

    rows: tuple[Row, ...] = ()
    amounts: tuple[Amount, ...] = ()
    terms: tuple[Term, ...] = ()
    supplies: tuple[Supply, ...] = ()


def combined(parts: list[Requirements]) -> Requirements:
    """Return the requirements of several rules as one."""
    return Requirements(
        tuple(row for part in parts for row in part.rows),
        tuple(amount for part in parts for amount in part.amounts),
        tuple(term for part in parts for term in part.terms),
        tuple(supply for part in parts for supply in part.supplies),
    )
