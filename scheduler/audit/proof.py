"""Checking a proof: the bound that a plan's row prices prove, recomputed without the engine.

For any row prices ``p`` of at least nought,

    L(p) = sum over rows of p * at_least
         + sum over amounts of upper * min(0, price - p * terms)
         + sum over officers of the least over their lines of (price - p * supplies)

is no more than the price of any rota. All of it is whole numbers, in parts of ``SCALE``. Line rules that are sums over
days are rows and amounts too, each of one officer, whose options are what supplies them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from scheduler.audit.entitlement import Entitlements
from scheduler.audit.least_price import LeastPrices
from scheduler.audit.own_rows import OwnRow, own_rows, rounded
from scheduler.audit.proof_file import SCALE, Cut, Part, read_proof
from scheduler.domain.briefs import officer_briefs
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.price import N_LEVELS
from scheduler.domain.rows import Requirements, combined
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.rules.cover import COVER_RULES
from scheduler.rules.cover.courses import with_training_on
from scheduler.rules.crew import CREW_RULES

Place = tuple[str, str, int]
"""Post, tour and the force day the tour starts on."""


@dataclass(frozen=True, slots=True)
class LevelBound:
    """What a proof says about one level and what it proves.

    Attributes
    ----------
    level
        From 1.
    price, bound
        As the document states them.
    claimed
        The bound its row prices are said to prove, over all parts.
    proved
        What they do prove, recomputed.
    by_search
        The rest of ``bound`` was closed by exhausting what the row prices leave open, which no document proves.
    allowed
        The most ``bound`` may be: over the parts, what is claimed, and where a part was closed by search its price.
    left_out
        ``contract: rule`` for every rule the check had to leave out for its size, which may be why less is proved.
    """

    level: int
    price: int
    bound: int
    claimed: int
    proved: int
    by_search: bool
    allowed: int
    left_out: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether the row prices prove what is claimed for them, and nothing beyond is claimed without search."""
        return self.proved >= self.claimed and self.bound <= self.allowed


def check_proof(scenario: Scenario, document: Mapping[str, Any]) -> list[LevelBound]:
    """Return, for each level, what a proof document proves.

    Parameters
    ----------
    document
        What ``proof.json`` holds. The force days are those it states.

    Raises
    ------
    BadInputError
        If it is malformed, made for another scenario, or if its parts or cuts do not prove anything.
    """
    proof = read_proof(document)
    if proof.scenario_sha256 != scenario.sha256:
        raise BadInputError(
            [
                Problem(
                    "proof:scenario_sha256",
                    proof.scenario_sha256[:16],
                    "this scenario's hash, with the --overlay, --step-back, --register, --rung and --lever it was made with",
                )
            ]
        )
    horizon = replace(scenario.horizon, first_day=proof.first_day, n_days=proof.n_days, n_tail_days=proof.n_tail_days)
    scenario = replace(scenario, horizon=horizon)
    checker = _Checker(scenario, proof.rules)
    found = []
    for level in range(N_LEVELS):
        parts = [part for part in proof.parts if part.level == level]
        proved = sum(max(0, value) for value in checker.proved(parts))
        claimed = sum(part.certified for part in parts)
        by_search = any(part.by_search for part in parts)
        allowed = sum(part.price if part.by_search else part.certified for part in parts)
        price, bound = proof.prices[level], proof.bounds[level]
        found.append(LevelBound(level + 1, price, bound, claimed, proved, by_search, allowed))
    return [replace(bound, left_out=checker.left_out) for bound in found]


@dataclass(frozen=True)
class _Priced:
    """A part with its row prices laid out.

    Attributes
    ----------
    constant
        Sum of row price times what the row asks for.
    terms
        Amount -> sum of row price times coefficient.
    gains
        Place -> (row price times coefficient, role wanted or empty, officers it does not count for).
    own
        Rows of single officers, rounded ones among them, with their prices.
    excess
        Key of such a row -> the prices of it and of its rounded forms, which share its excess.
    """

    part: Part
    constant: int
    terms: Mapping[str, int]
    gains: Mapping[Place, list[tuple[int, str, frozenset[str]]]]
    own: list[tuple[OwnRow, int]]
    excess: Mapping[str, int]


