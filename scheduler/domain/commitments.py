"""Meetings and audits that fall due, and deployments as a record kept elsewhere states them.

Source: HMICFRS inspection report of July 2023, recommendations 8 (a regional lead or a deputy at every portfolio
meeting), 10 (an independent audit of each armoury every year) and 12 (deployment records), as quoted by the Deputy Mayor
for Policing and Crime to the Home Secretary, 9 October 2023.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.time import local

DueKind = Literal["portfolio_meeting", "armoury_audit", "other"]
State = Literal["done", "due", "overdue"]


@dataclass(frozen=True, slots=True)
class Due:
    """A meeting or an audit, on its planned date.

    Attributes
    ----------
    start_at, end_at
        UTC minutes, half-open.
    owner
        Officer who attends or sees to it.
    deputy
        Officer who stands in; None where nobody does.
    interval_days
        Days from one occasion to the next; None for one that does not recur.
    last_done
        Date (as an ordinal) of the occasion before this one; None where none is on record.
    done
        This occasion was held.
    """

    due: str
    kind: DueKind
    start_at: int
    end_at: int
    owner: str
    deputy: str | None = None
    interval_days: int | None = None
    last_done: int | None = None
    done: bool = False
    source: str = ""

    def next_due(self, zone: str) -> int | None:
        """Return the last date on which the next occasion is in time; None where there is no next one.

        That is so many days after the occasion before; or, where none is on record, the planned date.
        """
        planned = local(self.end_at - 1, zone).toordinal()
        if self.done:
            return None if self.interval_days is None else planned + self.interval_days
        if self.interval_days is None or self.last_done is None:
            return planned
        return self.last_done + self.interval_days

    def state(self, day: int, zone: str) -> State:
        """Return how it stands on a date: overdue from the day after the one on which it was due."""
        until = self.next_due(zone)
        if until is not None and until < day:
            return "overdue"
        return "done" if self.done else "due"


@dataclass(frozen=True, slots=True)
class Deployment:
    """One officer's part in a deployment.

    Attributes
    ----------
    deployment
        Id of the deployment; several officers share it.
    role
        What the officer acted as.
    from_at, until_at
        UTC minutes between which the officer acted, half-open.
    """

    deployment: str
    officer: str
    role: str
    from_at: int
    until_at: int
    source: str = ""
