"""The calendar feeds, read back by readers that are not ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar, Event

from scheduler.domain.errors import BadInputError
from scheduler.domain.rota import Rota
from scheduler.domain.time import utc
from scheduler.views import calendar
from scheduler.views.planned_run import PlannedRun
from tests.views.plans import SPRING, large, small


def events(feed: bytes) -> list[Event]:
    """Return a feed's entries as the icalendar library reads them."""
    return [part for part in Calendar.from_ical(feed).walk("VEVENT") if isinstance(part, Event)]


@pytest.mark.parametrize("season", ["autumn", "spring"])
def test_each_feed_gives_the_instants_of_the_rota(season: str, request: pytest.FixtureRequest) -> None:
    """Over both clock changes every planned assignment comes back at its UTC instants, and nothing else does."""
    planned: PlannedRun = request.getfixturevalue(season)
    for officer, feed in calendar.officer_feeds(planned).items():
        expected = [
            (utc(item.start_at), utc(item.end_at))
            for item in planned.by_officer.get(officer, ())
            if item.source == "planned"
        ]
        found = [(event.decoded("dtstart"), event.decoded("dtend")) for event in events(feed)]
        first, second = (date.fromordinal(planned.first_day + day) for day in (0, 1))
        assert found == expected or (not expected and found == [(first, second)])


@pytest.mark.parametrize("season", ["autumn", "spring"])
def test_a_second_reader_gives_the_same_instants(season: str, request: pytest.FixtureRequest) -> None:
    """The strict reader `ical` accepts every feed and reads the same UTC instants as icalendar."""
    stream = pytest.importorskip("ical.calendar_stream", reason="the calendar reader `ical` is not installed")
    planned: PlannedRun = request.getfixturevalue(season)
    for feed in (*calendar.officer_feeds(planned).values(), *calendar.post_feeds(planned).values()):
        read = stream.IcsCalendarStream.calendar_from_ics(feed.decode())
        assert [(event.dtstart, event.dtend) for event in read.events] == [
            (event.decoded("dtstart"), event.decoded("dtend")) for event in events(feed)
        ]


def test_provisional_days_are_left_out(autumn: PlannedRun) -> None:
    """A2 has a provisional tour on the 26th, which no feed shows."""
    feeds = (calendar.officer_feeds(autumn)["A2"], calendar.post_feeds(autumn)["ARV"])
    starts = [event.decoded("dtstart") for feed in feeds for event in events(feed)]
    assert starts
    assert max(starts) < datetime(2026, 10, 26, tzinfo=UTC)


def test_an_uncovered_duty_leaves_no_trace(autumn: PlannedRun) -> None:
    """Feeds are the same whether or not the plan lists what is uncovered."""
    silent = replace(autumn, plan=replace(autumn.plan, uncovered=()))
    assert calendar.post_feeds(silent) == calendar.post_feeds(autumn)
    assert calendar.officer_feeds(silent) == calendar.officer_feeds(autumn)


def test_feeds_reveal_nobody_and_nothing(files: Mapping[str, bytes]) -> None:
    """No feed holds an officer, a post, a role, a tour code, a car, the scenario or the run."""
    for path, feed in files.items():
        if path.endswith(".ics"):
            words = set(re.findall(rb"[\w-]+", feed))
            assert not words & {b"A1", b"A2", b"A3", b"A4", b"A5", b"A6", b"TFC", b"ARV", b"CTFC", b"AFO", b"KV21"}
            assert not words & {b"OC", b"TR", b"D", b"N", b"small", b"inspector", b"20260621T100200Z-1"}
            assert b"sick" not in feed.lower()


