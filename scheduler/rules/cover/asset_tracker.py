"""Asset tracker: for how much of their time armed vehicles can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.findings import Finding
from scheduler.domain.rota import Rota
from scheduler.domain.rows import Requirements
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import iso_day
from scheduler.domain.vehicles import armed_times
from scheduler.rules.cover.rule import CoverRule


@dataclass(frozen=True)
class AssetTracker(CoverRule):
    """Armed vehicles out without the asset tracker are told, hour by hour; no car is taken off the road for it.

    Source: HMICFRS inspection report of July 2023, recommendation 3 (asset-tracking equipment of armed response vehicles
    available and used by 31 October 2023, staff trained), as quoted by the Deputy Mayor for Policing and Crime to the Home
    Secretary, 9 October 2023. Whether the equipment is used, and by whom, no table says.

    Cars are pooled and taken by availability, so the first face has no rows. Only cars named in crews are counted, each
    for the whole of its tour. One unit of excess is one vehicle-minute. Example: two cars on a tour of nine hours, one of
    them without the tracker, is an excess of 540.
    """

    code: ClassVar[str] = "asset_tracker"
    sentence: ClassVar[str] = "Armed vehicles out without the asset tracker are told; none is taken off the road."
    unit: ClassVar[str] = "vehicle-minutes without the asset tracker"

    def require(self, scenario: Scenario) -> Requirements:
        """State nothing: the rule advises."""
        return Requirements()

    def findings(self, scenario: Scenario, rota: Rota) -> list[Finding]:
        """Compare the time tracked cars are out with that of all, pool by pool and force day by force day."""
        found = []
        for time in armed_times(scenario, rota.crews):
            lacking = time.minutes - time.tracked
            if lacking:
                told = f"{lacking / 60:,.1f} of {time.minutes / 60:,.1f} armed vehicle-hours of pool {time.pool}"
                message = f"{told} on {iso_day(time.day)} without the asset tracker"
                found.append(Finding(self.code, "advice", time.pool, time.day, lacking, 0, message))
        return found
