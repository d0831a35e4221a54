"""The running server, and those who subscribe to it: vdirsyncer, khal and a browser."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.request import urlopen

import pytest

from scheduler.domain.feeds import Feed, FeedStyle
from scheduler.domain.time import day_of, instant, local, minute_of
from scheduler.feeds.ledger import end_and_add
from scheduler.feeds.serving import Binding
from scheduler.feeds.tokens import new_token
from scheduler.publication.seats import keep_seats
from scheduler.publication.store import Ledger, opened
from tests.feeds.ledgers import file, given, told
from tests.feeds.rotas import KEY, ZONE, duty, published
from tests.feeds.walls import seats

FAR = day_of(date(2036, 10, 25))
"""The Saturday before the clock goes back in the last year but one of which khal knows the clock."""
MADE_AT = instant(day_of(date(2026, 9, 21)), 0, ZONE)


@dataclass(frozen=True)
class Running:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    address: str
    tokens: dict[str, str]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Running]:
    """Return a running server of a rota with two officers over the night of a clock change, ended by Ctrl-C."""
    folder = tmp_path_factory.mktemp("running")
    duties = [duty("A1", FAR, "N"), duty("A1", FAR + 1, "N"), duty("A2", FAR, "D")]
    with opened(file(folder), write=True) as ledger:
        told(ledger, published(*duties, first_day=FAR - 3, n_days=28))
        forever = {"at": MADE_AT, "days": 200 * 366}
        tokens = {name: given(ledger, name, style=FeedStyle("role"), **forever)[0] for name in ("A1", "A2")}  # type: ignore[arg-type]
        tokens["wall"] = _wall(ledger)
    command = [sys.executable, "-m", "scheduler.cli", "feed", "serve", "--store", str(file(folder)), "--port", "0"]
    environment = {**os.environ, "ROTA_FEED_KEY": KEY.hex()}
    log = (folder / "log").open("w")
    process = subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True
    )
    try:
        assert process.stdout is not None
        told_line = process.stdout.readline()
        yield Running(process, told_line.split()[2].removesuffix(";"), tokens)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        said = (folder / "log").read_text()
        assert "GET" in said
        assert not any(token in said for token in tokens.values())
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
        log.close()


def _wall(ledger: Ledger) -> str:
    """Publish a roster of these days, of which somebody is always on, and return a token of its wallboard."""
    at = minute_of(datetime.now(UTC))
    today = local(at, ZONE).toordinal()
    tours = [duty(f"B{tour}{n}", today + n, tour) for n in (-1, 0, 1) for tour in ("D", "N")]
    told(ledger, published(*tours, roster="today", first_day=today - 1, n_days=3))
    keep_seats(ledger, seats(today - 1, 3), "today", 1, at)
    token, kept = new_token(KEY, Feed("today", "wall", ""), FeedStyle(), at, 1)
    end_and_add(ledger, lambda _: ((), (kept,)), at)
    return token


def run(*command: str, **environment: str) -> str:
    """Run a program of this environment and return what it printed."""
    program = Path(sys.executable).with_name(command[0])
    if not program.exists():
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(
        [str(program), *command[1:]], env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_vdirsyncer_fetches_and_khal_shows_the_tours_of_the_clock(running: Running, tmp_path: Path) -> None:
    """A commander's calendar in a terminal: the nights before and after the clock change, on the wall clock."""
    (tmp_path / "duty").mkdir()
    fetch = tmp_path / "vdirsyncer.conf"
    fetch.write_text(
        f'[general]\nstatus_path = "{tmp_path}/status/"\n'
        '[pair duty]\na = "local"\nb = "remote"\ncollections = null\nconflict_resolution = "b wins"\n'
        f'[storage local]\ntype = "filesystem"\npath = "{tmp_path}/duty/"\nfileext = ".ics"\n'
        f'[storage remote]\ntype = "http"\nurl = "{running.address}/feeds/{running.tokens["A1"]}.ics"\n'
    )
    show = tmp_path / "khal.conf"
    show.write_text(
        f"[calendars]\n[[duty]]\npath = {tmp_path}/duty/\n[sqlite]\npath = {tmp_path}/khal.db\n"
        "[locale]\nlocal_timezone = Europe/London\ndefault_timezone = Europe/London\ntimeformat = %H:%M\n"
        "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\n"
        "longdatetimeformat = %Y-%m-%d %H:%M\n"
    )
    for step in ("discover", "sync"):
        run("vdirsyncer", "-c", str(fetch), step)
    listed = run(
        "khal", "-c", str(show), "list", "--once", "--format", "{start-long} {end-long} {title}", "2036-10-24", "5d"
    )
    found = [line for line in listed.splitlines() if line.endswith("AFO")]
    assert found == ["2036-10-25 19:00 2036-10-26 07:00 AFO", "2036-10-26 19:00 2036-10-27 07:00 AFO"]  # fmt: skip


