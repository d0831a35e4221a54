"""The audit: every rule's second face over a finished rota, and its price recomputed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from scheduler.audit.entitlement import Entitlements, entitlement_findings
from scheduler.audit.levers import lever_findings
from scheduler.domain.aid import OFFICER_DAY
from scheduler.domain.amendments import Worked
from scheduler.domain.briefs import OfficerBrief, officer_briefs
from scheduler.domain.duties import duties_of
from scheduler.domain.findings import FAULTS, Finding
from scheduler.domain.price import FREE, Price
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.work import Option, dated_option
from scheduler.rules.cover import COVER_RULES
from scheduler.rules.cover.courses import with_training
from scheduler.rules.crew import CREW_RULES
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.rule import LineRule

AWAY = "away_price"
"""Code of what an officer's placement away from the home post costs."""
OTHER_SEAT = "seat_told"
"""Code of what another seat costs than the one an officer was told for a tour."""


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What the second faces say about a rota.

    Attributes
    ----------
    findings
        In an order that does not depend on the rota's order of rows.
    price
        All six levels, recomputed from the rota.
    n_assignments
        Assignments read.
    """

    findings: tuple[Finding, ...]
    price: Price
    n_assignments: int

    @property
    def faults(self) -> tuple[Finding, ...]:
        """Breaches, officers where they may not be, and what does not agree with the scenario."""
        return tuple(finding for finding in self.findings if finding.grade in FAULTS)

    @property
    def uncovered(self) -> tuple[Finding, ...]:
        """Duties below their minimum."""
        return tuple(finding for finding in self.findings if finding.grade == "uncovered")


def audit(scenario: Scenario, rota: Rota, lines: Iterable[Finding] | None = None) -> AuditReport:
    """Return every finding about a rota and its whole price, from the scenario's raw rows and real instants alone.

    The whole horizon is judged, its tail included; `without_tail` leaves the tail out.

    Parameters
    ----------
    lines
        What `line_findings` says of the rota, if another process was asked.
    """
    judged = with_training(scenario, rota)
    findings = [*entitlement_findings(judged, rota), *(line_findings(scenario, rota) if lines is None else lines)]
    findings += lever_findings(scenario, rota, _faults, [one for one in findings if one.grade in FAULTS])
    return reported(scenario, rota, [*findings, *cover_findings(judged, rota)])


def audit_seats(scenario: Scenario, rota: Rota) -> AuditReport:
    """Return what hangs on who sits where alone: no line rule is read, so that seats can be compared quickly."""
    judged = with_training(scenario, rota)
    return reported(scenario, rota, [*entitlement_findings(judged, rota), *cover_findings(judged, rota)])


def cover_findings(scenario: Scenario, rota: Rota) -> list[Finding]:
    """Return what the rules about several officers find, and what seats away from home or other than told cost."""
    scenario = with_training(scenario, rota)
    found = [finding for rule in (*COVER_RULES, *CREW_RULES) for finding in rule().findings(scenario, rota)]
    return [*found, *_away_findings(scenario, rota), *_other_seat_findings(scenario, rota)]


def price_of(scenario: Scenario, findings: Iterable[Finding]) -> Price:
    """Return all six levels of what was found."""
    command = _command_duties(scenario)
    days_of = {offer.offer: OFFICER_DAY[offer.relation] for offer in scenario.offers}
    price = FREE
    pence = 0
    for finding in findings:
        if finding.grade in ("cost", "shortfall"):
            pence += finding.pence
        elif finding.grade == "uncovered":
            price = price.plus(_price_of(finding, command))
        elif finding.grade == "aid":
            price = price.plus(days_of[finding.subject].times(finding.excess))
    return price.plus(Price(pence=pence))


def reported(scenario: Scenario, rota: Rota, findings: Sequence[Finding]) -> AuditReport:
    """Return findings in an order that does not hang on the rota's, and the price they come to."""
    ordered = sorted(
        findings, key=lambda item: (item.day, item.grade, item.rule, item.subject, item.message, item.excess)
    )
    return AuditReport(tuple(ordered), price_of(scenario, findings), len(rota.assignments))


def without_tail(scenario: Scenario) -> Scenario:
    """Return the scenario with the asked-for days alone, for auditing a rota that was never meant to go further."""
    return replace(scenario, horizon=replace(scenario.horizon, n_tail_days=0))


def _price_of(finding: Finding, command: set[str]) -> Price:
    """Return what an uncovered duty adds to the price: L1 or L2 by its priority, and L6 pence."""
    if finding.subject in command:
        return Price(command=finding.excess, pence=finding.pence)
    return Price(crews=finding.excess, pence=finding.pence)


