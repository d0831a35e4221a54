"""What `rota notify` says of lags and of acknowledgements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scheduler.cli.output import table
from scheduler.domain.time import iso_utc

if TYPE_CHECKING:
    from scheduler.domain.call_list import Acknowledgement
    from scheduler.notices.lags import Counted
    from scheduler.publication.reader import Head

LAG_HEADS = ("client", "counted", "usually", "status", "source", "note")


def counted_words(one: Counted) -> str:
    """Return what is counted on for a client, and whether anybody has checked it."""
    return f"{one.client} {_hours(one)}" + (f", {one.lag.status}" if one.lag else "")


def counted_document(one: Counted) -> dict[str, Any]:
    """Return the same as plain values."""
    return {"client": one.client, "minutes": one.minutes, "status": one.lag.status if one.lag else None}


def lag_row(one: Counted) -> tuple[str, ...]:
    """Return all that is told of a client."""
    told = one.told
    rest = (told.usual, told.status, told.source, told.note) if told else ("", "", "", "")
    return (one.client, _hours(one), *rest)


def lag_document(one: Counted) -> dict[str, Any]:
    """Return the same as plain values."""
    told = one.told
    facts = ("usual", "most_hours", "source", "note")
    return {**counted_document(one), **{name: getattr(told, name) if told else None for name in facts}}


def _hours(one: Counted) -> str:
    return "shows nothing" if one.minutes is None else f"{one.minutes // 60} h"


def acknowledged_text(found: Sequence[Acknowledgement], end: Head) -> str:
    """Return who was told of what by whom."""
    if not found:
        return f"nobody was acknowledged\nHEAD {end}"
    rows = [("officer", "version", "told", "by", "recorded", "account")]
    rows += [
        (one.officer, str(one.version), iso_utc(one.told_at), one.by, iso_utc(one.recorded_at), one.account)
        for one in found
    ]
    return f"{table(rows, right=frozenset((1,)))}\nHEAD {end}"
