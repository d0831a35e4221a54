"""What a cell of the grid says: tours, and where they are spent if it says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scheduler.domain.work import Post, Tour
from scheduler.scenario_io.text import nearest, shown
from scheduler.views.planner_grid import SEAT


@dataclass(frozen=True, slots=True)
class Told:
    """One tour of a cell.

    Attributes
    ----------
    post
        Where it is spent: a post, empty for no seat, None where the cell does not say.
    """

    tour: str
    post: str | None


class CodeError(ValueError):
    """A cell that cannot be understood; its text says what would be right."""


def understood(text: str, tours: Mapping[str, Tour], posts: Mapping[str, Post]) -> tuple[Told, ...]:
    """Return the tours a cell names: ``E``, ``D+OC``, ``E@POST``, ``E@POST.ROLE``, ``E@`` for no seat.

    Raises
    ------
    CodeError
        If a tour or post is unknown, the post is of another role, or a tour stands there twice.
    """
    found = []
    for part in text.split("+"):
        name, named, seat = (piece.strip() for piece in part.partition(SEAT))
        if name not in tours:
            expected = f"an option code: tours joined by +, or rest, not {shown(name)!r}"
            raise CodeError(expected + _hint(name, tours))
        found.append(Told(name, _post(seat, posts) if named else None))
    if len({told.tour for told in found}) < len(found):
        message = "each tour once"
        raise CodeError(message)
    return tuple(found)


def _post(seat: str, posts: Mapping[str, Post]) -> str:
    """Return the post that ``POST`` or ``POST.ROLE`` names; a post has one role, so that both say the same."""
    if seat == "" or seat in posts:
        return seat
    name, point, role = seat.rpartition(".")
    if point and name in posts:
        expected = f"{name}.{posts[name].role}: the seats of {name} are {posts[name].role}'s, not {shown(role)}'s"
        if role == posts[name].role:
            return name
        raise CodeError(expected)
    message = f"a post of the scenario after {SEAT}, or nothing for no seat{_hint(seat, posts)}"
    raise CodeError(message)


def _hint(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f"; did you mean {near!r}?" if near else ""
