"""What-if studies: many solves of one scenario under changes, and what they say together.

The functions named here return tables (`pandas.DataFrame`), whose columns they document; what a study finds besides is in
its own module.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scheduler.studies.frames import attrition, compare, diff, recovery, sizing
    from scheduler.studies.handing_in.study import hand_in

__all__ = ["attrition", "compare", "diff", "hand_in", "recovery", "sizing"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whichever is asked for
    """Return a study as a function, once somebody asks for it: solver and table library take a while to load."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    module = "handing_in.study" if name == "hand_in" else "frames"
    return getattr(import_module(f"{__name__}.{module}"), name)
