"""One CP-SAT model of a whole scenario, as a modeller without diagrams or decomposition would write it.

The variables are ``x[officer, day, option]``. Nothing is left out:

- options, seats, rows, amounts and supplies are those of eligibility and demand, so cover and crew rules are the same
  linear rows;
- rules that look at one day are prices of, or bars on, that day's variables;
- rules that are sums over days are linear sums with a priced excess;
- every other line rule is stated from its own ``step()``: as windows of days that are refused or priced together,
  where few of them say all, else by one variable for each state of the rule's machine on each day.

The six levels are one weighted sum, with the weights the engine searches by. There are no hints, no symmetry breaking
and no search strategy.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from ortools.sat.python import cp_model

from scheduler.demand import requirements_of
from scheduler.domain.briefs import OfficerBrief, officer_briefs
from scheduler.domain.price import N_LEVELS
from scheduler.domain.rows import Requirements, Supply
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import LEAVE, REST, Option, dated_option
from scheduler.eligibility import DayOptions, OfficerOptions, Seat, options_of
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.rule import DayRule, LineRule, MachineRule, TalliedRule
from tests.benchmarks.language import MOST_WINDOWS, Codes, Language, Reader, Window
from tests.benchmarks.linear import Days, Literal, Sum, outcomes, together

PENCE_PER_DUTY = 2_000_000
STEP_BETWEEN_LEVELS = 1_000
"""What one uncovered duty counts in pence, and each level in the next, as in the engine's search."""


class Monolith:
    """The model of a scenario.

    Parameters
    ----------
    tell
        Told what is being built.
    most_windows
        Windows looked into for one day before a rule is stated by its states instead.
    """

    def __init__(
        self, scenario: Scenario, tell: Callable[[str], None] = lambda stage: None, most_windows: int = MOST_WINDOWS
    ) -> None:
        began = time.monotonic()
        self.scenario = scenario
        self.model = cp_model.CpModel()
        self.pence = Sum()
        self.levels: list[Sum] = [Sum() for _ in range(N_LEVELS)]
        self.supplied: dict[str, Sum] = defaultdict(Sum)
        self.held: list[tuple[str, Days]] = []
        self.seated: list[tuple[str, Seat, int, Literal | None]] = []
        self.amounts: dict[str, Literal] = {}
        self.requirements: Requirements = requirements_of(scenario)
        self.supplies: dict[tuple[str, str, int], list[Supply]] = defaultdict(list)
        for supply in self.requirements.supplies:
            self.supplies[supply.post, supply.tour, supply.day].append(supply)
        briefs = officer_briefs(scenario)
        eligible = options_of(scenario, briefs).officers
        rules = _rules_by_contract(scenario, most_windows)
        for number, (brief, own) in enumerate(zip(briefs, eligible, strict=True)):
            if number % 250 == 0:
                tell(f"stating officer {number} of {len(briefs)}")
            self._officer(brief, own, rules[brief.officer.contract])
        self._rows()
        self.weights = self._weights()
        self._objective()
        self.build_seconds = time.monotonic() - began

    def literal(self) -> Literal:
        """Return a new yes-or-no variable."""
        return self.model.new_bool_var("")

    def _officer(self, brief: OfficerBrief, own: OfficerOptions, rules: _Rules) -> None:
        days: Days = []
        for on, dated in zip(own.days, rules.alphabet, strict=True):
            prices = {code: rules.price(brief, dated[code], self.scenario) for code in on.options}
            codes = [code for code in on.options if prices[code] is not None]
            held: dict[str, Literal | None] = {code: self.literal() if len(codes) > 1 else None for code in codes}
            if len(codes) > 1:
                self.model.add_exactly_one([literal for literal in held.values() if literal is not None])
            for code, literal in held.items():
                self.pence.add(literal, prices[code] or 0)
            days.append(held)
            self._seats(brief, on, held, self.scenario.horizon.first_day + len(days) - 1)
        self.held.append((brief.officer.officer, days))
        for tallied in rules.tallied:
            self._tallies(tallied, brief, days, rules.alphabet)
        allowed = tuple(tuple(held) for held in days)
        for reader in rules.readers:
            self._machine(reader, brief, days, allowed)

    def _seats(self, brief: OfficerBrief, on: DayOptions, held: Mapping[str, Literal | None], day: int) -> None:
        """Let options fill seats, at most one of each group."""
        for code, groups in on.seats.items():
            for group in groups if code in held else ():
                seats = [seat for seat in group if (seat.post, seat.tour, day) in self.supplies]
                counts = [
                    [one for one in self.supplies[seat.post, seat.tour, day] if not one.role or one.role in seat.roles]
                    for seat in seats
                ]
                sole = len(seats) == 1 and seats[0].pence == 0 and all(one.coefficient >= 0 for one in counts[0])
                taken = [held[code]] if sole else [self.literal() for _ in seats]
                if not sole and seats:
                    whole = held[code]
                    self.model.add(cp_model.LinearExpr.sum(taken) <= (1 if whole is None else whole))
                for seat, literal, supplies in zip(seats, taken, counts, strict=True):
                    self.pence.add(literal, seat.pence)
                    self.seated.append((brief.officer.officer, seat, day, literal))
                    for one in supplies:
                        self.supplied[one.row].add(literal, one.coefficient)

    def _tallies(
        self, rule: TalliedRule, brief: OfficerBrief, days: Days, alphabet: Sequence[Mapping[str, Option]]
    ) -> None:
        """State a rule that is a sum over days."""
        horizon = self.scenario.horizon
        for tally in rule.tallies(brief, horizon):
            total, most = Sum(), 0
            for day in tally.days:
                at = day - horizon.first_day
                adds = {code: rule.adds_to(alphabet[at][code], tally.of) for code in days[at]}
                most += max(adds.values())
                for code, literal in days[at].items():
                    if adds[code]:
                        total.add(literal, adds[code])
            if most <= tally.most:
                continue
            if not rule.hard:
                excess = self.model.new_int_var(0, ceil((most - tally.most) / tally.unit), "")
                total.add(excess, -tally.unit)
                self.pence.add(excess, getattr(rule, "pence"))  # noqa: B009  not every rule has one
            self.model.add(total.expression() <= tally.most)

    def _machine(self, reader: Reader, brief: OfficerBrief, days: Days, allowed: tuple[Codes, ...]) -> None:
        """State a rule that has to remember something."""
        language, stated = reader.of(brief, allowed)
        if language.silent:
            return
        if stated is None:
            self._states(language, days)
        else:
            for window in stated:
                self._window(window, days)

    def _window(self, window: Window, days: Days) -> None:
        """Refuse a window, or let it cost."""
        held, open_days = Sum(), []
        for at, codes in enumerate(window.days, start=window.first):
            if not codes >= days[at].keys():
                open_days.append((at, codes))
                held.one_of(days[at], codes)
        if window.pence is None:
            self.model.add(held.expression() <= len(open_days) - 1)
        elif not open_days:
            self.pence.constant += window.pence
        elif len(open_days) == 1:
            (at, codes), *_ = open_days
            for code in codes & days[at].keys():
                self.pence.add(days[at][code], window.pence)
        else:
            all_of_it = self.literal()
            self.pence.add(all_of_it, window.pence)
            held.add(all_of_it, -1)
            self.model.add(held.expression() <= len(open_days) - 1)

    def _states(self, language: Language, days: Days) -> None:
        """State a machine by where it stands before each day, and by its arcs where they cost."""
        standing: list[Literal | None] = [None]
        for layer, letters, held in zip(language.layers, language.letters, days, strict=True):
            n_after = 1 + max((arc[0] for state in layer for arc in state.values()), default=0)
            after: list[Literal | None] = [self.literal() for _ in range(n_after)] if n_after > 1 else [None]
            if n_after > 1:
                self.model.add_exactly_one([literal for literal in after if literal is not None])
            refused, leading, priced = outcomes(layer, letters)
            for states, codes in refused:
                self.model.add(together(standing, states, held, codes).expression() <= 1)
            for following, blocks in leading.items():
                whither = after[following]
                if whither is None:
                    continue  # the one state there is
                for states, codes in blocks:
                    self.model.add(together(standing, states, held, codes).expression() <= 1 + whither)
            for pence, blocks in priced.items():
                for states, codes in blocks:
                    paid = self.literal()
                    self.pence.add(paid, pence)
                    self.model.add(together(standing, states, held, codes).expression() <= 1 + paid)
            standing = after

    def _rows(self) -> None:
        amounts = self.amounts
        amounts |= {one.key: self.model.new_int_var(0, one.upper, "") for one in self.requirements.amounts}
        for amount in self.requirements.amounts:
            for level, price in zip(self.levels, amount.price, strict=True):
                if price:
                    level.add(amounts[amount.key], price)
        for term in self.requirements.terms:
            self.supplied[term.row].add(amounts[term.amount], term.coefficient)
        for row in self.requirements.rows:
            self.model.add(self.supplied[row.key].expression() >= row.at_least)

    def _weights(self) -> tuple[int, ...]:
        """Return weights that put each level present far above the next."""
        weights, step = [0] * N_LEVELS, PENCE_PER_DUTY
        weights[-1] = 1
        for level in range(N_LEVELS - 2, -1, -1):
            if self.levels[level].terms:
                weights[level] = step
                step *= STEP_BETWEEN_LEVELS
        return tuple(weights)

    def _objective(self) -> None:
        last = self.levels[-1]
        last.terms += [(literal, pence) for literal, pence in self.pence.terms if pence]
        last.constant += self.pence.constant
        parts = [(literal, weight * times) for weight, level in zip(self.weights, self.levels, strict=True)
                 for literal, times in level.terms if weight]  # fmt: skip
        whole = Sum(parts, last.constant)
        self.model.minimize(whole.expression())


