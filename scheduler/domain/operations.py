"""Planned operations: which roles they want while they run, and who may hold none of their seats."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.people import Role
from scheduler.domain.work import Post


@dataclass(frozen=True, slots=True)
class Operation:
    """One role that an operation wants while it runs; an operation is all lines of its name.

    Attributes
    ----------
    from_at, until_at
        UTC minutes between which the role is wanted, half-open.
    minimum
        Officers wanted in it at every instant.
    tours
        Tours on which the role can be filled; empty for those of every post of the role.
    units
        Units whose officers may fill it; empty is every unit.
    excluded
        Officers who may hold no seat of the whole operation, on whichever of its lines they are named. Why is not kept.
    """

    operation: str
    role: str
    force: str
    from_at: int
    until_at: int
    minimum: int = 1
    tours: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    name: str = ""
    source: str = ""

    @property
    def post(self) -> str:
        """Id of the post whose seats the line wants filled."""
        return f"{self.operation}.{self.role}"


def seats_of(line: Operation, role: Role, posts: tuple[Post, ...]) -> Post:
    """Return the post of an operation's line.

    Parameters
    ----------
    posts
        The scenario's own, whose tours a line without tours takes over.
    """
    alike = (tour for post in posts if post.role == line.role and not post.operation for tour in post.tours)
    return Post(
        line.post,
        f"{line.name or line.operation}: {role.name}",
        line.force,
        line.role,
        line.tours or tuple(dict.fromkeys(alike)),
        line.units,
        source=line.source,
        operation=line.operation,
    )
