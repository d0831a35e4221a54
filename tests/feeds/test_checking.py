"""The feed checker: each rule by a calendar that breaks it alone, and files that are meant to break the checker."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.feeds.checking import FEED_RULES, check

SOUND = """BEGIN:VCALENDAR
PRODID:-//somebody//EN
VERSION:2.0
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:one
DTSTAMP:20260921T090200Z
LAST-MODIFIED:20260921T090200Z
SEQUENCE:3
DTSTART:20261024T180000Z
DTEND:20261025T070000Z
SUMMARY:Dúty\\, armed
STATUS:CONFIRMED
TRANSP:OPAQUE
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Duty
TRIGGER:-PT1H
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:two
DTSTAMP:20260921T090200Z
DTSTART;TZID=Europe/London:20261024T190000
DTEND;TZID=Europe/London:20261025T070000
SUMMARY:CANCELLED: Duty
STATUS:CANCELLED
END:VEVENT
BEGIN:VEVENT
UID:three
DTSTAMP:20260921T090200Z
DTSTART;VALUE=DATE:20261024
DTEND;VALUE=DATE:20261025
END:VEVENT
END:VCALENDAR
"""


def ics(text: str) -> bytes:
    """Return a text with the line ends of a calendar."""
    return text.replace("\n", "\r\n").encode()


def with_(old: str, new: str) -> Callable[[], bytes]:
    """Return what gives the sound calendar with one thing changed, which stands there."""

    def made() -> bytes:
        assert old in SOUND
        return ics(SOUND.replace(old, new, 1))

    return made


SECOND = "SUMMARY:CANCELLED: Duty\n"
BREAKS: dict[str, Callable[[], bytes]] = {
    "crlf": lambda: ics(SOUND).replace(b"UID:two\r\n", b"UID:two\n"),
    "line_length": with_("Dúty\\, armed", "D" * 80),
    "utf8": lambda: ics(SOUND).replace("ú".encode(), b"\xfa"),
    "fold_split": lambda: ics(SOUND).replace("ú".encode(), b"\xc3\r\n \xba"),
    "control_characters": with_("Dúty", "D\x07"),
    "byte_order_mark": lambda: b"\xef\xbb\xbf" + ics(SOUND),
    "content_line": with_("UID:two\n", "UID:two\nno colon here\n"),
    "text_escape": with_("Dúty\\, armed", "Duty, armed"),
    "size": lambda: ics(SOUND.replace("UID:two", "UID:two" + "\nX-A:" + "\nX-A:".join("y" * 70 for _ in range(15000)))),
    "nesting": with_("END:VEVENT\nBEGIN:VEVENT\nUID:two", "END:VEVENT\nEND:VEVENT\nBEGIN:VEVENT\nUID:two"),
    "one_calendar": lambda: ics(SOUND + "BEGIN:VCALENDAR\nPRODID:x\nVERSION:2.0\nBEGIN:VTODO\nEND:VTODO\nEND:VCALENDAR\n"),
    "product_and_version": with_("PRODID:-//somebody//EN\n", ""),
    "once_only": with_("UID:two\n", "UID:two\nTRANSP:OPAQUE\nTRANSP:OPAQUE\n"),
    "has_entry": lambda: ics("BEGIN:VCALENDAR\nPRODID:x\nVERSION:2.0\nEND:VCALENDAR\n"),
    "method": with_("VERSION:2.0\n", "VERSION:2.0\nMETHOD:PUBLISH\n"),
    "attendee": with_(SECOND, SECOND + "ATTENDEE:mailto:a@example.org\n"),
    "calendar_uid": with_("VERSION:2.0\n", "VERSION:2.0\nUID:calendar\n"),
    "refresh_interval": with_(";VALUE=DURATION", ""),
    "published_ttl": with_("TTL:PT1H", "TTL:1:00:00"),
    "uid": with_("UID:three\n", ""),
    "dtstamp": with_("UID:three\nDTSTAMP:20260921T090200Z\n", "UID:three\n"),
    "dtstart": with_("DTSTART;VALUE=DATE:20261024\nDTEND;VALUE=DATE:20261025\n", ""),
    "uid_unique": with_("UID:three", "UID:two"),
    "utc_stamps": with_("LAST-MODIFIED:20260921T090200Z", "LAST-MODIFIED:20260921T090200"),
    "time_form": with_("DTSTART;VALUE=DATE:20261024\nDTEND;VALUE=DATE:20261025", "DTSTART:20261024"),
    "end_after_start": with_("DTEND:20261025T070000Z", "DTEND:20261024T180000Z"),
    "end_or_duration": with_("STATUS:CONFIRMED", "STATUS:CONFIRMED\nDURATION:PT1H"),
    "duration_form": with_("TRIGGER:-PT1H", "TRIGGER:-P1H"),
    "sequence_form": with_("SEQUENCE:3", "SEQUENCE:-3"),
    "known_words": with_("STATUS:CONFIRMED", "STATUS:FIRM"),
    "busy_alike": with_("BUSYSTATUS:BUSY", "BUSYSTATUS:FREE"),
    "cancelled_title": with_(SECOND, "SUMMARY:Duty\n"),
    "alarm_parts": with_("ACTION:DISPLAY\n", ""),
    "floating": with_("DTSTART:20261024T180000Z\nDTEND:20261025T070000Z", "DTSTART:20261024T180000"),
    "tzid_on_utc": with_(
        "DTSTART;TZID=Europe/London:20261024T190000\nDTEND;TZID=Europe/London:20261025T070000",
        "DTSTART;TZID=Europe/London:20261024T180000Z",
    ),
    "tzid_defined": lambda: ics(
        SOUND[: SOUND.index("BEGIN:VTIMEZONE")] + SOUND[SOUND.index("END:VTIMEZONE\n") + len("END:VTIMEZONE\n") :]
    ),
    "zone_first": lambda: ics(moved()),
    "zone_parts": with_("TZOFFSETTO:+0100\n", ""),
    "zone_onset": with_("DTSTART:19810329T010000", "DTSTART:19810329T020000"),
    "zone_dates": with_("TZOFFSETTO:+0100\n", "TZOFFSETTO:+0100\nRDATE:20260329T010000,20270328T010000\n"),
}  # fmt: skip


def moved() -> str:
    """Return the sound calendar with its zone at the end."""
    first, last = SOUND.index("BEGIN:VTIMEZONE"), SOUND.index("END:VTIMEZONE\n") + len("END:VTIMEZONE\n")
    return SOUND[:first] + SOUND[last:].replace("END:VCALENDAR\n", SOUND[first:last] + "END:VCALENDAR\n")


def test_a_sound_calendar_has_no_finding() -> None:
    """The calendar that the others are made from breaks no rule."""
    assert check(ics(SOUND)) == []


def test_each_rule_has_a_calendar_that_breaks_it() -> None:
    """No rule without a test."""
    assert sorted(BREAKS) == sorted(rule.code for rule in FEED_RULES)


@pytest.mark.parametrize("code", BREAKS)
def test_one_thing_wrong_is_one_finding(code: str) -> None:
    """A calendar that breaks one rule is told of by that rule alone, with its source and what to do."""
    (finding,) = check(BREAKS[code]())
    assert finding.rule == code
    assert finding.source
    # What is wrong, and after it what to do.
    assert re.search(r"[;,:] |without", finding.message)


@pytest.mark.parametrize(
    ("code", "line"),
    [("line_length", 28), ("content_line", 40), ("zone_onset", 15), ("uid_unique", 46), ("end_after_start", 27), ("size", 0)],
)  # fmt: skip
def test_a_finding_names_the_line(code: str, line: int) -> None:
    """Lines are counted from 1 as an editor shows them; what concerns the file as a whole has line 0."""
    assert [finding.line for finding in check(BREAKS[code]())] == [line]


def test_the_onset_that_a_library_writes_is_found() -> None:
    """Icalendar's own rules for London begin summer time at 02:00 and list dates in one line: both are found."""
    from datetime import date

    from icalendar import Timezone

    made = bytes(Timezone.from_tzid("Europe/London", first_date=date(2026, 1, 1), last_date=date(2032, 1, 1)).to_ical())
    text = (
        SOUND[: SOUND.index("BEGIN:VTIMEZONE")].replace("\n", "\r\n").encode()
        + made
        + ics(SOUND).split(b"END:VTIMEZONE\r\n")[1]
    )
    assert {"zone_onset", "zone_dates"} <= {finding.rule for finding in check(text)}  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("SEQUENCE:3", "SEQUENCE:2", "SEQUENCE 2 after 3"),
        ("DTEND:20261025T070000Z", "DTEND:20261025T080000Z", "under the same SEQUENCE"),
        ("UID:two\nDTSTAMP:20260921", "UID:two\nDTSTAMP:20260920", "DTSTAMP before"),
    ],
)
def test_what_was_served_before_is_not_gone_behind(old: str, new: str, told: str) -> None:
    """A lower SEQUENCE, an earlier stamp and a silent change are found beside what was served before."""
    (finding,) = check(with_(old, new)(), ics(SOUND))
    assert finding.rule == "sequence_back"
    assert told in finding.message
    assert check(ics(SOUND), ics(SOUND)) == []


