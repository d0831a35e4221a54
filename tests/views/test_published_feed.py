"""Feeds of a published rota: what they say, what they never say, and that nothing changes them but the ledger."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from scheduler.domain.feeds import Feed, FeedStyle, FeedToken, Redaction
from scheduler.domain.publication import PublishedDuty, PublishedRota
from scheduler.domain.time import utc
from scheduler.feeds.checking import check
from scheduler.views.published_feed import PublishedFeeds, expired_feed
from tests.feeds.rotas import AT, AUTUMN, DAYS, KEY, PUBLISHED_AT, both_changes, duty, later, published

DEFAULT = FeedStyle()
REDACTIONS: tuple[Redaction, ...] = ("role", "full")
STYLES = (
    DEFAULT,
    FeedStyle("role", alarm_minutes=60),
    FeedStyle("full", tombstones=False, local_times=True),
    FeedStyle("minimal", local_times=True),
)
FEEDS = (
    *(Feed("north", "officer", f"A{number}") for number in range(1, 6)),
    Feed("north", "post", "ARV"),
    Feed("north", "post", "TFC"),
    Feed("north", "force", "F1"),
)


def feed_of(
    rota: PublishedRota, subject: str = "A2", style: FeedStyle = DEFAULT, at: int = AT, kind: str = "officer"
) -> bytes:
    """Return one feed of a rota."""
    return PublishedFeeds(rota, KEY).feed(Feed("north", kind, subject), style, at)  # type: ignore[arg-type]


def events(feed: bytes) -> list[Event]:
    """Return a feed's entries as the icalendar library reads them."""
    return [part for part in Calendar.from_ical(feed).walk("VEVENT") if isinstance(part, Event)]


def moved(rota: PublishedRota, which: PublishedDuty, **more: object) -> PublishedRota:
    """Return a rota with a duty in the place of the one with the same key, published as version 2 a day later."""
    at = later(PUBLISHED_AT, 1)
    new = replace(which, changed_at=at, version=2, sequence=which.sequence + 1, **more)  # type: ignore[arg-type]
    duties = tuple(new if one.key == which.key else one for one in rota.duties)
    version = replace(rota.version, number=2, published_at=at, head="cd" * 32, lines=50)
    return replace(rota, version=version, duties=duties)


@pytest.mark.parametrize("style", STYLES, ids=str)
@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: f"{feed.kind} {feed.subject}")
def test_every_feed_passes_the_check_and_a_strict_reader(feed: Feed, style: FeedStyle) -> None:
    """Each kind of feed in each style, over both clock changes, breaks no rule, and `ical` reads the same instants."""
    stream = pytest.importorskip("ical.calendar_stream", reason="the calendar reader `ical` is not installed")
    made = PublishedFeeds(both_changes(), KEY).feed(feed, style, AT)
    assert check(made) == []
    read = stream.IcsCalendarStream.calendar_from_ics(made.decode())
    assert [(event.dtstart, event.dtend) for event in read.events] == [
        (event.decoded("dtstart"), event.decoded("dtend")) for event in events(made)
    ]


