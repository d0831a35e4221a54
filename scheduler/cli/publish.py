"""`rota publish`: tell officers of a run, as the next version of a roster."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.arguments import run_argument
from scheduler.cli.exits import Exit
from scheduler.cli.output import emit, json_option, say
from scheduler.cli.publish_told import publish_told
from scheduler.cli.runs import open_run, register_option, scenario_option, step_back_option
from scheduler.cli.scenarios import overlay_option
from scheduler.cli.stores import now, roster_option, store_option
from scheduler.collector import uncollected
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.domain.publication import PublishedDuty
    from scheduler.publication.publishing import Publication
    from scheduler.publication.store import Ledger
    from scheduler.views.as_written import AsWritten
    from scheduler.views.planned_run import PlannedRun


@click.command(short_help="Publish a run: tell its officers, as the next version of a roster.")
@run_argument
@click.option("--approved-by", metavar="WHO", help="Who approved the rota: rank and name or post.")
@click.option("--authority", metavar="TEXT", help="On what authority, such as an order or a delegation.")
@roster_option("The roster whose next version it is; by default named as the scenario.")
@store_option
@click.option(
    "--state",
    type=click.Choice(["draft", "approved", "published"]),
    default="published",
    show_default=True,
    help="How far it goes: laid before whoever approves it, approved, or published.",
)
@click.option(
    "--after",
    type=click.IntRange(min=0),
    metavar="VERSION",
    help="The version you have seen, 0 for none; by default the one that stands when the command begins.",
)
@scenario_option
@step_back_option
@overlay_option
@register_option
@json_option
@uncollected()
def publish_command(
    *,
    run: Path,
    approved_by: str | None,
    authority: str | None,
    roster: str | None,
    store: Path | None,
    state: str,
    after: int | None,
    scenario: Path | None,
    step_back: Path | None,
    register: Path | None,
) -> Exit:
    """Publish a run: its officers are told of its planned days, never of the provisional ones after them.

    A duty that was told already keeps its sequence unless its hours, tour, seat or status change; one that is gone is
    cancelled. Publishing the same again changes nothing. Where somebody else publishes meanwhile, nothing is published
    and it is said what changed. Who publishes is the account of the operating system. Without --approved-by, an approval
    of exactly these duties that was recorded with --state approved is wanted.
    """
    from scheduler.publication.publishing import checked
    from scheduler.publication.store import opened

    if (approved_by is None) != (authority is None):
        message = "--approved-by and --authority go together."
        raise click.UsageError(message)
    if state == "approved" and approved_by is None:
        message = "--state approved wants --approved-by and --authority."
        raise click.UsageError(message)
    seen = _seen(store) if after is None else None
    planned = open_run(run, scenario, step_back, register)
    if (wrong := mismatch(run, planned)) is not None:
        say(f"rota: {wrong}; nothing was published. This is a defect of rota.")
        return Exit.MISMATCH
    publication, duties = _what(planned, roster, approved_by, authority)
    if seen is not None:
        after = seen.get(publication.roster, 0)
    if state == "published" and approved_by is None:
        publication = _approved(store, publication, duties)
    if state != "draft":
        # No ledger is made for what would be refused.
        checked(publication, duties)
    with _place_made(store), opened(store, write=True) as ledger:
        if state != "published":
            return _propose(ledger, publication, duties, state)
        told = publish_told(ledger, planned, publication, duties, after)
    emit(told.document(), lambda: f"{publication.marking}\n{told.text()}")
    return Exit.DONE


def _seen(store: Path | None) -> dict[str, int]:
    """Return the number of the newest version of each roster."""
    from scheduler.publication.reading import log
    from scheduler.publication.store import exists, opened

    if not exists(store):
        return {}
    with opened(store) as ledger:
        return {one.version.roster: one.version.number for one in log(ledger)}


def refuse_changed(run: Path, planned: PlannedRun, files: AsWritten | None = None) -> None:
    """Refuse a run whose rota.csv was changed since it was planned, as bad input; a spreadsheet may have saved it anew.

    Parameters
    ----------
    files
        Files of the run, where they are at hand: one that is as it was written was not changed.
    """
    from scheduler.audit import MOST_BYTES, read_rota
    from scheduler.domain.files import read_named
    from scheduler.views import rota_csv
    from scheduler.views.outputs import run_folder

    if files is not None and files.text(rota_csv.NAME) is not None:
        return
    path = run_folder(run) / rota_csv.NAME
    if read_named(path, MOST_BYTES) == rota_csv.render(planned):
        return
    if sorted(read_rota(path, planned.scenario).assignments) != sorted(planned.plan.rota.assignments):
        wrong = "it was changed since the run was planned; plan anew with what you want instead, or publish the run as it is"
        raise BadInputError([Problem(str(path), "", "the rota that rota.json has", wrong=wrong)])


def mismatch(run: Path, planned: PlannedRun) -> str | None:
    """Return what the second faces find wrong with a run's rota, or None; a rota.csv that was changed is bad input.

    Rules of rest that an amendment broke because it had happened stand in the run's own findings, and are no mismatch.
    """
    from scheduler.audit import audit
    from scheduler.views.words import counted

    refuse_changed(run, planned)
    report = audit(planned.scenario, planned.plan.rota)
    stated, concerned = set(planned.plan.findings), planned.amendments.officers
    faults = [one for one in report.faults if not (one.subject in concerned and one in stated)]
    if faults:
        return f"the audit finds {counted(len(faults), 'fault')}, the first of {faults[0].rule}: {faults[0].message}"
    if report.price != planned.plan.price:
        return f"the audit prices the rota at {report.price}, the run at {planned.plan.price}"
    return None


def _what(
    planned: PlannedRun, roster: str | None, approved_by: str | None, authority: str | None
) -> tuple[Publication, list[PublishedDuty]]:
    from scheduler.publication.from_run import duties_of_rota
    from scheduler.publication.publishing import Publication

    given = planned.scenario
    publication = Publication(
        roster=given.name if roster is None else roster,
        first_day=given.horizon.first_day,
        n_days=given.horizon.n_days,
        zone=given.horizon.zone,
        marking=given.marking,
        run=planned.run.run_id,
        scenario_sha256=given.sha256,
        approved_by=approved_by or "",
        authority=authority or "",
    )
    return publication, duties_of_rota(given, planned.plan.rota, planned.amendments)


def _approved(store: Path | None, publication: Publication, duties: Sequence[PublishedDuty]) -> Publication:
    """Return a publication with the approval that was recorded of it, or refuse it."""
    from scheduler.publication.approval import approval_of
    from scheduler.publication.store import exists, opened

    found = None
    if exists(store):
        with opened(store) as ledger:
            found = approval_of(ledger, publication, duties)
    if found is None:
        expected = "who approved it, with --authority; no approval of exactly these duties is in the ledger"
        raise BadInputError([Problem("--approved-by", "", expected)])
    return replace(publication, approved_by=found.approved_by, authority=found.authority)


@contextmanager
def _place_made(store: Path | None) -> Iterator[None]:
    """Make the folder of the ledger that nobody named, and take it away again where nothing came of it."""
    from scheduler.domain.folders import private_folder
    from scheduler.publication.store import DEFAULT_FILE, place_of
    from scheduler.stores.sqlite import SqliteFile

    if place_of(store) != SqliteFile(DEFAULT_FILE):
        yield
        return
    with private_folder(Path(os.path.abspath(DEFAULT_FILE.parent))):
        yield


def _propose(ledger: Ledger, publication: Publication, duties: Sequence[PublishedDuty], state: str) -> Exit:
    from scheduler.publication.approval import propose
    from scheduler.views.words import counted

    head = propose(ledger, publication, duties, now(), "approved" if state == "approved" else "draft")
    facts = {"roster": publication.roster, "run": publication.run, "duties": len(duties)}
    emit(
        {"outcome": state, **facts, "head": head.head, "lines": head.lines},
        lambda: (
            f"{publication.marking}\n{state}: {counted(len(duties), 'duty', 'duties')} of {publication.run} for the roster "
            f"{publication.roster}; nobody is told of them yet\nHEAD {head}"
        ),
    )
    return Exit.DONE
