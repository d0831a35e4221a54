"""What-if studies: many solves of one scenario under changes that are drawn, and what they say together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scheduler.studies.hand_in_study import hand_in

__all__ = ["hand_in"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whichever study is asked for
    """Return a study once somebody asks for it: the solver takes a while to load."""
    if name != "hand_in":
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from scheduler.studies import hand_in_study

    return hand_in_study.hand_in
