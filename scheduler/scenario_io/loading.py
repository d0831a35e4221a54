"""A scenario folder or workbook read and checked in one pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scheduler.domain.errors import BadInputError, RefusedError
from scheduler.domain.findings import Problem
from scheduler.domain.scenario import Prices, RuleLimits, Scenario
from scheduler.scenario_io.cautions import add_cautions
from scheduler.scenario_io.contradictions import check_contradictions, check_training_days
from scheduler.scenario_io.operation_contradictions import check_operations
from scheduler.scenario_io.overlays import (
    LaidOver,
    OverlayRead,
    changes,
    check_scenario,
    read_overlays,
    settings_with,
    sha256_with,
)
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.references import check_posts_named, check_references
from scheduler.scenario_io.rule_settings import in_force
from scheduler.scenario_io.settings import SettingsRead, read_settings
from scheduler.scenario_io.sources import FolderSource, Source, WorkbookSource
from scheduler.scenario_io.stated import Stated
from scheduler.scenario_io.table_reader import Reads, TableRead, read_table
from scheduler.scenario_io.tables import (
    ROWS,
    AbstractionRow,
    AuthorisationRow,
    BalanceRow,
    CombinationRow,
    ContractRow,
    CoverRow,
    DueRow,
    EventRow,
    ForceRow,
    GateRow,
    HistoryRow,
    LeverRow,
    MilitaryAidRow,
    MutualAidRow,
    OfficerRow,
    OnCallCarRow,
    OperationRow,
    PatternRow,
    PostRow,
    PreferenceRow,
    ResponseAreaRow,
    RoleRow,
    Row,
    TeamRow,
    TourRow,
    TrainingRow,
    UnitRow,
    VehicleRow,
    columns_of,
)
from scheduler.scenario_io.text import shown, shown_path
from scheduler.scenario_io.turnover import read_turnover

MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class LoadedScenario:
    """A scenario that can be planned, and what is odd about it.

    Attributes
    ----------
    warnings
        Problems that do not keep it from being planned, in file order.
    laid_over
        What each overlay changed, in their order.
    """

    scenario: Scenario
    warnings: tuple[Problem, ...] = ()
    laid_over: tuple[LaidOver, ...] = ()


CheckRules = Callable[[Sequence[RuleLimits]], None]
"""Raises ``BadInputError`` where the rule groups cannot be used; what rules there are is not known here."""


def load(
    path: Path, *, days: int | None = None, check_rules: CheckRules | None = None, overlays: Sequence[Path] = ()
) -> LoadedScenario:
    """Read a scenario folder or an ``.xlsx`` workbook and check all of it.

    Parameters
    ----------
    path
        A folder with ``scenario.toml`` and one CSV file a table, or a workbook with a sheet each.
    days
        Force days to plan instead of those the scenario states, 1 to 366.
    check_rules
        What judges the rule groups, so that its errors are told with all others; None to leave them alone.
    overlays
        Files of changes laid over the scenario in this order; its own files stay as they are.

    Raises
    ------
    BadInputError
        If anything is wrong; carries every problem of every file, each with its place and what was expected.
    """
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise BadInputError([Problem("--days", shown(days), f"1 to {MOST_DAYS} force days")])
    source = _source(path)
    strays = Problems(shown_path(path))
    source.note_strays(strays)
    laid = read_overlays(overlays)
    about_settings = Problems(source.settings_place())
    own = _stated(source, about_settings)
    settings = _settings(own, laid, about_settings)
    reads = Reads(_table(source, row, settings.zone, laid) for row in ROWS)
    check_references(reads, settings.groups)
    check_posts_named(settings.posts, reads, about_settings)
    check_contradictions(reads)
    if settings.scenario:
        asked = settings.horizon(days)
        check_training_days(reads, range(asked.first_day, asked.first_day + asked.n_days))
    turnover = read_turnover(laid, reads, settings.zone)
    check_operations(reads, settings.horizon(None) if settings.scenario else None)
    gathered = [about_settings, *(read.problems for read in reads), strays, turnover.problems]
    gathered += [overlay.problems for overlay in laid]
    check_scenario(source.sha256, laid)
    if not any(gathered):
        add_cautions(reads, settings.horizon(days))
        settings = replace(settings, rules=in_force(settings.rules, settings.horizon(days), about_settings))
    warnings = tuple(problem for problems in gathered for problem in problems.listed(warnings=True))
    about_rules = () if check_rules is None or about_settings else _about_rules(check_rules, settings.rules)
    if about_rules or any(gathered):
        errors = [problem for problems in gathered for problem in problems.listed(warnings=False)]
        raise BadInputError([*about_rules, *errors, *warnings])
    given = replace(
        turnover.applied(_scenario(settings, reads, sha256_with(source.sha256, laid), days)),
        overlays=tuple(overlay.noted() for overlay in laid),
    )
    return LoadedScenario(given, warnings, () if own is None else changes(own, laid))


def _about_rules(check: CheckRules, groups: Sequence[RuleLimits]) -> Sequence[Problem]:
    """Return what a check of the rule groups refuses."""
    try:
        check(groups)
    except BadInputError as error:
        return error.problems
    return ()


def _source(path: Path) -> Source:
    try:
        if path.is_dir():
            return FolderSource(path)
        if path.suffix.lower() == ".xlsx":
            return WorkbookSource(path)
        exists = "" if path.exists() else " that exists"
    except RefusedError as error:
        raise BadInputError([Problem(shown_path(path), error.value, error.expected)]) from None
    except OSError as error:
        raise BadInputError([Problem(shown_path(path), "", f"another path ({error.strerror})")]) from None
    raise BadInputError([Problem(shown_path(path), "", f"a scenario folder or an .xlsx workbook{exists}")])


def _stated(source: Source, problems: Problems) -> Stated | None:
    """Return the scenario's own settings; None where there are none or they cannot be read."""
    try:
        return source.settings(problems)
    except RefusedError as error:
        problems.add(error.at, error.value, error.expected)
        return None


