"""Demand: a scenario's cover and crew rules as rows, amounts, terms and supplies."""

from __future__ import annotations

from scheduler.domain.rows import Requirements, combined
from scheduler.domain.scenario import Scenario
from scheduler.rules.cover import COVER_RULES
from scheduler.rules.crew import CREW_RULES


def requirements_of(scenario: Scenario) -> Requirements:
    """Return the requirements across officers of every cover and crew rule.

    Keys of rows and of amounts are unique; every term names an amount and a row that are there.
    """
    return combined([rule().require(scenario) for rule in (*COVER_RULES, *CREW_RULES)])
