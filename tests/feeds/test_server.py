"""The subscription server: what it answers, to whom, and what it never tells."""

from __future__ import annotations

import asyncio
import gzip
import logging
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from starlette.testclient import TestClient

from scheduler.domain.feeds import WARNED_DAYS, FeedStyle
from scheduler.domain.time import MINUTES_PER_DAY
from scheduler.feeds.allowance import Allowance
from scheduler.feeds.checking import check
from scheduler.feeds.conditions import has_already, takes_gzip
from scheduler.feeds.following import Following
from scheduler.feeds.ledger import end_and_add
from scheduler.feeds.server import FAILED_AT_ONCE
from scheduler.feeds.tokens import ended, token_again
from scheduler.publication.store import Ledger, opened
from tests.feeds.ledgers import Clock, file, server, told
from tests.feeds.ledgers import given as token_given
from tests.feeds.rotas import AT, AUTUMN, DAYS, KEY, both_changes, duty, later

PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Return a ledger with one published version."""
    with opened(file(tmp_path), write=True) as one:
        told(one, both_changes())
        yield one


class World:
    """A server, its clock and its client."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.clock = Clock()
        made, self.following = server(ledger, self.clock)
        self.client = TestClient(made.application(), raise_server_exceptions=False)

    def look(self) -> None:
        """Let the server see what is new in the ledger."""
        asyncio.run(self.following.once())


@pytest.fixture
def world(ledger: Ledger) -> World:
    """Return a server of the ledger."""
    return World(ledger)


