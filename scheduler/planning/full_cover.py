"""Whether a scenario's officers can leave no duty uncovered: found and proved with nothing else in mind, and audited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.audit import audit, uncovered_of
from scheduler.demand import requirements_of
from scheduler.domain.briefs import officer_briefs
from scheduler.domain.scenario import Scenario
from scheduler.eligibility import options_of
from scheduler.engine.effort import Effort, WorkClock
from scheduler.engine.full_cover.settled import full_cover
from scheduler.planning.assemble import assemble
from scheduler.planning.naming import gives_up, rota_of
from scheduler.planning.plan import AuditMismatchError


@dataclass(frozen=True, slots=True)
class CoverAlone:
    """What a rota made for cover alone leaves uncovered, and what is proved.

    Attributes
    ----------
    uncovered
        Duties below the minimum on all planned days, the provisional ones included.
    command, crews
        Price of the levels L1 and L2 in it, as the audit has it.
    command_at_least, crews_at_least
        What is proved to be their least.
    impossible
        Every rota leaves a duty below the minimum.
    """

    uncovered: int
    command: int
    crews: int
    command_at_least: int
    crews_at_least: int
    impossible: bool


def cover_alone(scenario: Scenario, seconds: float, stopped: Callable[[], bool] = lambda: False) -> CoverAlone | None:
    """Return what a rota made for cover alone leaves, None where there are too many officers to look at.

    Parameters
    ----------
    seconds
        Limit, in work: the same answer each time and everywhere.

    Raises
    ------
    BadInputError
        If a rule's limits in the scenario cannot be used.
    AuditMismatchError
        If the second faces do not agree with the engine.
    """
    briefs = officer_briefs(scenario)
    options = options_of(scenario, briefs).officers
    master = assemble(scenario, briefs, options, requirements_of(scenario))
    found = full_cover(master.program, Effort(seconds, stopped, WorkClock()), scenario.seed)
    if found.solution is None:
        return None
    rota = rota_of(scenario, master, options, found.solution)
    checked = audit(scenario, rota)
    price = found.solution.price(master.program)
    # A car without a vehicle is not crewed, whatever the engine counts, and seats nobody may hold together are given up.
    if checked.faults or (checked.price[:2] < price[:2] and not gives_up(master, found.solution, rota)):
        raise AuditMismatchError(
            checked.faults, f"the audit counts {checked.price[:2]} duties uncovered, the engine {price[:2]}"
        )
    short = {item.duty.duty for item in uncovered_of(scenario, rota, {}) if item.grade != "target"}
    return CoverAlone(len(short), checked.price.command, checked.price.crews, *found.at_least, found.impossible)