@dataclass(frozen=True)
class _StatedCut:
    """``car * cars <= most + officers outside + supervisor * supervisors``.

    Attributes
    ----------
    counted
        Role of the officers outside who count; empty for all of them.
    supervising
        Role of those who supervise.
    """

    car: int
    most: int
    counted: str
    supervisor: int = 0
    supervising: str = ""


def _trained_at_best(scenario: Scenario) -> Scenario:
    """Return the scenario with the records of every training day that anybody could do: what rows then hold back."""
    if not any(gate.level == "gate" for gate in scenario.gates):
        return scenario
    officers = [officer.officer for officer in scenario.officers]
    tours = {course.tour for course in scenario.training}
    return with_training_on(scenario, set(product(officers, tours, scenario.horizon.days)))


class _Checker:
    """A scenario's requirements and least lines, for pricing any number of parts."""

    def __init__(self, scenario: Scenario, rules: Mapping[str, tuple[str, ...]]) -> None:
        self._posts = {post.post: post for post in scenario.posts}
        self._tables = Entitlements(_trained_at_best(scenario))
        self._requirements: Requirements = combined([rule().require(scenario) for rule in (*COVER_RULES, *CREW_RULES)])
        briefs = {brief.officer.officer: brief for brief in officer_briefs(scenario)}
        self._own = own_rows(scenario, briefs)
        self._least = LeastPrices(scenario, self._tables, briefs, rules)

    @property
    def left_out(self) -> tuple[str, ...]:
        """Rules left out for their size, as ``contract: rule``."""
        return tuple(self._least.left_out)

    def proved(self, parts: list[Part]) -> list[int]:
        """Return what each part of one level proves, rounded up to a whole unit of the level.

        Raises
        ------
        BadInputError
            If two parts of the level share an officer, an amount or a place, so that they do not add up.
        """
        priced = [self._laid_out(part) for part in parts]
        problems = list(self._shared(priced))
        if problems:
            raise BadInputError(problems)
        return [self._bound(one) for one in priced]

    def _laid_out(self, part: Part) -> _Priced:
        at_least = {row.key: row.at_least for row in self._requirements.rows}
        self._need_known(part, at_least)
        prices = {key: dual for key, dual in part.rows.items() if dual and key in at_least}
        own = [(self._own[key], dual) for key, dual in part.rows.items() if dual and key not in at_least]
        excess: dict[str, int] = defaultdict(int)
        for key, dual in part.rows.items():
            if dual and key not in at_least:
                excess[key] += dual
        for one in part.rounded:
            own.append((rounded(self._own[one.row], one.divisor, one.shifts), one.dual))
            excess[one.row] += one.dual
        constant = sum(dual * at_least[key] for key, dual in prices.items())
        constant -= sum(dual * row.most for row, dual in own)
        terms: dict[str, int] = defaultdict(int)
        for term in self._requirements.terms:
            if term.row in prices:
                terms[term.amount] += prices[term.row] * term.coefficient
        gains: dict[Place, list[tuple[int, str, frozenset[str]]]] = defaultdict(list)
        for supply in self._requirements.supplies:
            if supply.row in prices:
                gain = prices[supply.row] * supply.coefficient
                not_counted = self._lent_otherwise(supply.lent) | self._but(supply.officer)
                if not supply.post:
                    not_counted = frozenset(self._tables.officers) - supply.officers
                gains[supply.post, supply.tour, supply.day].append((gain, supply.role, not_counted))
        for cut in part.cuts:
            stated = self._stated(cut)
            terms[f"cars/{cut.post}/{cut.tour}/{iso_day(cut.day)}"] -= stated.car * cut.dual
            constant -= stated.most * cut.dual
            counted = gains[cut.post, cut.tour, cut.day]
            counted.append((cut.dual, stated.counted, cut.officers))
            if stated.supervisor:
                counted.append((stated.supervisor * cut.dual, stated.supervising, frozenset()))
        return _Priced(part, constant, terms, gains, own, excess)

    def _but(self, officer: str) -> frozenset[str]:
        """Return the officers whom a supply of one officer leaves out: all others, or none where it names nobody."""
        return frozenset(self._tables.officers).difference((officer,)) if officer else frozenset()

    def _lent_otherwise(self, lent: str | None) -> frozenset[str]:
        """Return the officers whom a supply leaves out: those not of its offer, or all that are lent."""
        if lent is None:
            return frozenset()
        officers = self._tables.officers.values()
        return frozenset(officer.officer for officer in officers if (officer.offer or "") != lent)

    def _need_known(self, part: Part, at_least: Mapping[str, int]) -> None:
        """Refuse rows and officers the scenario does not have, and rows of single officers who are not the part's."""
        names = [*(key for key in part.rows if key not in at_least), *(one.row for one in part.rounded)]
        unknown = [key for key in names if key not in self._own]
        unknown += [name for name in part.officers if name not in self._tables.officers]
        problems = [Problem("proof:parts", name[:60], "a row or officer of the scenario") for name in unknown]
        members = set(part.officers)
        problems += [
            Problem("proof:parts", key[:60], "rows of the part's own officers")
            for key in names
            if key in self._own and self._own[key].officer not in members
        ]
        if problems:
            raise BadInputError(problems)

    def _stated(self, cut: Cut) -> _StatedCut:
        """Return a cut with its counts, or refuse one that does not hold for every rota."""
        post = self._posts.get(cut.post)
        known = cut.officers <= set(self._tables.officers)
        driving = (post.driver_role or "") if post else ""
        if post is None or not post.crewed or not known or (cut.drivers and not driving):
            raise BadInputError([Problem("proof:cuts", cut.post[:60], "a crewed post and officers of the scenario")])
        whole, spare = (len(cut.officers), 0) if cut.drivers else divmod(len(cut.officers), post.crew_size)
        car = 1 if cut.drivers else post.crew_size - spare
        counted = driving if cut.drivers else ""
        if not cut.supervised:
            if not spare:
                raise BadInputError([Problem("proof:cuts", cut.post[:60], "officers who leave a crew open")])
            return _StatedCut(car, car * whole, counted)
        led = post.cars_per_supervisor or 0
        if not post.supervisor_role or led < 2 or whole % led == 0:
            raise BadInputError([Problem("proof:cuts", cut.post[:60], "cars that leave a supervisor open")])
        last = whole % led
        full = whole // led
        # cars <= led * full + last * (supervisors - full) + officers outside / car
        return _StatedCut(car, car * full * (led - last), counted, car * last, post.supervisor_role)

    def _shared(self, priced: list[_Priced]) -> Iterator[Problem]:
        """Yield what keeps the bounds of several parts from adding up."""
        for kind in ("officer", "amount", "place"):
            owner: dict[object, int] = {}
            for number, one in enumerate(priced):
                members: list[object] = {
                    "officer": list[object](one.part.officers),
                    "amount": list[object](one.terms),
                    "place": list[object](one.gains),
                }[kind]
                for member in members:
                    if owner.setdefault(member, number) != number:
                        yield Problem("proof:parts", str(member)[:60], f"each {kind} in one part of a level only")
        for one in priced:
            outsiders = set(self._tables.officers) - set(one.part.officers)
            for name in sorted(outsiders):
                if self._least.could_gain(name, one.gains):
                    yield Problem("proof:parts", name, "every officer whom a part's rows count among its officers")

    def _bound(self, one: _Priced) -> int:
        """Return L(p), less what is held, as a whole number of the part's level."""
        part = one.part
        scaled = one.constant
        for amount in self._requirements.amounts:
            price = SCALE * sum(weight * unit for weight, unit in zip(part.weights, amount.price, strict=True))
            scaled += amount.upper * min(0, price - one.terms.get(amount.key, 0))
        pence_weight = part.weights[-1] * SCALE
        for key, dual in one.excess.items():
            row = self._own[key]
            saved = dual * row.unit - (row.pence or 0) * pence_weight
            scaled -= saved * self._least.most_excess(row) if saved > 0 else 0
        scaled += self._least.total(part.officers, one.gains, one.own, pence_weight)
        scaled -= SCALE * sum(part.weights[level] * value for level, value in part.held.items())
        return -(-scaled // (SCALE * part.weights[part.level]))
