"""How long ahead a roster has to be published and how much of it has to be shown, by jurisdiction and group of ranks."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.domain.time import date_of, day_of
from scheduler.rules.groups import profile_table


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as a regulation states it: in months or in weeks."""

    months: int = 0
    weeks: int = 0

    def __str__(self) -> str:
        number, unit = (self.months, "month") if self.months else (self.weeks, "week")
        return f"{number} {unit}{'' if number == 1 else 's'}"

    def __bool__(self) -> bool:
        return bool(self.months or self.weeks)

    def after(self, day: int) -> int:
        """Return the day that is so long after another; a month after the 31st is the last day of a shorter month."""
        begin = date_of(day)
        year, month = divmod(begin.year * 12 + begin.month - 1 + self.months, 12)
        last = monthrange(year, month + 1)[1]
        return day_of(date(year, month + 1, min(begin.day, last)) + timedelta(weeks=self.weeks))


@dataclass(frozen=True, slots=True)
class PublicationNotice:
    """What is asked of a publication for the officers of a group of ranks.

    Attributes
    ----------
    ahead, shown
        How long before its first day a roster is published, and how long it sets out; false where nothing is asked.
    source, since, status
        Where that stands, since when, and how sure it is.
    """

    ahead: Period
    shown: Period
    source: str
    since: str
    status: str


def publication_notice(profile: str, ranks: str) -> PublicationNotice | None:
    """Return what a jurisdiction's profile asks of a publication for a group of ranks; None where it says nothing."""
    told = profile_table(profile, "publication", ranks)
    if not told:
        return None
    return PublicationNotice(
        Period(told.get("months_ahead", 0), told.get("weeks_ahead", 0)),
        Period(told.get("months_shown", 0), told.get("weeks_shown", 0)),
        told["source"],
        told["since"],
        told["status"],
    )
