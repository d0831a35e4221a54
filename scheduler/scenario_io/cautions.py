"""What is odd about a scenario that can be planned all the same."""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter
from typing import Any

from scheduler.domain.time import instant, iso_day, local
from scheduler.domain.work import REST, Horizon
from scheduler.scenario_io.table_reader import Reads, TableRead
from scheduler.scenario_io.tables import (
    AuthorisationRow,
    BalanceRow,
    ContractRow,
    HistoryRow,
    OfficerRow,
    PatternRow,
    PostRow,
    TeamRow,
    UnitRow,
    VehicleRow,
)


def add_cautions(reads: Reads, horizon: Horizon) -> None:
    """Add a warning for everything odd; called only where nothing is wrong."""
    _empty_tables(reads)
    _pattern_beyond_contract(reads)
    _expiring_authorisations(reads, horizon)
    _officers_without_post(reads, horizon)
    _mixed_membership(reads)
    _past_that_is_not_past(reads, horizon)
    _unused_pools(reads)
    _ids_alike(reads)


def _empty_tables(reads: Reads) -> None:
    for read in reads:
        if read.row.needed and not read.values:
            read.problems.add("", "", "the table has no rows", warning=True)


def _pattern_beyond_contract(reads: Reads) -> None:
    """Warn once for each contract and team whose pattern the contract cannot follow."""
    contracts = {contract.contract: contract for contract in reads[ContractRow].values}
    cycles = {pattern.pattern: pattern.cycle for pattern in reads[PatternRow].values}
    teams = {team.team: team for team in reads[TeamRow].values}
    told = set()
    read = reads[OfficerRow]
    for number, officer in read.placed():
        if officer.team is None or (officer.contract, officer.team) in told:
            continue
        told.add((officer.contract, officer.team))
        pattern = teams[officer.team].pattern
        lacking = sorted({*cycles[pattern]} - {*contracts[officer.contract].options, REST})
        if lacking:
            expected = f"contract {officer.contract} does not offer {', '.join(lacking)} of pattern {pattern}"
            read.problems.add(f"{number}:team", officer.team, expected, warning=True)


def _expiring_authorisations(reads: Reads, horizon: Horizon) -> None:
    """Warn of an authorisation that ends on a planned day and is not renewed from that instant."""
    begin = instant(horizon.first_day, 0, horizon.zone)
    end = instant(horizon.until_day, 0, horizon.zone)
    read = reads[AuthorisationRow]
    renewed = {(row.officer, row.role, row.from_at) for row in read.values}
    for number, row in read.placed():
        if begin < row.until_at < end and (row.officer, row.role, row.until_at) not in renewed:
            last = iso_day(local(row.until_at, horizon.zone).date().toordinal() - 1)
            told = f"{row.officer}'s authorisation as {row.role} expires inside the planned days"
            read.problems.add(f"{number}:until", last, told, warning=True)


def _officers_without_post(reads: Reads, horizon: Horizon) -> None:
    """Warn of an officer whom role, unit and contract together keep from every post."""
    begin = instant(horizon.first_day, 0, horizon.zone)
    end = instant(horizon.until_day + 1, 0, horizon.zone)
    roles: dict[str, set[str]] = defaultdict(set)
    for row in reads[AuthorisationRow].values:
        if row.from_at < end and row.until_at > begin:
            roles[row.officer].add(row.role)
    tours = {
        contract.contract: {tour for option in contract.options for tour in option.split("+")}
        for contract in reads[ContractRow].values
    }
    posts = reads[PostRow].values
    answers: dict[tuple[str, str, frozenset[str]], bool] = {}
    read = reads[OfficerRow]
    for number, officer in read.placed():
        held = frozenset(roles[officer.officer])
        alike = (officer.unit, officer.contract, held)
        if alike not in answers:
            answers[alike] = any(
                post.role in held
                and not tours[officer.contract].isdisjoint(post.tours)
                and (not post.units or officer.unit in post.units)
                for post in posts
            )
        if not answers[alike]:
            told = "no post can be filled by this officer (authorisations, unit and contract together)"
            read.problems.add(f"{number}:officer", officer.officer, told, warning=True)


def _mixed_membership(reads: Reads) -> None:
    """Warn of an officer whose unit belongs to another force, or whose team to another unit."""
    forces = {unit.unit: unit.force for unit in reads[UnitRow].values}
    units = {team.team: team.unit for team in reads[TeamRow].values}
    read = reads[OfficerRow]
    for number, officer in read.placed():
        if forces[officer.unit] != officer.force:
            told = f"the unit belongs to force {forces[officer.unit]}, the officer to {officer.force}"
            read.problems.add(f"{number}:unit", officer.unit, told, warning=True)
        if officer.team is not None and units[officer.team] != officer.unit:
            told = f"the team belongs to unit {units[officer.team]}, the officer to {officer.unit}"
            read.problems.add(f"{number}:team", officer.team, told, warning=True)


def _past_that_is_not_past(reads: Reads, horizon: Horizon) -> None:
    history = reads[HistoryRow]
    for number, past in history.placed():
        if past.day >= horizon.first_day:
            told = "not before the first planned day, and so not used"
            history.problems.add(f"{number}:force_day", iso_day(past.day), told, warning=True)
    balances = reads[BalanceRow]
    for number, balance in balances.placed():
        if balance.until_day > horizon.first_day:
            told = "a balance that reaches into the planned days; it should end before them"
            balances.problems.add(f"{number}:until", iso_day(balance.until_day - 1), told, warning=True)


def _unused_pools(reads: Reads) -> None:
    used = {post.vehicle_pool for post in reads[PostRow].values}
    told: set[str] = set()
    read = reads[VehicleRow]
    for number, vehicle in read.placed():
        if vehicle.pool not in used | told:
            told.add(vehicle.pool)
            read.problems.add(f"{number}:pool", vehicle.pool, "no post takes cars of this pool", warning=True)


def _ids_alike(reads: Reads) -> None:
    """Warn of ids that differ in capitals only: they name files, which some systems then take for one."""
    _alike(reads[OfficerRow], "officer")
    _alike(reads[PostRow], "post")


def _alike(read: TableRead[Any], column: str) -> None:
    id_of = attrgetter(column)
    seen: dict[str, int] = {}
    for number, value in read.placed():
        first = seen.setdefault(id_of(value).casefold(), number)
        if first != number:
            told = f"differs from the id of row {first} in capitals only"
            read.problems.add(f"{number}:{column}", id_of(value), told, warning=True)
