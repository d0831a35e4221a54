"""What officers had been told when a roster was planned anew, as a file that the run is read back with (`read_back`)."""

from __future__ import annotations

from scheduler.domain.replanning import Told
from scheduler.views.json_text import json_bytes
from scheduler.views.planned_run import PlannedRun


def files(planned: PlannedRun) -> dict[str, bytes]:
    """Return the file of a roster planned anew; nothing of one planned afresh."""
    told = planned.scenario.told
    return {} if told is None else {"told": render(told)}


def render(told: Told) -> bytes:
    """Return what officers were told and on what terms it was changed; prices are the rules' and not in it."""
    return json_bytes(
        {
            "source": told.source,
            "told_on": told.told_on,
            "freeze_days": told.freeze_days,
            "pins": sorted(told.pins),
            "days": {officer: {str(day): code for day, code in own.items()} for officer, own in told.days.items()},
            "seats": {
                officer: {str(day): dict(seats) for day, seats in own.items()} for officer, own in told.seats.items()
            },
        }
    )