def test_only_the_file_name_tells_whose_feed_it_is(files: Mapping[str, bytes]) -> None:
    """In the private folder a feed is found by the officer's id; inside, each is named Duty and keyed by 40 digits."""
    feeds = {path: Calendar.from_ical(data) for path, data in files.items() if path.endswith(".ics")}
    assert {path for path in feeds if "officers" in path} == {
        f"private/feeds/officers/A{number}.ics" for number in range(1, 7)
    }
    for feed in feeds.values():
        assert (str(feed["name"]), str(feed["x-wr-calname"])) == ("Duty", "Duty")
        assert "uid" not in feed
        assert all(re.fullmatch(r"[0-9a-f]{40}", str(event["uid"])) for event in feed.walk("VEVENT"))


def test_identifiers_stay_when_a_tour_moves(autumn: PlannedRun) -> None:
    """The same tour of the same force day keeps its identifier when its times change, so that a move is a move."""
    late = tuple(
        replace(item, start_at=item.start_at + 30, end_at=item.end_at + 30) for item in autumn.plan.rota.assignments
    )
    moved = replace(autumn, plan=replace(autumn.plan, rota=Rota(late)))
    before, after = (events(calendar.officer_feeds(planned)["A3"]) for planned in (autumn, moved))
    assert [event["uid"] for event in before] == [event["uid"] for event in after]
    assert [event.decoded("dtstart") for event in before] != [event.decoded("dtstart") for event in after]


def test_a_post_keeps_its_identifiers_when_the_person_changes(autumn: PlannedRun) -> None:
    """The feed of a post is about its tours, whoever holds them."""
    others = tuple(
        replace(item, officer="A5" if item.officer == "A3" else item.officer) for item in autumn.plan.rota.assignments
    )
    changed = replace(autumn, plan=replace(autumn.plan, rota=Rota(others)))
    assert calendar.post_feeds(changed) == calendar.post_feeds(autumn)


def test_identifiers_are_unique_across_all_feeds(files: Mapping[str, bytes]) -> None:
    """Two entries never share an identifier, within a feed or across feeds."""
    uids = [event["uid"] for path, feed in files.items() if path.endswith(".ics") for event in events(feed)]
    # Officers: two each for A1, A2 and A3, one for A4 and A6, the marker of A5; posts: one for TFC, three for ARV.
    assert len(uids) == len(set(uids)) == 13


def test_identifiers_hang_on_the_key(autumn: PlannedRun) -> None:
    """Without the key nobody can tell from an officer's id which entries are theirs."""
    other = replace(autumn, run=replace(autumn.run, feed_key="another key"))
    one, two = (events(calendar.officer_feeds(planned)["A4"])[0]["uid"] for planned in (autumn, other))
    assert one != two


def test_stamps_come_from_the_record_of_the_run(autumn: PlannedRun) -> None:
    """DTSTAMP and LAST-MODIFIED are the run's own moment, and the sequence begins at 0."""
    event = events(calendar.officer_feeds(autumn)["A4"])[0]
    stamp = datetime(2026, 6, 21, 10, 2, tzinfo=UTC)
    assert (event.decoded("dtstamp"), event.decoded("last-modified"), event.decoded("sequence")) == (stamp, stamp, 0)


def test_head_is_what_subscribers_rely_on(autumn: PlannedRun) -> None:
    """Name, refresh hints in the form each reader takes, and no METHOD that would make an invitation of it."""
    head = calendar.officer_feeds(autumn)["A4"].split(b"BEGIN:VEVENT")[0]
    for line in (
        b"VERSION:2.0",
        b"CALSCALE:GREGORIAN",
        b"NAME:Duty",
        b"X-WR-CALNAME:Duty",
        b"REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        b"X-PUBLISHED-TTL:PT1H",
        b"DESCRIPTION:OFFICIAL-SENSITIVE",
        b"LAST-MODIFIED:20260621T100200Z",
    ):
        assert line in head.split(b"\r\n")
    assert b"METHOD" not in head


