"""Ledgers with a published rota and tokens, and servers that follow them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.domain.feeds import Feed, FeedKind, FeedStyle, FeedToken
from scheduler.domain.publication import PublishedDuty, PublishedRota
from scheduler.domain.time import utc
from scheduler.feeds.following import Following
from scheduler.feeds.ledger import end_and_add
from scheduler.feeds.server import FeedServer, Serving
from scheduler.feeds.tokens import new_token
from scheduler.publication.publishing import Publication, Published, publish
from scheduler.publication.store import Ledger, opened
from tests.feeds.rotas import AT, KEY, both_changes


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, minute: int = AT) -> None:
        self.now = utc(minute)

    def __call__(self) -> datetime:
        """Return what it shows."""
        return self.now

    def set(self, minute: int) -> None:
        """Show a UTC minute."""
        self.now = datetime.fromtimestamp(minute * 60, UTC)


def told(ledger: Ledger, rota: PublishedRota, duties: Iterable[PublishedDuty] | None = None) -> Published:
    """Publish the duties of a rota, or others in their place, as its roster's next version."""
    version = rota.version
    publication = Publication(
        version.roster, version.first_day, version.n_days, version.zone, version.marking, version.run,
        version.scenario_sha256, version.approved_by, version.authority,
    )  # fmt: skip
    return publish(ledger, publication, rota.duties if duties is None else duties, version.published_at)


def given(
    ledger: Ledger, subject: str, kind: FeedKind = "officer", at: int = AT, days: int = 365, style: FeedStyle | None = None
) -> tuple[str, FeedToken]:  # fmt: skip
    """Make a token, keep it and return it with what is kept."""
    token, kept = new_token(KEY, Feed("north", kind, subject), style or FeedStyle(), at, days)
    end_and_add(ledger, lambda _: ((), (kept,)), at)
    return token, kept


def server(ledger: Ledger, clock: Clock | None = None) -> tuple[FeedServer, Following]:
    """Return a server of a ledger's feeds and what follows the ledger for it."""
    following = Following(ledger, KEY, clock or Clock())
    return FeedServer(following, Serving("https://feeds.example.org")), following


def file(folder: Path) -> Path:
    """Return where a test's ledger is."""
    return folder / "ledger.sqlite"


def found_by_commands(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a ledger with one published version, which commands find by the environment."""
    path = file(folder)
    with opened(path, write=True) as ledger:
        told(ledger, both_changes())
    monkeypatch.setenv("ROTA_STORE", str(path))
    return path
