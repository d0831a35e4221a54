"""Was each officer of a deployment competent and on duty, and do they rest after it.

Source: HMICFRS inspection report of July 2023, recommendation 12 (records of armed deployments that can be audited), as
quoted by the Deputy Mayor for Policing and Crime to the Home Secretary, 9 October 2023.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, NamedTuple

from scheduler.domain.commitments import Deployment
from scheduler.domain.people import Abstraction
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.spans import Span, joined, without
from scheduler.domain.time import instant, iso_day, local
from scheduler.domain.work import dated_option
from scheduler.register.competence import NOT_AVAILABLE, Competence
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.rest_between_tours import RestBetweenTours

Code = Literal["unknown", "not_competent", "advice", "off_duty", "kept_on", "not_planned", "rest"]

BREAKING = frozenset({"unknown", "not_competent", "rest"})
"""Findings that break a rule; the others say what follows or cannot be known."""

_NAMES_SOUGHT = 50


@dataclass(frozen=True, slots=True)
class DeploymentFinding:
    """One statement about one row of a file of deployments.

    Attributes
    ----------
    place
        ``file:row``.
    code
        What kind it is; those in `BREAKING` break a rule.
    """

    place: str
    deployment: str
    officer: str
    code: Code
    message: str

    @property
    def breaks(self) -> bool:
        """Whether a rule is broken."""
        return self.code in BREAKING


class _Attended(NamedTuple):
    """An attended tour of the rota."""

    start_at: int
    end_at: int
    tour: str
    day: int


def deployment_findings(
    scenario: Scenario, rota: Rota, deployments: Iterable[Deployment]
) -> tuple[DeploymentFinding, ...]:
    """Return what is to be said about each row, in the order of the rows.

    An officer on call counts as on duty: a deployment calls them out. Rest follows what of a deployment lies beside the
    attended tours, whether the officer was off duty, on call or kept on.

    Parameters
    ----------
    scenario
        Its planned days are those the rota was made for.
    """
    check = _Check(scenario, rota)
    return tuple(finding for row in deployments for finding in check.findings(row))


class _Check:
    """What a scenario and a rota say about officers, for asking about one row at a time."""

    def __init__(self, scenario: Scenario, rota: Rota) -> None:
        self._zone = scenario.horizon.zone
        self._planned = tuple(
            instant(day, 0, self._zone) for day in (scenario.horizon.first_day, scenario.horizon.until_day)
        )
        self._roles = {role.role: role for role in scenario.roles}
        self._officers = {officer.officer: officer for officer in scenario.officers}
        self._day_start = {force.force: force.day_start for force in scenario.forces}
        self._competence = Competence.of(scenario)
        self._away: dict[str, list[Abstraction]] = defaultdict(list)
        for row in scenario.abstractions:
            self._away[row.officer].append(row)
        self._attended: dict[str, list[_Attended]] = defaultdict(list)
        on_duty: dict[str, list[Span]] = defaultdict(list)
        tours = scenario.tours_by_code
        for held in rota.assignments:
            on_duty[held.officer].append((held.start_at, held.end_at))
            if not tours[held.tour].on_call:
                self._attended[held.officer].append(_Attended(held.start_at, held.end_at, held.tour, held.day))
        for past in scenario.history:
            option = dated_option(past.option, tours, past.day, self._zone)
            on_duty[past.officer] += [(option.start_at, option.end_at), (option.on_call_from, option.on_call_until)]
        self._on_duty = {officer: joined(spans) for officer, spans in on_duty.items()}
        self._hints: dict[str, str] = {}
        self._told: set[tuple[str, int, int]] = set()
        self._rest_minutes = _rest_by_officer(scenario)

    def findings(self, row: Deployment) -> Iterator[DeploymentFinding]:
        """Yield what is to be said about one row; of an unknown officer or role only that."""
        for what, name, names in (("officer", row.officer, [*self._officers]), ("role", row.role, [*self._roles])):
            if name not in names:
                yield _finding(row, "unknown", f"{what} {name} is not in the scenario{self._hint(name, names)}")
        if row.officer not in self._officers:
            return
        if row.role in self._roles:
            yield from self._competent(row)
        times = (row.officer, row.from_at, row.until_at)
        if times not in self._told:
            # Where an officer acted in two roles at once, duty and rest are told of once.
            self._told.add(times)
            yield from self._present(row)
            yield from self._rested(row)

    def _hint(self, name: str, known: Sequence[str]) -> str:
        """Return the nearest name as a question; each is looked up once, and only so many, since it takes a while."""
        if name not in self._hints and len(self._hints) < _NAMES_SOUGHT:
            near = get_close_matches(name, known, 1)
            self._hints[name] = f"; did you mean {near[0]!r}?" if near else ""
        return self._hints.get(name, "")

    def _competent(self, row: Deployment) -> Iterator[DeploymentFinding]:
        """Yield what kept the officer from the role at any instant of the deployment; an absence is "not available"."""
        span = (row.from_at, row.until_at)
        reasons = self._competence.reasons(row.officer, row.role, *span)
        told = [reason.message for reason in reasons]
        if self._absent(row) and NOT_AVAILABLE.message not in told:
            told.append(NOT_AVAILABLE.message)
        for message in told:
            yield _finding(row, "not_competent", f"as {row.role}: {message}")
        for reason in self._competence.advice(row.officer, row.role, *span):
            yield _finding(row, "advice", f"as {row.role}: {reason.message}")

    def _absent(self, row: Deployment) -> bool:
        """Say whether an abstraction stops the officer from the role on a force day of the deployment.

        Training is work, not absence: an officer on training may be sent out.
        """
        role = self._roles[row.role]
        stopped = {"everything": True, "armed": role.armed, "driving": role.driving, "command": role.command}
        start = self._day_start.get(self._officers[row.officer].force, 0)
        first, last = (self._force_day(at, start) for at in (row.from_at, row.until_at - 1))
        return any(
            stopped.get(away.stops, False)
            and not (away.kind == "training" and away.stops == "everything")
            and away.from_day <= last
            and first < away.until_day
            for away in self._away.get(row.officer, ())
        )

    def _force_day(self, at: int, start: int) -> int:
        day = local(at, self._zone).toordinal()
        return day - (at < instant(day, start, self._zone))

    def _present(self, row: Deployment) -> Iterator[DeploymentFinding]:
        """Yield where the officer was not on duty; before and after the planned days nobody knows."""
        missing = without(((row.from_at, row.until_at),), self._on_duty.get(row.officer, ()))
        if not missing:
            return
        begin, end = self._planned
        if not begin <= missing[0][0] < end:
            yield _finding(row, "not_planned", "outside the planned days, in which the rota says who is on duty")
        elif missing[0][0] == row.from_at:
            at = self._clock(row.from_at)
            yield _finding(row, "off_duty", f"off duty: on duty from that minute, {at}")
        else:
            ended, until = self._clock(missing[0][0]), self._clock(row.until_at)
            yield _finding(row, "kept_on", f"the tour ended {ended}: on duty until {until}")

    def _rested(self, row: Deployment) -> Iterator[DeploymentFinding]:
        """Yield the next tour where too little rest lies between it and the deployment's end."""
        tours = sorted(self._attended.get(row.officer, ()))
        least = self._rest_minutes.get(row.officer)
        attended = joined((tour.start_at, tour.end_at) for tour in tours)
        beside = without(((row.from_at, row.until_at),), attended)
        if least is None or not beside:
            return
        # A deployment that runs into a tour leaves no rest before it.
        worked_until = beside[-1][1]
        following = next((tour for tour in tours if tour.start_at >= worked_until), None)
        if following is None:
            return
        rest = following.start_at - worked_until
        if rest < least:
            told = f"{_hours(rest)} of rest before tour {following.tour} of {iso_day(following.day)}"
            yield _finding(row, "rest", f"{told}; at least {_hours(least)}")

    def _clock(self, at: int) -> str:
        return f"{local(at, self._zone):%Y-%m-%d %H:%M %Z}"


def _rest_by_officer(scenario: Scenario) -> dict[str, int]:
    """Return the minutes of rest each officer has to have between tours; nobody whose rule group does not apply it."""
    minutes = {
        group.group: rule.minutes
        for group in scenario.rules
        for rule in rules_of_group(group)
        if isinstance(rule, RestBetweenTours)
    }
    groups = {contract.contract: contract.rules for contract in scenario.contracts}
    bound = {officer.officer: groups.get(officer.contract, "") for officer in scenario.officers}
    return {officer: minutes[group] for officer, group in bound.items() if group in minutes}


def _finding(row: Deployment, code: Code, message: str) -> DeploymentFinding:
    return DeploymentFinding(row.source, row.deployment, row.officer, code, message)


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"