def test_a_token_opens_its_officers_calendar_and_nobody_elses(world: World) -> None:
    """Each officer's own spans come back, with the type, and pass the check."""
    for officer in ("A1", "A2", "A3"):
        token, _ = token_given(world.ledger, officer)
        world.look()
        answer = world.client.get(f"/feeds/{token}.ics")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
        assert "content-disposition" not in answer.headers
        assert check(answer.content) == []
        spans = {
            (event.decoded("dtstart"), event.decoded("dtend"))
            for event in Calendar.from_ical(answer.content).walk("VEVENT")
        }
        held = [one for one in both_changes().duties if one.key.officer == officer]
        assert {int(start.timestamp()) // 60 for start, _ in spans} == {one.start_at for one in held}  # fmt: skip


def test_a_page_after_the_published_days_does_not_say_that_there_are_no_duties(world: World) -> None:
    """Within the published days nothing to come is told as such; after them, that nobody knows."""
    token, _ = token_given(world.ledger, "A4")
    world.look()
    assert "No duties to Tue 20 Apr 2027" in world.client.get(f"/feeds/{token}").text
    world.clock.set(AT + DAYS * MINUTES_PER_DAY)
    world.look()
    late = world.client.get(f"/feeds/{token}").text
    assert "No rota published after Tue 20 Apr 2027" in late
    assert "No duties" not in late


def test_head_is_get_without_the_body(world: World) -> None:
    """The same status and headers, the length included."""
    token, _ = token_given(world.ledger, "A2")
    world.look()
    got, head = (world.client.request(method, f"/feeds/{token}.ics") for method in ("GET", "HEAD"))
    assert head.content == b""
    assert (got.status_code, dict(got.headers)) == (head.status_code, dict(head.headers))


def test_an_etag_is_the_hash_of_the_bytes_and_is_answered_with_304(world: World) -> None:
    """Plain and compressed bytes have tags of their own; either tag is known again; after a change neither is."""
    token, _ = token_given(world.ledger, "A2")
    world.look()
    path = f"/feeds/{token}.ics"
    plain, packed = world.client.get(path, headers=PLAIN), world.client.get(path, headers={"Accept-Encoding": "gzip"})
    assert plain.content == packed.content
    assert packed.headers["content-encoding"] == "gzip"
    assert plain.headers["etag"] != packed.headers["etag"]
    for tag in (
        plain.headers["etag"],
        packed.headers["etag"],
        f"W/{plain.headers['etag']}",
        "*",
        f'"x", {plain.headers["etag"]}',
    ):
        again = world.client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"]
    told(world.ledger, both_changes(), [one for one in both_changes().duties if one.key.officer != "A2"])
    world.look()
    changed = world.client.get(path, headers={"If-None-Match": plain.headers["etag"], **PLAIN})
    assert changed.status_code == 200
    assert b"STATUS:CANCELLED" in changed.content  # fmt: skip


def test_a_date_is_believed_only_when_it_is_ours_and_never_against_a_tag(world: World) -> None:
    """304 for the very Last-Modified told; 200 for a later one, an earlier one, one that is none; a tag goes first."""
    token, _ = token_given(world.ledger, "A2")
    world.look()
    path = f"/feeds/{token}.ics"
    first = world.client.get(path)
    since = first.headers["last-modified"]
    status = {
        told: world.client.get(path, headers={"If-Modified-Since": told}).status_code
        for told in (
            since,
            "Fri, 31 Dec 2099 23:59:59 GMT",
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "yesterday",
            "",
            "\x7f",
            "99",
        )
    }
    assert status.pop(since) == 304
    assert set(status.values()) == {200}
    both = {"If-Modified-Since": since, "If-None-Match": '"another"'}
    assert world.client.get(path, headers=both).status_code == 200  # fmt: skip


def test_last_modified_moves_with_every_change_within_a_second_too(world: World) -> None:
    """Two publications in the same second have dates of their own, so that no change hides behind the one before."""
    token, _ = token_given(world.ledger, "A2")
    world.look()
    dates = [world.client.get(f"/feeds/{token}.ics").headers["last-modified"]]
    for duties in ((), both_changes().duties):
        told(world.ledger, both_changes(), duties)
        world.look()
        dates.append(world.client.get(f"/feeds/{token}.ics").headers["last-modified"])
    assert len(set(dates)) == 3


def test_an_expiry_is_seen_by_a_client_that_asks_by_date(world: World) -> None:
    """The link expires without any line of the ledger: neither the tag nor the date of before is answered with 304."""
    token, kept = token_given(world.ledger, "A2", days=2)
    world.look()
    path = f"/feeds/{token}.ics"
    before = world.client.get(path)
    world.clock.set(kept.expires_at)
    world.look()
    for headers in ({"If-None-Match": before.headers["etag"]}, {"If-Modified-Since": before.headers["last-modified"]}):
        answer = world.client.get(path, headers=headers)
        assert answer.status_code == 200
        assert b"Do not rely on this calendar" in answer.content.replace(b"\r\n ", b"")
        assert answer.content.count(b"BEGIN:VEVENT") == 1
    assert "This link has expired" in world.client.get(path.removesuffix(".ics")).text
    world.clock.set(kept.expires_at + WARNED_DAYS * MINUTES_PER_DAY)
    world.look()
    assert world.client.get(path).status_code == 404


def test_a_leaked_token_opens_nothing_at_once_and_a_revoked_one_warns(world: World) -> None:
    """After the next look at the ledger, a second later at most."""
    leaked, revoked = (token_given(world.ledger, "A2") for _ in range(2))
    ends = [ended(leaked[1], AT, leaked=True), ended(revoked[1], AT, leaked=False)]
    end_and_add(world.ledger, lambda _: (ends, ()), AT)
    world.look()
    assert world.client.get(f"/feeds/{leaked[0]}.ics").status_code == 404
    assert "Do not rely" in world.client.get(f"/feeds/{revoked[0]}.ics").text


def test_unknown_dead_and_foreign_are_answered_alike(world: World) -> None:
    """A token that never was, one that leaked, one with a letter more and any other path: the same bytes and headers."""
    token, kept = token_given(world.ledger, "A2")
    end_and_add(world.ledger, lambda _: ([ended(kept, AT, leaked=True)], ()), AT)
    world.look()
    answers = [
        world.client.get(path)
        for path in (
            f"/feeds/{token}.ics",
            f"/feeds/{'A' * 43}.ics",
            f"/feeds/{token}x",
            f"/feeds/{token}",
            "/feeds/",
            "/feeds",
            "/health/",
            "/",
            "/x/y",
        )
    ]
    assert {(one.status_code, one.content, str(sorted(one.headers.items()))) for one in answers} == {
        (404, answers[0].content, str(sorted(answers[0].headers.items())))
    }  # fmt: skip


def test_failed_look_ups_are_limited_and_a_good_token_is_not(world: World) -> None:
    """Whoever guesses is told to wait; a subscriber behind the same address still gets the calendar."""
    token, _ = token_given(world.ledger, "A2")
    world.look()
    statuses = [world.client.get(f"/feeds/{'B' * 43}.ics").status_code for _ in range(FAILED_AT_ONCE + 40)]
    assert statuses[:FAILED_AT_ONCE] == [404] * FAILED_AT_ONCE
    assert 429 in statuses
    assert world.client.get(f"/feeds/{token}.ics").status_code == 200


def test_allowance_comes_back_with_time() -> None:
    """Two at once, one a second: after two, none; half a second later none; a second later one."""
    seconds = [0.0]
    allowance = Allowance(2, 1, lambda: seconds[0])
    assert [allowance.take() for _ in range(3)] == [True, True, False]
    seconds[0] = 0.5
    assert not allowance.take()
    seconds[0] = 1.6
    assert [allowance.take(), allowance.take()] == [True, False]


def test_every_answer_keeps_the_address_to_itself(world: World) -> None:
    """No referrer, no index, no content of others, no cache shared, whatever is asked and answered."""
    token, _ = token_given(world.ledger, "A2")
    world.look()
    for method, path in (
        ("GET", f"/feeds/{token}.ics"),
        ("GET", f"/feeds/{token}"),
        ("GET", "/health"),
        ("GET", "/nothing"),
        ("POST", f"/feeds/{token}.ics"),
        ("DELETE", "/health"),
    ):
        headers = world.client.request(method, path).headers
        assert headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "noindex" in headers["x-robots-tag"]
        assert headers["cache-control"].startswith("private")
    assert world.client.post(f"/feeds/{token}.ics").status_code == 405  # fmt: skip


def test_the_page_shows_the_next_tours_and_how_to_subscribe(world: World) -> None:
    """The next tours at the token's redaction, both links, how old it is, and nothing of what is over."""
    token, _ = token_given(world.ledger, "A2", style=FeedStyle("role"))
    world.look()
    answer = world.client.get(f"/feeds/{token}")
    assert answer.headers["content-type"].startswith("text/html")
    assert f'href="webcal://feeds.example.org/feeds/{token}.ics"' in answer.text
    assert f'href="https://feeds.example.org/feeds/{token}.ics"' in answer.text
    # The fixture's clock is noon on the Saturday: the tour of Friday is over, the one of today has begun.
    assert "Sat 24 Oct 2026" in answer.text
    assert "Fri 23 Oct 2026" not in answer.text
    assert '<span class="now">now</span>' in answer.text
    assert "AFO" in answer.text
    assert "changes inside 24 h are phoned" in answer.text
    assert "<script" not in answer.text


def test_a_hostile_host_does_not_reach_the_page(ledger: Ledger) -> None:
    """Where the address is taken from the request, a host that is none is not."""
    from scheduler.feeds.server import FeedServer, Serving

    token, _ = token_given(ledger, "A2")
    client = TestClient(FeedServer(Following(ledger, KEY, Clock()), Serving()).application())
    page = client.get(f"/feeds/{token}", headers={"Host": 'evil.example"><script>'}).text
    assert "evil" not in page
    assert f"https://localhost/feeds/{token}.ics" in page
    assert "https://duty.example/feeds/" in client.get(f"/feeds/{token}", headers={"Host": "duty.example"}).text


def test_nothing_is_served_from_a_ledger_that_was_not_looked_at(world: World) -> None:
    """After a minute without a look a link may have been ended: clients are told to come back, and health says it."""
    token, _ = token_given(world.ledger, "A2")
    world.look()
    assert world.client.get("/health").json() == {"healthy": True}
    world.clock.set(AT + 2)
    assert world.client.get(f"/feeds/{token}.ics").status_code == 503
    assert world.client.get("/health").status_code == 503
    world.look()
    assert world.client.get(f"/feeds/{token}.ics").status_code == 200


def test_an_unreadable_ledger_leaves_what_is_served_until_it_is_stale(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The file is gone: what was read is served on for a minute, and the log says so once."""
    token, _ = token_given(world.ledger, "A2")
    world.look()
    path = Path(world.ledger.name)
    path.rename(path.with_name("elsewhere"))
    world.look()
    world.look()
    assert world.client.get(f"/feeds/{token}.ics").status_code == 200
    assert sum("cannot be read" in one.message for one in caplog.records) == 1


def test_a_ledger_put_back_from_a_copy_is_read_anew(world: World, tmp_path: Path) -> None:
    """A token made after the copy was taken is gone with it, though the ledger has as many lines again."""
    path = Path(world.ledger.name)
    copy = tmp_path / "copy"
    with sqlite3.connect(path) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    for one in (source, target):
        one.close()
    lost, _ = token_given(world.ledger, "A2")
    world.look()
    assert world.client.get(f"/feeds/{lost}.ics").status_code == 200
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    copy.replace(path)
    kept, _ = token_given(world.ledger, "A3")
    world.look()
    assert [world.client.get(f"/feeds/{token}.ics").status_code for token in (lost, kept)] == [404, 200]


def test_the_log_has_neither_token_nor_address(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Method, eight digits of the hash and the status: nothing else of a request."""
    token, kept = token_given(world.ledger, "A2")
    world.look()
    with caplog.at_level(logging.DEBUG):
        for path in (f"/feeds/{token}.ics", f"/feeds/{token}", f"/feeds/{'C' * 43}.ics"):
            world.client.get(path)
    ours = [one.getMessage() for one in caplog.records if one.name == "rota.feeds"]
    assert ours[:2] == [f"GET {kept.name} 200"] * 2
    assert re.fullmatch(r"GET [0-9a-f]{8} 404", ours[2])


def test_the_day_turns_without_a_restart(ledger: Ledger) -> None:
    """A cancelled duty is there on the seventh day after its end and gone on the eighth, with another tag and date."""
    world = World(ledger)
    first = duty("A9", AUTUMN, "D")
    told(ledger, both_changes(), [*both_changes().duties, first])
    told(ledger, both_changes(), both_changes().duties)
    token, _ = token_given(ledger, "A9")
    answers = []
    for days in (7, 8):
        world.clock.set(later(first.end_at, days))
        world.look()
        answers.append(world.client.get(f"/feeds/{token}.ics"))
    assert [b"CANCELLED" in one.content for one in answers] == [True, False] or first.armed
    world.clock.set(later(first.end_at, 16))
    world.look()
    last = world.client.get(f"/feeds/{token}.ics", headers={"If-Modified-Since": answers[-1].headers["last-modified"]})
    assert last.status_code == 200
    assert b"CANCELLED" not in last.content


def test_tokens_are_made_of_chance_and_key_and_known_by_hash_alone(ledger: Ledger) -> None:
    """Two for the same feed differ; the key makes one again, another key does not; no line of the ledger holds one."""
    (first, kept), (second, _) = (token_given(ledger, "A2") for _ in range(2))
    assert first != second
    assert len(first) == 43
    assert token_again(KEY, kept) == first
    assert token_again(bytes(32), kept) == ""
    content = b"".join(path.read_bytes() for path in Path(ledger.name).parent.iterdir())
    assert first.encode() not in content
    assert kept.token_hash.encode() in content


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [(None, False), ("", False), ("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False), ("GZIP", True), ("*", True), ("identity", False)],
)  # fmt: skip
def test_gzip_goes_to_whoever_takes_it(accepted: str | None, packed: bool) -> None:
    """As Accept-Encoding says, with its weights."""
    assert takes_gzip(accepted) is packed


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_condition_raises_and_none_is_met_by_chance(none_match: str, since: str) -> None:
    """Whatever a client states, only the tag, a star or the very date are met."""
    changed = datetime(2026, 10, 24, 11, 0, tzinfo=UTC)
    met = has_already(none_match or None, since, "0" * 32, changed)
    assert met is (none_match.strip() == "*")
    assert has_already(None, format_datetime(changed, usegmt=True), "0" * 32, changed)
    assert not has_already(None, format_datetime(changed + timedelta(seconds=1), usegmt=True), "0" * 32, changed)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, str]]]:
    """Return a client of a server with three officers' tokens, whose limit on failures is out of the way."""
    with opened(file(tmp_path_factory.mktemp("fuzzed")), write=True) as ledger:
        told(ledger, both_changes())
        tokens = {officer: token_given(ledger, officer)[0] for officer in ("A1", "A2", "A3")}
        made, _ = server(ledger)
        made._failed = Allowance(1e9, 1e9)
        yield TestClient(made.application(), raise_server_exceptions=False), tokens


