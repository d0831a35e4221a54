"""Publishing an amendment: the duties that it moves, and no others, on top of what stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.publication import DutyKey, Provenance, PublishedDuty, Version
from scheduler.domain.time import iso_day
from scheduler.publication.duties import same
from scheduler.publication.reading import published
from scheduler.publication.store import Ledger

_SHOWN = 10


def moved_duties(
    before: Iterable[PublishedDuty], after: Iterable[PublishedDuty], how: Provenance = "amended"
) -> list[PublishedDuty]:
    """Return the duties of a rota that are not what the rota before told, in order; those that are gone as cancelled.

    Parameters
    ----------
    how
        How they are gone: by a swap, or by any other amendment.
    """
    was, now = ({duty.key: duty for duty in duties} for duties in (before, after))
    gone = [replace(was[key], status="cancelled", provenance=how) for key in was.keys() - now.keys()]
    come = [duty for key, duty in now.items() if key not in was or not same(was[key], duty)]
    return sorted([*gone, *come], key=lambda duty: duty.key)


def stands_as(
    ledger: Ledger, roster: str, before: Iterable[PublishedDuty], moved: Iterable[PublishedDuty], run: str
) -> Version:
    """Return the version that stands, once the duties that are to move stand in it as a run has them.

    Parameters
    ----------
    before
        Duties of the run that was amended.
    run
        Its name, for messages.

    Raises
    ------
    BadInputError
        If nothing was published, or one of the duties is told otherwise: officers would be told of a change of what they
        were never told.
    """
    wanted = list(moved)
    days = [duty.key.day for duty in wanted]
    officers = {duty.key.officer for duty in wanted}
    stands = published(
        ledger,
        roster,
        days=(min(days), max(days) + 1) if days else (0, 0),
        officer=officers.pop() if len(officers) == 1 else None,
    )
    told = {duty.key: duty for duty in stands.duties if duty.status == "confirmed"}
    was = {duty.key: duty for duty in before}
    version = stands.version
    problems = []
    for duty in wanted:
        if not _alike(told.get(duty.key), was.get(duty.key)):
            expected = "a duty as it stands published: amend the run that was published, or publish this one first"
            wrong = f"run {run} has it otherwise than version {version.number} of {roster}, from run {version.run}"
            problems.append(Problem("--publish", _words(duty.key), expected, wrong=wrong))
    if problems:
        raise BadInputError(problems[:_SHOWN])
    return version


def _alike(one: PublishedDuty | None, other: PublishedDuty | None) -> bool:
    if one is None or other is None:
        return one is other
    return same(one, other)


def _words(key: DutyKey) -> str:
    return f"{key.officer} {iso_day(key.day)} {key.slot}"