@dataclass(frozen=True)
class _Rules:
    """A contract's rules by the way they are stated, and its options on each planned day."""

    alphabet: list[dict[str, Option]]
    by_day: list[DayRule]
    tallied: list[TalliedRule]
    readers: list[Reader]

    def price(self, brief: OfficerBrief, option: Option, scenario: Scenario) -> int | None:
        """Return what the rules that look at one day make of an option, None where one of them refuses."""
        prices = [rule.price(brief, option, scenario.horizon) for rule in self.by_day]
        return None if None in prices else sum(price for price in prices if price is not None)


def _rules_by_contract(scenario: Scenario, most_windows: int) -> dict[str, _Rules]:
    limits = {group.group: group for group in scenario.rules}
    tours, horizon = scenario.tours_by_code, scenario.horizon
    found = {}
    for contract in scenario.contracts:
        codes = dict.fromkeys((*contract.options, REST, LEAVE))
        alphabet = [{code: dated_option(code, tours, day, horizon.zone) for code in codes} for day in horizon.days]
        rules: Sequence[LineRule] = rules_of_group(limits[contract.rules])
        machines = [rule for rule in rules if isinstance(rule, MachineRule) and not isinstance(rule, TalliedRule)]
        found[contract.contract] = _Rules(
            alphabet,
            [rule for rule in rules if isinstance(rule, DayRule)],
            [rule for rule in rules if isinstance(rule, TalliedRule)],
            [Reader(rule, horizon, alphabet, most_windows) for rule in machines],
        )
    return found
