"""The wallboard: who sees it, what it shows, and what it never tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from re import sub

import pytest
from starlette.testclient import TestClient

from scheduler.domain.feeds import WARNED_DAYS
from scheduler.domain.publication import PublishedRota
from scheduler.feeds.folder import folder_of
from scheduler.feeds.following import Following
from scheduler.feeds.ledger import end_and_add, known
from scheduler.feeds.server import FeedServer, Serving
from scheduler.feeds.serving import Binding
from scheduler.feeds.tokens import ended
from scheduler.publication.seats import keep_seats
from scheduler.publication.store import Ledger, opened
from tests.feeds.ledgers import Clock, file, given, told
from tests.feeds.rotas import AT, AUTUMN, KEY, both_changes, duty, later, published
from tests.feeds.walls import seats

NOBODY = "Ask the duty planner"


class World:
    """A ledger, and a server of its wallboards at a time."""

    def __init__(self, ledger: Ledger, rota: PublishedRota | None = None, *, walls: bool = True) -> None:
        told(ledger, rota or both_changes())
        keep_seats(ledger, seats(), "north", 1, AT)
        self.ledger, self.clock = ledger, Clock()
        self.token, self.kept = given(ledger, "", "wall")
        following = Following(ledger, KEY, self.clock)
        server = FeedServer(following, Serving("https://feeds.example.org", walls=walls))
        self.client = TestClient(server.application(), raise_server_exceptions=False)

    def text(self) -> str:
        """Return what the page shows, its tags and style left out."""
        answer = self.client.get(f"/wall/{self.token}")
        assert answer.status_code == 200
        return " ".join(unescape(sub("<[^>]*>", " ", sub("(?s)<style>.*</style>", "", answer.text))).split())


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Return an empty ledger."""
    with opened(file(tmp_path), write=True) as one:
        yield one


def test_seats_their_holders_phones_and_who_takes_over(ledger: Ledger) -> None:
    """Of each post until when it is held, by which phone, and who is next at once."""
    shown = World(ledger).text()
    assert "ARV Armed response 01632 960101 A2 until Sat 19:00 BST Next from Sat 19:00 BST: A3" in shown
    assert "TFC Tactical commander 101 ext 4567 A1 on call until Sun 07:00 GMT" in shown
    assert "Sat 24 Oct 2026 12:00 BST" in shown


def test_an_empty_seat_looks_like_one_that_nobody_wants(ledger: Ledger) -> None:
    """On Sunday nobody holds TFC, which is wanted, nor ARV late at night, which is not: the same words, and no next."""
    rota = published(duty("A1", AUTUMN, "D", "TFC"), duty("A2", AUTUMN, "D"), duty("A3", AUTUMN + 1, "N"))
    world = World(ledger, rota)
    assert [name in world.text() for name in ("A1", "A2", "A3")] == [True, True, False]
    world.clock.set(later(AT, 1))
    empty = replace_server(world).text()
    assert f"ARV Armed response 01632 960101 {NOBODY} TFC Tactical commander 101 ext 4567 {NOBODY}" in empty
    assert "A3" not in empty
    assert not any(word in empty.lower() for word in ("empty", "uncovered", "wanted", "vacant"))


def test_the_page_is_the_same_whatever_is_wanted(ledger: Ledger) -> None:
    """With ten times the seats wanted not a byte of the wallboard changes."""
    world = World(ledger)
    before = world.client.get(f"/wall/{world.token}").content
    more = seats()
    tenfold = {post: [[*row[:4], 10] for row in rows] for post, rows in more.detail["wanted"].items()}
    keep_seats(ledger, replace(more, detail={**more.detail, "wanted": tenfold}), "north", 1, AT)
    again = TestClient(FeedServer(Following(ledger, KEY, Clock()), Serving(walls=True)).application())
    assert again.get(f"/wall/{world.token}").content == before


def test_a_wall_token_opens_no_calendar_and_a_calendars_opens_no_wall(ledger: Ledger) -> None:
    """Each is answered elsewhere as a token that never was."""
    world = World(ledger)
    other, _ = given(ledger, "A1")
    world = replace_server(world)
    for path in (f"/feeds/{world.token}", f"/feeds/{world.token}.ics", f"/wall/{other}", f"/wall/{world.token}.ics"):
        answer = world.client.get(path)
        assert (answer.status_code, answer.text) == (404, "nothing here\n")
    assert len(folder_of(known(ledger), KEY, AT).files) == 1


def replace_server(world: World) -> World:
    """Return the world with a server that has read the ledger anew."""
    following = Following(world.ledger, KEY, world.clock)
    world.client = TestClient(FeedServer(following, Serving(walls=True)).application())
    return world


def test_no_wallboard_goes_over_a_network_by_itself(ledger: Ledger) -> None:
    """Loopback and a proxy have it; an address of the network with a certificate of its own does not."""
    network = Binding("192.0.2.1", 0, Path("cert.pem"), Path("key.pem"))
    assert (Binding("127.0.0.1", 0).walls, Binding("192.0.2.1", 0, behind_proxy=True).walls, network.walls) == (
        True,
        True,
        False,
    )
    world = World(ledger, walls=network.walls)
    assert world.client.get(f"/wall/{world.token}").status_code == 404


def test_an_ended_link_shows_nobody(ledger: Ledger) -> None:
    """Ended, it says so for 14 days without an officer, and then is nothing; leaked, it is nothing at once."""
    world = World(ledger)
    end_and_add(ledger, lambda _: ((ended(world.kept, AT, leaked=False),), ()), AT)
    world = replace_server(world)
    shown = world.text()
    assert "This link has expired" in shown
    assert not any(officer in shown for officer in ("A1", "A2", "01632"))
    world.clock.set(later(AT, WARNED_DAYS))
    assert replace_server(world).client.get(f"/wall/{world.token}").status_code == 404
    world.clock.set(AT)
    end_and_add(ledger, lambda _: ((ended(world.kept, AT, leaked=True),), ()), AT)
    assert replace_server(world).client.get(f"/wall/{world.token}").status_code == 404


def test_the_screen_asks_again_by_itself_without_script(ledger: Ledger) -> None:
    """The page refreshes itself, also where it was not served; it loads nothing, and nothing of it is kept for others."""
    world = World(ledger)
    answer = world.client.get(f"/wall/{world.token}")
    assert '<meta http-equiv="refresh" content="60">' in answer.text
    assert "<script" not in answer.text
    assert (answer.headers["refresh"], answer.headers["cache-control"]) == ("60", "private, no-cache")
    assert (answer.headers["referrer-policy"], answer.headers["x-robots-tag"][:7]) == ("no-referrer", "noindex")
    assert world.client.get(f"/wall/{'x' * 43}").headers["refresh"] == "60"


def test_a_phone_stands_in_no_feed(ledger: Ledger) -> None:
    """Neither an officer's, a post's nor a force's calendar has a digit of it, fully told."""
    told(ledger, both_changes())
    keep_seats(ledger, seats(phone="01632 960777"), "north", 1, AT)
    for kind, subject in (("officer", "A2"), ("post", "ARV"), ("force", "F1")):
        given(ledger, subject, kind)  # type: ignore[arg-type]
    files = folder_of(known(ledger), KEY, AT).files
    assert len(files) == 3
    assert not any(b"960777" in data for data in files.values())
