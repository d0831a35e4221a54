"""Rest between tours shortened in an exigency of duty."""

from __future__ import annotations

from scheduler.domain.levers import Lever
from scheduler.domain.scenario import Scenario
from scheduler.levers.kind import LeverKind
from scheduler.levers.own import with_limits
from scheduler.rules.line.rest_between_tours import RestBetweenTours


def pull(scenario: Scenario, lever: Lever) -> Scenario:
    """Return the scenario in which rest between two tours may be shorter, down to so many minutes.

    Source: Working Time Regulations 1998 regs 18, 20 and 21 except duties that are inevitably in conflict, against
    compensatory rest (House of Commons, 6 December 1999, and the Police Federation; unverified for armed policing). The
    minutes of rest missing are counted as compensatory rest owed; when it is given is not planned.
    """
    return with_limits(
        scenario,
        lever,
        {"rest_between_tours": {"short_minutes": lever.minutes, "short_pence": lever.price}},
        lambda rule: isinstance(rule, RestBetweenTours) and lever.minutes < rule.minutes,
    )


LEVER = LeverKind("exigency", "rest shortened in an exigency", pull, "minutes of compensatory rest owed")
