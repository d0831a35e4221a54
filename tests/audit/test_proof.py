"""The proof checker: never above an exhaustive optimum, exact where the prices are right, and believing nothing."""

from __future__ import annotations

import random
from copy import deepcopy
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from scheduler.audit import audit, check_proof
from scheduler.demand import requirements_of
from scheduler.domain.errors import BadInputError
from scheduler.domain.people import Abstraction
from scheduler.domain.price import Price
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.engine.pricing import priced
from scheduler.engine.program import Cut, Program, Weights
from tests.engine.programs import program_of, random_cuts
from tests.engine.worlds import ONE_TOUR
from tests.rules.cover.enumeration import assignment
from tests.worlds import FIRST_DAY, authorised, cover_tour, crew_officers, tiny_scenario

SCALE = 1 << 16


def world(n_officers: int, **overrides: Any) -> Scenario:
    """Return two days at the base with every line rule of the profile on, and officers who may all drive."""
    officers = crew_officers(n_officers)
    roles = ("arv", "driver", "supervisor")
    permissions = tuple(authorised(one.officer, role) for one in officers for role in roles)
    values = {"days": 2, "officers": officers, "authorisations": permissions, "sha256": "ab" * 32}
    return tiny_scenario(**{**values, "cover": (cover_tour("ARV", "E", 1, 1),), **overrides})


def part(scenario: Scenario, level: int, **values: Any) -> dict[str, Any]:
    """Return a part that proves nothing yet, for all officers."""
    plain = {
        "level": level,
        "weights": [int(number == level) for number in range(1, 7)],
        "held": {},
        "price": 0,
        "certified": 0,
        "raised_by_search": False,
        "officers": [officer.officer for officer in scenario.officers],
        "rows": {},
        "cuts": [],
    }
    return {**plain, **values}


def document(scenario: Scenario, *parts: dict[str, Any]) -> dict[str, Any]:
    """Return a proof document with these parts."""
    return {
        "scenario": scenario.name,
        "scenario_sha256": scenario.sha256,
        "first_day": scenario.horizon.first_day,
        "n_days": scenario.horizon.n_days,
        "n_tail_days": scenario.horizon.n_tail_days,
        "scale": SCALE,
        "levels": [{"level": level, "price": 0, "bound": 0} for level in range(1, 7)],
        "parts": list(parts),
    }


def exhaustive(scenario: Scenario) -> list[Price]:
    """Return the price of every rota without a fault in which each officer works at the base or rests."""
    cells = [(officer.officer, day) for officer in scenario.officers for day in scenario.horizon.days]
    found = []
    for chosen in product((None, "E", "L", "N"), repeat=len(cells)):
        held = [
            assignment(scenario, officer, code, day, "ARV")
            for (officer, day), code in zip(cells, chosen, strict=True)
            if code
        ]
        report = audit(scenario, Rota(tuple(held)))
        if not report.faults:
            found.append(report.price)
    return found


