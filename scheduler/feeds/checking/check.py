"""The table of what is looked for in a calendar, and the look itself."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from scheduler.feeds.checking import calendar_rules, entry_rules, line_rules, zone_rules
from scheduler.feeds.checking.before import compared
from scheduler.feeds.checking.reading import Found, Reading
from scheduler.feeds.checking.rule import FeedFinding, FeedRule

MOST_TOLD = 100
"""Findings of one rule that are told; that there are more is told as well."""

FEED_RULES = (
    FeedRule("crlf", "RFC 5545 3.1", line_rules.crlf),
    FeedRule("line_length", "RFC 5545 3.1", line_rules.line_length),
    FeedRule("utf8", "RFC 5545 3.1.4", line_rules.utf8),
    FeedRule("fold_split", "RFC 5545 3.1", line_rules.fold_split),
    FeedRule("control_characters", "RFC 5545 3.3.11", line_rules.control_characters),
    FeedRule("byte_order_mark", "RFC 5545 3.4", line_rules.byte_order_mark),
    FeedRule("content_line", "RFC 5545 3.1", line_rules.content_line),
    FeedRule("text_escape", "RFC 5545 3.3.11", line_rules.text_escape),
    FeedRule("size", "clients, not verified", line_rules.size),
    FeedRule("nesting", "RFC 5545 3.6", calendar_rules.nesting),
    FeedRule("one_calendar", "RFC 5545 3.4", calendar_rules.one_calendar),
    FeedRule("product_and_version", "RFC 5545 3.7.3, 3.7.4", calendar_rules.product_and_version),
    FeedRule("once_only", "RFC 5545 3.6, RFC 7986 4", calendar_rules.once_only),
    FeedRule("has_entry", "RFC 5545 3.6", calendar_rules.has_entry),
    FeedRule("method", "RFC 5546 3.2.1", calendar_rules.method),
    FeedRule("attendee", "RFC 5546 3.2.1", calendar_rules.attendee),
    FeedRule("calendar_uid", "behaviour of vdirsyncer 0.21", calendar_rules.calendar_uid),
    FeedRule("refresh_interval", "RFC 7986 5.7", calendar_rules.refresh_interval),
    FeedRule("published_ttl", "RFC 5545 3.3.6; read by Outlook", calendar_rules.published_ttl),
    FeedRule("uid", "RFC 5545 3.6.1, 3.8.4.7", entry_rules.uid),
    FeedRule("dtstamp", "RFC 5545 3.6.1, 3.8.7.2", entry_rules.dtstamp),
    FeedRule("dtstart", "RFC 5545 3.6.1", entry_rules.dtstart),
    FeedRule("uid_unique", "RFC 5545 3.8.4.7", entry_rules.uid_unique),
    FeedRule("utc_stamps", "RFC 5545 3.8.7", entry_rules.utc_stamps),
    FeedRule("time_form", "RFC 5545 3.3.4, 3.3.5", entry_rules.time_form),
    FeedRule("end_after_start", "RFC 5545 3.8.2.2", entry_rules.end_after_start),
    FeedRule("end_or_duration", "RFC 5545 3.6.1", entry_rules.end_or_duration),
    FeedRule("duration_form", "RFC 5545 3.3.6", entry_rules.duration_form),
    FeedRule("sequence_form", "RFC 5545 3.8.7.4, 3.3.8", entry_rules.sequence_form),
    FeedRule("known_words", "RFC 5545 3.8.1.11, 3.8.2.7; MS-OXCICAL", entry_rules.known_words),
    FeedRule("busy_alike", "RFC 5545 3.8.2.7; MS-OXCICAL", entry_rules.busy_alike),
    FeedRule("cancelled_title", "behaviour of Apple Calendar and Fastmail", entry_rules.cancelled_title),
    FeedRule("alarm_parts", "RFC 5545 3.6.6", entry_rules.alarm_parts),
    FeedRule("floating", "RFC 5545 3.3.5", zone_rules.floating),
    FeedRule("tzid_on_utc", "RFC 5545 3.2.19", zone_rules.tzid_on_utc),
    FeedRule("tzid_defined", "RFC 5545 3.2.19", zone_rules.tzid_defined),
    FeedRule("zone_first", "behaviour of readers that read once", zone_rules.zone_first),
    FeedRule("zone_parts", "RFC 5545 3.6.5", zone_rules.zone_parts),
    FeedRule("zone_onset", "RFC 5545 3.6.5", zone_rules.zone_onset),
    FeedRule("zone_dates", "behaviour of ical.js 2.2.1", zone_rules.zone_dates),
)
"""Every rule, in the order of the pages that explain them. A new one is a function, a line here and a test."""

BEFORE = "sequence_back", "RFC 5545 3.8.7.4"
"""Code and source of the one rule that looks at what was served before as well."""


def check(data: bytes, before: bytes | None = None) -> list[FeedFinding]:
    """Return what is wrong with a calendar, in the order of its lines.

    Parameters
    ----------
    data
        The file, whatever it is.
    before
        The same calendar as it was served before; entries may not go back behind it.
    """
    reading = Reading(data)
    findings: list[FeedFinding] = []
    for rule in FEED_RULES:
        findings += _told(rule.code, rule.source, rule.find(reading))
    if before is not None:
        findings += _told(*BEFORE, compared(Reading(before), reading))
    return sorted(findings, key=lambda found: found.line)


def _told(code: str, source: str, found: Iterable[Found]) -> list[FeedFinding]:
    told = list(islice(found, MOST_TOLD + 1))
    findings = [FeedFinding(code, one.line, one.message, source) for one in told[:MOST_TOLD]]
    if len(told) > MOST_TOLD:
        more = f"the same more often; only the first {MOST_TOLD} are told"
        findings.append(FeedFinding(code, told[-1].line, more, source))
    return findings
