"""One role of an operation for one officer: both faces on every rota of a small world."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import product

from scheduler.domain.operations import Operation
from scheduler.domain.rota import Rota
from scheduler.domain.rows import Requirements
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.domain.work import Post
from scheduler.rules.cover.operation_roles import OperationRoles
from tests.rules.cover.enumeration import assignment
from tests.worlds import FIRST_DAY, ZONE, authorised, crew_officers, tiny_scenario


def operation(n_officers: int, days: int) -> Scenario:
    """Return an operation of so many days that wants a commander and a driver, both on early, and officers who are both."""
    officers = crew_officers(n_officers)
    span = (instant(FIRST_DAY, 9 * 60, ZONE), instant(FIRST_DAY + days - 1, 15 * 60, ZONE))
    return tiny_scenario(
        days=days,
        officers=officers,
        posts=(Post("DESK", "Desk", "north", "driver", ("E",)),),
        cover=(),
        authorisations=tuple(authorised(one.officer, role) for one in officers for role in ("sfc", "driver")),
    ).with_operations([Operation("OP", role, "north", *span, tours=("E", "L")) for role in ("sfc", "driver")])


def possible(requirements: Requirements, rota: Rota) -> bool:
    """Say whether whole numbers for what each officer stands for make every row stand, nobody having more roles."""
    counts: Counter[str] = Counter()
    for supply in requirements.supplies:
        for held in rota.assignments:
            if (held.post, held.tour, held.day, held.officer) == (supply.post, supply.tour, supply.day, supply.officer):
                counts[supply.row] += supply.coefficient
    by_officer: dict[str, list[str]] = defaultdict(list)
    for amount in requirements.amounts:
        if amount.key.startswith("more-roles/"):
            assert amount.price.command > 1
            continue
        by_officer[amount.key.split("/")[2]].append(amount.key)
    for officer, keys in by_officer.items():
        rows = [row for row in requirements.rows if row.key.split("/")[2] == officer]
        stands = False
        for chosen in product((0, 1), repeat=len(keys)):
            value = dict(zip(keys, chosen, strict=True))
            totals = Counter(counts)
            for term in requirements.terms:
                totals[term.row] += term.coefficient * value.get(term.amount, 0)
            stands |= all(totals[row.key] >= row.at_least for row in rows)
        if not stands:
            return False
    return True


def test_both_faces_agree_on_every_rota() -> None:
    """Two officers over two days, each with one role or the other on early or late, or neither: 5^4 rotas."""
    scenario = operation(2, 2)
    requirements = OperationRoles().require(scenario)
    places = [None, *product(("OP.sfc", "OP.driver"), ("E", "L"))]
    cells = [(officer.officer, day) for officer in scenario.officers for day in scenario.horizon.days]
    seen: Counter[bool] = Counter()
    for chosen in product(places, repeat=len(cells)):
        held = [
            assignment(scenario, officer, place[1], day, place[0])
            for (officer, day), place in zip(cells, chosen, strict=True)
            if place
        ]
        broken = bool(OperationRoles().findings(scenario, Rota(tuple(held))))
        assert possible(requirements, Rota(tuple(held))) is not broken
        seen[broken] += 1
    # An officer breaks it with one role on the one day and the other on the other: 2 * 2 tours * 2 orders of 25 ways.
    assert seen[False] == 17 * 17
    assert sum(seen.values()) == 625


def test_each_role_too_many_is_one_breach() -> None:
    """Commander on the first day, driver on both: one role too many, on the day on which the later one began."""
    scenario = operation(1, 3)
    seats = ((0, "OP.sfc"), (1, "OP.driver"), (2, "OP.driver"))
    rota = Rota(tuple(assignment(scenario, "a1", "E", FIRST_DAY + day, post) for day, post in seats))
    (found,) = OperationRoles().findings(scenario, rota)
    assert (found.grade, found.subject, found.day, found.excess) == ("breach", "a1", FIRST_DAY + 1, 1)
    assert found.message == "driver of OP on 2026-10-13, and sfc of it from 2026-10-12"


def test_another_operation_is_another_thing() -> None:
    """Strategic commander of one operation and driver of the next is nothing to the rule, and no row is stated."""
    span = (instant(FIRST_DAY, 0, ZONE), instant(FIRST_DAY + 1, 0, ZONE))
    base = operation(1, 1)
    scenario = tiny_scenario(days=1, officers=base.officers, authorisations=base.authorisations, cover=())
    lines = [
        Operation("A", "sfc", "north", *span, tours=("E",)),
        Operation("B", "driver", "north", *span, tours=("L",)),
    ]
    scenario = scenario.with_operations(lines)
    held = [assignment(scenario, "a1", "E", FIRST_DAY, "A.sfc"), assignment(scenario, "a1", "L", FIRST_DAY, "B.driver")]
    assert not OperationRoles().findings(scenario, Rota(tuple(held)))
    assert not OperationRoles().require(scenario).rows
