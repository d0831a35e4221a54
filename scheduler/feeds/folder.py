"""A folder of calendars for any web server: each file is named by its token, and nothing lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.feeds.ledger import Known
from scheduler.feeds.shelf import Shelf
from scheduler.feeds.tokens import token_again


@dataclass(frozen=True, slots=True)
class FeedFolder:
    """The files of a folder of calendars.

    Attributes
    ----------
    files
        Content by file name.
    live, expired
        Files that show duties, and files that warn that their link has expired.
    left_out
        Names of tokens made with another feed key, for which no file can be named.
    """

    files: Mapping[str, bytes]
    live: int
    expired: int
    left_out: tuple[str, ...]


def folder_of(known: Known, key: bytes, at: int) -> FeedFolder:
    """Return the calendars of all tokens that open one at an instant (UTC minute).

    Parameters
    ----------
    key
        The force's feed key, from which the tokens' names are made again.
    """
    shelf = Shelf(known, key)
    files: dict[str, bytes] = {}
    left_out = []
    counts = {"live": 0, "expired": 0}
    for token in known.tokens.values():
        standing = token.standing(at)
        if token.feed.kind == "wall" or standing == "dead" or shelf.feeds(token) is None:
            continue
        name = token_again(key, token)
        if not name:
            left_out.append(token.name)
            continue
        counts[standing] += 1
        files[f"{name}.ics"] = shelf.body(token, at)
    return FeedFolder(files, counts["live"], counts["expired"], tuple(left_out))
