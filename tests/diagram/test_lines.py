"""Diagrams say of every line of a small world what the rules' own machines say, whatever was conjoined and merged."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import cache, reduce
from itertools import pairwise, product

import numpy as np
import pytest

from scheduler.diagram import paths
from scheduler.diagram.diagram import Diagram, build_diagram
from scheduler.diagram.paths import BARRED, cheapest_lines, from_start, line_pence, to_end
from scheduler.diagram.table import REFUSED, Ints, Table, conjoined, conjoined_within, merged, tabulate
from scheduler.domain.briefs import OfficerBrief, officer_briefs
from scheduler.domain.people import Abstraction, Contract, PastDay
from scheduler.domain.scenario import Limit, RuleLimits, Scenario
from scheduler.domain.work import LEAVE, Option, dated_option
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.rule import MachineRule, TalliedRule
from tests.engine.worlds import AUTUMN, horizon
from tests.worlds import crew_officers, tiny_scenario, tour

SMALL: Mapping[str, Mapping[str, Limit]] = {
    "consecutive_duty_days": {"days": 3},
    "consecutive_nights": {"days": 2, "pence": 70},
    "interval_between_rest_days": {"days": 3, "leave_days": 2},
    "weekly_hours": {"minutes": 1700, "pence": 9},
    "weekly_rest": {"minutes": 1440, "days": 7},
    "weekends": {"weekends": 0},
    "on_call_blocks": {"min_days": 2, "max_days": 3, "pence": 110},
    "on_call_spacing": {"days": 2},
}
"""Limits that bind within a few days; the rest of the profile stands."""
CODES = {"crews": ("rest", "E", "L", "N", LEAVE), "commanders": ("rest", "D", "OC", "N+OC", LEAVE)}
PASTS = ((), ("E", "E", "N"), ("rest", "N", "N"), ("OC", "OC", "rest"))


def world(contract: str) -> Scenario:
    """Return four officers with different pasts, one of them on leave, over four days with a long night in them."""
    officers = crew_officers(len(PASTS))
    first = AUTUMN - 2
    plain = tiny_scenario(horizon=horizon(4, first), officers=officers)
    return tiny_scenario(
        horizon=horizon(4, first),
        officers=officers,
        tours=(*plain.tours[:3], tour("D", "day", "08:00", "16:00"), tour("OC", "on_call", "07:00", "31:00")),
        contracts=(Contract("crews", CODES[contract], 2400, "crews"),),
        authorisations=(),
        abstractions=(Abstraction("a4", "leave", "everything", first + 1, first + 2),),
        history=tuple(
            PastDay(officer.officer, first - len(past) + day, code)
            for officer, past in zip(officers, PASTS, strict=True)
            for day, code in enumerate(past)
        ),
    )


def briefs_and_alphabet(contract: str) -> tuple[tuple[OfficerBrief, ...], list[list[Option]]]:
    """Return the officers of a world and their dated options."""
    scenario = world(contract)
    days, zone, tours = scenario.horizon.days, scenario.horizon.zone, scenario.tours_by_code
    return officer_briefs(scenario), [
        [dated_option(code, tours, day, zone) for code in CODES[contract]] for day in days
    ]


@cache
def machines(contract: str) -> tuple[MachineRule, ...]:
    """Return the rules that go into diagrams: those with a machine that are not stated as tallies."""
    rules = rules_of_group(RuleLimits("crews", "england_and_wales", SMALL))
    return tuple(rule for rule in rules if isinstance(rule, MachineRule) and not isinstance(rule, TalliedRule))


def stepped(rule: MachineRule, brief: OfficerBrief, line: Sequence[Option], scenario: Scenario) -> int | None:
    """Return what a rule's own machine charges for a line, or None where it refuses it."""
    state, pence = rule.start(brief, scenario.horizon), 0
    for option in line:
        step = rule.step(state, option, scenario.horizon)
        if step is None:
            return None
        state, pence = step.state, pence + step.pence
    return pence + rule.finish(state, scenario.horizon)


