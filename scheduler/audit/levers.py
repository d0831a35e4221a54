"""Uses of levers: what a rota would break if one of them had not been pulled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace

from scheduler.domain.findings import Finding
from scheduler.domain.levers import Lever
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.levers.pulling import KINDS, pulled

Faults = Callable[[Scenario, Rota], list[Finding]]
"""What a scenario's rules and records refuse in a rota."""


def lever_findings(scenario: Scenario, rota: Rota, faults: Faults, known: list[Finding]) -> Iterator[Finding]:
    """Yield each use of a lever that is pulled, under the owner who answers for it.

    A use is what the rules and records refuse in the scenario in which all the other levers are pulled and this one is
    not. Of one officer and force day it is counted once.

    Parameters
    ----------
    known
        What is refused with all of them pulled: that is no use of any.
    """
    if scenario.unbent is None:
        return
    unbent = replace(scenario.unbent, horizon=scenario.horizon)
    told = {_key(finding) for finding in known}
    for lever in scenario.pulled:
        without = pulled(unbent, [other for other in scenario.pulled if other is not lever])
        uses: dict[tuple[str, int], Finding] = {}
        for finding in faults(without, rota):
            if _key(finding) not in told:
                uses.setdefault((finding.subject, finding.day), finding)
        yield from _told(lever, uses)


def _key(finding: Finding) -> tuple[str, str, str, int]:
    return finding.rule, finding.grade, finding.subject, finding.day


def _told(lever: Lever, uses: dict[tuple[str, int], Finding]) -> Iterator[Finding]:
    """Yield the findings of one lever; one a day without a name where a name would show an absence."""
    kind = KINDS[lever.lever]
    owner = f"{kind.words}, {lever.owner} answers for it"
    if kind.about_officers:
        for (officer, day), use in uses.items():
            excess = use.excess if lever.lever == "exigency" else 1
            yield Finding(lever.lever, "lever", officer, day, excess, 0, f"{owner}: {use.message}")
        return
    by_day: dict[int, int] = defaultdict(int)
    for _, day in uses:
        by_day[day] += 1
    for day, number in by_day.items():
        yield Finding(lever.lever, "lever", lever.lever, day, number, 0, f"{owner}: {number} on {iso_day(day)}")
