"""The two faces of every line rule say the same of every line of its small world."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import product

import pytest

from scheduler.domain.work import Option
from scheduler.rules.line import LINE_RULES
from scheduler.rules.line.rule import HARD, LineRule, MachineRule, Step, TalliedRule, Tally
from tests.rules.line.worlds import WORLDS, Machine, audited

RULES = pytest.mark.parametrize("kind", LINE_RULES, ids=lambda kind: kind.code)


@RULES
def test_every_rule_has_a_world(kind: type[LineRule]) -> None:
    """A rule without a world fails."""
    assert kind.code in WORLDS


@RULES
def test_both_faces_agree_on_every_line(kind: type[LineRule]) -> None:
    """The machine refuses a line exactly where the findings hold a breach, and charges what they cost."""
    world = WORLDS[kind.code]
    outcomes: set[int | None] = set()
    for horizon, brief_of, limits in product(world.horizons(), world.briefs, world.limits):
        rule, brief = kind.from_limits(dict(limits)), brief_of(horizon.first_day)
        machine = Machine(rule, brief, horizon)
        for line in world.lines(horizon):
            price = machine.price(line)
            told = [option.code for option in (*brief.history, *line)]
            assert price == audited(rule, brief, line, horizon), (
                rule,
                horizon,
                told,
                rule.findings(brief, line, horizon),
            )
            outcomes.add(price)
    # A world without a free line, or without one that is refused or priced, would prove nothing.
    assert 0 in outcomes
    assert len(outcomes) > 1


MACHINES = pytest.mark.parametrize(
    "kind", [kind for kind in LINE_RULES if issubclass(kind, MachineRule)], ids=lambda kind: kind.code
)


@MACHINES
def test_options_a_machine_does_not_tell_apart_are_one_step(kind: type[MachineRule]) -> None:
    """From every state that can be reached, two options of a day that it sees alike lead to the same step."""
    world = WORLDS[kind.code]
    for horizon, brief_of, limits in product(world.horizons(), world.briefs, world.limits):
        rule, brief = kind.from_limits(dict(limits)), brief_of(horizon.first_day)
        states = {rule.start(brief, horizon)}
        for options in zip(*world.lines(horizon), strict=True):
            following = set()
            for state in states:
                by_sight: dict[Hashable, Step | None] = {}
                for option in dict.fromkeys(options):
                    step = rule.step(state, option, horizon)
                    assert by_sight.setdefault(rule.seen(option), step) == step
                following |= {step.state for step in by_sight.values() if step is not None}
            states = following


TALLIED = pytest.mark.parametrize(
    "kind", [kind for kind in LINE_RULES if issubclass(kind, TalliedRule)], ids=lambda kind: kind.code
)


@TALLIED
def test_tallies_agree_with_the_machine_on_every_line(kind: type[TalliedRule]) -> None:
    """Sums over days charge and refuse what the machine does."""
    world = WORLDS[kind.code]
    outcomes: set[int | None] = set()
    for horizon, brief_of, limits in product(world.horizons(), world.briefs, world.limits):
        rule, brief = kind.from_limits(dict(limits)), brief_of(horizon.first_day)
        machine = Machine(rule, brief, horizon)
        tallies = rule.tallies(brief, horizon)
        for line in world.lines(horizon):
            leave, away = {option.day for option in line if option.leave}, brief.leave_days & set(horizon.days)
            duty = {option.day for option in line if option.duty}
            if leave != away - (brief.recalled & duty):
                continue  # a day of leave is known beforehand; no officer chooses one, but where a lever calls back
            if brief.recalled and not rule.hard:
                continue  # the lever of leave leaves those alone for whom it would have a price
            price = machine.price(line)
            assert price == _tallied(rule, tallies, line), (rule, tallies, [option.code for option in line])
            outcomes.add(price)
    assert len(outcomes) > 1


def _tallied(rule: TalliedRule, tallies: tuple[Tally, ...], line: tuple[Option, ...]) -> int | None:
    pence = 0
    for tally in tallies:
        beyond = sum(rule.adds_to(option, tally.of) for option in line if option.day in tally.days) - tally.most
        if beyond > 0 and rule.hard:
            return None
        pence += 0 if beyond <= 0 else -(-beyond // tally.unit) * getattr(rule, "pence", HARD)
    return pence


@RULES
def test_the_world_tells_a_wrong_limit(kind: type[LineRule]) -> None:
    """A machine with another limit, or another officer, than the findings is caught by the same comparison."""
    world = WORLDS[kind.code]
    horizon = next(world.horizons())
    limits = dict(world.limits[0])
    for mutant, brief_of in product(world.limits, world.briefs):
        if mutant == limits and len(world.limits) > 1:
            continue
        other = world.briefs[0](horizon.first_day)
        machine = Machine(kind.from_limits(dict(mutant)), brief_of(horizon.first_day), horizon)
        right = kind.from_limits(limits)
        if any(machine.price(line) != audited(right, other, line, horizon) for line in world.lines(horizon)):
            return
    pytest.fail("no line of the world tells two limits apart")