@cache
def charged(contract: str) -> dict[tuple[int, tuple[int, ...]], int | None]:
    """Return the price of every line of every officer by the rules' machines alone; None where one of them refuses."""
    scenario = world(contract)
    briefs, alphabet = briefs_and_alphabet(contract)
    found: dict[tuple[int, tuple[int, ...]], int | None] = {}
    for choice in product(range(len(CODES[contract])), repeat=len(alphabet)):
        line = [options[number] for options, number in zip(alphabet, choice, strict=True)]
        for officer, brief in enumerate(briefs):
            prices = [stepped(rule, brief, line, scenario) for rule in machines(contract)]
            found[officer, choice] = None if None in prices else sum(price for price in prices if price is not None)
    return found


def diagram_of(contract: str, rules: Sequence[MachineRule]) -> Diagram:
    """Return the diagram of a world's officers under some rules."""
    briefs, alphabet = briefs_and_alphabet(contract)
    return build_diagram(rules, briefs, alphabet, world(contract).horizon)[0]


def tables_of(contract: str) -> list[Table]:
    """Return each rule's own table."""
    briefs, alphabet = briefs_and_alphabet(contract)
    return [tabulate(rule, briefs, alphabet, world(contract).horizon) for rule in machines(contract)]


def walked(table: Table, officer: int, choice: Sequence[int]) -> int | None:
    """Return what a table charges for a line, or None where it refuses it."""
    state, pence = int(table.roots[officer]), int(table.offsets[officer])
    for day, option in enumerate(choice):
        to = int(table.nexts[day][state, option])
        if to == REFUSED:
            return None
        pence += int(table.pence[day][state, option])
        state = to
    return pence + int(table.finish[state])


def random_table(dice: random.Random, *, refusals: float) -> Table:
    """Return a table of three days, three options and two officers, with states that may turn out the same.

    As every contract does, it lets the first officer rest throughout; all else may lead to a dead end.
    """
    widths = [dice.randint(1, 4) for _ in range(4)]
    nexts, pence = [], []
    for here, there in pairwise(widths):
        to = [[REFUSED if dice.random() < refusals else dice.randrange(there) for _ in range(3)] for _ in range(here)]
        nexts.append(np.array(to, dtype=np.int32))
        nexts[-1][0, 0] = 0
        pence.append(np.array([[dice.randint(0, 2) for _ in range(3)] for _ in range(here)], dtype=np.int64))
    roots = np.array([0, dice.randrange(widths[0])], dtype=np.int32)
    finish = np.array([dice.randint(0, 2) for _ in range(widths[-1])], dtype=np.int64)
    return Table(tuple(nexts), tuple(pence), finish, roots, np.array([0, 5], dtype=np.int64))


LINES = tuple(product(range(3), repeat=3))
"""Every line of a random table."""


def charged_by(diagram: Diagram, lines: Sequence[tuple[int, tuple[int, ...]]]) -> list[int | None]:
    """Return what a diagram charges for lines of the officers at some places, all at once; None where it refuses one."""
    places, choice = np.array([place for place, _ in lines]), np.array([choice for _, choice in lines])
    pence, allowed = line_pence(diagram, places, choice)
    return [price if fine else None for price, fine in zip(pence.tolist(), allowed.tolist(), strict=True)]


@pytest.mark.parametrize("contract", CODES)
def test_every_line_costs_what_the_rules_charge_one_by_one(contract: str) -> None:
    """On all 625 lines of four officers the diagram's price is the sum of the steps, refused where any rule refuses."""
    diagram = diagram_of(contract, machines(contract))
    prices = charged(contract)
    assert charged_by(diagram, list(prices)) == list(prices.values())
    assert len({price for price in prices.values() if price}) > 10
    assert None in prices.values()


@pytest.mark.parametrize("contract", CODES)
def test_each_rule_alone_keeps_its_prices_in_its_table(contract: str) -> None:
    """Tabulating calls the machine once a state; afterwards every line still costs what stepping along it costs."""
    scenario = world(contract)
    briefs, alphabet = briefs_and_alphabet(contract)
    lines = random.Random(3).sample(list(product(range(5), repeat=4)), 120)
    for rule, table in zip(machines(contract), tables_of(contract), strict=True):
        for choice in lines:
            line = [options[number] for options, number in zip(alphabet, choice, strict=True)]
            for officer, brief in enumerate(briefs):
                assert walked(table, officer, choice) == stepped(rule, brief, line, scenario), rule.code


