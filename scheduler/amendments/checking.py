"""An amendment judged: by the solver's own rules for everybody concerned, and by what it does to cover."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from scheduler.amendments.effects import amended
from scheduler.amendments.kind import Amendment, Changed
from scheduler.audit import Entitlements, cover_findings, entitlement_findings, line_findings, lines_of, price_of
from scheduler.crewed_anew import Crewing
from scheduler.domain.briefs import OfficerBrief, officer_briefs
from scheduler.domain.findings import FAULTS, Finding
from scheduler.domain.price import Price
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.shares import SharedParts, shared_anew, shared_parts
from scheduler.rules.cover.courses import with_training
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.rule import DayRule, MachineRule

MARGIN_DAYS = 1
"""Force days around those concerned whose cover is counted as well: tours reach over midnight."""


@dataclass(frozen=True)
class Refusal:
    """A machine that does not accept an officer's line, and the force day on which it stops."""

    officer: str
    rule: str
    day: int


_Found = TypeVar("_Found", Finding, Refusal)


@dataclass(frozen=True)
class Verdict:
    """What becomes of an amendment.

    Attributes
    ----------
    scenario, changed
        What is known after it, and the rota with its cars crewed anew.
    refused
        Breaches and seats that may not be held that it brings, each with its figure; nothing where it is accepted.
    broken
        The same where it has happened all the same; what rest they took is given back.
    machines
        What the solver's own rules refuse of the lines after it and did not refuse before.
    more
        What it adds to the price, level by level; less than nought is a saving.
    brings, ends
        Findings that are there after it and were not before, and the other way round, of cover and of everybody
        concerned.
    stood
        What was found before it about everybody concerned.
    shared_before, shared
        What everybody's absences make of everybody's share, before and after; None where nobody asked.
    """

    scenario: Scenario
    changed: Changed
    refused: tuple[Finding, ...]
    broken: tuple[Finding, ...]
    machines: tuple[Refusal, ...]
    more: Price
    brings: tuple[Finding, ...]
    ends: tuple[Finding, ...]
    stood: tuple[Finding, ...]
    shared_before: SharedParts | None = field(default=None, repr=False, compare=False)
    shared: SharedParts | None = field(default=None, repr=False, compare=False)

    @property
    def accepted(self) -> bool:
        """Whether nothing refuses it."""
        return not self.refused

    @property
    def uncovered(self) -> tuple[Finding, ...]:
        """Duties that it leaves below their minimum, or further below."""
        return tuple(finding for finding in self.brings if finding.grade == "uncovered")


@dataclass(frozen=True)
class Proposed:
    """What an amendment makes of a scenario and its rota, whatever becomes of it.

    Attributes
    ----------
    scenario, changed
        What is known after it, and the rota with its cars crewed anew.
    """

    scenario: Scenario
    changed: Changed


def proposed(scenario: Scenario, rota: Rota, amendment: Amendment) -> Proposed:
    """Return what an amendment makes of a rota, before anybody judges it.

    Raises
    ------
    BadInputError
        If it is about what the rota does not have.
    """
    changed = amendment.change(scenario, rota)
    known = amended(scenario, changed.effects)
    tables = Entitlements(with_training(known, changed.rota))
    crewed = Crewing(known, rota, tables).crewed(changed.rota.assignments)
    return Proposed(known, replace(changed, rota=crewed))


def judged(
    scenario: Scenario,
    rota: Rota,
    amendment: Amendment,
    known_briefs: Mapping[str, OfficerBrief] | None = None,
    proposal: Proposed | None = None,
) -> Verdict:
    """Return what becomes of an amendment of a rota.

    Only those concerned and the days around are looked at, so that the answer does not wait for the whole force. What a
    rule finds that everybody shares in, such as fair shares after an absence, is counted for those concerned.

    Parameters
    ----------
    known_briefs
        Briefs of everybody concerned, where they are at hand.
    proposal
        What it makes of them (`proposed`), where that is at hand.

    Raises
    ------
    BadInputError
        If it is about what the rota does not have.
    """
    made = proposed(scenario, rota, amendment) if proposal is None else proposal
    known, changed = made.scenario, made.changed
    trained, now_trained = with_training(scenario, rota), with_training(known, changed.rota)
    officers = changed.officers
    days = set(changed.days) | _days_renewed(trained, now_trained, (rota, changed.rota))
    posts = posts_near(scenario, officers, (rota, changed.rota))
    shared_before, shared = None, None
    if known_briefs is None:
        shared_before = shared_parts(scenario)
        briefs = officer_briefs(scenario, officers, shared_before)
    else:
        briefs = tuple(known_briefs[name] for name in sorted(officers))
    anew = briefs
    if known is not scenario:
        # Only what is known anew about people makes other briefs of them.
        shared = shared_parts(known) if shared_before is None else shared_anew(shared_before, known, officers)
        anew = officer_briefs(known, officers, shared)
    before = found_about(trained, rota, briefs, days, posts)
    after = found_about(now_trained, changed.rota, anew, days, posts)
    brings, ends = _only(after, before), _only(before, after)
    faults = tuple(finding for finding in brings if finding.grade in FAULTS)
    grave = tuple(finding for finding in faults if finding.grade != "breach")
    was, now = price_of(scenario, before), price_of(known, after)
    refusals = _only(refusals_of(known, changed.rota, anew), refusals_of(scenario, rota, briefs))
    return Verdict(
        known,
        changed,
        grave if amendment.happened else faults,
        tuple(finding for finding in faults if finding.grade == "breach") if amendment.happened else (),
        tuple(refusals),
        Price(*(new - old for new, old in zip(now, was, strict=True))),
        tuple(brings),
        tuple(ends),
        tuple(finding for finding in before if finding.subject in officers),
        shared_before,
        shared,
    )


