"""What two things can be compared: a run, or a version of what is published."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.cli.arguments import PUBLISHED
from scheduler.cli.runs import amendments_of, read_told_run
from scheduler.cli.stores import one_roster
from scheduler.domain.differences import DutyTold
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem

if TYPE_CHECKING:
    from scheduler.views.differences import Side

LONGEST_NUMBER = 9
"""Digits of a version's number."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the two.

    Attributes
    ----------
    typed
        As the user named it.
    side
        As headings name it.
    days
        Force days it speaks about.
    version
        It is a version; a run tells of nothing beyond a plan and its amendments.
    """

    typed: str
    side: Side
    marking: str
    zone: str
    days: Collection[int]
    duties: tuple[DutyTold, ...]
    version: bool


def is_version(text: str) -> bool:
    """Say whether a text names a version: its number, or `published` for the newest; a folder has ``./`` before it."""
    return text == PUBLISHED or (text.isascii() and text.isdigit())


def compared(text: str, store: Path | None, roster: str | None) -> Compared:
    """Return what a text names.

    Raises
    ------
    BadInputError
        If there is no such run, roster or version.
    """
    return _version(text, store, roster) if is_version(text) else _run(text)


def _run(text: str) -> Compared:
    from scheduler.differences import told_by_rota
    from scheduler.views.differences import Side
    from scheduler.views.outputs import run_folder

    told = read_told_run(Path(text))
    duties = told_by_rota(told.rota.assignments, told.on_call, amendments_of(run_folder(Path(text))))
    return Compared(
        text, Side(f"run {told.run}", told.scenario), told.marking, told.zone, told.days, duties, version=False
    )


def _version(text: str, store: Path | None, roster: str | None) -> Compared:
    from scheduler.differences import told_by_publication
    from scheduler.publication.reading import published
    from scheduler.publication.store import opened
    from scheduler.views.differences import Side

    if len(text) > LONGEST_NUMBER and text != PUBLISHED:
        raise BadInputError([Problem("VERSION", text[:20], "the number of a version; see rota ledger log")])
    with opened(store) as ledger:
        name = one_roster(ledger, roster)
        told = published(ledger, name, number=None if text == PUBLISHED else int(text))
        version = told.version
    duties = told_by_publication(told.duties)
    side = Side(f"version {version.number}", version.roster)
    return Compared(text, side, version.marking, version.zone, told.spoken, duties, version=True)


def days_of_both(first: Compared, second: Compared) -> range:
    """Return the span of the force days that both speak about, or refuse what cannot be compared."""
    if first.zone != second.zone:
        raise BadInputError(
            [Problem(second.typed, second.zone, f"a rota of the zone {first.zone}, as {first.typed} is")]
        )
    both = set(first.days) & set(second.days)
    if not both:
        raise BadInputError([Problem(second.typed, "", f"a rota with a force day in common with {first.typed}")])
    return range(min(both), max(both) + 1)


def duties_of_both(first: Compared, second: Compared) -> list[list[DutyTold]]:
    """Return the duties of the days that both speak about.

    Beside a run, which is a plan and its own amendments, call-outs of other runs stand in a version as they are: no run
    takes them away.
    """
    both = set(first.days) & set(second.days)
    sides = [[duty for duty in one.duties if duty.key.day in both] for one in (first, second)]
    if first.version == second.version:
        return sides
    run = {duty.key for duty in (sides[1] if first.version else sides[0])}
    return [[duty for duty in side if duty.key.slot != "called_out" or duty.key in run] for side in sides]
