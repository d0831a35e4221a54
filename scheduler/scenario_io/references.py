"""Names that one table uses and another should state."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from scheduler.domain.work import LEAVE, REST
from scheduler.scenario_io.follow_ups import FollowUps
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.table_reader import Reads, TableRead
from scheduler.scenario_io.tables import (
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
from scheduler.scenario_io.tables.row import expected_of
from scheduler.scenario_io.tables.turnover import JoinersRow, LeaversRow

TOUR_KINDS = ("early", "day", "late", "night", "on_call", "other", "training")


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names rows of another table; the domain value has an attribute of the same name.

    Attributes
    ----------
    target
        The table it names rows of; None for rule groups and vehicle pools.
    called
        What the other table's rows are called.
    """

    row: type[Row[Any]]
    column: str
    target: type[Row[Any]] | None
    called: str


REFERENCES = (
    Reference(UnitRow, "force", ForceRow, "force"),
    Reference(UnitRow, "roles", RoleRow, "role"),
    Reference(TeamRow, "unit", UnitRow, "unit"),
    Reference(TeamRow, "pattern", PatternRow, "pattern"),
    Reference(ContractRow, "rules", None, "rule group"),
    Reference(PostRow, "force", ForceRow, "force"),
    Reference(PostRow, "role", RoleRow, "role"),
    Reference(PostRow, "tours", TourRow, "tour"),
    Reference(PostRow, "units", UnitRow, "unit"),
    Reference(PostRow, "driver_role", RoleRow, "role"),
    Reference(PostRow, "supervisor_role", RoleRow, "role"),
    Reference(PostRow, "vehicle_pool", None, "vehicle pool"),
    Reference(CoverRow, "post", PostRow, "post"),
    Reference(CoverRow, "tour", TourRow, "tour"),
    Reference(OfficerRow, "force", ForceRow, "force"),
    Reference(OfficerRow, "unit", UnitRow, "unit"),
    Reference(OfficerRow, "contract", ContractRow, "contract"),
    Reference(OfficerRow, "team", TeamRow, "team"),
    Reference(OfficerRow, "home_post", PostRow, "post"),
    Reference(AuthorisationRow, "officer", OfficerRow, "officer"),
    Reference(AuthorisationRow, "role", RoleRow, "role"),
    Reference(EventRow, "officer", OfficerRow, "officer"),
    Reference(GateRow, "roles", RoleRow, "role"),
    Reference(AbstractionRow, "officer", OfficerRow, "officer"),
    Reference(PreferenceRow, "officer", OfficerRow, "officer"),
    Reference(BalanceRow, "officer", OfficerRow, "officer"),
    Reference(HistoryRow, "officer", OfficerRow, "officer"),
    *(
        Reference(row, column, target, called)
        for row in (MutualAidRow, MilitaryAidRow)
        for column, target, called in (
            ("lender", ForceRow, "force"),
            ("contract", ContractRow, "contract"),
            ("unit", UnitRow, "unit"),
            ("roles", RoleRow, "role"),
            ("posts", PostRow, "post"),
        )
    ),
    Reference(DueRow, "owner", OfficerRow, "officer"),
    Reference(DueRow, "deputy", OfficerRow, "officer"),
    Reference(OperationRow, "role", RoleRow, "role"),
    Reference(OperationRow, "force", ForceRow, "force"),
    Reference(OperationRow, "tours", TourRow, "tour"),
    Reference(OperationRow, "units", UnitRow, "unit"),
    Reference(OperationRow, "excluded", OfficerRow, "officer"),
    Reference(OnCallCarRow, "officer", OfficerRow, "officer"),
    Reference(ResponseAreaRow, "posts", PostRow, "post"),
    Reference(ResponseAreaRow, "officers", OfficerRow, "officer"),
    Reference(LeverRow, "groups", None, "rule group"),
    Reference(LeverRow, "contracts", ContractRow, "contract"),
    Reference(LeverRow, "units", UnitRow, "unit"),
    Reference(LeverRow, "to_unit", UnitRow, "unit"),
    Reference(LeverRow, "tours", TourRow, "tour"),
    Reference(LeverRow, "posts", PostRow, "post"),
    Reference(TrainingRow, "roles", RoleRow, "role"),
    Reference(TrainingRow, "tour", TourRow, "tour"),
)
"""Every reference by a plain name; option codes and combinations are looked at apart."""


def naming_officers() -> frozenset[str]:
    """Return the tables, those of overlays too, in which a row names officers."""
    others = {row.table for row in (OfficerRow, MutualAidRow, LeaversRow, JoinersRow)}
    return frozenset(reference.row.table for reference in REFERENCES if reference.target is OfficerRow) | others


def check_references(reads: Reads, groups: frozenset[str] | None) -> None:
    """Add every name that is stated nowhere, and every id that is none, to the problems of a table that uses it.

    Each is told once, however many rows use it. A table that is missing or whose header is wrong is reported for that
    alone; references to it are not looked at.

    Parameters
    ----------
    groups
        Rule groups of the settings; None where they are not known.
    """
    follow_ups = FollowUps(reads)
    _note_misnamed(reads, follow_ups)
    vehicles = reads[VehicleRow]
    pools = frozenset(vehicle.pool for vehicle in vehicles.values) if vehicles.understood else None
    for reference in REFERENCES:
        if reference.target is not None:
            target = reads[reference.target]
            if target.understood:
                _check(reads[reference.row], reference, target.names, follow_ups)
        else:
            known = groups if reference.called == "rule group" else pools
            if known is not None:
                _check(reads[reference.row], reference, known, follow_ups)
    if reads[RoleRow].understood and reads[UnitRow].understood:
        _check_subjects(reads, follow_ups)
    if reads[TourRow].understood:
        _check_combinations(reads, follow_ups)
        if reads[CombinationRow].understood:
            _check_codes(reads, follow_ups)
    follow_ups.tell()


