"""Rules that are sums over days, as rows of each officer's own: read off the rules, not off what the planner wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scheduler.domain.briefs import OfficerBrief
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import LEAVE, REST, Option, dated_option
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.rule import TalliedRule, Tally


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One officer's limit on a sum: what the line adds up to, less ``unit`` times its excess, is at most ``most``.

    Attributes
    ----------
    adds
        Option code -> what it adds, for each planned day; nothing outside the tally's days.
    pence
        Price of one unit of excess; None where none is allowed.
    """

    officer: str
    most: int
    unit: int
    adds: tuple[Mapping[str, int], ...]
    pence: int | None


def own_rows(scenario: Scenario, briefs: Mapping[str, OfficerBrief]) -> dict[str, OwnRow]:
    """Return every officer's own rows by their keys, ``tally/RULE/OFFICER/NAME``."""
    tours, horizon = scenario.tours_by_code, scenario.horizon
    groups = {group.group: rules_of_group(group) for group in scenario.rules}
    found = {}
    for contract in scenario.contracts:
        codes = dict.fromkeys((REST, *contract.options, LEAVE))
        alphabet = [[dated_option(code, tours, day, horizon.zone) for code in codes] for day in horizon.days]
        members = [brief for brief in briefs.values() if brief.officer.contract == contract.contract]
        for rule in groups.get(contract.rules, ()):
            if not isinstance(rule, TalliedRule):
                continue
            adds: dict[str, list[dict[str, int]]] = {}
            for brief in members:
                for tally in rule.tallies(brief, horizon):
                    if tally.of not in adds:
                        adds[tally.of] = _adds(rule, tally.of, alphabet)
                    key = f"tally/{rule.code}/{brief.officer.officer}/{tally.name}"
                    found[key] = _stated(rule, brief.officer.officer, tally, adds[tally.of], horizon.first_day)
    return found


def _adds(rule: TalliedRule, of: str, alphabet: list[list[Option]]) -> list[dict[str, int]]:
    return [{option.code: rule.adds_to(option, of) for option in options} for options in alphabet]


def _stated(rule: TalliedRule, officer: str, tally: Tally, adds: list[dict[str, int]], first_day: int) -> OwnRow:
    within = tuple(by_code if first_day + at in tally.days else {} for at, by_code in enumerate(adds))
    return OwnRow(officer, tally.most, tally.unit, within, None if rule.hard else getattr(rule, "pence", 0))


def rounded(row: OwnRow, divisor: int, shifts: Mapping[int, int]) -> OwnRow:
    """Return the row with its sum counted in a divisor, by mixed integer rounding; its excess is the same.

    Let what the days in ``shifts`` surely add be taken off both sides, and ``most = divisor * whole + rest``. Then
    ``F(x) = (divisor - rest) * (x // divisor) + max(0, x % divisor - rest)`` of what each option adds comes, less
    ``unit`` times the excess, to at most ``(divisor - rest) * whole`` on any line, because on every day exactly one
    option is taken. What an option that adds nothing then counts is moved to the other side.

    Parameters
    ----------
    shifts
        Planned day (from 0) -> what is taken off on it; any number makes a row that holds.
    """
    whole, rest = divmod(row.most - sum(shifts.values()), divisor)

    def stepped(amount: int) -> int:
        return (divisor - rest) * (amount // divisor) + max(0, amount % divisor - rest)

    adds = tuple(
        {code: stepped(amount - shifts.get(at, 0)) - stepped(-shifts.get(at, 0)) for code, amount in by_code.items()}
        for at, by_code in enumerate(row.adds)
    )
    most = (divisor - rest) * whole - sum(stepped(-shift) for shift in shifts.values())
    return replace(row, most=most, adds=adds)
