"""The tables of a scenario, one row model each; ``ROWS`` is their table of contents."""

from scheduler.scenario_io.tables.aid import MilitaryAidRow, MutualAidRow
from scheduler.scenario_io.tables.commitments import DueRow, OperationRow, TrainingRow
from scheduler.scenario_io.tables.dated import AbstractionRow, AuthorisationRow, BalanceRow, HistoryRow, PreferenceRow
from scheduler.scenario_io.tables.establishment import (
    ContractRow,
    ForceRow,
    OfficerRow,
    PatternRow,
    RoleRow,
    TeamRow,
    UnitRow,
)
from scheduler.scenario_io.tables.levers import LeverRow
from scheduler.scenario_io.tables.recorded import EventRow, GateRow
from scheduler.scenario_io.tables.row import Row, columns_of
from scheduler.scenario_io.tables.work import (
    CombinationRow,
    CoverRow,
    OnCallCarRow,
    PostRow,
    ResponseAreaRow,
    TourRow,
    VehicleRow,
)

ROWS = (
    ForceRow,
    UnitRow,
    RoleRow,
    PatternRow,
    TeamRow,
    ContractRow,
    TourRow,
    CombinationRow,
    PostRow,
    CoverRow,
    VehicleRow,
    OfficerRow,
    AuthorisationRow,
    EventRow,
    GateRow,
    AbstractionRow,
    PreferenceRow,
    BalanceRow,
    HistoryRow,
    MutualAidRow,
    MilitaryAidRow,
    DueRow,
    OperationRow,
    ResponseAreaRow,
    OnCallCarRow,
    LeverRow,
    TrainingRow,
)
"""Every table's row model, in the order in which files are read, hashed and documented."""

__all__ = [
    "ROWS",
    "AbstractionRow",
    "AuthorisationRow",
    "BalanceRow",
    "CombinationRow",
    "ContractRow",
    "CoverRow",
    "DueRow",
    "EventRow",
    "ForceRow",
    "GateRow",
    "HistoryRow",
    "LeverRow",
    "MilitaryAidRow",
    "MutualAidRow",
    "OfficerRow",
    "OnCallCarRow",
    "OperationRow",
    "PatternRow",
    "PostRow",
    "PreferenceRow",
    "ResponseAreaRow",
    "RoleRow",
    "Row",
    "TeamRow",
    "TourRow",
    "TrainingRow",
    "UnitRow",
    "VehicleRow",
    "columns_of",
]
