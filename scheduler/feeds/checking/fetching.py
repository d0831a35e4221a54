"""Fetches a calendar as a client would, and looks at how it is served."""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from scheduler.domain.errors import BadInputError
from scheduler.domain.files import MEBIBYTE
from scheduler.domain.findings import Problem
from scheduler.feeds.checking.reading import MOST_BYTES
from scheduler.feeds.checking.rule import FeedFinding

SECONDS = 20
MOST_SECONDS = 60
REDIRECTS = 5
_SCHEMES = {"https": "https", "http": "http", "webcal": "https", "webcals": "https"}
_BAD_DATE = "Tue, 99 Foo 2026 99:99:99 GMT"
_LONG_AGO = "Mon, 01 Jan 1990 00:00:00 GMT"


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


def is_address(text: str) -> bool:
    """Say whether a text is the address of a calendar, not a file."""
    return text.partition("://")[0].lower() in _SCHEMES and "://" in text


def shown_address(address: str) -> str:
    """Return an address as messages say it: without what follows the server, which is a secret."""
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.partition('/')[0].rpartition('@')[2][:253]}/..."


def fetched(address: str) -> tuple[bytes, list[FeedFinding]]:
    """Return the calendar at an address, and what is wrong with how it is served.

    Raises
    ------
    BadInputError
        If it cannot be fetched; the message has the server's name alone.
    """
    try:
        place, first = _followed(address)
        findings = [FeedFinding(rule, 0, message, source) for rule, message, source in _served(place, first)]
    except (OSError, http.client.HTTPException, ValueError) as error:
        said = str(error.args[-1] if error.args else error)[:120]
        expected = "an address that answers"
        raise BadInputError([Problem(shown_address(address), "", expected, wrong=said)]) from None
    return first.body, findings


def _served(place: SplitResult, first: _Answer) -> Iterator[tuple[str, str, str]]:
    kind = first.headers.get("content-type", "").lower().replace(" ", "")
    if not kind.startswith("text/calendar"):
        yield "content_type", f"served as {kind[:40]!r}; serve text/calendar; charset=utf-8", "RFC 5545 8.1"
    elif "charset=" in kind and "charset=utf-8" not in kind:
        yield "content_type", "served with another charset; serve charset=utf-8", "RFC 5545 3.1.4"
    if "attachment" in first.headers.get("content-disposition", "").lower():
        yield "attachment", "served as an attachment, which clients import once; leave the header out", "clients"
    tag = first.headers.get("etag")
    if tag is None:
        yield "etag", "no ETag; without one every fetch sends everything", "RFC 9110 8.8.3"
    else:
        if _asked(place, {"If-None-Match": tag}).status != 304:
            yield "not_modified", "the same ETag is not answered with 304; compare If-None-Match", "RFC 9110 13.1.2"
        other = {"If-None-Match": '"another"', "If-Modified-Since": "Fri, 31 Dec 2099 23:59:59 GMT"}
        if _asked(place, other).status == 304:
            yield "not_modified", "a date wins over another ETag; If-None-Match goes first", "RFC 9110 13.1.3"
    for date in (_BAD_DATE, _LONG_AGO):
        if _asked(place, {"If-Modified-Since": date}).status == 304:
            yield "modified_since", f"{date[:25]!r} is answered with 304, which freezes clients", "RFC 9110 13.1.3"


def _followed(address: str) -> tuple[SplitResult, _Answer]:
    """Return where redirections end and what is there."""
    place = _place(address)
    for _ in range(REDIRECTS + 1):
        answer = _asked(place, {})
        if answer.status not in (301, 302, 303, 307, 308):
            break
        place = _place(urljoin(place.geturl(), answer.headers.get("location", "")))
    if answer.status != 200:
        message = f"status {answer.status}"
        raise http.client.HTTPException(message)
    return place, answer


def _place(address: str) -> SplitResult:
    parts = urlsplit(address)
    if parts.scheme.lower() not in _SCHEMES or not parts.hostname:
        message = "no address of http or https"
        raise ValueError(message)
    return parts._replace(scheme=_SCHEMES[parts.scheme.lower()], fragment="")


def _asked(place: SplitResult, headers: Mapping[str, str]) -> _Answer:
    host = place.hostname or ""
    connection: http.client.HTTPConnection
    if place.scheme == "https":
        connection = http.client.HTTPSConnection(
            host, place.port, timeout=SECONDS, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(host, place.port, timeout=SECONDS)
    path = f"{place.path or '/'}{f'?{place.query}' if place.query else ''}"
    try:
        connection.request("GET", path, headers={"User-Agent": "rota-feed-check", "Accept": "text/calendar", **headers})
        response = connection.getresponse()
        body = _body(response)
        return _Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)
    finally:
        connection.close()


def _body(response: http.client.HTTPResponse) -> bytes:
    """Return what is answered, no more of it and for no longer than anybody would wait."""
    parts, size, until = list[bytes](), 0, time.monotonic() + MOST_SECONDS
    while part := response.read1(64 * 1024):
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES or time.monotonic() > until:
            message = f"more than {MOST_BYTES // MEBIBYTE} MiB, or slower than {MOST_SECONDS} s"
            raise http.client.HTTPException(message)
    return b"".join(parts)