def _faults(scenario: Scenario, rota: Rota) -> list[Finding]:
    """Return what the records and line rules of a scenario refuse in a rota."""
    found = (*entitlement_findings(scenario, rota), *line_findings(scenario, rota))
    return [finding for finding in found if finding.grade in FAULTS]


def _command_duties(scenario: Scenario) -> set[str]:
    """Return the duties of posts whose role is a command role."""
    roles = {role.role for role in scenario.roles if role.command}
    posts = {post.post for post in scenario.posts if post.role in roles}
    rows = tuple(row for row in scenario.cover if row.post in posts)
    operations = tuple(row for row in scenario.operations if row.post in posts)
    return {duty.duty for duty in duties_of(replace(scenario, cover=rows, operations=operations))}


def line_findings(scenario: Scenario, rota: Rota, briefs: Sequence[OfficerBrief] | None = None) -> Iterator[Finding]:
    """Yield what every line rule of each officer's rule group finds on the line the rota gives them.

    Parameters
    ----------
    briefs
        Of the officers asked about; everybody's if not stated.
    """
    groups = {group.group: rules_of_group(group) for group in scenario.rules}
    contracts = {contract.contract: contract for contract in scenario.contracts}
    asked = officer_briefs(scenario) if briefs is None else briefs
    lines = lines_of(scenario, rota, None if briefs is None else {brief.officer.officer for brief in briefs})
    for brief in asked:
        rules: tuple[LineRule, ...] = groups.get(contracts[brief.officer.contract].rules, ())
        line = lines[brief.officer.officer]
        for rule in rules:
            yield from rule.findings(brief, line, scenario.horizon)


def lines_of(scenario: Scenario, rota: Rota, only: Collection[str] | None = None) -> Mapping[str, tuple[Option, ...]]:
    """Return each officer's line: the option their tours make up on each planned force day, else leave or rest.

    Duty beyond tours (`Scenario.worked`) lengthens the option of its force day.

    Parameters
    ----------
    only
        Officers wanted; everybody if not stated.
    """
    tables = Entitlements(scenario)
    zone = scenario.horizon.zone
    held: dict[tuple[str, int], list[str]] = defaultdict(list)
    for assignment in rota.assignments:
        if only is not None and assignment.officer not in only:
            continue
        if assignment.tour in tables.tours and assignment.tour not in held[assignment.officer, assignment.day]:
            held[assignment.officer, assignment.day].append(assignment.tour)

    @cache
    def option(code: str, day: int) -> Option:
        return dated_option(code, tables.tours, day, zone)

    lines = {
        officer.officer: tuple(
            option(tables.option_code(officer, held.get((officer.officer, day), ()), day)[0], day)
            for day in scenario.horizon.days
        )
        for officer in scenario.officers
        if only is None or officer.officer in only
    }
    for work in scenario.worked:
        if work.officer in lines and work.day in scenario.horizon.days:
            line = list(lines[work.officer])
            place = work.day - scenario.horizon.first_day
            line[place] = _lengthened(line[place], work)
            lines[work.officer] = tuple(line)
    return lines


def _lengthened(option: Option, work: Worked) -> Option:
    """Return the option of a force day on which somebody worked beyond the tours, from the first minute to the last."""
    if not option.minutes:
        return replace(
            option, start_at=work.start_at, end_at=work.end_at, minutes=work.end_at - work.start_at, leave=False
        )
    more = max(0, option.start_at - work.start_at) + max(0, work.end_at - option.end_at)
    start_at, end_at = min(option.start_at, work.start_at), max(option.end_at, work.end_at)
    return replace(option, start_at=start_at, end_at=end_at, minutes=option.minutes + more)


def _away_findings(scenario: Scenario, rota: Rota) -> Iterator[Finding]:
    """Yield the price of every officer placed at another post than their home post."""
    homes = {officer.officer: officer.home_post for officer in scenario.officers}
    prices = {post.post: post.away_price for post in scenario.posts}
    for held in rota.assignments:
        home, pence = homes.get(held.officer), prices.get(held.post, 0)
        if home is not None and held.post != home and pence:
            message = f"placed at {held.post} on {iso_day(held.day)}, away from {home}"
            yield Finding(AWAY, "cost", held.officer, held.day, 1, pence, message)


def _other_seat_findings(scenario: Scenario, rota: Rota) -> Iterator[Finding]:
    """Yield the price of every officer on a tour that was told, but in another seat."""
    told = scenario.told
    if told is None:
        return
    for held in rota.assignments:
        before = told.seats.get(held.officer, {}).get(held.day, {})
        pence = told.seat_pence.get(held.officer, 0)
        if held.post and held.tour in before and before[held.tour] != held.post and pence:
            was = before[held.tour] or "no seat"
            message = f"placed at {held.post} on {iso_day(held.day)}, where {was} was told"
            yield Finding(OTHER_SEAT, "cost", held.officer, held.day, 1, pence, message)