def readers() -> Path:
    """Return the folder of the JavaScript readers, or skip with the reason."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(os.environ.get("ROTA_READERS") or cache / "armed-rota" / "readers")
    if shutil.which("node") is None or not (folder / "node_modules" / "ical.js").is_dir():
        pytest.skip("ical.js and node-ical are not installed; .ci/run does it")
    return folder


def test_four_readers_read_the_same_instants(tmp_path: Path, root: Path) -> None:
    """icalendar, ical.js and node-ical find the ledger's instants in UTC and local feeds over both clock changes.

    `ical` is the fourth, in the test above.
    """
    folder, rota = readers(), both_changes()
    files, expected = list[str](), list[list[list[Any]]]()
    for number, (feed, style) in enumerate((feed, style) for feed in FEEDS[:5] for style in STYLES):
        made = PublishedFeeds(rota, KEY).feed(feed, style, AT)
        path = tmp_path / f"{number}.ics"
        path.write_bytes(made)
        files.append(str(path))
        held = [one for one in rota.duties if one.key.officer == feed.subject]
        told: list[list[Any]] = sorted([one.start_at * 60_000, one.end_at * 60_000] for one in held)
        by_icalendar = sorted(
            [int(event.decoded(name).timestamp() * 1000) for name in ("dtstart", "dtend")]
            for event in events(made)
            if isinstance(event.decoded("dtstart"), datetime)
        )
        assert by_icalendar == told
        expected.append(told)
    script = root / "tests" / "feeds" / "readers" / "read.mjs"
    done = subprocess.run(
        ["node", str(script), str(folder), *files], capture_output=True, text=True, timeout=60, check=True
    )
    for found, told in zip(json.loads(done.stdout), expected, strict=True):
        for reader in ("ical.js", "node-ical"):
            spans: Any = sorted([start, end] for _, start, end in found[reader])
            assert spans == (told or [[str(date.fromordinal(AUTUMN - 3)), str(date.fromordinal(AUTUMN - 3 + DAYS))]])


def test_the_hour_that_the_clock_shows_twice_is_told_in_utc() -> None:
    """A duty from the second 01:30 of the autumn night is written in UTC also where the wall clock was asked for."""
    start = AT + 14 * 60 + 30  # 14 h 30 after 12:00 BST: 01:30 GMT, the second one
    called = duty("A2", AUTUMN, "D", start_at=start, end_at=start + 240)
    (event,) = events(feed_of(published(called), style=FeedStyle(local_times=True)))
    assert event.decoded("dtstart") == utc(start) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert b"DTSTART:20261025T013000Z" in feed_of(published(called), style=FeedStyle(local_times=True))


def test_another_zone_than_london_stays_in_utc() -> None:
    """Rules are written by hand for one zone; any other is told in UTC, which is right as well."""
    rota = both_changes()
    other = replace(rota, version=replace(rota.version, zone="Europe/Dublin"))
    assert b"TZID" not in feed_of(other, style=FeedStyle(local_times=True))


def test_minimal_tells_nothing_but_duty() -> None:
    """At the default redaction neither officer, post, role, tour, force nor roster stands anywhere in the bytes."""
    for feed in FEEDS:
        made = PublishedFeeds(both_changes(), KEY).feed(feed, DEFAULT, AT)
        words = set(re.findall(rb"[\w-]+", made))
        assert not words & {b"A1", b"A2", b"A3", b"A4", b"A5", b"ARV", b"TFC", b"AFO", b"CTFC", b"F1", b"north", b"OC", b"D", b"N"}  # fmt: skip
        assert {str(event["summary"]) for event in events(made)} <= {"Duty", "No duties to Tue 20 Apr 2027"}


def test_role_and_full_tell_what_they_say() -> None:
    """The role, and with `full` post and tour: never an officer."""
    told = {redaction: events(feed_of(both_changes(), "A1", FeedStyle(redaction)))[0] for redaction in REDACTIONS}
    assert str(told["role"]["summary"]) == "CTFC on call"
    assert str(told["full"]["summary"]) == "CTFC on call TFC"
    assert "TFC" not in str(told["role"]["description"]).replace("CTFC", "")
    assert "Post TFC\nRole CTFC\nTour OC\n" in str(told["full"]["description"])
    force = feed_of(both_changes(), "F1", FeedStyle("full"), kind="force")
    assert not set(re.findall(rb"\w+", force)) & {b"A1", b"A2", b"A3", b"A5"}


def test_stamps_and_sequence_come_from_the_ledger() -> None:
    """A duty's own SEQUENCE and instant, also in a later version that did not change it."""
    rota = moved(both_changes(), both_changes().duties[0])
    first, second = events(feed_of(rota, "A1"))
    assert [one.decoded("sequence") for one in (first, second)] == [1, 0]
    at = datetime(2026, 9, 22, 9, 2, tzinfo=UTC)
    assert first.decoded("dtstamp") == first.decoded("last-modified") == at
    assert second.decoded("dtstamp") == second.decoded("last-modified") == at - timedelta(days=1)


def test_the_same_published_state_is_the_same_bytes() -> None:
    """At any minute of a day, by a writer made anew and one that wrote others before."""
    writer = PublishedFeeds(both_changes(), KEY)
    for feed in FEEDS:
        for style in STYLES:
            made = writer.feed(feed, style, AT)
            assert made == PublishedFeeds(both_changes(), KEY).feed(feed, style, AT + 300)


def test_a_moved_duty_keeps_its_identifier_and_is_checked_against_before() -> None:
    """From a day tour to a late one: the same entry with a higher SEQUENCE, and nothing goes back behind what was served."""
    rota = both_changes()
    which = next(one for one in rota.duties if one.key.officer == "A2")
    late = duty("A2", which.key.day, "L")
    after = moved(rota, which, tour="L", start_at=late.start_at, end_at=late.end_at)
    made, before = feed_of(after), feed_of(rota)
    assert [event["uid"] for event in events(made)] == [event["uid"] for event in events(before)]
    assert check(made, before) == []