HEADERS = st.dictionaries(
    st.sampled_from(("If-None-Match", "If-Modified-Since", "Accept-Encoding", "Host", "Range", "X-Forwarded-For", "Cookie", "Accept")),
    st.text(st.characters(min_codepoint=1, max_codepoint=255, blacklist_characters="\r\n"), max_size=50).map(lambda text: text.encode("latin-1")),
    max_size=4,
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_fuzzed_requests_never_fail_and_never_open_another_persons_duty(
    fuzzed: tuple[TestClient, dict[str, str]], caplog: pytest.LogCaptureFixture, data: st.DataObject
) -> None:
    """Paths, methods, headers and tokens that are nearly right: no 500, and only the right token opens its own feed."""
    client, tokens = fuzzed
    own = tokens["A2"]
    bent = st.builds(
        lambda at, char: own[:at] + char + own[at + 1 :], st.integers(0, 42), st.text(min_size=0, max_size=2)
    )
    name = data.draw(st.one_of(bent, st.sampled_from(list(tokens.values())), st.text(max_size=60)))
    path = data.draw(
        st.sampled_from(
            (
                "/feeds/{}.ics",
                "/feeds/{}",
                "/feeds/{}/",
                "/feeds//{}.ics",
                "/{}",
                "/feeds/{}.ics.ics",
                "/feeds/x/../{}.ics",
            )
        )
    )
    url = path.replace("{}", "".join(f"%{octet:02x}" for octet in name.encode("utf-8", "surrogatepass")))
    caplog.clear()
    answer = client.request(
        data.draw(st.sampled_from(("GET", "HEAD", "POST", "OPTIONS", "TRACE"))),
        url,
        headers=[(name.encode(), value) for name, value in data.draw(HEADERS).items()],
    )
    assert answer.status_code < 500 or answer.status_code == 501
    opened_by = [officer for officer, token in tokens.items() if token == name]
    if not opened_by:
        assert answer.status_code in (400, 404, 405, 429)
    body = answer.content
    starts = set(re.findall(rb"DTSTART:(\d{8}T\d{6}Z)", body))
    allowed = {
        f"{datetime.fromtimestamp(one.start_at * 60, UTC):%Y%m%dT%H%M%SZ}".encode()
        for one in both_changes().duties
        if one.key.officer in opened_by
    }
    assert starts <= allowed
    logged = " ".join(one.getMessage() for one in caplog.records if one.name == "rota.feeds")
    assert not any(token in logged for token in tokens.values())  # fmt: skip


def test_compressed_bytes_are_the_same_each_time(world: World) -> None:
    """No time stands in what is compressed."""
    token, _ = token_given(world.ledger, "A2")
    world.look()
    state = world.following.state()
    found = state.shelf.found(token, state.at)
    assert found is not None
    one = state.shelf.calendar(found, state.at)
    assert one.packed == gzip.compress(one.body, 6, mtime=0)
    assert replace(one).tag == one.tag
