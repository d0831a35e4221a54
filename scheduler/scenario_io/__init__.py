"""Scenario folders and workbooks, read and written; every error of every file in one pass."""

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
