"""Instants as UTC minutes, and the force day they belong to.

Wall-clock time exists only at the edges. Inside the house an *instant* is a whole number of minutes since
1970-01-01T00:00Z and a *force day* is the proleptic ordinal of the date on which it starts. On the night of a clock
change a tour is therefore as long as it really is.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTES_PER_DAY = 24 * 60
YEARS = range(1970, 2200)
"""Years a date in a file may be of; far enough from either end of what a date can hold to count days from it."""
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


@lru_cache(maxsize=65536)
def instant(day: int, minute: int, zone: str, *, last: bool = False) -> int:
    """Return the UTC minute at which a wall-clock time of a force day falls.

    Parameters
    ----------
    day
        Ordinal of the date the wall-clock minute counts from.
    minute
        Minutes of wall-clock time after that date's midnight; 1440 and more is the next date.
    zone
        IANA name of the scenario's time zone.
    last
        Which of two equal wall-clock times to take when the clock goes back. A tour starts at the first and ends at
        the last, so that a hand-over overlaps rather than leaves a hole.

    Notes
    -----
    A wall-clock time that does not exist (the clock goes forward over it) is taken as if the clock had not yet
    changed, which is one hour later on the new clock.
    """
    extra_days, minute_of_day = divmod(minute, MINUTES_PER_DAY)
    on = date.fromordinal(day + extra_days)
    local = datetime(
        on.year, on.month, on.day, minute_of_day // 60, minute_of_day % 60, tzinfo=ZoneInfo(zone), fold=int(last)
    )
    if last and not _exists_twice(local):
        local = local.replace(fold=0)
    return int(local.timestamp()) // 60


def instants(day: int, minute: int, zone: str) -> tuple[int, ...]:
    """Return every UTC minute at which a clock shows a wall-clock time of a day: one; two where it is set back, or none.

    Parameters
    ----------
    day
        Ordinal of the date.
    minute
        Wall-clock minutes after that date's midnight.

    Examples
    --------
    The clock of London is set back on 25 October 2026 and forward on 28 March 2027.

    >>> [len(instants(day, 90, "Europe/London")) for day in (739913, 739914, 740068)]
    [1, 2, 0]
    """
    found = {instant(day, minute, zone, last=last) for last in (False, True)}
    extra_days, minute_of_day = divmod(minute, MINUTES_PER_DAY)
    shown = (day + extra_days, minute_of_day)
    return tuple(sorted(at for at in found if _shown(at, zone) == shown))


def _shown(at: int, zone: str) -> tuple[int, int]:
    """Return the day and the minute of it that a clock shows at an instant."""
    moment = local(at, zone)
    return moment.toordinal(), moment.hour * 60 + moment.minute


def _exists_twice(local: datetime) -> bool:
    """Say whether the clock shows this wall-clock time twice."""
    earlier, later = local.replace(fold=0), local.replace(fold=1)
    return (earlier.utcoffset() or timedelta()) > (later.utcoffset() or timedelta())


def utc(minute: int) -> datetime:
    """Return an instant as an aware datetime in UTC."""
    return datetime.fromtimestamp(minute * 60, UTC)


def iso_utc(minute: int) -> str:
    """Return an instant as YYYY-MM-DDTHH:MMZ, to the minute, as commands and files take it."""
    return f"{utc(minute):%Y-%m-%dT%H:%MZ}"


@lru_cache(maxsize=65536)
def local(minute: int, zone: str) -> datetime:
    """Return an instant as an aware datetime on the wall clock of a zone."""
    return utc(minute).astimezone(ZoneInfo(zone))


def days_on(at: int, n_days: int, zone: str) -> int:
    """Return the instant at which a clock shows, so many days on, what it shows at an instant; of two the first.

    Examples
    --------
    The clock of London is set back on 25 October 2026, so that a day has 25 hours.

    >>> noon = instant(739912, 720, "Europe/London")
    >>> [days_on(noon, n_days, "Europe/London") - noon for n_days in (1, 2)]
    [1440, 2940]
    """
    on = local(at, zone)
    return instant(on.toordinal() + n_days, on.hour * 60 + on.minute, zone)


def minute_of(moment: datetime) -> int:
    """Return the UTC minute of an aware datetime.

    Raises
    ------
    ValueError
        If the datetime carries no offset.
    """
    if moment.tzinfo is None:
        message = f"{moment.isoformat()} has no offset from UTC"
        raise ValueError(message)
    return int(moment.timestamp()) // 60


def day_of(on: date) -> int:
    """Return the force-day number of the date it starts on."""
    return on.toordinal()


def date_of(day: int) -> date:
    """Return the date a force day starts on."""
    return date.fromordinal(day)


def weekday(day: int) -> int:
    """Return 0 for Monday to 6 for Sunday."""
    return (day - 1) % 7


@lru_cache(maxsize=65536)
def iso_day(day: int) -> str:
    """Return a force day as YYYY-MM-DD."""
    return date_of(day).isoformat()


def clock(minute: int) -> str:
    """Return wall-clock minutes after midnight as HH:MM; past midnight it goes on counting (25:00)."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def on_call_day(at: int, starts: int, zone: str) -> int:
    """Return the date on which the on-call day of an instant begins.

    Parameters
    ----------
    starts
        Wall-clock minutes at which each on-call day of 24 hours begins.
    """
    day = local(at, zone).toordinal()
    return day if instant(day, starts, zone) <= at else day - 1