HOSTILE = {
    "nothing": b"",
    "nul": b"\0" * 100_000,
    "one line": b"A" * 4_000_000,
    "deep": b"BEGIN:VEVENT\r\n" * 100_000,
    "ends": b"END:VEVENT\r\n" * 100_000,
    "folds": b"SUMMARY:x\r\n" + b" y\r\n" * 300_000,
    "quotes": b'A;B="' * 800_000,
    "parameters": b"A" + b";B=c" * 500_000 + b":d",
    "colons": b"A:" + b":" * 2_000_000,
    "lines": b"\n" * 1_000_000,
    "digits": b"BEGIN:VEVENT\r\nSEQUENCE:" + b"9" * 60_000 + b"\r\nDURATION:P" + b"9" * 60_000 + b"\r\nEND:VEVENT",
    "zone": b"BEGIN:VTIMEZONE\r\nTZID:../../etc/passwd\r\nBEGIN:STANDARD\r\nDTSTART:00010101T000000\r\nTZOFFSETFROM:"
    b"+2359\r\nTZOFFSETTO:-2359\r\nEND:STANDARD\r\nEND:VTIMEZONE",
    "far": b"BEGIN:VTIMEZONE\r\nTZID:Europe/London\r\nBEGIN:STANDARD\r\nDTSTART:00010101T000000\r\nTZOFFSETFROM:"
    b"+2359\r\nTZOFFSETTO:-2359\r\nEND:STANDARD\r\nEND:VTIMEZONE",
    "dates": b"BEGIN:VEVENT\r\nDTSTART:99999999T999999Z\r\nDTEND;VALUE=DATE:00000000\r\nEND:VEVENT",
    "same": b"BEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\n" * 20_000,
    "escapes": b"SUMMARY:" + b"\\" * 4_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_soon_with_a_few_findings(name: str) -> None:
    """Whatever the file, the look ends within seconds, raises nothing and tells a bounded number of things."""
    began = time.process_time()
    findings = check(HOSTILE[name], HOSTILE[name])
    assert time.process_time() - began < 15
    assert 0 < len(findings) <= 101 * (len(FEED_RULES) + 1)
    assert all(len(finding.message) < 300 for finding in findings)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(ics(SOUND).splitlines(keepends=True)), st.binary(max_size=40)), max_size=60))
def test_any_mixture_of_lines_is_read(parts: list[bytes]) -> None:
    """Lines in any order, with bytes between them, raise nothing; every finding stands at a line that is there."""
    data = b"".join(parts)
    for finding in check(data, data):
        assert 0 <= finding.line <= data.count(b"\n") + 1


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_sound_calendar_with_one_byte_changed_is_read(data: st.DataObject) -> None:
    """No single byte makes the checker fall over, and what it then finds stands on a line there is."""
    sound = bytearray(ics(SOUND))
    sound[data.draw(st.integers(0, len(sound) - 1))] = data.draw(st.integers(0, 255))
    most = len(ics(SOUND).splitlines()) + 1
    assert all(0 <= found.line <= most for found in check(bytes(sound)))
