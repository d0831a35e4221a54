"""Scenario, options and requirements put together into the master problem."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.diagram.diagram import build_diagram, room_for
from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.price import N_LEVELS
from scheduler.domain.rows import Requirements, Supply, combined
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.work import LEAVE, Option, dated_option
from scheduler.eligibility import OfficerOptions
from scheduler.engine.program import Crews, Group, Openings, Program, Sparse
from scheduler.planning.members import Members, in_processes
from scheduler.planning.tallies import Counted, OwnRows
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.rule import MachineRule, TalliedRule

logger = logging.getLogger(__name__)

_Place = tuple[str, str, int]


@dataclass(frozen=True)
class Master:
    """The master problem and what is needed to read an answer.

    Attributes
    ----------
    codes
        For each officer, the option codes of the officer's diagram.
    """

    program: Program
    codes: tuple[tuple[str, ...], ...]


def assemble(
    scenario: Scenario,
    briefs: Sequence[OfficerBrief],
    options: Sequence[OfficerOptions],
    requirements: Requirements,
    n_workers: int = 1,
) -> Master:
    """Return the master problem of a scenario.

    Parameters
    ----------
    n_workers
        Processes among which the officers of a large contract are shared out.
    """
    groups, codes, own = _groups(scenario, briefs, options, n_workers)
    requirements = combined([requirements, Requirements(tuple(own.rows), tuple(own.amounts), tuple(own.terms))])
    row_number = {row.key: number for number, row in enumerate(requirements.rows)}
    amount_number = {amount.key: number for number, amount in enumerate(requirements.amounts)}
    terms: list[list[tuple[int, int]]] = [[] for _ in requirements.amounts]
    for term in requirements.terms:
        terms[amount_number[term.amount]].append((row_number[term.row], term.coefficient))
    own.counted += _on_tours(scenario, options, codes, requirements)
    openings, places = openings_of(scenario, options, codes, requirements, row_number)
    crews = {}
    posts = {post.post: post for post in scenario.posts}
    for number, (post, tour, day) in enumerate(places):
        place = f"{post}/{tour}/{iso_day(day)}"
        amount = amount_number.get(f"cars/{place}")
        if amount is not None:
            drivers, supervisors = (row_number.get(f"{rule}/{place}", -1) for rule in ("drivers", "supervisors"))
            led = posts[post].cars_per_supervisor or 0 if supervisors >= 0 else 0
            crews[number] = Crews(amount, posts[post].crew_size, drivers, supervisors, led)
    program = Program(
        tuple(brief.officer.officer for brief in briefs),
        tuple(groups),
        openings,
        own.tallies(row_number),
        tuple(row_number),
        np.array([row.at_least for row in requirements.rows], dtype=np.int64),
        tuple(amount_number),
        np.array([amount.upper for amount in requirements.amounts], dtype=np.int64),
        np.array([amount.price for amount in requirements.amounts], dtype=np.int64).reshape(-1, N_LEVELS),
        Sparse.of(terms),
        places,
        crews,
    )
    return Master(program, codes)


def _groups(
    scenario: Scenario, briefs: Sequence[OfficerBrief], options: Sequence[OfficerOptions], n_workers: int
) -> tuple[list[Group], tuple[tuple[str, ...], ...], OwnRows]:
    limits = {group.group: group for group in scenario.rules}
    contracts = {contract.contract: contract for contract in scenario.contracts}
    members: dict[str, list[int]] = defaultdict(list)
    for number, brief in enumerate(briefs):
        members[brief.officer.contract].append(number)
    codes: list[tuple[str, ...]] = [()] * len(briefs)
    groups = []
    together = OwnRows()
    most_arcs = room_for(len(members))
    for name, numbers in members.items():
        rules = rules_of_group(limits[contracts[name].rules])
        alphabet = alphabet_of(scenario, (*contracts[name].options, LEAVE))
        own = [briefs[number] for number in numbers]
        machines = [rule for rule in rules if isinstance(rule, MachineRule) and not isinstance(rule, TalliedRule)]
        tallied = [part for rule in rules if isinstance(rule, TalliedRule) for part in rule.parts()]
        diagram, kept = build_diagram(
            machines,
            own,
            alphabet,
            scenario.horizon,
            [rule for rule in tallied if rule.in_diagram and rule.hard],
            most_arcs,
        )
        logger.info("contract %s: %d officers, %d states, %d arcs", name, len(own), diagram.n_states, diagram.n_arcs)
        at, held = np.array(numbers), [options[number] for number in numbers]
        stated = [rule for rule in rules if not isinstance(rule, TalliedRule)]
        stated += [rule for rule in tallied if rule not in kept]
        base, rows = in_processes(Members(scenario.horizon, stated, at, own, held, alphabet, diagram), n_workers)
        groups.append(Group(diagram, np.array(numbers, dtype=np.int32), base))
        together.take(rows)
        for number in numbers:
            codes[number] = diagram.codes
    return groups, tuple(codes), together


def alphabet_of(scenario: Scenario, codes: Sequence[str]) -> list[list[Option]]:
    """Return every option of some codes on each planned day."""
    tours, zone = scenario.tours_by_code, scenario.horizon.zone
    return [[dated_option(code, tours, day, zone) for code in codes] for day in scenario.horizon.days]


def openings_of(
    scenario: Scenario,
    options: Sequence[OfficerOptions],
    codes: Sequence[tuple[str, ...]],
    requirements: Requirements,
    row_number: Mapping[str, int],
    known: Sequence[_Place] = (),
) -> tuple[Openings, tuple[_Place, ...]]:
    """Return the seats that options can fill, and the places they stand for.

    Parameters
    ----------
    known
        Places that come first, in this order.
    """
    supplies: dict[_Place, list[tuple[int, Supply]]] = defaultdict(list)
    for supply in requirements.supplies:
        if supply.post:
            supplies[supply.post, supply.tour, supply.day].append((row_number[supply.row], supply))
    offers = {officer.officer: officer.offer or "" for officer in scenario.officers}
    named = {(supply.post, supply.tour, supply.day, supply.officer) for supply in requirements.supplies}
    places = {place: number for number, place in enumerate(known)}
    counted: dict[tuple[int, frozenset[str], str, str], list[tuple[int, int]]] = {}
    heads: list[tuple[int, int, int]] = []
    first, pence, place, entries = [0], [], [], []
    told = scenario.told
    for officer, own in enumerate(options):
        number_of = {code: number for number, code in enumerate(codes[officer])}
        offer = offers[own.officer]
        for day, on in enumerate(own.days):
            for code, groups in on.seats.items():
                for group in groups:
                    for seat in group:
                        key = (seat.post, seat.tour, scenario.horizon.first_day + day)
                        if key not in supplies:
                            continue
                        at = places.setdefault(key, len(places))
                        place.append(at)
                        moved = 0 if told is None else told.other_seat(own.officer, key[2], seat.tour, seat.post)
                        pence.append(seat.pence + moved)
                        who = own.officer if (*key, own.officer) in named else ""
                        if (at, seat.roles, offer, who) not in counted:
                            counted[at, seat.roles, offer, who] = _counted(supplies[key], seat.roles, offer, who)
                        entries.append(counted[at, seat.roles, offer, who])
                    if len(pence) > first[-1]:
                        heads.append((officer, day, number_of[code]))
                        first.append(len(pence))
    head = np.array(heads, dtype=np.int32).reshape(-1, 3)
    openings = Openings(
        head[:, 0],
        head[:, 1],
        head[:, 2],
        np.array(first, dtype=np.int64),
        np.array(pence, dtype=np.int64),
        np.array(place, dtype=np.int32),
        Sparse.of(entries),
    )
    return openings, tuple(places)


def _on_tours(
    scenario: Scenario,
    options: Sequence[OfficerOptions],
    codes: Sequence[tuple[str, ...]],
    requirements: Requirements,
) -> list[Counted]:
    """Return what officers' options count towards rows that ask for a tour, whatever seat is taken on it."""
    wanted: dict[tuple[str, int], list[Supply]] = defaultdict(list)
    for supply in requirements.supplies:
        if not supply.post:
            wanted[supply.tour, supply.day - scenario.horizon.first_day].append(supply)
    days = sorted({day for _, day in wanted})
    return [
        Counted(officer, supply.row, *np.array([[day], [codes[officer].index(code)], [supply.coefficient]]))
        for officer, own in enumerate(options)
        for day in days
        for code in own.days[day].options
        for tour in code.split("+")
        for supply in wanted.get((tour, day), ())
        if own.officer in supply.officers
    ]


def _counted(
    supplies: Sequence[tuple[int, Supply]], roles: frozenset[str], offer: str, officer: str
) -> list[tuple[int, int]]:
    """Return the (row, count) entries of an officer who holds some roles over the whole tour and comes with an offer.

    Parameters
    ----------
    officer
        Whom a supply there counts alone; empty for an officer whom none does.
    """
    return [
        (row, supply.coefficient)
        for row, supply in supplies
        if (not supply.role or supply.role in roles)
        and supply.lent in (None, offer)
        and supply.officer in ("", officer)
    ]