def test_the_bound_is_never_above_the_exhaustive_optimum() -> None:
    """For 60 random row prices, what is proved of L2, and of L6 with L2 held, stays below the best of 256 rotas."""
    away = Abstraction("a2", "leave", "everything", FIRST_DAY + 1, FIRST_DAY + 2)
    scenario = world(2, abstractions=(away,), cover=(cover_tour("ARV", "E", 1, 1), cover_tour("ARV", "N", 1, 1)))
    prices = exhaustive(scenario)
    best = min(prices)
    plausible = {"cover": SCALE, "crew": SCALE // 2, "drivers": SCALE // 8, "supervisors": SCALE // 8}
    likely = {row.key: plausible[row.key.split("/")[0]] for row in requirements_of(scenario).rows}
    dice, most = random.Random(5), [0, 0]
    for _ in range(60):
        counts = {key: dice.choice([0, price, price, dice.randrange(2 * price)]) for key, price in likely.items()}
        pence = {key: 20_000 * price for key, price in counts.items()}
        weight = dice.randrange(40_000)
        proof = document(
            scenario,
            part(scenario, 2, rows=counts),
            part(scenario, 6, rows=pence, weights=[0, weight, 0, 0, 0, 1], held={"2": best.crews}),
        )
        bounds = check_proof(scenario, proof)
        assert bounds[1].proved <= best.crews
        assert bounds[5].proved <= best.pence
        most = [max(most[0], bounds[1].proved), max(most[1], bounds[5].proved)]
    assert all(most)  # some of these prices prove more than nothing


def test_a_cut_proves_what_fractions_of_a_car_cannot() -> None:
    """One officer and crews of two: half a car a day by the rows alone, so one short car of two days; none by the cut."""
    scenario = world(1)
    keys = [f"ARV/E/2026-10-{number}" for number in (12, 13)]
    half = {f"cover/{key}": SCALE for key in keys} | {f"crew/{key}": SCALE // 2 for key in keys}
    cuts = [
        {"post": "ARV", "tour": "E", "day": FIRST_DAY + number, "officers": ["a1"], "dual": SCALE} for number in (0, 1)
    ]
    without = check_proof(scenario, document(scenario, part(scenario, 2, rows=half)))
    with_cut = check_proof(
        scenario, document(scenario, part(scenario, 2, rows={f"cover/{key}": SCALE for key in keys}, cuts=cuts))
    )
    assert (without[1].proved, with_cut[1].proved) == (1, 2)


@pytest.mark.parametrize("name", ONE_TOUR)
def test_cuts_prove_here_what_they_prove_in_the_engine(name: str) -> None:
    """Forty times cuts of every sort with prices drawn: the checker's bound is the engine's, and each sort matters to some."""
    scenario = ONE_TOUR[name]()
    # A seat that nobody may take keeps every bound above nought, below which nothing is claimed.
    nobody = cover_tour("SFC", "OC", 0, 1_000)
    posts = (*scenario.posts[:1], tiny_scenario().posts[1])
    scenario = replace(scenario, sha256="ab" * 32, cover=(*scenario.cover, nobody), posts=posts)
    plain, dice = program_of(scenario), random.Random(name)
    weights = Weights((0, 0, 0, 0, 0, 1))
    moved = set()
    for _ in range(40):
        program = plain.with_cuts(random_cuts(plain, dice, 2)[:1])
        prices = np.array([dice.randrange(8_000) * SCALE for _ in range(program.n_rows)], dtype=np.int64)
        prices[[key.startswith("tally") for key in program.row_keys]] = 0
        prices[[key.startswith("cover/SFC") for key in program.row_keys]] = 20_000 * SCALE
        bound, _ = priced(program, prices, weights)
        rows = dict(zip(program.row_keys, bound.duals.tolist(), strict=True))
        cuts = [_cut_in_document(program, cut, rows.pop(f"cut/{plain.n_rows}")) for cut in program.cuts]
        stated = part(scenario, 6, weights=list(weights.by_level), rows=rows, cuts=cuts)
        proved = check_proof(scenario, document(scenario, stated))[5].proved
        assert proved == -(-bound.scaled // SCALE) > 0
        without, _ = priced(plain, prices[: plain.n_rows], weights)
        if bound.scaled != without.scaled:
            moved |= {(cut.drivers, cut.supervised) for cut in program.cuts}
    assert moved == {(False, False), (False, True), (True, True)}


def _cut_in_document(program: Program, cut: Cut, dual: int) -> dict[str, Any]:
    post, tour, day = program.places[cut.place]
    officers = sorted(program.officers[officer] for officer in cut.officers)
    flags = {"drivers": cut.drivers, "supervised": cut.supervised}
    return {"post": post, "tour": tour, "day": day, "officers": officers, "dual": dual, **flags}


@pytest.mark.parametrize(
    "cut",
    [
        {"officers": ["a1", "a2", "a3"], "supervised": True},
        {"officers": ["a1"], "drivers": True},
        {"officers": ["a1", "a2", "a3"], "drivers": True, "supervised": True},
        {"officers": ["a1"], "supervised": "yes"},
    ],
    ids=["no supervisor left open", "drivers alone", "three drivers and three cars to a supervisor", "not a flag"],
)
def test_a_cut_that_not_every_rota_keeps_is_refused(cut: dict[str, Any]) -> None:
    """Crews of one and three cars to a supervisor: the sets leave nobody's last car open."""
    posts = (replace(tiny_scenario().posts[0], crew_size=1, cars_per_supervisor=3), *tiny_scenario().posts[1:])
    scenario = world(3, posts=posts)
    stated = {"post": "ARV", "tour": "E", "day": FIRST_DAY, "dual": 1, **cut}
    with pytest.raises(BadInputError, match="proof"):
        check_proof(scenario, document(scenario, part(scenario, 6, cuts=[stated])))


def test_claims_beyond_what_is_proved_do_not_stand() -> None:
    """A bound of 2 claimed by prices that prove 1 does not stand; one closed by search stands as far as prices go."""
    scenario = world(1)
    keys = [f"ARV/E/2026-10-{number}" for number in (12, 13)]
    rows = {f"cover/{key}": SCALE for key in keys} | {f"crew/{key}": SCALE // 2 for key in keys}
    proof = document(scenario, part(scenario, 2, rows=rows, certified=2))
    assert not check_proof(scenario, proof)[1].stands
    proof["parts"][0]["certified"] = 1
    proof["levels"][1]["bound"] = 2
    assert not check_proof(scenario, proof)[1].stands
    proof["parts"][0]["raised_by_search"] = True
    assert not check_proof(scenario, proof)[1].stands  # search closes a part up to its own price, here 0
    proof["parts"][0]["price"] = 2
    assert check_proof(scenario, proof)[1].stands


def _break(path: tuple[Any, ...], value: Any) -> Any:
    """Return a function that puts a value at a place of a document."""

    def change(proof: dict[str, Any]) -> None:
        target: Any = proof
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        _break(("scenario_sha256",), "cd" * 32),
        _break(("scale",), 100),
        _break(("parts", 0, "rows"), {"cover/ARV/E/2026-10-12": -1}),
        _break(("parts", 0, "rows"), {"cover/NOWHERE/E/2026-10-12": 1}),
        _break(("parts", 0, "weights"), [1, 1, 0, 0, 0, 0]),
        _break(("parts", 0, "weights"), [0, 0, 0, 0, 0, 1]),
        _break(("parts", 0, "held"), {"6": 1}),
        _break(("parts", 0, "officers"), ["a1", "a1"]),
        _break(("parts", 0, "officers"), ["a9"]),
        _break(("parts", 0, "officers"), []),
        _break(("parts", 0, "cuts", 0, "officers"), ["a1", "a2"]),
        _break(("parts", 0, "cuts", 0, "officers"), ["a1", "a2", "ghost"]),
        _break(("parts", 0, "cuts", 0, "post"), "SFC"),
        _break(("parts", 0, "cuts", 0, "dual"), -5),
        _break(("levels",), []),
        _break(("parts",), "many"),
        _break(("n_days",), 10**9),
        _break(("rules",), {"crews": ["no_such_rule"]}),
    ],
    ids=range(18),
)
def test_a_document_that_proves_nothing_is_refused(change: Any) -> None:
    """Each tampering is bad input, told as such, and never a bound."""
    scenario = world(2)
    cut = {"post": "ARV", "tour": "E", "day": FIRST_DAY, "officers": ["a1"], "dual": 1}
    proof = document(
        scenario, part(scenario, 2, rows={"cover/ARV/E/2026-10-12": SCALE, "crew/ARV/E/2026-10-12": 9}, cuts=[cut])
    )
    check_proof(scenario, deepcopy(proof))
    change(proof)
    with pytest.raises(BadInputError):
        check_proof(scenario, proof)


def test_parts_that_share_an_amount_do_not_add_up() -> None:
    """Two parts that both price the cars of one tour are refused, although no officer is in both."""
    scenario = world(2)
    rows = {"cover/ARV/E/2026-10-12": SCALE}
    parts = [part(scenario, 2, rows=rows, officers=[name]) for name in ("a1", "a2")]
    with pytest.raises(BadInputError, match="each amount in one part"):
        check_proof(scenario, document(scenario, *parts))


def test_a_bound_on_fewer_rules_is_lower_and_true(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two officers, a night on the first day and an early on the second: rest forbids both to one crew.

    On every rule each of the two cars lacks half its crew at least once, so one duty is short; on no rule at all none.
    A limit on size that leaves no room for any rule proves the same as naming none, and says what was left out.
    """
    cover = (
        cover_tour("ARV", "N", 1, 1, until_day=FIRST_DAY + 1),
        cover_tour("ARV", "E", 1, 1, from_day=FIRST_DAY + 1),
    )
    scenario = world(2, cover=cover)
    keys = ["ARV/N/2026-10-12", "ARV/E/2026-10-13"]
    rows = {f"cover/{key}": SCALE for key in keys} | {f"crew/{key}": SCALE // 2 for key in keys}
    proof = document(scenario, part(scenario, 2, rows=rows))
    assert check_proof(scenario, proof)[1].proved == 1
    assert check_proof(scenario, {**proof, "rules": {"crews": ["rest_between_tours"]}})[1].proved == 1
    assert check_proof(scenario, {**proof, "rules": {"crews": []}})[1].proved == 0
    monkeypatch.setattr("scheduler.audit.machines.MOST_ARCS", 1)
    small = check_proof(scenario, proof)[1]
    assert small.proved == 0
    assert "crews: rest_between_tours" in small.left_out
