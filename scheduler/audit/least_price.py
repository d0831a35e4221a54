"""The least price of each officer's line under given row prices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from scheduler.audit.entitlement import Entitlements
from scheduler.audit.machines import BARRED, LARGEST, Ints, Machine, TooLargeError, free, joined, least_lines, stepped
from scheduler.audit.offers import Offer, Offers, OpenSeat
from scheduler.audit.own_rows import OwnRow
from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import LEAVE, REST, dated_option
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.rule import DayRule, MachineRule, TalliedRule

Gains = Mapping[tuple[str, str, int], Sequence[tuple[int, str, frozenset[str]]]]
"""Place, its post empty for a tour whatever the seat -> (gain, role wanted or empty, officers it does not count for)."""


class LeastPrices:
    """Every officer's offers and rules, worked out when first asked for.

    Parameters
    ----------
    rules
        Contract -> codes of the machine rules to keep; all of them for a contract not named. Rules that are sums over
        days count through the own rows alone, but for hard ones whose counters are few.

    Attributes
    ----------
    left_out
        ``contract: rule`` for every rule left out because the joined machine would have been too large.
    """

    def __init__(
        self,
        scenario: Scenario,
        tables: Entitlements,
        briefs: Mapping[str, OfficerBrief],
        rules: Mapping[str, Sequence[str]],
    ) -> None:
        self.left_out: list[str] = []
        self._scenario = scenario
        self._rules = rules
        self._tables = tables
        self._offers = Offers(tables)
        self._briefs = briefs
        self._contracts: dict[str, _ContractLines] = {}
        self._offered: dict[str, list[tuple[Offer, ...]]] = {}

    def total(self, officers: Sequence[str], gains: Gains, own: Sequence[tuple[OwnRow, int]], pence_weight: int) -> int:
        """Return the sum over officers of the least of a line's price less what it gains.

        Parameters
        ----------
        own
            Own rows with their prices.
        pence_weight
            What one penny counts.

        Raises
        ------
        BadInputError
            If the rules leave an officer no line at all, or if prices are too large to be added up.
        """
        by_officer: dict[str, list[tuple[OwnRow, int]]] = defaultdict(list)
        for row, price in own:
            by_officer[row.officer].append((row, price))
        by_contract: dict[str, list[str]] = defaultdict(list)
        for officer in officers:
            by_contract[self._briefs[officer].officer.contract].append(officer)
        seats = _SeatPrices(gains, pence_weight)
        return sum(
            self._least(contract, members, seats, by_officer, pence_weight) for contract, members in by_contract.items()
        )

    def _least(
        self,
        contract: str,
        officers: Sequence[str],
        seats: _SeatPrices,
        own: Mapping[str, Sequence[tuple[OwnRow, int]]],
        pence_weight: int,
    ) -> int:
        """Return the sum over some officers of one contract."""
        lines = self._lines(contract)
        numbers = {code: number for number, code in enumerate(lines.codes)}
        prices = np.full((len(self._scenario.horizon.days), len(numbers), len(officers)), BARRED, dtype=np.int64)
        for place, officer in enumerate(officers):
            rows = own.get(officer, ())
            for at, (day, offers) in enumerate(zip(self._scenario.horizon.days, self._offers_of(officer), strict=True)):
                for offer, seat_price in zip(offers, seats.of(offers, officer, day), strict=True):
                    pence = lines.day_pence(officer, at, numbers[offer.code])
                    if pence is not None:
                        due = sum(price * row.adds[at].get(offer.code, 0) for row, price in rows)
                        prices[at, numbers[offer.code], place] = _fitting(pence * pence_weight + seat_price + due)
        try:
            least = lines.least(officers, prices, pence_weight)
        except OverflowError as error:
            raise BadInputError([Problem("proof:parts", "", "row prices that can be added up in 64 bits")]) from error
        return sum(_left(officer, price) for officer, price in zip(officers, least.tolist(), strict=True))

    def most_excess(self, row: OwnRow) -> int:
        """Return how many units of excess any line of its officer can have in an own row."""
        if row.pence is None:
            return 0
        lines = self._lines(self._briefs[row.officer].officer.contract)
        prices = np.full((len(row.adds), len(lines.codes), 1), BARRED, dtype=np.int64)
        for at, offers in enumerate(self._offers_of(row.officer)):
            for offer in offers:
                number = lines.codes.index(offer.code)
                if lines.day_pence(row.officer, at, number) is not None:
                    prices[at, number, 0] = -row.adds[at].get(offer.code, 0)
        reach = -_left(row.officer, int(lines.least([row.officer], prices, 0)[0]))
        return max(0, -(-(reach - row.most) // row.unit))

    def could_gain(self, officer: str, gains: Gains) -> bool:
        """Say whether any seat an officer could take gains anything."""
        return any(
            _gain(seat, officer, gains.get((seat.post, seat.tour, day), ())) > 0
            for day, offers in zip(self._scenario.horizon.days, self._offers_of(officer), strict=True)
            for offer in offers
            for seats in offer.seats
            for seat in seats
        )

    def _offers_of(self, officer: str) -> list[tuple[Offer, ...]]:
        if officer not in self._offered:
            person = self._tables.officers[officer]
            self._offered[officer] = [self._offers.on(person, day) for day in self._scenario.horizon.days]
        return self._offered[officer]

    def _lines(self, contract: str) -> _ContractLines:
        if contract not in self._contracts:
            members = [brief for brief in self._briefs.values() if brief.officer.contract == contract]
            lines = _ContractLines(self._scenario, contract, members, self._rules.get(contract))
            self.left_out += [f"{contract}: {code}" for code in lines.left_out]
            self._contracts[contract] = lines
        return self._contracts[contract]


class _SeatPrices:
    """What the seats of an officer's offers can add at least, worked out once for officers who are offered the same."""

    def __init__(self, gains: Gains, pence_weight: int) -> None:
        self._gains = gains
        self._pence_weight = pence_weight
        self._known: dict[tuple[int, frozenset[str]], list[int]] = {}
        self._left_out = {
            (officer, day): frozenset[str]()
            for (_, _, day), found in gains.items()
            for _, _, but in found
            for officer in but
        }

    def of(self, offers: Sequence[Offer], officer: str, day: int) -> list[int]:
        """Return the price of each of a day's offers."""
        # Only who is left out of some count of the day has a price of his own.
        own = frozenset((officer,)) if (officer, day) in self._left_out else frozenset[str]()
        key = (id(offers), own)
        if key not in self._known:
            self._known[key] = [self._price(offer, officer, day) for offer in offers]
        return self._known[key]

    def _price(self, offer: Offer, officer: str, day: int) -> int:
        """Return the least that the seats of an option can add, away price less gain or nothing for no seat, and its tours.

        What its tours gain whatever the seat is not for anybody to leave.
        """
        least = [
            min(
                (
                    seat.pence * self._pence_weight
                    - _gain(seat, officer, self._gains.get((seat.post, seat.tour, day), ()))
                    for seat in seats
                ),
                default=0,
            )
            for seats in offer.seats
        ]
        taken = [min(0, price) for price in least]
        whatever_seat = sum(
            gain
            for tour in offer.code.split("+")
            for gain, _, but in self._gains.get(("", tour, day), ())
            if officer not in but
        )
        return (min(taken) if offer.one_seat else sum(taken)) - whatever_seat


