"""`rota amend --publish`: those concerned are told at once, on top of what stands published."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.publish_told import Told, publish_told
from scheduler.cli.publish_words import changes_document, changes_words
from scheduler.cli.stores import now, one_roster, roster_option, store_option

if TYPE_CHECKING:
    from scheduler.domain.findings import Problem
    from scheduler.domain.publication import PublishedDuty
    from scheduler.publication.publishing import Publication
    from scheduler.publication.reading import Changes
    from scheduler.views.planned_run import PlannedRun


@dataclass(frozen=True, slots=True)
class Telling:
    """Who approved that officers are told, and in which roster.

    Attributes
    ----------
    roster, store
        As named; None for those that are meant where none is named.
    """

    approved_by: str
    authority: str
    roster: str | None
    store: Path | None


@dataclass(frozen=True, slots=True)
class Ready:
    """What is to be published once the amended run is written; no duties where nobody has to be told."""

    publication: Publication | None
    duties: tuple[PublishedDuty, ...]
    after: int
    roster: str


def telling_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--publish`` and its terms, which reach it as one `Telling`, None where nobody is told."""

    @click.option("--publish", is_flag=True, help="Tell those concerned: the duties that move become the next version.")
    @click.option("--approved-by", metavar="WHO", help="With --publish: who approved it, rank and name or post.")
    @roster_option("With --publish: the roster; not needed where the ledger has only one.")
    @store_option
    @wraps(command)
    def with_one(
        *args: Any,  # noqa: ANN401
        publish: bool,
        approved_by: str | None,
        authority: str,
        roster: str | None,
        store: Path | None,
        **others: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        if not publish and (approved_by is not None or roster is not None or store is not None):
            message = "--approved-by, --roster and --store go with --publish."
            raise click.UsageError(message)
        if publish and not (approved_by and authority):
            message = "--publish wants --approved-by and --authority."
            raise click.UsageError(message)
        telling = Telling(approved_by or "", authority, roster, store) if publish else None
        return command(*args, authority=authority, telling=telling, **others)

    return with_one


def ready(telling: Telling, planned: PlannedRun, made: PlannedRun, officers: Collection[str]) -> Ready:
    """Return what an amendment tells, once it stands published as the run has it.

    Parameters
    ----------
    officers
        Everybody concerned; nobody else's duties move.

    Raises
    ------
    BadInputError
        If there is no such roster, what stands in it is something else, or a text cannot be kept.
    """
    from scheduler.publication.amending import moved_duties, stands_as
    from scheduler.publication.publishing import Publication, checked
    from scheduler.publication.store import opened

    before, after = (_duties(one, officers) for one in (planned, made))
    swapped = made.amendments.records[-1].kind == "swap"
    moved = moved_duties(before, after, "swap" if swapped else "amended")
    with opened(telling.store) as ledger:
        roster = one_roster(ledger, telling.roster)
        version = stands_as(ledger, roster, before, moved, planned.run.run_id)
    if not moved:
        return Ready(None, (), version.number, roster)
    days = [duty.key.day for duty in moved]
    publication = Publication(
        roster=roster,
        first_day=min(days),
        n_days=max(days) - min(days) + 1,
        zone=made.scenario.horizon.zone,
        marking=made.scenario.marking,
        run=made.run.run_id,
        scenario_sha256=made.scenario.sha256,
        approved_by=telling.approved_by,
        authority=telling.authority,
        whole=False,
    )
    checked(publication, moved)
    return Ready(publication, tuple(moved), version.number, roster)


def _duties(planned: PlannedRun, officers: Collection[str]) -> list[PublishedDuty]:
    """Return the duties of some officers of a run."""
    from scheduler.domain.rota import Rota
    from scheduler.publication.from_run import duties_of_rota

    own = Rota(tuple(held for held in planned.plan.rota.assignments if held.officer in officers))
    return [duty for duty in duties_of_rota(planned.scenario, own, planned.amendments) if duty.key.officer in officers]


def told_of(telling: Telling, is_ready: Ready, made: PlannedRun) -> Told | None:
    """Publish what is ready; None where nobody has to be told.

    Raises
    ------
    BadInputError
        If somebody else published meanwhile.
    """
    from scheduler.publication.amendments import entries_of, keep_amendments
    from scheduler.publication.store import opened

    with opened(telling.store, write=True) as ledger:
        if is_ready.publication is None:
            # An absence on days without duty is told nobody, but who plans anew has to know it.
            keep_amendments(ledger, entries_of(made.amendments), is_ready.roster, is_ready.after, now())
            return None
        return publish_told(ledger, made, is_ready.publication, is_ready.duties, is_ready.after)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What publishing would do, had it been asked for in earnest.

    Attributes
    ----------
    number
        Of the version it would be.
    """

    roster: str
    number: int
    changes: Changes
    warnings: tuple[Problem, ...]

    def document(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "roster": self.roster,
            "version": self.number,
            "changes": changes_document(self.changes),
            "warnings": [str(one) for one in self.warnings],
        }

    def text(self) -> str:
        """Return it in words."""
        told = f"would be published as version {self.number} of {self.roster}: {changes_words(self.changes)}"
        return "\n".join((told, *(f"warning: {one}" for one in self.warnings)))


def foreseen_of(telling: Telling, is_ready: Ready, made: PlannedRun) -> Foreseen | None:
    """Return what publishing what is ready would do, without doing it; None where nobody has to be told."""
    from scheduler.publication.notice import notice_cautions
    from scheduler.publication.publishing import foreseen
    from scheduler.publication.reading import log
    from scheduler.publication.store import opened

    wanted = is_ready.publication
    if wanted is None:
        return None
    with opened(telling.store) as ledger:
        changes = foreseen(ledger, wanted, is_ready.duties, now())
        earlier = [one.version for one in log(ledger, wanted.roster)]
    would = replace(
        earlier[-1], number=is_ready.after + 1, first_day=wanted.first_day, n_days=wanted.n_days, published_at=now()
    )
    officers = {duty.key.officer for duty in is_ready.duties}
    warnings = notice_cautions(made.scenario, officers, would, earlier)
    return Foreseen(wanted.roster, would.number, changes, tuple(warnings))
