"""Rules about lines and characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scheduler.feeds.checking.reading import MOST_LINES, Found, Reading

MOST_OCTETS = 75
LARGE = 1 << 20
"""Octets above which clients of large providers have been seen to give up; not verified for any one of them."""

_TEXTS = frozenset(("SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "NAME"))
_ESCAPE = re.compile(r"\\([\\;,nN])")


def crlf(reading: Reading) -> Iterator[Found]:
    """Yield lines that do not end with CRLF."""
    for line in reading.lines:
        if line.ending != b"\r\n":
            yield Found(line.number, "the line ends without CRLF; end every line with carriage return and line feed")


def line_length(reading: Reading) -> Iterator[Found]:
    """Yield lines that are too long."""
    for line in reading.lines:
        if len(line.octets) > MOST_OCTETS:
            told = f"{len(line.octets)} octets; fold the line after at most {MOST_OCTETS} with CRLF and a space"
            yield Found(line.number, told)


def utf8(reading: Reading) -> Iterator[Found]:
    """Yield lines that are no UTF-8, also together with the one a fold continues them on."""
    for line, joined in _joined(reading):
        if not _is_text(joined):
            yield Found(line, "bytes that are no UTF-8; write the file as UTF-8")


def fold_split(reading: Reading) -> Iterator[Found]:
    """Yield folds inside a character."""
    whole = {line for line, joined in _joined(reading) if _is_text(joined)}
    first = 0
    for line in reading.lines:
        if line.octets[:1] not in (b" ", b"\t"):
            first = line.number
        if first in whole and not _is_text(line.octets):
            whole.remove(first)
            yield Found(line.number, "a fold parts the octets of one character; fold between characters")


def _joined(reading: Reading) -> Iterator[tuple[int, bytes]]:
    number, parts = 0, list[bytes]()
    for line in reading.lines:
        if line.octets[:1] in (b" ", b"\t") and parts:
            parts.append(line.octets[1:])
            continue
        if parts:
            yield number, b"".join(parts)
        number, parts = line.number, [line.octets]
    if parts:
        yield number, b"".join(parts)


def _is_text(octets: bytes) -> bool:
    try:
        octets.decode()
    except UnicodeDecodeError:
        return False
    return True


def control_characters(reading: Reading) -> Iterator[Found]:
    """Yield lines with control characters other than a tab."""
    for line in reading.lines:
        if any((octet < 32 and octet != 9) or octet == 127 for octet in line.octets):
            yield Found(line.number, "a control character; leave it out, and write a line end in text as \\n")


def byte_order_mark(reading: Reading) -> Iterator[Found]:
    """Yield a byte order mark at the beginning."""
    if reading.lines and reading.lines[0].octets.startswith(b"\xef\xbb\xbf"):
        yield Found(1, "a byte order mark, for which strict readers do not find BEGIN:VCALENDAR; leave it out")


def content_line(reading: Reading) -> Iterator[Found]:
    """Yield lines that are not NAME;PARAMETER=value:value."""
    for one in reading.properties:
        if one.fault:
            yield Found(one.line, f"{one.fault}; write NAME;PARAMETER=value:value")


def text_escape(reading: Reading) -> Iterator[Found]:
    """Yield texts with a comma, semicolon or backslash that is not escaped."""
    for one in reading.properties:
        if one.name in _TEXTS:
            rest = _ESCAPE.sub("", one.value)
            wrong = next((char for char in rest if char in ",;\\"), "")
            if wrong:
                yield Found(one.line, f"{one.name} has a bare {wrong!r}; write it as \\{wrong}")


def size(reading: Reading) -> Iterator[Found]:
    """Yield a file that is larger than clients are known to take."""
    if reading.size > LARGE:
        told = f"{reading.size:,} octets; keep a feed under {LARGE:,}, with fewer past days or one feed a person"
        yield Found(0, told)
    if reading.cut:
        yield Found(reading.cut, f"more than {MOST_LINES:,} lines; what comes after was not looked at")