def test_duty_is_busy_and_on_call_is_free(autumn: PlannedRun) -> None:
    """On call blocks nobody's calendar; attended duty does. A1 trains on the day they are on call."""
    found = {
        event.decoded("dtend") - event.decoded("dtstart"): (
            str(event["transp"]),
            str(event["x-microsoft-cdo-busystatus"]),
            str(event["summary"]),
            str(event["class"]),
        )
        for event in events(calendar.officer_feeds(autumn)["A1"])
    }
    # On call is 07:00 BST to 07:00 GMT: 25 hours; training 08:00 to 16:00.
    assert {span.total_seconds() / 3600: told for span, told in found.items()} == {
        25: ("TRANSPARENT", "FREE", "Duty", "PRIVATE"),
        8: ("OPAQUE", "BUSY", "Duty", "PRIVATE"),
    }


def test_description_tells_the_wall_clock_and_the_marking(autumn: PlannedRun) -> None:
    """Both sides of a clock change carry their short name, the hours are elapsed ones."""
    text = str(events(calendar.officer_feeds(autumn)["A4"])[0]["description"])
    assert text.startswith("Sat 24 Oct 2026 19:00 BST to Sun 25 Oct 2026 07:00 GMT (13 h)\nOFFICIAL-SENSITIVE\n")
    spring = str(events(calendar.officer_feeds(small(SPRING))["A4"])[0]["description"])
    assert spring.startswith("Sat 27 Mar 2027 19:00 GMT to Sun 28 Mar 2027 07:00 BST (11 h)\n")


def test_nobody_is_invited(files: Mapping[str, bytes]) -> None:
    """No feed names an attendee, an organiser, an alarm or a place."""
    for path, feed in files.items():
        if path.endswith(".ics"):
            assert not re.search(rb"ATTENDEE|ORGANIZER|VALARM|LOCATION|VTIMEZONE", feed)


def test_an_officer_without_duty_has_a_marker(autumn: PlannedRun) -> None:
    """A feed is never empty, which readers refuse: it says until when there is nothing, and blocks nobody's day."""
    (marker,) = events(calendar.officer_feeds(autumn)["A5"])
    assert str(marker["summary"]) == "No duties to Sun 25 Oct 2026"
    assert (str(marker["transp"]), marker.decoded("dtstart")) == ("TRANSPARENT", date(2026, 10, 24))


def test_lines_are_crlf_and_at_most_75_octets() -> None:
    """A marking with letters of four octets at the fold, commas and semicolons is folded between characters."""
    marking = "OFFICIAL, \N{POLICE OFFICER}" * 12 + "; a\\b\nnext line\x07"
    for feed in calendar.officer_feeds(small(marking=marking)).values():
        assert b"\n" not in feed.replace(b"\r\n", b"")
        lines = feed.split(b"\r\n")
        assert max(map(len, lines)) <= 75
        for line in lines:
            line.decode()
        assert marking.removesuffix("\x07") in str(events(feed)[0]["description"])


@pytest.mark.parametrize("name", ["../A1", "a/b", ".hidden", "", "a\0b", "a b", "con\n", "x" * 65, "é"])
def test_an_id_that_could_leave_the_folder_is_refused(autumn: PlannedRun, name: str) -> None:
    """Ids become file names, so anything but letters, digits, dot, dash and underscore stops the run."""
    officers = (replace(autumn.scenario.officers[0], officer=name),)
    posts = (replace(autumn.scenario.posts[0], post=name),)
    planned = PlannedRun(
        replace(autumn.scenario, officers=officers, posts=posts), replace(autumn.plan, rota=Rota(())), autumn.run
    )
    with pytest.raises(BadInputError):
        calendar.officer_feeds(planned)
    with pytest.raises(BadInputError):
        calendar.post_feeds(planned)


def test_a_post_has_one_entry_a_tour_however_many_hold_it() -> None:
    """A feed does not tell how many are on duty: nine officers on one tour are one entry."""
    planned = large(1, 45, 7)
    # 35 force days less provisional ones: 7 days of three tours, each held by some of the five teams.
    tours = {(item.day, item.tour) for item in planned.by_post["ARV0"] if item.source == "planned"}
    assert len(events(calendar.post_feeds(planned)["ARV0"])) == len(tours) == 21
