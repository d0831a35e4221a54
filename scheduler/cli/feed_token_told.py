"""Tokens of feeds, told: shown once as they are made, on cards to print, and in lists without what opens them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.output import counted, emit, table
from scheduler.domain.errors import BadInputError
from scheduler.domain.feeds import FeedToken
from scheduler.domain.findings import Problem
from scheduler.domain.time import iso_utc

if TYPE_CHECKING:
    from scheduler.domain.publication import PublishedRota

_ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:]{2,45}\])(:\d{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Made:
    """A new token, which is shown once."""

    token: str
    kept: FeedToken

    def link(self, address: str) -> str:
        """Return where its calendar or wallboard is; empty where no address is known."""
        end = "" if self.kept.feed.kind == "wall" else ".ics"
        return f"{address}/{self.kept.feed.path}/{self.token}{end}" if address else ""


def checked_address(url: str | None) -> str:
    """Return the address of a server without a slash at its end; empty for none.

    Raises
    ------
    BadInputError
        If it is none.
    """
    if url is None:
        return ""
    address = url.rstrip("/")
    if not _ADDRESS.fullmatch(address):
        raise BadInputError([Problem("--url", url[:80], "the address of a server, such as https://feeds.example.org")])
    return address


def write_cards(folder: Path | None, made: Sequence[Made], address: str, rota: PublishedRota | None) -> None:
    """Write a page to print for each new token, before the token is kept: what fails leaves no token behind."""
    if folder is None:
        return
    if not address:
        message = "--card wants --url, the address that the code leads to."
        raise click.UsageError(message)
    if any(one.kept.feed.kind == "wall" for one in made):
        message = "--card is for calendars; open the wallboard's address on its screen."
        raise click.UsageError(message)
    from scheduler.views.feed_card import render
    from scheduler.views.outputs import write_outputs

    marking = rota.version.marking if rota else ""
    zone = rota.version.zone if rota else "UTC"
    pages = {f"{one.kept.name}.html": render(one.kept, one.link(address), marking, zone) for one in made}
    write_outputs(folder, pages)


def show_made(made: Sequence[Made], address: str) -> None:
    """Print new tokens, which are shown this once."""
    documents = [
        {**token_document(one.kept, one.kept.created_at), "token": one.token, "link": one.link(address)} for one in made
    ]
    rows = [("name", "feed", "until", "link" if address else "token")]
    for one in made:
        rows.append((one.kept.name, _feed(one.kept), iso_utc(one.kept.expires_at), one.link(address) or one.token))
    emit({"tokens": documents}, lambda: f"{table(rows)}\n\nshown once; hand it over as you would a key")


def token_document(token: FeedToken, at: int) -> dict[str, Any]:
    """Return a token as plain values, without what opens it."""
    style = token.style
    return {
        "name": token.name,
        "standing": token.standing(at),
        "roster": token.feed.roster,
        "feed": token.feed.kind,
        "subject": token.feed.subject,
        "redaction": style.redaction,
        "alarm_minutes": style.alarm_minutes,
        "tombstones": style.tombstones,
        "local_times": style.local_times,
        "created_at": iso_utc(token.created_at),
        "expires_at": iso_utc(token.expires_at),
        "leaked": token.dead_at is not None,
    }


def tokens_text(tokens: Sequence[FeedToken], at: int) -> str:
    """Return tokens in words, one a line."""
    rows = [("name", "standing", "roster", "feed", "tells", "made", "until")]
    for one in tokens:
        made, until = iso_utc(one.created_at), iso_utc(one.expires_at)
        rows.append((one.name, one.standing(at), one.feed.roster, _feed(one), one.style.redaction, made, until))
    return f"{table(rows)}\n\n{counted(len(tokens), 'token')}" if tokens else "no token"


def _feed(token: FeedToken) -> str:
    return f"{token.feed.kind} {token.feed.subject}".rstrip()
