"""The monolithic model is the same problem as the plan's."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest

from scheduler.audit import audit
from scheduler.domain.people import Preference
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import Option
from scheduler.planning.plan import PlanOptions, plan
from scheduler.rules.line import LINE_RULES
from scheduler.rules.line.rule import LineRule, MachineRule
from tests.benchmarks.language import Reader, Window, windows
from tests.benchmarks.monolith import Monolith
from tests.benchmarks.solving import solve
from tests.rules.line.worlds import WORLDS, Machine
from tests.worlds import FIRST_DAY, cover_tour, tiny_scenario

MACHINES = pytest.mark.parametrize(
    "kind", [kind for kind in LINE_RULES if issubclass(kind, MachineRule)], ids=lambda kind: kind.code
)


def wishing(**overrides: Any) -> Scenario:
    """Return the tiny scenario with wishes and a target above the minimum, so that every kind of price occurs."""
    wishes = tuple(
        Preference(officer, option, True, False, FIRST_DAY, FIRST_DAY + 9, (), pence)
        for officer, option, pence in (("a1", "rest", 700), ("a2", "N", 900), ("a3", "duty", 1100), ("c1", "rest", 300))
    )
    cover = (cover_tour("ARV", "E", 1, 2), cover_tour("ARV", "N", 0, 1), cover_tour("SFC", "OC", 1, 1))
    return tiny_scenario(cover=cover, preferences=wishes, **overrides)


@pytest.mark.parametrize(
    "scenario",
    [tiny_scenario(), tiny_scenario(days=6, tail_days=1), wishing(), wishing(days=6, tail_days=1)],
    ids=["three-days", "a-week", "wishes", "wishes-a-week"],
)
def test_the_optimum_is_the_plans(scenario: Scenario) -> None:
    """CP-SAT proves the price which the engine proves, level by level."""
    answer = solve(Monolith(scenario), 30)
    planned = plan(scenario, PlanOptions(30)).plan
    assert (answer.status, planned.status) == ("OPTIMAL", "optimal")
    assert answer.price == planned.price
    assert answer.combined == answer.bound


def test_the_audit_prices_the_rota_as_the_model_does() -> None:
    """The second faces find nothing broken in the model's rota, and come to its price."""
    scenario = wishing(days=6, tail_days=1)
    answer = solve(Monolith(scenario), 30)
    assert answer.rota is not None
    checked = audit(scenario, answer.rota)
    assert checked.faults == ()
    assert checked.price == answer.price


def test_states_say_what_windows_say() -> None:
    """With every rule stated by its states instead of windows, the optimum is the same."""
    scenario = wishing(days=5)
    by_states = Monolith(scenario, most_windows=0)
    assert solve(by_states, 30).price == solve(Monolith(scenario), 30).price


@MACHINES
def test_windows_say_what_the_machine_says(kind: type[LineRule]) -> None:
    """On every line of the rule's small world the windows refuse and price what the machine does."""
    world = WORLDS[kind.code]
    stated = 0
    horizon = next(world.horizons())
    lines = list(world.lines(horizon))
    for brief_of, limits in product(world.briefs, world.limits):
        rule, brief = kind.from_limits(dict(limits)), brief_of(horizon.first_day)
        assert isinstance(rule, MachineRule)
        alphabet = [{option.code: option for option in {line[day] for line in lines}} for day in range(len(lines[0]))]
        allowed = tuple(tuple(sorted(codes)) for codes in alphabet)
        language, _ = Reader(rule, horizon, alphabet).of(brief, allowed)
        found = windows(language, 10**6)
        assert found is not None
        stated += len(found)
        machine = Machine(rule, brief, horizon)
        for line in lines:
            assert priced(found, line) == machine.price(line), [option.code for option in line]
    assert stated


def priced(found: Sequence[Window], line: Sequence[Option]) -> int | None:
    """Return the pence of the windows that hold in a line, None where one of them is refused."""
    codes = [option.code for option in line]
    total = 0
    for window in found:
        if all(code in days for code, days in zip(codes[window.first :], window.days, strict=False)):
            if window.pence is None:
                return None
            total += window.pence
    return total