@pytest.mark.parametrize("contract", CODES)
def test_the_order_of_rules_changes_no_price_and_no_size(contract: str) -> None:
    """Rules conjoined in four other orders give each officer's every line the same price, in as many states."""
    dice, prices = random.Random(7), charged(contract)
    tables = tables_of(contract)
    size = reduce(conjoined, tables).n_states
    for _ in range(4):
        dice.shuffle(tables)
        whole = reduce(conjoined, tables)
        assert whole.n_states == size
        for officer, choice in dice.sample(list(prices), 300):
            assert walked(whole, officer, choice) == prices[officer, choice]


@pytest.mark.parametrize("contract", CODES)
def test_a_rule_conjoined_twice_needs_no_more_states(contract: str) -> None:
    """A rule beside itself forbids nothing new and doubles its prices: as many states and arcs as before."""
    for rule, table in zip(machines(contract), tables_of(contract), strict=True):
        twice = conjoined(table, table)
        assert (twice.n_states, twice.n_arcs) == (table.n_states, table.n_arcs), rule.code


def test_merging_keeps_every_price() -> None:
    """On 200 random tables, dead ends among them, each of both officers' 27 lines costs after merging what it did."""
    dice, smaller = random.Random(11), 0
    for _ in range(200):
        table = random_table(dice, refusals=dice.choice((0.0, 0.3, 0.6)))
        after = merged(table)
        for officer in range(2):
            for choice in LINES:
                assert walked(after, officer, choice) == walked(table, officer, choice)
        assert after.n_states <= table.n_states
        smaller += after.n_states < table.n_states
    assert smaller > 50  # merging does merge


def test_merging_twice_changes_nothing() -> None:
    """Merged tables are canonical: no two of their states have the same future."""
    dice = random.Random(13)
    for _ in range(100):
        once = merged(random_table(dice, refusals=0.3))
        assert merged(once).n_states == once.n_states


def test_a_conjoined_line_costs_both_prices() -> None:
    """On 200 random pairs of tables a line costs the sum of both, and is refused where either refuses it."""
    dice = random.Random(17)
    for _ in range(200):
        left, right = (random_table(dice, refusals=0.2) for _ in range(2))
        both = conjoined(left, right)
        for officer in range(2):
            for choice in LINES:
                prices = [walked(table, officer, choice) for table in (left, right)]
                expected = None if None in prices else sum(price for price in prices if price is not None)
                assert walked(both, officer, choice) == expected


def random_prices(dice: random.Random, shape: tuple[int, int, int]) -> Ints:
    """Return option prices for every officer, some negative and some barred; resting is never barred."""
    drawn = np.array([dice.randint(-3_000, 3_000) for _ in range(shape[0] * shape[1] * shape[2])], dtype=np.int64)
    prices = drawn.reshape(shape)
    barred = np.array([dice.random() < 0.15 for _ in range(prices.size)]).reshape(shape)
    barred[:, 0, :] = False
    prices[barred] = BARRED
    return prices


