"""A version of a roster, and what it changed: in words and as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.domain.time import iso_day, utc

if TYPE_CHECKING:
    from scheduler.domain.publication import Version
    from scheduler.publication.publishing import Published
    from scheduler.publication.reading import Changes, Logged


def meanwhile_words(one: Logged) -> str:
    """Return in words who published a version, when, and how much it changed."""
    version = one.version
    return (
        f"version {version.number} by {version.account} at {utc(version.published_at):%Y-%m-%d %H:%MZ} "
        f"({changes_words(one.changes)})"
    )


def changes_words(changes: Changes) -> str:
    """Return in words how many duties and officers a version concerned."""
    from scheduler.views.words import counted

    parts = ((changes.new, "new"), (changes.changed, "changed"), (changes.cancelled, "cancelled"))
    told = ", ".join(f"{number:,} {word}" for number, word in parts if number)
    duties = "duty" if changes.duties == 1 else "duties"
    return f"{told} {duties} of {counted(changes.officers, 'officer')}" if told else "no duty"


def changes_document(changes: Changes) -> dict[str, int]:
    """Return the same as plain values."""
    return {
        "new": changes.new,
        "changed": changes.changed,
        "cancelled": changes.cancelled,
        "officers": changes.officers,
    }


def version_document(version: Version) -> dict[str, Any]:
    """Return a version as plain values; instants in UTC, days as force days."""
    return {
        "roster": version.roster,
        "number": version.number,
        "first_day": iso_day(version.first_day),
        "n_days": version.n_days,
        "zone": version.zone,
        "marking": version.marking,
        "run": version.run,
        "scenario_sha256": version.scenario_sha256,
        "published_at": f"{utc(version.published_at):%Y-%m-%dT%H:%MZ}",
        "account": version.account,
        "approved_by": version.approved_by,
        "authority": version.authority,
        "head": version.head,
        "lines": version.lines,
    }


def published_words(came: Published) -> str:
    """Return what came of publishing, in words."""
    version = came.version
    if version is None:
        return "nothing is published"
    if came.outcome == "unchanged":
        return f"nothing changed: all of it was told already, and version {version.number} of {version.roster} stands"
    last = iso_day(version.first_day + version.n_days - 1)
    return (
        f"version {version.number} of {version.roster} is published: {iso_day(version.first_day)} to {last}\n"
        f"{changes_words(came.changes)}\n"
        f"by {version.account}; approved by {version.approved_by} ({version.authority})"
    )