def _gain(seat: OpenSeat, officer: str, found: Iterable[tuple[int, str, frozenset[str]]]) -> int:
    return sum(gain for gain, role, but in found if (not role or role in seat.roles) and officer not in but)


def _left(officer: str, price: int) -> int:
    """Return an officer's least price, if there is a line to have it."""
    if price >= BARRED // 2:
        raise BadInputError([Problem("proof:officers", officer, "an officer whom the rules leave a line")])
    return price


def _fitting(price: int) -> int:
    """Return a price that fits into 64 bits with room to add it up."""
    if abs(price) >= LARGEST:
        raise BadInputError([Problem("proof:parts", "", "row prices that can be added up in 64 bits")])
    return price


def _as_machines(rule: MachineRule) -> Sequence[MachineRule]:
    """Return what a rule is stepped as: sums over days are own rows instead, but for hard ones whose counters are few."""
    if not isinstance(rule, TalliedRule):
        return (rule,)
    return rule.parts() if rule.in_diagram and rule.hard else ()


class _ContractLines:
    """The joined machines of a contract's rules for the officers who have it."""

    def __init__(
        self, scenario: Scenario, contract: str, briefs: Sequence[OfficerBrief], kept: Sequence[str] | None
    ) -> None:
        terms = next(row for row in scenario.contracts if row.contract == contract)
        self._horizon = scenario.horizon
        self.codes = list(dict.fromkeys((REST, *terms.options, LEAVE)))
        tours, zone = scenario.tours_by_code, scenario.horizon.zone
        self._alphabet = [[dated_option(code, tours, day, zone) for code in self.codes] for day in self._horizon.days]
        rules = [rule for group in scenario.rules if group.group == terms.rules for rule in rules_of_group(group)]
        unknown = sorted(set(kept or ()) - {rule.code for rule in rules})
        if unknown:
            raise BadInputError([Problem("proof:rules", code[:60], "a rule that applies") for code in unknown])
        self._day_rules = [rule for rule in rules if isinstance(rule, DayRule)]
        self._day_pence: dict[tuple[str, int, int], int | None] = {}
        machines = {
            (rule.code, number): stepped(part, briefs, self._alphabet, self._horizon)
            for rule in rules
            if isinstance(rule, MachineRule) and (kept is None or rule.code in kept)
            for number, part in enumerate(_as_machines(rule))
        }
        self.left_out: list[str] = []
        self._briefs = {brief.officer.officer: brief for brief in briefs}
        self._places = {officer: place for place, officer in enumerate(self._briefs)}
        self._machine = self._joined(machines, len(briefs))

    def _joined(self, machines: Mapping[tuple[str, int], Machine], n_officers: int) -> Machine:
        """Return the machine of all rules, small ones first; what would make it too large is left out."""
        whole = free(len(self._alphabet), len(self.codes), n_officers)
        for (code, _), machine in sorted(machines.items(), key=lambda item: (item[1].n_arcs, item[0])):
            try:
                whole = joined(whole, machine)
            except TooLargeError:
                self.left_out.append(code)
        return whole

    def day_pence(self, officer: str, at: int, number: int) -> int | None:
        """Return what the rules that look at one day alone charge for an option, None where one refuses it."""
        key = (officer, at, number)
        if key not in self._day_pence:
            option, brief = self._alphabet[at][number], self._briefs[officer]
            prices = [rule.price(brief, option, self._horizon) for rule in self._day_rules]
            self._day_pence[key] = None if None in prices else sum(price for price in prices if price is not None)
        return self._day_pence[key]

    def least(self, officers: Sequence[str], prices: Ints, pence_weight: int) -> Ints:
        """Return the least price of each officer's line; see `least_lines`."""
        places = np.array([self._places[officer] for officer in officers], dtype=np.int64)
        return least_lines(self._machine, places, prices, pence_weight)