def check_posts_named(named: Iterable[tuple[str, str]], reads: Reads, problems: Problems) -> None:
    """Add every post the settings name and no row states to the settings' problems.

    Parameters
    ----------
    named
        Place inside the settings, and post.
    """
    read = reads[PostRow]
    for place, post in named if read.understood else ():
        if post not in read.names:
            problems.add(place, post, wrong="unknown post", known=read.names)


def _note_misnamed(reads: Reads, follow_ups: FollowUps) -> None:
    """Note every id that is none, in the table that states it and in those that use it."""
    targets = {(reference.row, reference.column): reference.target for reference in REFERENCES}
    for read in reads:
        columns = columns_of(read.row)
        for (column, value), (number, rows) in read.misnamed.items():
            owner = targets.get((read.row, column)) or (read.row if column == read.row.key[0] else None)
            named = owner.table if owner else f"{read.row.table}:{column}"
            expected = expected_of(columns[column])
            key = ("misnamed", named, value)
            follow_ups.note(key, read, (number, column), value, rows=rows, expected=expected, owner=owner)


def _check(read: TableRead[Any], reference: Reference, known: Collection[str], follow_ups: FollowUps) -> None:
    named = attrgetter(reference.column)
    wrong = f"unknown {reference.called}"
    for number, value in read.placed():
        name = named(value)
        if not name or name in known:
            continue
        for one in name if isinstance(name, tuple) else (name,):
            if one not in known:
                follow_ups.note((wrong, one), read, (number, reference.column), one, wrong=wrong, known=known)


def _check_combinations(reads: Reads, follow_ups: FollowUps) -> None:
    """Check that an attended tour stands first and an on-call tour beside it."""
    on_call = {tour.tour: tour.on_call for tour in reads[TourRow].values}
    tours = reads[TourRow].names
    read = reads[CombinationRow]
    for number, pair in read.placed():
        for column, tour, standby in zip(("attended", "standby"), pair, (False, True), strict=True):
            if tour not in tours:
                wrong = "unknown tour"
                follow_ups.note((wrong, tour), read, (number, column), tour, wrong=wrong, known=tours)
            elif on_call.get(tour, standby) != standby:
                wanted = "a tour of kind on_call" if standby else "an attended tour, not one of kind on_call"
                read.problems.add(f"{number}:{column}", tour, wanted)


def _check_subjects(reads: Reads, follow_ups: FollowUps) -> None:
    """Check what events about roles, weapon systems and units are about; tactics, courses and kit are anybody's words."""
    roles, units = reads[RoleRow].names, reads[UnitRow].names
    weapons = frozenset(weapon for role in reads[RoleRow].values for weapon in role.weapons)
    read = reads[EventRow]
    for number, event in read.placed():
        if event.kind == "accreditation":
            called, known = "role", roles
        elif event.kind == "attachment":
            called, known = "unit", units
        elif event.kind in ("step_back", "return", "suspension") and event.subject:
            called, known = "role or weapon system", roles | weapons
        else:
            continue
        if event.subject not in known:
            wrong = f"unknown {called}"
            follow_ups.note((wrong, event.subject), read, (number, "subject"), event.subject, wrong=wrong, known=known)


def _check_codes(reads: Reads, follow_ups: FollowUps) -> None:
    """Check the option codes of contracts, patterns, preferences and history."""
    combined = {f"{attended}+{standby}" for attended, standby in reads[CombinationRow].values}
    offered = frozenset((REST, *reads[TourRow].names, *combined))
    for row, column, known in (
        (ContractRow, "options", offered),
        (PatternRow, "cycle", offered),
        (PreferenceRow, "option", offered.union(TOUR_KINDS, ("duty",))),
        (HistoryRow, "option", offered | {LEAVE}),
    ):
        _check_code(reads[row], column, known, follow_ups)


def _check_code(read: TableRead[Any], column: str, known: frozenset[str], follow_ups: FollowUps) -> None:
    stated = attrgetter(column)
    alike = {joined: frozenset(code for code in known if ("+" in code) == joined) for joined in (False, True)}
    for number, value in read.placed():
        code = stated(value)
        if isinstance(code, str) and code in known:
            continue
        for one in dict.fromkeys(code) if isinstance(code, tuple) else (code,):
            if one not in known:
                wrong, expected = _told_of_code(one)
                near = alike["+" in one]
                follow_ups.note((wrong, one), read, (number, column), one, expected=expected, wrong=wrong, known=near)


def _told_of_code(code: str) -> tuple[str, str]:
    """Return what is wrong with an option code, and what was expected."""
    if "+" in code:
        return "unknown option code", "a row of combinations that lets them stand together, the attended tour first"
    if code == LEAVE:
        return "leave comes from abstractions", "rest or a tour"
    return "unknown option code", "rest, a tour or a combination"