def test_a_cancelled_duty_says_so_and_goes_seven_days_after_its_end() -> None:
    """CANCELLED in status and title, free, without alarm; on the eighth day it is gone, at once where nobody wants it."""
    other = duty("A2", AUTUMN + 90, "D")
    rota = moved(published(duty("A2", AUTUMN, "D"), other), duty("A2", AUTUMN, "D"), status="cancelled")
    end = duty("A2", AUTUMN, "D").end_at
    first, second = events(feed_of(rota, style=FeedStyle(alarm_minutes=30), at=later(end, 7) - 1))
    assert (str(first["status"]), str(first["summary"]), str(first["transp"])) == (
        "CANCELLED",
        "CANCELLED: Duty",
        "TRANSPARENT",
    )
    assert first.walk("VALARM") == []
    assert len(second.walk("VALARM")) == 1
    assert first.decoded("sequence") == 1
    assert len(events(feed_of(rota, at=later(end, 8)))) == 1
    assert len(events(feed_of(rota, style=FeedStyle(tombstones=False)))) == 1  # fmt: skip


def test_who_lost_armed_duty_sees_it_cancelled_for_fourteen_days() -> None:
    """All armed duties of an officer are cancelled: they stay 14 days after their end; the unarmed one 7."""
    armed, unarmed = duty("A2", AUTUMN, "D"), duty("A2", AUTUMN + 1, "D", armed=False)
    rota = published(*(replace(one, status="cancelled", sequence=1) for one in (armed, unarmed)))
    count = {days: len(events(feed_of(rota, at=later(armed.end_at, days)))) for days in (7, 10, 13)}
    assert count == {7: 2, 10: 1, 13: 1}
    (marker,) = events(feed_of(rota, at=later(armed.end_at, 16)))
    assert str(marker["summary"]).startswith("No duties")


def test_past_duties_go_after_35_days() -> None:
    """A duty that ended 35 days ago is shown, one day later it is not."""
    rota = both_changes()
    end = max(one.end_at for one in rota.duties if one.key.officer == "A2" and one.key.day <= AUTUMN + 1)
    assert len(events(feed_of(rota, at=later(end, 35)))) == 4
    assert len(events(feed_of(rota, at=later(end, 37)))) == 3


def test_an_officer_without_duty_has_a_marker() -> None:
    """A feed is never empty: until when there is nothing, over all those days and free; after them, that nothing is published."""
    (marker,) = events(feed_of(both_changes(), "A4"))
    assert str(marker["summary"]) == "No duties to Tue 20 Apr 2027"
    assert (marker.decoded("dtstart"), marker.decoded("dtend")) == tuple(
        date.fromordinal(AUTUMN - 3 + n) for n in (0, DAYS)
    )
    assert str(marker["transp"]) == "TRANSPARENT"
    (over,) = events(feed_of(both_changes(), "A4", at=later(AT, 300)))
    assert str(over["summary"]) == "No rota published after Tue 20 Apr 2027"


def test_an_amendment_of_one_day_does_not_end_the_days_that_are_published() -> None:
    """The newest version speaks about one day; the marker still tells of all days that earlier ones spoke about."""
    rota = both_changes()
    amended = replace(rota, version=replace(rota.version, number=2, first_day=AUTUMN, n_days=1))
    for days in (-2, 0, 10, 300):
        (before,), (after,) = (events(feed_of(one, "A4", at=later(AT, days))) for one in (rota, amended))
        for name in ("summary", "dtstart", "dtend"):
            assert after.decoded(name) == before.decoded(name)


def test_days_nobody_has_published_yet_end_what_is_known() -> None:
    """With a month missing, nothing is said of the days behind it until they have come."""
    rota = both_changes()
    holed = replace(rota, spoken=rota.spoken - frozenset(range(AUTUMN + 20, AUTUMN + 50)))
    told = [str(events(feed_of(holed, "A4", at=later(AT, days)))[0]["summary"]) for days in (0, 60)]
    assert told == ["No duties to Thu 12 Nov 2026", "No duties to Tue 20 Apr 2027"]


def test_each_entry_says_how_old_it_is_and_the_calendar_by_which_ledger() -> None:
    """Version and instant in each description, head and count in the calendar's; the marking in both."""
    feed = Calendar.from_ical(feed_of(both_changes()))
    told = "OFFICIAL-SENSITIVE\nRota v1, published Mon 21 Sep 2026 10:02 BST; changes inside 24 h are phoned"
    assert str(feed["description"]) == f"{told}\nLedger head {'ab' * 32}, 42 lines"
    assert str(events(feed_of(both_changes()))[0]["description"]).endswith(told)


def test_on_call_is_free_and_duty_is_busy() -> None:
    """Standing by blocks nobody's calendar."""
    kinds = {
        officer: {
            (str(one["transp"]), str(one["x-microsoft-cdo-busystatus"]))
            for one in events(feed_of(both_changes(), officer))
        }
        for officer in ("A1", "A2")
    }
    assert kinds == {"A1": {("TRANSPARENT", "FREE")}, "A2": {("OPAQUE", "BUSY")}}  # fmt: skip


