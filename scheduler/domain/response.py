"""Where on-call officers have to be able to answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ResponseArea:
    """An area, the posts whose on-call officers must be able to answer in it, and the officers who are.

    How many minutes that takes, and from where, is for the force to judge when it names them; no national figure was
    found.

    Attributes
    ----------
    posts
        A post of several areas is filled by officers of any of them.
    officers
        Those who answer there in the time the force sets.
    """

    area: str
    posts: tuple[str, ...]
    officers: tuple[str, ...] = ()
    source: str = ""
