"""Tokens as lines of the ledger, and what the ledger has published: one look at both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scheduler.domain.feeds import Feed, FeedStyle, FeedToken
from scheduler.domain.publication import PublishedPost, PublishedRota
from scheduler.publication.lines import RESTORED, VERSION, Entry, Line
from scheduler.publication.reader import Reader
from scheduler.publication.reading import logged, published_of
from scheduler.publication.seats import SEATS, posts_of
from scheduler.publication.store import Ledger, this_account

TOKEN_MADE = "feed_token"
TOKEN_ENDED = "feed_token_ended"

Tokens = Mapping[str, FeedToken]
"""What is kept of each token by the token's hash, in the order in which they were made."""
Ending = Callable[[Tokens], tuple[Sequence[FeedToken], Sequence[FeedToken]]]
"""Told all tokens; returns those that end, as they stand from then on, and new ones."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of the ledger.

    Attributes
    ----------
    lines, head
        Number and hash of the last line that was looked at.
    rotas
        Each roster as it stands published, by its name.
    posts
        The posts of each roster with their phones, for the wallboard; how many seats are wanted is not among it.
    """

    lines: int = 0
    head: str = ""
    tokens: Tokens = field(default_factory=dict)
    rotas: Mapping[str, PublishedRota] = field(default_factory=dict)
    posts: Mapping[str, tuple[PublishedPost, ...]] = field(default_factory=dict)


def known(ledger: Ledger, before: Known | None = None) -> Known:
    """Return what the ledger says of tokens and published rotas; what has not changed is not read again.

    Parameters
    ----------
    before
        What was read last; the same value is returned where no line was added since.

    Raises
    ------
    BadInputError
        If the ledger cannot be read.
    """
    before = before or Known()
    with ledger.reading() as reader:
        head = reader.head()
        if (head.lines, head.head) == (before.lines, before.head):
            return before
        if not _goes_on(reader, before):
            # Another ledger stands there, such as one put back from a copy: it is read from its first line.
            before = Known()
        tokens = _tokens(reader, before)
        rotas = before.rotas
        if next(reader.lines((VERSION, RESTORED), after=before.lines), None) is not None:
            names = {one.version.roster for one in logged(reader, None)}
            rotas = {name: published_of(reader, ledger.name, name) for name in sorted(names)}
        posts = dict(before.posts)
        for name in {line.roster for line in reader.lines((SEATS,), after=before.lines)}:
            posts[name] = posts_of(reader, name)
    return Known(head.lines, head.head, tokens, rotas, posts)


def end_and_add(ledger: Ledger, ending: Ending, at: int) -> None:
    """End tokens and keep new ones, all or nothing, while nobody else changes any.

    Parameters
    ----------
    at
        UTC minute.
    """
    with ledger.writing() as writer:
        ends, new = ending(_tokens(writer, Known()))
        entries = [*(_ended(one) for one in ends), *(_made(one) for one in new)]
        if entries:
            writer.add(entries, at, this_account())


def _goes_on(reader: Reader, before: Known) -> bool:
    last = next(reader.lines(after=before.lines - 1, until=before.lines), None)
    return last is not None and last.line_hash == before.head


def _tokens(reader: Reader, before: Known) -> Tokens:
    found = dict(before.tokens)
    for line in reader.lines((TOKEN_MADE, TOKEN_ENDED), after=before.lines):
        if line.kind == TOKEN_MADE:
            found[line.item] = _token(line)
        elif line.item in found:
            found[line.item] = replace(found[line.item], **line.detail)
    return found


def _token(line: Line) -> FeedToken:
    told: dict[str, Any] = line.detail
    return FeedToken(
        token_hash=line.item,
        salt=told["salt"],
        feed=Feed(line.roster, told["feed"], line.subject),
        style=FeedStyle(**told["style"]),
        created_at=line.at,
        expires_at=told["expires_at"],
    )


def _made(token: FeedToken) -> Entry:
    style = token.style
    told = {
        "feed": token.feed.kind,
        "salt": token.salt,
        "expires_at": token.expires_at,
        "style": {
            "redaction": style.redaction,
            "alarm_minutes": style.alarm_minutes,
            "tombstones": style.tombstones,
            "local_times": style.local_times,
        },
    }
    return Entry(TOKEN_MADE, told, token.feed.roster, token.feed.subject, item=token.token_hash)


def _ended(token: FeedToken) -> Entry:
    told = {"expires_at": token.expires_at, "dead_at": token.dead_at}
    return Entry(TOKEN_ENDED, told, token.feed.roster, token.feed.subject, item=token.token_hash)
