"""The notice an amendment gives, in words and as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scheduler.cli.amend_words import MOST_SHOWN
from scheduler.cli.output import table
from scheduler.domain.time import iso_day

if TYPE_CHECKING:
    from scheduler.amendments.notice_given import NoticeGiven


def notices_document(notices: Sequence[NoticeGiven], told_on: int) -> dict[str, Any]:
    """Return when those concerned are told and what notice each has, as plain values."""
    return {
        "told_on": iso_day(told_on),
        "notice": [
            {
                "force_day": iso_day(one.day),
                "officer": one.officer,
                "clear_days": one.clear_days,
                "wanted": one.wanted or None,
                "wanted_for": one.change or None,
                "short_by": one.short_by,
            }
            for one in notices
        ],
    }


def notices_text(notices: Sequence[NoticeGiven], told_on: int) -> str:
    """Return the same in words, nothing where nobody's duty changes."""
    from scheduler.domain.notice import notice_words

    if not notices:
        return ""
    rows = [(iso_day(one.day), one.officer, notice_words(one.clear_days), _wanted(one)) for one in notices[:MOST_SHOWN]]
    more = f"\n... and {len(notices) - MOST_SHOWN:,} more" if len(notices) > MOST_SHOWN else ""
    return f"notice, told on {iso_day(told_on)}:\n{table(rows)}{more}"


def _wanted(one: NoticeGiven) -> str:
    if not one.change:
        return ""
    kept = f"{one.short_by} short" if one.short_by else "kept"
    return f"a {one.change} worked wants {one.wanted}: {kept}"
