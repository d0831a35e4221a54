"""What a response takes: people told, pounds, the levers and rungs used and when, and the own part of the armed hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from scheduler.audit import audit
from scheduler.domain.aid import RUNGS
from scheduler.domain.findings import Finding
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.pay.counting import pay_of
from scheduler.rules.line import LINE_RULES

_OF_OFFICERS = frozenset(rule.code for rule in LINE_RULES)


@dataclass(frozen=True, slots=True)
class Use:
    """A lever, or a rung of help, that a rota uses.

    Attributes
    ----------
    step
        Name of the lever or rung.
    first_day
        Force day on which it is first used.
    uses
        Officer-days, over all planned days.
    """

    kind: Literal["lever", "rung"]
    step: str
    first_day: int
    uses: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What a response takes.

    Attributes
    ----------
    law
        Breaches of rules on one officer's hours, rest and tours, and uses of levers that bend one, beyond what the rota as
        published has.
    told
        Officers whose tours or seats are no longer as published, those who handed in among them.
    pence
        Pay that the rota brings, as `rota plan` counts it; indicative.
    aid_days
        Officer-days of help.
    uses
        Levers in the order in which they are pulled, then rungs from the nearest; those that are not used are not there.
    armed
        Force day -> own officers' minutes in armed seats, and everybody's.
    """

    law: int
    told: int
    pence: int
    aid_days: int
    uses: tuple[Use, ...]
    armed: Mapping[int, tuple[int, int]]

    @property
    def lever(self) -> Use | None:
        """The last lever in order that is used."""
        return next((use for use in reversed(self.uses) if use.kind == "lever"), None)

    @property
    def rung(self) -> Use | None:
        """The furthest rung that helped."""
        return next((use for use in reversed(self.uses) if use.kind == "rung"), None)

    @property
    def own_share(self) -> float | None:
        """Own officers' part of all armed hours; None where there are none."""
        own, every = (sum(part) for part in zip(*self.armed.values(), strict=True)) if self.armed else (0, 0)
        return round(own / every, 3) if every else None

    def document(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return {**asdict(self), "armed": [[day, *minutes] for day, minutes in sorted(self.armed.items())]}

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Taken:
        """Return it of its document."""
        uses = tuple(Use(**use) for use in document["uses"])
        return cls(**{**document, "uses": uses, "armed": {day: (own, every) for day, own, every in document["armed"]}})


def limits_broken(findings: Iterable[Finding]) -> int:
    """Return how often a rule on one officer's hours, rest and tours is broken, or bent by a lever."""
    return sum(one.grade == "lever" or (one.grade == "breach" and one.rule in _OF_OFFICERS) for one in findings)


def taken_of(scenario: Scenario, rota: Rota, published: Rota, law_before: int) -> Taken:
    """Return what a rota takes beside the one that was published, leaving out what it leaves uncovered.

    Parameters
    ----------
    scenario
        With the levers pulled and the help asked for that the rota may use.
    """
    findings = audit(scenario, rota).findings
    offer_of = {officer.officer: officer.offer for officer in scenario.officers if officer.offer is not None}
    helped = {(held.officer, held.day) for held in rota.assignments if held.officer in offer_of and held.post}
    relations = {offer.offer: offer.relation for offer in scenario.offers}
    rungs = [(relations[offer_of[officer] or ""], day) for officer, day in helped]
    return Taken(
        max(0, limits_broken(findings) - law_before),
        _n_told(scenario, rota, published),
        pay_of(scenario, rota).pence,
        len(helped),
        (*_levers_used(scenario, findings), *_rungs_used(rungs)),
        _armed(scenario, rota, offer_of.keys()),
    )


def _levers_used(scenario: Scenario, findings: Iterable[Finding]) -> list[Use]:
    days: dict[str, list[int]] = defaultdict(list)
    for one in findings:
        if one.grade == "lever":
            # Officers' days of one lever are told one by one, or where that would show an absence as a number a day.
            days[one.rule] += [one.day] * (one.excess if one.subject == one.rule else 1)
    return [
        Use("lever", lever.lever, min(days[lever.lever]), len(days[lever.lever]))
        for lever in scenario.pulled
        if days[lever.lever]
    ]


def _rungs_used(helped: Collection[tuple[str, int]]) -> list[Use]:
    days = {rung: [day for one, day in helped if one == rung] for rung in RUNGS}
    return [Use("rung", rung, min(found), len(found)) for rung, found in days.items() if found]


def _n_told(scenario: Scenario, rota: Rota, published: Rota) -> int:
    """Return the officers whose days asked for are not as published."""
    asked = range(scenario.horizon.first_day, scenario.horizon.first_day + scenario.horizon.n_days)

    def held(one: Rota) -> set[tuple[str, int, str, str]]:
        return {(row.officer, row.day, row.tour, row.post) for row in one.assignments if row.day in asked}

    return len({officer for officer, *_ in held(rota) ^ held(published)})


def _armed(scenario: Scenario, rota: Rota, lent: Collection[str]) -> dict[int, tuple[int, int]]:
    """Return own officers' and everybody's minutes in armed seats, by force day."""
    armed = {tour.tour for tour in scenario.tours if tour.armed}
    own, every = defaultdict[int, int](int), defaultdict[int, int](int)
    for held in rota.assignments:
        if held.post and held.tour in armed:
            minutes = held.end_at - held.start_at
            every[held.day] += minutes
            own[held.day] += 0 if held.officer in lent else minutes
    return {day: (own[day], minutes) for day, minutes in sorted(every.items())}
