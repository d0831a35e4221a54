"""An amendment carried out: judged, written as a new run, told to those concerned, and said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.amend_publish import Telling, foreseen_of, ready, telling_options
from scheduler.cli.amend_words import verdict_document, verdict_text
from scheduler.cli.arguments import day_option, output_option
from scheduler.cli.collector import hold
from scheduler.cli.exits import Exit
from scheduler.cli.notice_words import notices_document, notices_text
from scheduler.cli.output import emit, json_option, say
from scheduler.cli.stores import now, today
from scheduler.collector import uncollected
from scheduler.domain.amendments import REASONS, Reason

if TYPE_CHECKING:
    from scheduler.amendments.checking import Verdict
    from scheduler.amendments.kind import Amendment
    from scheduler.cli.amend_written import Counted, RunAmended
    from scheduler.views.planned_run import PlannedRun


@dataclass(frozen=True)
class Terms:
    """Why and on whose authority a rota is amended, and where the new run goes."""

    reason: Reason | None
    authority: str
    told_on: int | None
    output: Path | None
    dry_run: bool
    past: bool
    telling: Telling | None


@dataclass(frozen=True)
class Named:
    """What is said beside the verdict of an amendment: as plain values, and in words before it."""

    document: Mapping[str, Any]
    text: str


NOTHING_MORE = Named({}, "")
NOBODY = "Nobody has to be told of anything."


def terms_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a subcommand the options every amendment has, which reach it as one `Terms`."""

    @click.option(
        "--reason",
        type=click.Choice(REASONS),
        help="Why, in neutral words; what is usual for the amendment by default.",
    )
    @click.option("--authority", default="", metavar="TEXT", help="On whose authority, as it is to be kept.")
    @day_option("--told-on", "Day on which those concerned are told, from which notice counts; today by default.")
    @output_option("DIR", "Folder of the new run, which must not exist; beside RUN by default.")
    @click.option("--dry-run", is_flag=True, help="Only say what would become of it.")
    @click.option("--past", is_flag=True, help="Change duties that are over as well, to set the record of them right.")
    @json_option
    @click.pass_obj
    @telling_options
    @wraps(command)
    def with_terms(
        opened: Any,  # noqa: ANN401
        /,
        *,
        reason: Reason | None,
        authority: str,
        told_on: int | None,
        output: Path | None,
        dry_run: bool,
        past: bool,
        telling: Telling | None,
        **others: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        if len(authority) > 200 or not authority.isprintable():
            message = "--authority: expected at most 200 printable characters."
            raise click.UsageError(message)
        terms = Terms(reason, authority, told_on, output, dry_run, past, telling)
        with uncollected():
            return command(opened=opened, terms=terms, **others)

    return with_terms


def carried_out(
    run: Path, planned: PlannedRun, terms: Terms, amendment: Amendment, named: Named = NOTHING_MORE
) -> Exit:
    """Judge an amendment; if it is accepted, write the new run and tell those concerned, and say what becomes of it.

    Parameters
    ----------
    run
        Where the run is that is amended.
    """
    from scheduler.amendments.checking import judged, proposed
    from scheduler.amendments.notice_given import notices_of
    from scheduler.cli.amend_written import RunAmended, WrongRunError, counted_beside

    given, before = planned.scenario, planned.plan.rota
    told_on = today(given.horizon.zone) if terms.told_on is None else terms.told_on
    terms = replace(terms, told_on=told_on)
    proposal = proposed(given, before, amendment)
    opened = RunAmended.of(run, planned)
    with counted_beside(opened, proposal, wanted=not terms.dry_run) as counted:
        verdict = judged(given, before, amendment, proposal=proposal)
        hold((planned, verdict))
        _refuse_over(planned, terms, amendment, verdict)
        notices = notices_of(given, before, verdict, told_on)
        try:
            if terms.telling and (terms.dry_run or not verdict.accepted):
                opened.refuse_wrong(verdict)
            done = _done(opened, terms, amendment, verdict, counted) if verdict.accepted else NOT_DONE
        except WrongRunError as error:
            say(f"rota: {error}; nothing was amended or published. This is a defect of rota.")
            return Exit.MISMATCH
    where = f"{done.folder}/" if done.folder else ""
    parts = (named.text, verdict_text(amendment, verdict), notices_text(notices, told_on), where, done.words)
    document = verdict_document(amendment, verdict, done.folder)
    emit(
        {**document, **named.document, **notices_document(notices, told_on), **done.document},
        lambda: "\n\n".join(part for part in parts if part),
    )
    if not verdict.accepted:
        return Exit.BREACHES
    return Exit.UNCOVERED if verdict.uncovered else Exit.DONE


def _refuse_over(planned: PlannedRun, terms: Terms, amendment: Amendment, verdict: Verdict) -> None:
    """Refuse to change duties that are over, unless it is said that their record is set right."""
    from scheduler.amendments.over import over, refuse_over

    if not (terms.past or amendment.recorded):
        after = verdict.changed
        refuse_over(over(planned.plan.rota, after.rota, after.officers, now()), planned.scenario.horizon.zone)


@dataclass(frozen=True)
class _Done:
    """What came of an amendment that was accepted: the new run, and whom it told.

    Attributes
    ----------
    folder
        Of the new run; None where none was written.
    document, words
        What was published, or would be: as plain values, and in words.
    """

    folder: Path | None = None
    document: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""


NOT_DONE = _Done()


def _done(
    opened: RunAmended, terms: Terms, amendment: Amendment, verdict: Verdict, counted: Callable[[], Counted]
) -> _Done:
    """Write the new run and tell those concerned where that is asked for; of a dry run, only look ahead."""
    from scheduler.cli.amend_written import written

    if terms.dry_run:
        return _foreseen(opened.planned, terms, amendment, verdict)
    folder, told = written(opened, terms, amendment, verdict, counted)
    if terms.telling is None:
        return _Done(folder)
    return _Done(folder, {"published": told and told.document()}, told.text() if told else NOBODY)


def _foreseen(planned: PlannedRun, terms: Terms, amendment: Amendment, verdict: Verdict) -> _Done:
    """Say what publishing the amendment would do, or refuse what it would refuse; nothing is written."""
    from scheduler.cli.amend_written import made_of
    from scheduler.cli.run_record import amended_run

    if terms.telling is None:
        return NOT_DONE
    made = made_of(planned, amended_run(planned.run, datetime.now(UTC)), terms, amendment, verdict)
    would = foreseen_of(terms.telling, ready(terms.telling, planned, made, verdict.changed.officers), made)
    return _Done(None, {"would_publish": would and would.document()}, would.text() if would else NOBODY)
