"""What stands of the audit of a rota when it is amended: all that it found, but for what is about those concerned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from scheduler.amendments.checking import Verdict, posts_near
from scheduler.audit import AuditReport, audit, crew_mismatches, line_findings, price_of, reported, uncovered_of
from scheduler.domain.amendments import Amendments
from scheduler.domain.briefs import OfficerBrief, officer_briefs
from scheduler.domain.findings import FAULTS, Finding
from scheduler.domain.rota import Plan, Rota, Uncovered
from scheduler.domain.scenario import Scenario
from scheduler.domain.shares import shared_parts
from scheduler.rules.cover.courses import with_training
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.fair_share import DayShare
from scheduler.rules.line.holiday_share import HolidayShare
from scheduler.views.words import counted


def audited_anew(scenario: Scenario, before: Plan, verdict: Verdict) -> AuditReport:
    """Return the audit's report of an amended rota.

    What the audit found of the rota before stands but for what the amendment brings and ends, and for the lines of those
    whose fair share moves with an absence. Where that cannot be said, the whole rota is audited: with levers, whose uses
    are found by other scenarios, and where what is kept of the run is not what the second faces find.

    Parameters
    ----------
    scenario, before
        As the rota was planned; its findings are those of its audit.
    """
    rota, known = verdict.changed.rota, verdict.scenario
    was, now = _moved(scenario, verdict)
    kept, missing = _without(before.findings, (*verdict.ends, *_about(scenario, before.rota, was)))
    if scenario.pulled or crew_mismatches(known, rota) or not_kept(before, verdict) or missing:
        return audit(known, rota)
    return reported(known, rota, [*kept, *verdict.brings, *_about(known, rota, now)])


def uncovered_anew(
    scenario: Scenario, before: Plan, verdict: Verdict, proved: Mapping[str, bool]
) -> tuple[Uncovered, ...]:
    """Return every duty of an amended rota that has too few: those of posts that are not concerned stand.

    Parameters
    ----------
    proved
        As `uncovered_of`.
    """
    rota, known = verdict.changed.rota, verdict.scenario
    posts = posts_near(scenario, verdict.changed.officers, (before.rota, rota))
    seats = tuple(seat for seat in rota.crews if seat.post in posts)
    if rota.crews and not seats:
        # Without a car in it, a part of the rota would be counted as one that names no crews.
        return uncovered_of(known, rota, proved)
    near = replace(
        with_training(known, rota),
        posts=tuple(post for post in known.posts if post.post in posts),
        cover=tuple(row for row in known.cover if row.post in posts),
    )
    part = Rota(tuple(held for held in rota.assignments if held.post in posts), seats)
    kept = [
        replace(item, proved=proved.get(item.grade, False)) for item in before.uncovered if item.duty.post not in posts
    ]
    found = [*kept, *uncovered_of(near, part, proved)]
    return tuple(sorted(found, key=lambda item: (item.start_at, item.duty.duty, item.end_at)))


def not_kept(before: Plan, verdict: Verdict) -> tuple[Finding, ...]:
    """Return what the second faces find about those concerned and the run's plan does not have among its findings."""
    return tuple(
        _without(verdict.stood, [one for one in before.findings if one.subject in verdict.changed.officers])[0]
    )


def misstated(scenario: Scenario, before: Plan, done: Amendments, verdict: Verdict) -> str | None:
    """Return what is wrong with what a run states of its rota, as far as an amendment is concerned; None for nothing.

    Rules of rest that an earlier amendment broke because it had happened are stated, and nothing is wrong with them.
    """
    faults = [one for one in before.findings if one.grade in FAULTS and one.subject not in done.officers]
    faults += not_kept(before, verdict)
    if faults:
        return f"the audit finds {counted(len(faults), 'fault')}, the first of {faults[0].rule}: {faults[0].message}"
    price = price_of(scenario, before.findings)
    if price != before.price:
        return f"the audit prices the rota at {price}, the run at {before.price}"
    return None


def _without(findings: Iterable[Finding], gone: Iterable[Finding]) -> tuple[list[Finding], bool]:
    """Return findings without some of them, and whether any of those is not among them as often as it is to go."""
    left = Counter(gone)
    subjects = {one.subject for one in left}
    kept = []
    for one in findings:
        # A large rota has tens of thousands of findings: few are compared with all they say.
        if one.subject in subjects and left[one]:
            left[one] -= 1
        else:
            kept.append(one)
    return kept, any(left.values())


def _about(scenario: Scenario, rota: Rota, briefs: Sequence[OfficerBrief]) -> list[Finding]:
    """Return what the line rules find about some officers."""
    return list(line_findings(scenario, rota, briefs)) if briefs else []


def _moved(scenario: Scenario, verdict: Verdict) -> tuple[list[OfficerBrief], list[OfficerBrief]]:
    """Return the briefs, before and after, of who else's share moves with what is known anew.

    A share is of whole days: of the many whose part of everybody's duty moves by a little, few have another one.
    """
    if verdict.scenario is scenario:
        return [], []
    was = verdict.shared_before or shared_parts(scenario)
    now = verdict.shared or shared_parts(verdict.scenario)
    others = {officer.officer for officer in scenario.officers} - verdict.changed.officers
    shares, horizon = _share_rules(scenario), scenario.horizon
    holidays = {
        contract
        for contract, rules in shares.items()
        if any(isinstance(rule, HolidayShare) and rule.days & set(horizon.days) for rule in rules)
    }
    names = frozenset(
        officer.officer
        for officer in scenario.officers
        if officer.officer in others
        and (
            was.shares.get(officer.officer) != now.shares.get(officer.officer)
            or (officer.contract in holidays and was.wanted.get(officer.officer) != now.wanted.get(officer.officer))
        )
    )
    before, after = [], []
    for one, other in zip(
        officer_briefs(scenario, names, was), officer_briefs(verdict.scenario, names, now), strict=True
    ):
        if any(rule.share(one, horizon) != rule.share(other, horizon) for rule in shares[one.officer.contract]):
            before.append(one)
            after.append(other)
    return before, after


def _share_rules(scenario: Scenario) -> Mapping[str, Sequence[DayShare]]:
    """Return by contract the line rules that read what hangs on everybody's absences."""
    groups = {
        group.group: [rule for rule in rules_of_group(group) if isinstance(rule, DayShare)] for group in scenario.rules
    }
    return {contract.contract: groups.get(contract.rules, []) for contract in scenario.contracts}
