"""What must fall at each share on a step of the ladder, how far that is proved, and a rota that leaves no more than found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import REST
from scheduler.engine.before import Before, KnownLine, lines_of
from scheduler.engine.cover import CoverEffort, LeastUncovered, least_uncovered
from scheduler.engine.giving_back import given_back
from scheduler.engine.program import Ints
from scheduler.planning.naming import rota_of
from scheduler.planning.plan import AuditMismatchError, Planned
from scheduler.studies.handing_in.case import Case
from scheduler.studies.handing_in.lenders import lent
from scheduler.studies.handing_in.point import Fallen, SettledBy, fallen_of, status_of

Lines = Mapping[str, KnownLine]
"""Line by officer."""


@dataclass(frozen=True)
class Held:
    """A rota as the engine holds it.

    Attributes
    ----------
    lines
        Line of each officer.
    """

    rota: Rota
    lines: Lines
    amounts: Ints


@dataclass(frozen=True)
class Cover:
    """What is known of cover at one share: least uncovered found and proved, and the rota that has it.

    Attributes
    ----------
    held
        None for a rota that was not sought by cover alone.
    """

    command: int
    command_at_least: int
    crews: int
    crews_at_least: int
    settled_by: SettledBy
    fallen: Fallen
    held: Held | None = None

    @property
    def covered(self) -> bool:
        """Whether a rota was found that leaves nothing uncovered."""
        return self.command == self.crews == 0


def published_lines(scenario: Scenario, left: Before) -> Lines:
    """Return the line of each officer as published; who is lent and was not planned then is at home."""
    home = (REST,) * len(scenario.horizon.days)
    return {**{officer: KnownLine(officer, home, ()) for officer in lent(scenario)}, **left.rota}


def cover_of(case: Case, left: Before, published: Lines, effort: CoverEffort) -> Cover:
    """Return what is known of cover in a case.

    Parameters
    ----------
    left
        What the plan of the rota as published left.
    published
        Lines that whoever can keeps.

    Raises
    ------
    AuditMismatchError
        If the second faces do not agree with the engine.
    """
    master = case.thinned.master
    least = least_uncovered(master.program, left, effort)
    outcome = least.outcome
    rota = rota_of(case.scenario, master, case.thinned.options, outcome.solution)
    fallen = fallen_of(case.scenario, rota)
    check_agreed(fallen, least)
    lines = lines_of(master.program, outcome.solution)
    held = Held(rota, lines, outcome.solution.amounts)
    # A car without a vehicle is not crewed, whatever the engine counts; bounds stay true.
    found = Cover(fallen.command, outcome.bounds[0], fallen.crews, outcome.bounds[1], settled_by(least), fallen, held)
    return _given_back(found, case, published)


def settled_by(least: LeastUncovered) -> SettledBy:
    """Return what settled how much falls."""
    return "none" if least.settled == "open" else least.settled


def check_agreed(fallen: Fallen, least: LeastUncovered) -> None:
    """See that a rota leaves no less uncovered than the engine says.

    Raises
    ------
    AuditMismatchError
        If the second faces count less.
    """
    price = least.outcome.price
    if (fallen.command, fallen.crews) < (price.command, price.crews):
        message = f"the audit counts {fallen.command} and {fallen.crews} duties, the engine {price[0]} and {price[1]}"
        raise AuditMismatchError((), message)


def nested(cover: Cover, case: Case, published: Lines) -> Cover:
    """Return what is known where fewer have left than in a case in which everything is covered."""
    return _given_back(replace(cover, settled_by="nested"), case, published)


def _given_back(cover: Cover, case: Case, published: Lines) -> Cover:
    """Return what is known with the rota in which whoever can has the published line back."""
    held, master = cover.held, case.thinned.master
    if held is None:
        return cover
    solution = given_back(master.program, held.lines, held.amounts, published)
    if solution is None:
        return replace(cover, held=None)
    rota = rota_of(case.scenario, master, case.thinned.options, solution)
    fallen = fallen_of(case.scenario, rota)
    if (fallen.command, fallen.crews) > (cover.command, cover.crews):
        return cover  # Vehicles are no one's line: those cars were crewed with others.
    lines = lines_of(master.program, solution)
    return replace(
        cover, command=fallen.command, crews=fallen.crews, fallen=fallen, held=Held(rota, lines, held.amounts)
    )


def at_least(cover: Cover, fewer: Cover) -> Cover:
    """Return what is known at a share with what is proved at a smaller one.

    Crews are counted with as few command duties uncovered as can be, so that their least is the larger share's too only
    where those are as many.
    """
    command = min(cover.command, max(cover.command_at_least, fewer.command_at_least))
    crews = cover.crews_at_least
    if fewer.command == fewer.command_at_least == cover.command:
        crews = min(cover.crews, max(crews, fewer.crews_at_least))
    return replace(cover, command_at_least=command, crews_at_least=crews)


def with_plan(cover: Cover, scenario: Scenario, planned: Planned) -> Cover:
    """Return what is known with a plan beside the proof of cover: the higher bounds, and the rota that leaves fewer."""
    fallen = fallen_of(scenario, planned.plan.rota)
    levels = planned.plan.levels
    command_at_least = max(cover.command_at_least, levels[0].bound)
    crews_at_least = max(cover.crews_at_least, 0 if levels[1].conditional else levels[1].bound)
    better = (fallen.command, fallen.crews) <= (cover.command, cover.crews)
    command, crews = min((fallen.command, fallen.crews), (cover.command, cover.crews))
    settled = cover.settled_by
    if settled == "none" and status_of((command, command_at_least), (crews, crews_at_least)) == "proved":
        settled = "search"
    shown = fallen if better else cover.fallen
    return Cover(command, command_at_least, crews, crews_at_least, settled, shown, None if better else cover.held)