def _settings(own: Stated | None, overlays: Sequence[OverlayRead], problems: Problems) -> SettingsRead:
    if own is None:
        return SettingsRead(None, Prices(), (), None)
    return read_settings(settings_with(own, overlays), problems)


def _table(source: Source, row: type[Row[Any]], zone: str, overlays: Sequence[OverlayRead]) -> TableRead[Any]:
    problems = Problems(source.place(row.table))
    edits = [overlay.tables[row.table] for overlay in overlays if row.table in overlay.tables]
    if source.holds(row.table):
        return read_table(row, source.rows(row.table, problems), problems, zone, edits)
    if row.needed:
        problems.add("", "", f"this table; it may not be missing: {row.meaning}")
        return TableRead(row, problems, understood=False)
    return read_table(row, iter([(1, list(columns_of(row)))]), problems, zone, edits)


def _scenario(settings: SettingsRead, reads: Reads, sha256: str, days: int | None) -> Scenario:
    stated = settings.scenario
    if stated is None:
        message = "settings with errors make no scenario"
        raise ValueError(message)
    scenario = Scenario(
        name=stated.name,
        horizon=settings.horizon(days),
        marking=stated.marking,
        seed=stated.seed,
        most_on_leave=stated.most_on_leave,
        forces=tuple(reads[ForceRow].values),
        units=tuple(reads[UnitRow].values),
        roles=tuple(reads[RoleRow].values),
        teams=tuple(reads[TeamRow].values),
        patterns=tuple(reads[PatternRow].values),
        contracts=tuple(reads[ContractRow].values),
        tours=tuple(reads[TourRow].values),
        posts=tuple(reads[PostRow].values),
        cover=tuple(reads[CoverRow].values),
        officers=tuple(reads[OfficerRow].values),
        authorisations=tuple(reads[AuthorisationRow].values),
        gates=tuple(reads[GateRow].values),
        abstractions=tuple(reads[AbstractionRow].values),
        vehicles=tuple(reads[VehicleRow].values),
        preferences=tuple(reads[PreferenceRow].values),
        balances=tuple(reads[BalanceRow].values),
        history=tuple(reads[HistoryRow].values),
        due=tuple(reads[DueRow].values),
        on_call_cars=tuple(reads[OnCallCarRow].values),
        response_areas=tuple(reads[ResponseAreaRow].values),
        levers=tuple(reads[LeverRow].values),
        training=tuple(reads[TrainingRow].values),
        combinations=tuple(reads[CombinationRow].values),
        rules=settings.rules,
        prices=settings.prices,
        pay=settings.pay,
        sha256=sha256,
    )
    offers = [*reads[MutualAidRow].values, *reads[MilitaryAidRow].values]
    scenario = scenario.with_operations(reads[OperationRow].values)
    return scenario.with_events(reads[EventRow].values).with_offers(offers)