def found_about(
    scenario: Scenario, rota: Rota, briefs: Sequence[OfficerBrief], days: Collection[int], posts: Collection[str]
) -> list[Finding]:
    """Return what the second faces find about some officers, and about the cover of some posts around some force days."""
    officers = {brief.officer.officer for brief in briefs}
    own = Rota(tuple(held for held in rota.assignments if held.officer in officers))
    found = [*entitlement_findings(_recorded_of(scenario, officers), own), *line_findings(scenario, own, briefs)]
    near = replace(
        scenario,
        posts=tuple(post for post in scenario.posts if post.post in posts),
        cover=tuple(row for row in scenario.cover if row.post in posts),
    )
    for span in _spans(days, scenario.horizon.days):
        horizon = replace(scenario.horizon, first_day=span.start, n_days=len(span), n_tail_days=0)
        there = _part(rota, span, posts)
        people = {held.officer for held in there.assignments}
        found += cover_findings(_recorded_of(replace(near, horizon=horizon), people), there)
    return found


def _days_renewed(was: Scenario, now: Scenario, rotas: Iterable[Rota]) -> set[int]:
    """Return the force days of the seats of everybody who trains otherwise than before: they may count, or not, for it."""
    moved = {event.officer for event in {*(was.renewed or ())} ^ {*(now.renewed or ())}}
    return {held.day for rota in rotas if moved for held in rota.assignments if held.post and held.officer in moved}


def _recorded_of(scenario: Scenario, officers: Collection[str]) -> Scenario:
    """Return a scenario with the records of some officers alone, for questions about nobody else."""
    return replace(
        scenario,
        authorisations=tuple(row for row in scenario.authorisations if row.officer in officers),
        abstractions=tuple(row for row in scenario.abstractions if row.officer in officers),
        events=tuple(row for row in scenario.events if not row.officer or row.officer in officers),
    )


def _part(rota: Rota, span: range, posts: Collection[str]) -> Rota:
    """Return the part of a rota that is about some posts on a stretch of days.

    Where it has no cars, those of one tour of another day come with it: they say that this is a rota that names its crews,
    so that its cars are counted by them.
    """
    held = tuple(one for one in rota.assignments if one.day in span and (not one.post or one.post in posts))
    seats = tuple(seat for seat in rota.crews if seat.day in span and seat.post in posts)
    other = next((seat for seat in rota.crews if seat.day not in span), None)
    if seats or other is None:
        return Rota(held, seats)
    place = (other.post, other.tour, other.day)
    held += tuple(one for one in rota.assignments if (one.post, one.tour, one.day) == place)
    return Rota(held, tuple(seat for seat in rota.crews if (seat.post, seat.tour, seat.day) == place))


def posts_near(scenario: Scenario, officers: Collection[str], rotas: Iterable[Rota]) -> frozenset[str]:
    """Return the posts whose cover is concerned: where any of the officers has a seat, and posts of their cars.

    Parameters
    ----------
    rotas
        Before and after.
    """
    held = {one.post for rota in rotas for one in rota.assignments if one.officer in officers}
    pools = {post.vehicle_pool for post in scenario.posts if post.post in held and post.vehicle_pool is not None}
    return frozenset(post.post for post in scenario.posts if post.post in held or post.vehicle_pool in pools)


def _spans(days: Collection[int], planned: range) -> list[range]:
    """Return stretches of planned days around some days, none of which touch."""
    near = sorted({day + by for day in days for by in range(-MARGIN_DAYS, MARGIN_DAYS + 1)} & set(planned))
    found: list[range] = []
    for day in near:
        if found and found[-1].stop == day:
            found[-1] = range(found[-1].start, day + 1)
        else:
            found.append(range(day, day + 1))
    return found


def refusals_of(scenario: Scenario, rota: Rota, briefs: Sequence[OfficerBrief]) -> list[Refusal]:
    """Return where the machines the solver plans with stop on some officers' lines, each rule at its first refusal."""
    groups = {group.group: rules_of_group(group) for group in scenario.rules}
    rules = {contract.contract: groups.get(contract.rules, ()) for contract in scenario.contracts}
    lines = lines_of(scenario, rota, {brief.officer.officer for brief in briefs})
    found = []
    for brief in briefs:
        name = brief.officer.officer
        for rule in rules[brief.officer.contract]:
            state = rule.start(brief, scenario.horizon) if isinstance(rule, MachineRule) else None
            for option in lines[name]:
                if isinstance(rule, DayRule):
                    refused = rule.price(brief, option, scenario.horizon) is None
                elif isinstance(rule, MachineRule):
                    step = rule.step(state, option, scenario.horizon)
                    refused = step is None
                    state = None if step is None else step.state
                else:
                    refused = False
                if refused:
                    found.append(Refusal(name, rule.code, option.day))
                    break
    return found


def _only(one: Iterable[_Found], other: Iterable[_Found]) -> list[_Found]:
    """Return what stands in one list more often than in the other."""
    return list((Counter(one) - Counter(other)).elements())