def test_alarms_are_off_unless_asked_for() -> None:
    """None by default; asked for, one an entry, so many minutes before."""
    assert b"VALARM" not in feed_of(both_changes())
    assert feed_of(both_changes(), style=FeedStyle(alarm_minutes=90)).count(b"TRIGGER:-PT1H30M") == 6


def test_an_expired_link_serves_one_entry_that_warns() -> None:
    """One all-day entry of 14 days, and no duty: what a client showed before is gone."""
    token = FeedToken("0" * 64, "", Feed("north", "officer", "A2"), DEFAULT, PUBLISHED_AT, AT)
    made = expired_feed(token, both_changes().version, KEY)
    assert check(made) == []
    (event,) = events(made)
    assert "Do not rely on this calendar" in str(event["summary"])
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 10, 24), date(2026, 11, 7))


def test_a_post_keeps_its_entry_when_the_person_changes_and_never_goes_back() -> None:
    """One entry a tour however many hold it; who leaves the seat does not take its SEQUENCE back."""
    two = published(duty("A2", AUTUMN, "D"), duty("A3", AUTUMN, "D"))
    (before,) = events(feed_of(two, "ARV", kind="post"))
    changed = moved(two, duty("A3", AUTUMN, "D"), post="TFC", role="CTFC")
    after = events(feed_of(changed, "ARV", kind="post"))
    assert [one["uid"] for one in after] == [before["uid"]]
    assert after[0].decoded("sequence") > before.decoded("sequence")
    gone = moved(published(duty("A2", AUTUMN, "D")), duty("A2", AUTUMN, "D"), status="cancelled")
    (cancelled,) = events(feed_of(gone, "ARV", kind="post"))
    assert (cancelled["uid"], str(cancelled["status"])) == (before["uid"], "CANCELLED")


def test_identifiers_are_unique_and_hang_on_the_key() -> None:
    """No two entries of any feed share one, and without the key nobody finds an officer's."""
    rota, other = both_changes(), PublishedFeeds(both_changes(), bytes(32))
    uids = [event["uid"] for feed in FEEDS for event in events(PublishedFeeds(rota, KEY).feed(feed, DEFAULT, AT))]
    assert len(uids) == len(set(uids))
    assert not set(uids) & {event["uid"] for feed in FEEDS for event in events(other.feed(feed, DEFAULT, AT))}


@st.composite
def histories(draw: st.DrawFn) -> list[PublishedRota]:
    """Draw a roster's versions: each changes, adds or cancels a few duties as the ledger would."""
    kept: dict[object, PublishedDuty] = {}
    versions = []
    for number in range(1, draw(st.integers(2, 4)) + 1):
        at = later(PUBLISHED_AT, number)
        for _ in range(draw(st.integers(0, 4))):
            tour = draw(st.sampled_from(("D", "N", "L")))
            post = draw(st.sampled_from(("ARV", "TFC")))
            new = duty(f"A{draw(st.integers(1, 3))}", AUTUMN + draw(st.integers(0, 1)), tour, post)
            status = draw(st.sampled_from(("confirmed", "confirmed", "cancelled")))
            was = kept.get(new.key)
            if was is None and status == "cancelled":
                continue
            sequence = 0 if was is None else was.sequence
            new = replace(new, status=status, sequence=sequence, changed_at=at, version=number)  # type: ignore[arg-type]
            if was is None:
                kept[new.key] = new
            elif (was.tour, was.post, was.status) != (new.tour, new.post, new.status):
                kept[new.key] = replace(new, sequence=sequence + 1)
        versions.append(published(*kept.values(), number=number, published_at=at))
    return versions


@settings(max_examples=60, deadline=None)
@given(histories())
def test_no_feed_ever_goes_back_behind_what_was_served(versions: list[PublishedRota]) -> None:
    """Whatever is published after whatever, every feed passes the check beside the one before it."""
    for feed in (*FEEDS[:3], *FEEDS[5:]):
        served = b""
        for rota in versions:
            made = PublishedFeeds(rota, KEY).feed(feed, FeedStyle("full"), AT)
            assert check(made, served or None) == []
            served = made


def test_ten_thousand_officers_take_seconds() -> None:
    """Each look is put through the library once: the feeds of many officers on few tours cost next to nothing."""
    duties = [duty(f"P{number}", AUTUMN + day, "D") for number in range(1000) for day in range(20)]
    writer = PublishedFeeds(published(*duties), KEY)
    for number in range(1000):
        writer.feed(Feed("north", "officer", f"P{number}"), DEFAULT, AT)
    assert len(writer._written) == 20
