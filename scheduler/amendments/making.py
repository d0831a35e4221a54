"""An accepted amendment made: the whole rota audited again, and the amendment kept beside those before it."""

from __future__ import annotations

import time

from scheduler.amendments.checking import Verdict
from scheduler.amendments.kind import Amendment
from scheduler.amendments.standing import audited_anew, uncovered_anew
from scheduler.domain.amendments import AmendmentRecord, Amendments, Effects, Reason
from scheduler.domain.notice import notice_given
from scheduler.domain.price import LevelResult
from scheduler.domain.rota import Plan
from scheduler.domain.scenario import Scenario


def amended_plan(scenario: Scenario, before: Plan, verdict: Verdict) -> Plan:
    """Return the plan of an amended rota, priced by what the audit finds about all of it.

    Where nothing that is known has changed and no rule is broken, the rota is one of those the proof was about, and its
    bounds hold; else nothing but nought is proved of it, and what its officers cost of themselves is not known.
    """
    began = time.monotonic()
    rota = verdict.changed.rota
    report = audited_anew(scenario, before, verdict)
    holds = verdict.changed.effects == Effects() and not report.faults
    bounds = [level.bound if holds else 0 for level in before.levels]
    levels, exact = [], True
    for number, (price, bound) in enumerate(zip(report.price, bounds, strict=True)):
        levels.append(LevelResult(number + 1, price, min(price, bound), conditional=not exact))
        exact = exact and price == bound
    proved = {"command": levels[0].exact, "crew": levels[1].exact and not levels[1].conditional}
    return Plan(
        rota,
        report.price,
        tuple(levels),
        "optimal" if all(level.exact for level in levels) else "feasible",
        uncovered_anew(scenario, before, verdict, proved),
        report.findings,
        before.officers_least_pence if holds else None,
        time.monotonic() - began,
        before.peak_rss_mb,
    )


def recorded(
    done: Amendments, amendment: Amendment, verdict: Verdict, reason: Reason, authority: str, told_on: int
) -> Amendments:
    """Return the amendments with one more.

    Parameters
    ----------
    authority
        On whose authority, as typed.
    told_on
        Force day on which those concerned are told.
    """
    changed = verdict.changed
    held = {(one.officer, one.day, one.tour) for one in changed.rota.assignments}
    provenance = {**done.provenance, **changed.provenance}
    days = tuple(sorted(changed.days))
    record = AmendmentRecord(
        amendment.kind,
        amendment.words(),
        tuple(sorted(changed.officers)),
        days,
        reason,
        authority,
        told_on,
        notice_given(told_on, days[0]) if days else None,
        changed.given_back,
        changed.effects,
        amendment.cells,
    )
    return Amendments((*done.records, record), {key: how for key, how in provenance.items() if key in held})
