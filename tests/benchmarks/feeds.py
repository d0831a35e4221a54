"""The subscription server under load, beside a bare application on the same server program."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scheduler.domain.feeds import Feed, FeedStyle
from scheduler.domain.time import day_of, minute_of
from scheduler.feeds.ledger import end_and_add
from scheduler.feeds.serving import Binding, prepared, run
from scheduler.feeds.tokens import new_token
from scheduler.publication.store import opened
from tests.feeds.ledgers import file, told
from tests.feeds.rotas import KEY, duty, published

CONNECTIONS = 20
DAYS = 28
WARM_UP = 100
FEEDS_OF_EACH = 4
"""Tokens of one officer, such as for a phone, a desk and a family."""
SERVED = 304


def bare() -> Starlette:
    """Return an application that answers every path with 304 and an ETag, and does nothing else."""

    async def answer(_request: Request) -> Response:
        return Response(status_code=SERVED, headers={"ETag": '"one"'})

    return Starlette(routes=[Route("/feeds/{name:path}", answer)])


def measured(job: Mapping[str, Any]) -> dict[str, Any]:
    """Ask ``tokens`` feeds for what has not changed, ``rate`` a second for ``seconds``, ``times`` over.

    Both servers run all the time; they are asked in turn.
    """
    with tempfile.TemporaryDirectory() as parent, _ledger(Path(parent), job["tokens"]) as (path, tokens):
        ours = [sys.executable, "-m", "scheduler.cli", "feed", "serve", "--port", "0", "--json", "--store", str(path)]
        with _running(ours) as port, _running([sys.executable, "-m", "tests.benchmarks.feeds"]) as bare_port:
            tags = asyncio.run(_tags(port, tokens))
            asked = [_request(f"/feeds/{token}.ics", tag) for token, tag in zip(tokens, tags, strict=True)]
            rounds: dict[int, list[list[float]]] = {port: [], bare_port: []}
            errors = 0
            for place in (port, bare_port):
                asyncio.run(_load(place, asked[:WARM_UP], job["rate"], 2.0))
            for _ in range(job["times"]):
                for place in (port, bare_port):
                    taken, wrong = asyncio.run(_load(place, asked, job["rate"], job["seconds"]))
                    rounds[place].append(taken)
                    errors += wrong
    told_of = {name: _figures(rounds[place]) for name, place in (("ours", port), ("bare", bare_port))}
    return {
        **told_of,
        "errors": errors,
        "n_tokens": len(tokens),
        "rate": job["rate"],
        "seconds": told_of["ours"]["p99"],
        "ratio": round(told_of["ours"]["p99"] / told_of["bare"]["p99"], 2),
    }


def _figures(rounds: Sequence[Sequence[float]]) -> dict[str, Any]:
    """Return the median over the rounds of the median and of the 99th percentile, in seconds."""
    p99 = [sorted(taken)[int(0.99 * len(taken))] for taken in rounds]
    return {
        "p50": round(statistics.median(statistics.median(taken) for taken in rounds), 6),
        "p99": round(statistics.median(p99), 6),
        "all_p99": [round(one, 6) for one in p99],
    }


@contextmanager
def _ledger(folder: Path, n_tokens: int) -> Iterator[tuple[Path, list[str]]]:
    """Give a ledger in which a rota is published and tokens were made."""
    at = minute_of(datetime.now(UTC))
    first = day_of(datetime.now(UTC).date())
    n_officers = max(1, n_tokens // FEEDS_OF_EACH)
    duties = [
        duty(f"P{officer:05d}", first + day, "DNL"[officer % 3])
        for officer in range(n_officers)
        for day in range(DAYS)
        if (officer + day) % 7 < 5
    ]
    made = [
        new_token(KEY, Feed("north", "officer", f"P{number % n_officers:05d}"), FeedStyle(), at, 365)
        for number in range(n_tokens)
    ]
    with opened(file(folder), write=True) as ledger:
        told(ledger, published(*duties, first_day=first, n_days=DAYS))
        end_and_add(ledger, lambda _: ((), [kept for _, kept in made]), at)
    yield file(folder), [token for token, _ in made]


@contextmanager
def _running(command: Sequence[str]) -> Iterator[int]:
    """Run a server and give its port."""
    environment = {**os.environ, "ROTA_FEED_KEY": KEY.hex()}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            said = "".join(itertools.takewhile(lambda line: line.strip() != "}", process.stdout))
            yield int(json.loads(said + "}")["serving"].rpartition(":")[2])
        finally:
            process.kill()


def _request(path: str, tag: str = "") -> bytes:
    known = f"If-None-Match: {tag}\r\n" if tag else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{known}\r\n".encode()


async def _tags(port: int, tokens: Sequence[str]) -> list[str]:
    """Fetch every calendar once and return the ETags."""
    connection = await asyncio.open_connection("127.0.0.1", port)
    tags = []
    for token in tokens:
        _, headers = await _asked(connection, _request(f"/feeds/{token}.ics"))
        tags.append(headers["etag"])
    connection[1].close()
    return tags


async def _asked(
    connection: tuple[asyncio.StreamReader, asyncio.StreamWriter], request: bytes
) -> tuple[int, dict[str, str]]:
    reader, writer = connection
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    status = int(head[0].split()[1])
    if status != SERVED:
        await reader.readexactly(int(headers.get("content-length", "0")))
    return status, headers


async def _load(port: int, requests: Sequence[bytes], rate: float, seconds: float) -> tuple[list[float], int]:
    """Send requests at a steady rate, whether or not those before were answered; return the seconds each took.

    A request's time runs from the instant at which it was due, so that waiting for a connection counts.
    """
    free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(await asyncio.open_connection("127.0.0.1", port))
    taken: list[float] = []
    wrong = 0

    async def ask(request: bytes, due: float) -> None:
        nonlocal wrong
        connection = await free.get()
        try:
            status, _ = await _asked(connection, request)
            wrong += status != SERVED
        except (OSError, EOFError):
            wrong += 1
        taken.append(time.perf_counter() - due)
        free.put_nowait(connection)

    began = time.perf_counter()
    tasks = []
    for number in range(int(rate * seconds)):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(ask(requests[number * 37 % len(requests)], due)))
    await asyncio.gather(*tasks)
    while not free.empty():
        free.get_nowait()[1].close()
    return taken, wrong


def _serve_bare() -> None:
    binding = Binding("127.0.0.1", 0)
    with binding.listen() as listening:
        sys.stdout.write(json.dumps({"serving": f"http://127.0.0.1:{listening.getsockname()[1]}"}, indent=2) + "\n")
        sys.stdout.flush()
        run(prepared(bare(), binding), listening)


if __name__ == "__main__":
    _serve_bare()
