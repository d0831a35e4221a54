"""Whether a client has already what it asks for; RFC 9110, section 13."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

_TAGS = re.compile(r'(?:W/)?"([\x21\x23-\x7e]*)"')
PACKED = "-gzip"
"""What the tag of compressed bytes ends with; other bytes want another tag."""


def has_already(none_match: str | None, modified_since: str | None, tag: str, changed: datetime) -> bool:
    """Say whether a client has the bytes of a tag.

    Parameters
    ----------
    none_match
        Its If-None-Match; it wins over the date wherever it is stated, also where it makes no sense.
    modified_since
        Its If-Modified-Since. Only the very instant we told is believed: a date of the client's own would keep it
        from a change made since within the same second.
    changed
        When these bytes were first served, in UTC.
    """
    if none_match is not None:
        return none_match.strip() == "*" or bool({tag, f"{tag}{PACKED}"} & set(_TAGS.findall(none_match)))
    return modified_since is not None and _date(modified_since) == changed


def takes_gzip(accepted: str | None) -> bool:
    """Say whether a client takes compressed bytes by its Accept-Encoding."""
    for part in (accepted or "").lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() in ("gzip", "x-gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _date(text: str) -> datetime | None:
    """Return a date of the protocol; None for what is none, which is as if it were not stated."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return None if found.tzinfo is None else found
