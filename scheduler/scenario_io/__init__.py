"""Scenario folders and workbooks, read and written; every error of every file in one pass.

The models of the tables take a while to load, which who wants a date of a text alone does not wait for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scheduler.scenario_io.deployments import read_deployments
    from scheduler.scenario_io.loading import LoadedScenario, load
    from scheduler.scenario_io.overlays import LaidOver
    from scheduler.scenario_io.references import naming_officers
    from scheduler.scenario_io.register_lines import with_register
    from scheduler.scenario_io.step_backs import with_step_backs
    from scheduler.scenario_io.tabulation import tables_of
    from scheduler.scenario_io.writer import write_folder, write_workbook

__all__ = [
    "LaidOver",
    "LoadedScenario",
    "load",
    "naming_officers",
    "read_deployments",
    "tables_of",
    "with_register",
    "with_step_backs",
    "write_folder",
    "write_workbook",
]

_MODULES = {
    "LaidOver": "overlays",
    "LoadedScenario": "loading",
    "load": "loading",
    "naming_officers": "references",
    "read_deployments": "deployments",
    "tables_of": "tabulation",
    "with_register": "register_lines",
    "with_step_backs": "step_backs",
    "write_folder": "writer",
    "write_workbook": "writer",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whichever is asked for
    """Return what a module of this room offers, once somebody asks for it."""
    if name not in _MODULES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
