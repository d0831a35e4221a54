"""Calendar feeds of what is published: for an officer, a post or a force.

What changes an entry is kept in the ledger: its SEQUENCE, LAST-MODIFIED and DTSTAMP are those of the duty, so the same
published state is the same bytes on any machine (for a UTC day: what is long past leaves a feed at midnight). No feed
names a person or tells of a duty nobody holds. Times are UTC, which no reader can take for another; a subscriber who
wants the wall clock gets the rules of Europe/London with it, written out by hand, since readers misread longer ones.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from icalendar import Alarm, Event

from scheduler.domain.feeds import WARNED_DAYS, Feed, FeedStyle, FeedToken
from scheduler.domain.publication import PublishedRota, Version
from scheduler.domain.time import date_of, local, utc
from scheduler.views.feed_entries import Entry, FeedEntries, Look
from scheduler.views.feed_parts import END, SUMMARY, bare_event, header, keyed, plain, to_bytes
from scheduler.views.words import counted, day_words, moment_words, span_words

LONDON = "Europe/London"
PHONED_HOURS = 24
"""Changes nearer than this are phoned, since calendars may show them later (Google: 8 to 24 hours)."""

_LONDON_RULES = b"""BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
END:VTIMEZONE
""".replace(b"\n", b"\r\n")


class PublishedFeeds:
    """Writes the feeds of one published rota.

    Two officers on the same tour differ by the identifier alone, so each look is put through the calendar library once
    and the identifier, which has a fixed length, is exchanged: thousands of feeds in seconds.

    Parameters
    ----------
    rota
        The roster as it stands published.
    key
        The force's feed key; identifiers tell nothing without it.
    """

    def __init__(self, rota: PublishedRota, key: bytes) -> None:
        self.entries = FeedEntries(rota)
        self.version = rota.version
        self._spoken = rota.spoken
        self._key = key
        self._zone = rota.version.zone
        self._footnote = f"{plain(rota.version.marking)}\n{freshness(rota.version)}"
        self._placeholder = keyed(key, ("placeholder",))
        self._written: dict[tuple[Look, FeedStyle], bytes] = {}

    def feed(self, feed: Feed, style: FeedStyle, at: int) -> bytes:
        """Return one calendar as it is at an instant.

        Parameters
        ----------
        feed
            A feed of this roster.
        at
            UTC minute.
        """
        subject = (feed.kind, feed.subject)
        entries = self.entries.of(feed, at, tombstones=style.tombstones)
        told = f"{self._footnote}\n{ledger_words(self.version)}"
        opened = to_bytes(header(told, utc(self.version.published_at))).removesuffix(END)
        zone = _LONDON_RULES if self._local(style) else b""
        if entries:
            body = b"".join(self._entry(entry, style, feed.roster) for entry in entries)
        else:
            body = to_bytes(self._marker((feed.roster, *subject), at))
        return opened + zone + body + END

    def _local(self, style: FeedStyle) -> bool:
        return style.local_times and self._zone == LONDON

    def _entry(self, entry: Entry, style: FeedStyle, roster: str) -> bytes:
        shape = (entry.look, style)
        if shape not in self._written:
            self._written[shape] = to_bytes(self._event(entry.look, style))
        uid = keyed(self._key, (roster, *entry.parts))
        return self._written[shape].replace(f"UID:{self._placeholder}".encode(), f"UID:{uid}".encode(), 1)

    def _event(self, look: Look, style: FeedStyle) -> Event:
        title, lines = told_of(look, style)
        text = "\n".join((span_words(look.start_at, look.end_at, self._zone), *lines, self._footnote))
        free = look.on_call or look.cancelled
        event = bare_event(self._placeholder, utc(look.changed_at), look.sequence, title, text, free=free)
        event.add("status", "CANCELLED" if look.cancelled else "CONFIRMED")
        event.add("categories", [SUMMARY])
        for name, moment in zip(("dtstart", "dtend"), self._times(look, style), strict=True):
            event.add(name, moment)
        if style.alarm_minutes is not None and not look.cancelled:
            event.add_component(_alarm(style.alarm_minutes, title))
        return event

    def _times(self, look: Look, style: FeedStyle) -> tuple[datetime, datetime]:
        """Return start and end; an hour that the clock shows twice can be told apart in UTC alone."""
        if self._local(style):
            start, end = local(look.start_at, self._zone), local(look.end_at, self._zone)
            if not (_shown_twice(start) or _shown_twice(end)):
                return start, end
        return utc(look.start_at), utc(look.end_at)

    def _marker(self, subject: tuple[str, ...], at: int) -> Event:
        """Return the all-day entry of a feed that would else be empty, which no reader of calendars accepts."""
        told = self.nothing_to_come(at)
        stamp = utc(self.version.published_at)
        uid = keyed(self._key, ("empty", *subject))
        event = bare_event(uid, stamp, self.version.number, told, self._footnote, free=True)
        event.add("dtstart", date_of(min(self._spoken)))
        event.add("dtend", date_of(self._known_until(at) + 1))
        return event

    def nothing_to_come(self, at: int) -> str:
        """Return what who has no duty to come is told: none on the published days, or that these are over.

        Parameters
        ----------
        at
            UTC minute.
        """
        last = day_words(self._known_until(at))
        over = local(at, self._zone).toordinal() > max(self._spoken)
        return f"No rota published after {last}" if over else f"No duties to {last}"

    def _known_until(self, at: int) -> int:
        """Return the last published day with none missing since today, whichever versions spoke about them."""
        day = max(local(at, self._zone).toordinal(), min(self._spoken))
        if day not in self._spoken:
            return max(self._spoken)
        while day + 1 in self._spoken:
            day += 1
        return day


def expired_feed(token: FeedToken, version: Version, key: bytes) -> bytes:
    """Return what an expired link serves: one entry that says not to rely on the calendar, so that no duty stays in it.

    Parameters
    ----------
    token
        The token, which has expired.
    version
        The roster's newest version, for its zone and marking.
    key
        The force's feed key.
    """
    stamp, marking = utc(token.expires_at), plain(version.marking)
    subject = (token.feed.roster, token.feed.kind, token.feed.subject)
    told = f"{marking}\nThis link has expired. Ask your planner for a new one and remove this calendar."
    title = "Do not rely on this calendar: its link has expired"
    event = bare_event(keyed(key, ("expired", *subject)), stamp, 0, title, told, free=True)
    day = local(token.expires_at, version.zone).toordinal()
    event.add("dtstart", date_of(day))
    event.add("dtend", date_of(day + WARNED_DAYS))
    opened = to_bytes(header(told, stamp)).removesuffix(END)
    return opened + to_bytes(event) + END


def freshness(version: Version) -> str:
    """Return the line by which a reader sees how old their copy is, and what not to trust it with."""
    published = moment_words(version.published_at, version.zone)
    return f"Rota v{version.number}, published {published}; changes inside {PHONED_HOURS} h are phoned"


def ledger_words(version: Version) -> str:
    """Return the ledger's head and count, by which a published state is proved."""
    return f"Ledger head {version.head}, {counted(version.lines, 'line')}"


def told_of(look: Look, style: FeedStyle) -> tuple[str, list[str]]:
    """Return an entry's title and the lines about its seat, as far as the redaction lets them be told."""
    title, lines = SUMMARY, []
    if style.redaction != "minimal" and look.role:
        title = f"{plain(look.role)}{' on call' if look.on_call else ''}"
    if style.redaction == "full":
        title = " ".join(part for part in (title, plain(look.post)) if part)
        lines = [
            f"{name} {plain(value)}"
            for name, value in (("Post", look.post), ("Role", look.role), ("Tour", look.tour))
            if value
        ]
    return (f"CANCELLED: {title}" if look.cancelled else title), lines


def _alarm(minutes: int, title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta(minutes=-minutes))
    return alarm


def _shown_twice(moment: datetime) -> bool:
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
