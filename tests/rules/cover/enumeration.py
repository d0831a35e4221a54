"""The least price of the first faces for a fixed rota, by trying every whole number of every amount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import product
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.aid import OFFICER_DAY
from scheduler.domain.price import FREE, N_LEVELS, Price
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.rows import Requirements
from scheduler.domain.scenario import Scenario
from scheduler.rules.cover import COVER_RULES
from scheduler.rules.crew import CREW_RULES

APART = 10**6
"""How far apart levels are kept; no tiny world's pence come near it."""


def assignment(scenario: Scenario, officer: str, tour: str, day: int, post: str = "") -> Assignment:
    """Return an assignment with the tour's real instants."""
    held, zone = scenario.tours_by_code[tour], scenario.horizon.zone
    roles = {row.post: row.role for row in scenario.posts}
    force = next((row.force for row in scenario.officers if row.officer == officer), "")
    start_at, end_at = held.start_at(day, zone), held.end_at(day, zone)
    return Assignment(officer, day, tour, start_at, end_at, force, post, roles.get(post, ""))


def least_price(
    requirements: Requirements,
    rota: Rota,
    roles: Mapping[str, Iterable[str]],
    offers: Mapping[str, str] = MappingProxyType({}),
) -> Price:
    """Return the least price of the amounts that makes every row stand.

    Parameters
    ----------
    roles
        Officer -> roles held; a supply with a role counts those officers only.
    offers
        Lent officer -> the offer they come with.
    """
    have: dict[str, int] = defaultdict(int)
    for supply in requirements.supplies:
        for held in rota.assignments:
            here = (held.tour, held.day) == (supply.tour, supply.day) and supply.post in ("", held.post)
            here = here and (bool(supply.post) or held.officer in supply.officers)
            here = here and supply.lent in (None, offers.get(held.officer, ""))
            here = here and supply.officer in ("", held.officer)
            if here and (not supply.role or supply.role in roles[held.officer]):
                have[supply.row] += supply.coefficient
    total = FREE
    for rows, amounts in _components(requirements):
        total = total.plus(_least(requirements, rows, amounts, have))
    return total


def _components(requirements: Requirements) -> list[tuple[list[str], list[str]]]:
    """Return rows and amounts that hang together."""
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    for term in requirements.terms:
        leader[find("row " + term.row)] = find("amount " + term.amount)
    members: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for row in requirements.rows:
        members[find("row " + row.key)][0].append(row.key)
    for amount in requirements.amounts:
        members[find("amount " + amount.key)][1].append(amount.key)
    return list(members.values())


@lru_cache
def _values(uppers: tuple[int, ...]) -> NDArray[np.int64]:
    """Return every choice of whole numbers up to the upper limits, one a row."""
    return np.array(list(product(*(range(upper + 1) for upper in uppers))), dtype=np.int64)


def _least(requirements: Requirements, rows: list[str], amounts: list[str], have: Mapping[str, int]) -> Price:
    by_key = {amount.key: amount for amount in requirements.amounts}
    at_least = {row.key: row.at_least for row in requirements.rows}
    values = _values(tuple(by_key[key].upper for key in amounts))
    terms = np.zeros((len(amounts), len(rows)), dtype=np.int64)
    for term in requirements.terms:
        if term.row in rows:
            terms[amounts.index(term.amount), rows.index(term.row)] += term.coefficient
    wanted = np.array([at_least[key] - have.get(key, 0) for key in rows], dtype=np.int64)
    stands = (values @ terms >= wanted).all(axis=1)
    prices = np.array([by_key[key].price for key in amounts], dtype=np.int64).reshape(-1, N_LEVELS)
    cost = values @ prices
    ranked = cost[:, 0] * APART**2 + cost[:, 1] * APART + cost[:, 2:-1].sum(axis=1) + cost[:, -1]
    best = int(np.flatnonzero(stands)[ranked[stands].argmin()])
    return Price(*(int(value) for value in cost[best]))


def first_face(scenario: Scenario, rota: Rota, requirements: Requirements) -> Price:
    """Return the first faces' least price, every officer holding the roles the authorisations name."""
    roles: dict[str, set[str]] = defaultdict(set)
    for row in scenario.authorisations:
        roles[row.officer].add(row.role)
    return least_price(requirements, rota, roles, {one.officer: one.offer for one in scenario.officers if one.offer})


def second_face(scenario: Scenario, rota: Rota) -> tuple[Price, list[str]]:
    """Return the second faces' price, and the codes of the rules they find broken."""
    command = {role.role for role in scenario.roles if role.command}
    role_of = {post.post: post.role for post in scenario.posts}
    relations = {offer.offer: OFFICER_DAY[offer.relation] for offer in scenario.offers}
    price, broken = FREE, []
    for rule in (*COVER_RULES, *CREW_RULES):
        for found in rule().findings(scenario, rota):
            if found.grade == "breach":
                broken.append(found.rule)
            if found.grade == "aid":
                price = price.plus(relations[found.subject].times(found.excess))
            units = found.excess if found.grade == "uncovered" else 0
            is_command = role_of.get(found.subject.split("/")[0]) in command
            price = price.plus(Price(units if is_command else 0, 0 if is_command else units, pence=found.pence))
    return price, broken
