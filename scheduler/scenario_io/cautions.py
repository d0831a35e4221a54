"""What is odd about a scenario that can be planned all the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from scheduler.domain.time import MINUTES_PER_DAY, instant, iso_day, local
from scheduler.domain.work import REST, Horizon, Post
from scheduler.rules.aid.terms import term_on
from scheduler.scenario_io.table_reader import Reads, TableRead, row_words
from scheduler.scenario_io.tables import (
    AuthorisationRow,
    BalanceRow,
    ContractRow,
    CoverRow,
    HistoryRow,
    MutualAidRow,
    OfficerRow,
    PatternRow,
    PostRow,
    TeamRow,
    TrainingRow,
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
    _cover_beyond_everybody(reads, horizon)
    _long_aid(reads, horizon)
    _training_without_tour(reads, horizon)


def _empty_tables(reads: Reads) -> None:
    for read in reads:
        if read.row.needed and not read.values:
            read.problems.warn("", "", "the table has no rows")


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
            read.problems.warn(f"{number}:team", officer.team, expected)


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
            read.problems.warn(f"{number}:until", last, told)


def _roles_held(reads: Reads, horizon: Horizon) -> dict[str, set[str]]:
    """Return the roles each officer holds at some time of the planned days."""
    begin = instant(horizon.first_day, 0, horizon.zone)
    end = instant(horizon.until_day + 1, 0, horizon.zone)
    roles: dict[str, set[str]] = defaultdict(set)
    for row in reads[AuthorisationRow].values:
        if row.from_at < end and row.until_at > begin:
            roles[row.officer].add(row.role)
    return roles


def _tours_of_contracts(reads: Reads) -> dict[str, set[str]]:
    return {
        contract.contract: {tour for option in contract.options for tour in option.split("+")}
        for contract in reads[ContractRow].values
    }


def _training_without_tour(reads: Reads, horizon: Horizon) -> None:
    """Warn of courses that officers need whose contract has no tour for them."""
    read = reads[TrainingRow]
    if not read.values:
        return
    roles, tours = _roles_held(reads, horizon), _tours_of_contracts(reads)
    for number, course in read.placed():
        without = [
            officer.officer
            for officer in reads[OfficerRow].values
            if roles[officer.officer].intersection(course.roles) and course.tour not in tours[officer.contract]
        ]
        if without:
            told = f"{len(without):,} officers need it whose contract has no tour {course.tour}, such as {without[0]}"
            read.problems.warn(f"{number}:tour", course.tour, told)


def _cover_beyond_everybody(reads: Reads, horizon: Horizon) -> None:
    """Warn of cover that all officers and vehicles together could not fill, were nobody ever away or at rest."""
    if not (reads[OfficerRow].values and reads[AuthorisationRow].values):
        return  # said already, and every row of cover would only follow from it
    roles, tours = _roles_held(reads, horizon), _tours_of_contracts(reads)
    posts = {post.post: post for post in reads[PostRow].values}
    pools = Counter(vehicle.pool for vehicle in reads[VehicleRow].values)
    alike = Counter(
        (officer.unit, officer.contract, frozenset(roles[officer.officer])) for officer in reads[OfficerRow].values
    )
    most: dict[tuple[str, str | None], int] = {}
    read = reads[CoverRow]
    for number, cover in read.placed():
        post, key = posts[cover.post], (cover.post, cover.tour)
        if key not in most:
            filling = {cover.tour} if cover.tour else set(post.tours)
            able = {
                held: count
                for held, count in alike.items()
                if post.role in held[2] and (not post.units or held[0] in post.units) and tours[held[1]] & filling
            }
            most[key] = _most_filled(post, able, pools)
        if cover.target > most[key]:
            unit = "car" if post.crewed else "officer"
            told = (
                f"all officers and cars there are for it make {most[key]} {unit}{'' if most[key] == 1 else 's'} at most"
            )
            read.problems.warn(f"{number}:target", cover.target, told)


def _most_filled(post: Post, able: Mapping[tuple[str, str, frozenset[str]], int], pools: Mapping[str, int]) -> int:
    """Return how many seats or cars of a post these officers could fill at one instant."""

    def holding(role: str) -> int:
        return sum(count for held, count in able.items() if role in held[2])

    officers = sum(able.values())
    if not post.crewed:
        return officers
    bounds = [officers // post.crew_size]
    if post.driver_role:
        bounds.append(holding(post.driver_role))
    if post.supervisor_role and post.cars_per_supervisor:
        bounds.append(post.cars_per_supervisor * holding(post.supervisor_role))
    if post.vehicle_pool:
        bounds.append(pools[post.vehicle_pool])
    return min(bounds)


def _officers_without_post(reads: Reads, horizon: Horizon) -> None:
    """Warn of an officer whom role, unit and contract together keep from every post."""
    roles, tours = _roles_held(reads, horizon), _tours_of_contracts(reads)
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
            read.problems.warn(f"{number}:officer", officer.officer, told)


def _mixed_membership(reads: Reads) -> None:
    """Warn of an officer whose unit belongs to another force, or whose team to another unit."""
    forces = {unit.unit: unit.force for unit in reads[UnitRow].values}
    units = {team.team: team.unit for team in reads[TeamRow].values}
    read = reads[OfficerRow]
    for number, officer in read.placed():
        if forces[officer.unit] != officer.force:
            told = f"the unit belongs to force {forces[officer.unit]}, the officer to {officer.force}"
            read.problems.warn(f"{number}:unit", officer.unit, told)
        if officer.team is not None and units[officer.team] != officer.unit:
            told = f"the team belongs to unit {units[officer.team]}, the officer to {officer.unit}"
            read.problems.warn(f"{number}:team", officer.team, told)


def _past_that_is_not_past(reads: Reads, horizon: Horizon) -> None:
    history = reads[HistoryRow]
    for number, past in history.placed():
        if past.day >= horizon.first_day:
            told = "not before the first planned day, and so not used"
            history.problems.warn(f"{number}:force_day", iso_day(past.day), told)
    balances = reads[BalanceRow]
    for number, balance in balances.placed():
        if balance.until_day > horizon.first_day:
            told = "a balance that reaches into the planned days; it should end before them"
            balances.problems.warn(f"{number}:until", iso_day(balance.until_day - 1), told)


def _unused_pools(reads: Reads) -> None:
    used = {post.vehicle_pool for post in reads[PostRow].values}
    told: set[str] = set()
    read = reads[VehicleRow]
    for number, vehicle in read.placed():
        if vehicle.pool not in used | told:
            told.add(vehicle.pool)
            read.problems.warn(f"{number}:pool", vehicle.pool, "no post takes cars of this pool")


def _long_aid(reads: Reads, horizon: Horizon) -> None:
    """Warn of officers lent for longer than mutual aid is meant to last, by the term as it stands when they come."""
    read = reads[MutualAidRow]
    for number, offer in read.placed():
        days = round((offer.until_at - offer.from_at) / MINUTES_PER_DAY)  # a clock change is no day
        term = term_on("mutual_aid_days", local(offer.from_at, horizon.zone).toordinal())
        if offer.usable and term is not None and not term.keeps(days):
            told = (
                f"lent for {days} days; more than {term.most} is normally a secondment, not mutual aid ({term.status})"
            )
            read.problems.warn(f"{number}:until", offer.offer, told)


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
            told = f"differs from the id of {row_words(first)} in capitals only"
            read.problems.warn(f"{number}:{column}", id_of(value), told)