@pytest.mark.parametrize("few", [0, 8])
@pytest.mark.parametrize("contract", CODES)
def test_cheapest_lines_are_the_cheapest_of_all_lines(contract: str, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under 12 draws of option prices every officer's line and price are the least of all, by options or by arcs."""
    monkeypatch.setattr(paths, "FEW", few)
    diagram, prices = diagram_of(contract, machines(contract)), charged(contract)
    n_officers, dice = len(PASTS), random.Random(23)
    lines = list(product(range(len(CODES[contract])), repeat=diagram.n_days))
    at = np.array(lines)
    for scale in (0, 1, 1 << 16) * 4:
        options = random_prices(dice, (diagram.n_days, len(diagram.codes), n_officers))
        found = cheapest_lines(diagram, options, scale)
        for officer in range(n_officers):
            extra = options[np.arange(diagram.n_days), at, officer].sum(axis=1)
            own = [prices[officer, line] for line in lines]
            whole = [int(more) + price * scale for more, price in zip(extra, own, strict=True) if price is not None]
            assert found.price[officer] == min(whole)
            taken = tuple(found.choice[officer].tolist())
            walk = prices[officer, taken]
            assert walk is not None
            assert sum(int(options[day, code, officer]) for day, code in enumerate(taken)) + walk * scale == min(whole)


@pytest.mark.parametrize("contract", CODES)
def test_some_officers_lines_are_those_they_have_among_all(contract: str) -> None:
    """One officer or two asked for alone get the price that all four asked together get, and a line that costs it."""
    diagram, dice = diagram_of(contract, machines(contract)), random.Random(31)
    options = random_prices(dice, (diagram.n_days, len(diagram.codes), len(PASTS)))
    every = cheapest_lines(diagram, options, 7)
    for places in ([0], [2], [1, 3]):
        some = cheapest_lines(diagram, options[:, :, places], 7, np.array(places))
        assert some.price.tolist() == every.price[places].tolist()
        assert some.choice.tolist() == every.choice[places].tolist()


@pytest.mark.parametrize("contract", CODES)
def test_the_arcs_of_a_day_are_those_of_its_layer(contract: str) -> None:
    """Each arc that is not refused is there once, beside the others of its state."""
    diagram = diagram_of(contract, machines(contract))
    for arcs, nexts, pence in zip(diagram.arcs, diagram.nexts, diagram.pence, strict=True):
        state = np.repeat(arcs.states, np.diff(np.append(arcs.first, len(arcs.to))))
        assert len(set(zip(state.tolist(), arcs.option.tolist(), strict=True))) == (nexts != REFUSED).sum()
        assert (nexts[state, arcs.option] == arcs.to).all()
        assert (pence[state, arcs.option] == arcs.pence).all()


@pytest.mark.parametrize("contract", CODES)
def test_a_product_with_too_many_arcs_is_none(contract: str) -> None:
    """With as many arcs as it has allowed it is what `conjoined` makes; with one fewer, or next to none, it is not made."""
    left, right = tables_of(contract)[:2]
    whole = conjoined(left, right)
    made = conjoined_within(left, right, whole.n_arcs)
    assert made is not None
    assert all((one == other).all() for one, other in zip(made.nexts, whole.nexts, strict=True))
    assert conjoined_within(left, right, whole.n_arcs - 1) is None
    assert conjoined_within(left, right, 1) is None


@pytest.mark.parametrize("contract", CODES)
def test_prices_from_the_start_and_to_the_end_meet_in_every_layer(contract: str) -> None:
    """The least of both over a layer's states is the officer's least price, whichever day it is taken on."""
    diagram, dice = diagram_of(contract, machines(contract)), random.Random(29)
    options = random_prices(dice, (diagram.n_days, len(diagram.codes), len(PASTS)))
    found, ends = cheapest_lines(diagram, options, 5), to_end(diagram, options, 5)
    for officer in range(len(PASTS)):
        starts = from_start(diagram, int(diagram.roots[officer]), options[:, :, officer], 5)
        for begun, left in zip(starts, ends, strict=True):
            assert (begun + left[:, officer]).min() + 5 * diagram.offsets[officer] == found.price[officer]


def test_equal_prices_go_to_the_option_listed_first() -> None:
    """Without rules and prices every option is as cheap as every other, and everyone rests."""
    diagram = diagram_of("crews", ())
    found = cheapest_lines(diagram, np.zeros((4, 5, len(PASTS)), dtype=np.int64), 1)
    assert diagram.n_states == 5  # one a day and the end
    assert not found.choice.any()


def test_an_officer_costs_the_same_alone_and_among_others() -> None:
    """A diagram for the second officer alone gives the same prices as the one all four share."""
    briefs, alphabet = briefs_and_alphabet("crews")
    alone, _ = build_diagram(machines("crews"), briefs[1:2], alphabet, world("crews").horizon)
    second = {choice: price for (officer, choice), price in charged("crews").items() if officer == 1}
    assert charged_by(alone, [(0, choice) for choice in second]) == list(second.values())