def test_the_address_passes_the_check(running: Running, root: Path) -> None:
    """`rota feed check URL` finds nothing wrong with the calendar nor with how it is served, and names no token."""
    command = [
        sys.executable,
        "-m",
        "scheduler.cli",
        "feed",
        "check",
        f"{running.address}/feeds/{running.tokens['A1']}.ics",
    ]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert running.tokens["A1"] not in done.stdout


class Careless(BaseHTTPRequestHandler):
    """Serves a calendar as it should not be: as an attachment of another type, and with 304 for any date."""

    def do_GET(self) -> None:
        """Answer."""
        dated = "If-Modified-Since" in self.headers
        self.send_response(304 if dated else 200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Disposition", "attachment; filename=duty.ics")
        self.end_headers()
        if not dated:
            self.wfile.write(
                b"BEGIN:VCALENDAR\r\nPRODID:x\r\nVERSION:2.0\r\nBEGIN:VTODO\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
            )

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def test_a_careless_server_is_found_out(root: Path) -> None:
    """Type, attachment, missing ETag and a frozen date are found, each once or as often as it was tried."""
    with HTTPServer(("127.0.0.1", 0), Careless) as careless:
        threading.Thread(target=careless.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{careless.server_port}/secret.ics"
        command = [sys.executable, "-m", "scheduler.cli", "feed", "check", address, "--json"]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
        careless.shutdown()
    assert done.returncode == 6
    rules = [one["rule"] for one in json.loads(done.stdout)["findings"]]
    assert rules == ["content_type", "attachment", "etag", "modified_since", "modified_since"]
    assert "secret" not in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("size", ["390,844", "1920,1080"])
@pytest.mark.parametrize(("path", "whose"), [("feeds", "A1"), ("wall", "wall")])
def test_a_browser_shows_the_page_with_no_error_and_no_outside_request(
    running: Running, browser: str, tmp_path: Path, size: str, path: str, whose: str
) -> None:
    """The page for phones and the wallboard, at the size of either: a picture, a silent console, no other host."""
    picture, network = tmp_path / "page.png", tmp_path / "net.json"
    flags = (
        "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
        "--disable-component-update", "--hide-scrollbars", "--enable-logging=stderr", f"--user-data-dir={tmp_path / 'profile'}",
        f"--window-size={size}", f"--log-net-log={network}", f"--screenshot={picture}",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    )  # fmt: skip
    address = f"{running.address}/{path}/{running.tokens[whose]}"
    done = subprocess.run([browser, *flags, address], capture_output=True, text=True, timeout=60, check=False)
    assert picture.stat().st_size > 10_000
    assert "CONSOLE" not in done.stderr
    hosts = set(re.findall(r'"url":"(?:https?|wss?)://([^/"]+)', network.read_text()))
    asked = {host for host in hosts if host.startswith("127.0.0.1")}
    assert asked == {running.address.removeprefix("http://")}


def test_the_running_server_shows_who_is_on(running: Running) -> None:
    """On a loopback address the wallboard is served: an officer of these days, and the seat's phone."""
    with urlopen(f"{running.address}/wall/{running.tokens['wall']}", timeout=10) as answer:
        shown = answer.read().decode()
    assert re.search(r"<b>B[DN]-?[01]</b>", shown)
    assert "01632 960101" in shown


def test_the_server_leaves_when_its_port_is_taken(running: Running, root: Path, tmp_path: Path) -> None:
    """A second server on the same port says so in one line, with the remedy, and ends."""
    with opened(file(tmp_path), write=True) as ledger:
        told(ledger, published(duty("A1", FAR, "N"), first_day=FAR - 3))
    port = running.address.rpartition(":")[2]
    command = [sys.executable, "-m", "scheduler.cli", "feed", "serve", "--store", str(file(tmp_path)), "--port", port]
    environment = {**os.environ, "ROTA_FEED_KEY": KEY.hex()}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"127.0.0.1:{port}: Address already in use; expected an address of this machine")


def test_answers_do_not_wait_for_each_other() -> None:
    """Connections are told to send at once: with the system's own delay each answer took 40 ms."""
    with Binding("127.0.0.1", 0).listen() as listening:
        client = socket.create_connection(listening.getsockname())
        accepted, _ = listening.accept()
        with client, accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_clock_changes_in_that_year_as_well() -> None:
    """The fixture's nights lie about the last Sunday of October: the first is an hour longer than the second."""
    first, second = duty("A1", FAR, "N"), duty("A1", FAR + 1, "N")
    assert (first.end_at - first.start_at, second.end_at - second.start_at) == (13 * 60, 12 * 60)
    assert local(first.start_at, ZONE).strftime("%a") == "Sat"
