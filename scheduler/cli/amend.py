"""`rota amend`: change a finished rota by hand, checked by the rules for everybody concerned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.amend_publish import Telling, ready, telling_options, told_of
from scheduler.cli.amend_words import suggestion_document, suggestions_text, verdict_document, verdict_text
from scheduler.cli.arguments import day_option, number_option, output_option, overlay_option, run_argument
from scheduler.cli.exits import Exit
from scheduler.cli.group import RotaGroup
from scheduler.cli.output import emit, json_option, say
from scheduler.cli.publish import Told, mismatch
from scheduler.cli.runs import open_run, register_option, scenario_option, step_back_option
from scheduler.cli.stores import today
from scheduler.domain.amendments import REASONS, Reason
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem

if TYPE_CHECKING:
    from scheduler.amendments.checking import Verdict
    from scheduler.amendments.kind import Amendment
    from scheduler.domain.run import RunRecord
    from scheduler.views.planned_run import PlannedRun


class Day(click.ParamType[int]):
    """A force day as an argument."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401
        """Return the force day, or refuse what is none as wrong use."""
        from scheduler.scenario_io.columns import day_of_text

        try:
            return value if isinstance(value, int) else day_of_text(value)
        except ValueError as error:
            self.fail(f"{value!r}: expected {error}.", param, ctx)


@dataclass(frozen=True)
class Terms:
    """Why and on whose authority a rota is amended, and where the new run goes."""

    reason: Reason | None
    authority: str
    told_on: int | None
    output: Path | None
    dry_run: bool
    telling: Telling | None


@dataclass(frozen=True)
class Opened:
    """Where the run is and what it was planned from, as the user named it; read once a subcommand needs it."""

    run: Path
    scenario: Path | None
    step_back: Path | None
    register: Path | None

    def read(self) -> PlannedRun:
        """Return the run."""
        return open_run(self.run, self.scenario, self.step_back, self.register)


def officer_argument(name: str = "officer") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return an argument that names an officer."""
    return click.argument(name, metavar=name.upper())


def date_argument(name: str = "day", **more: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # noqa: ANN401
    """Return an argument that names a force day."""
    return click.argument(name, type=Day(), metavar="DATE", **more)


tour_option = click.option("--tour", metavar="T", help="The tour; all of the day where it is not named.")
post_option = click.option("--post", metavar="P", default="", help="Post of the seat; none where it is not named.")


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
    @json_option
    @click.pass_obj
    @telling_options
    @wraps(command)
    def with_terms(
        opened: Opened,
        /,
        *,
        reason: Reason | None,
        authority: str,
        told_on: int | None,
        output: Path | None,
        dry_run: bool,
        telling: Telling | None,
        **others: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        if len(authority) > 200 or not authority.isprintable():
            message = "--authority: expected at most 200 printable characters."
            raise click.UsageError(message)
        return command(opened=opened, terms=Terms(reason, authority, told_on, output, dry_run, telling), **others)

    return with_terms


@click.group(name="amend", cls=RotaGroup, short_help="Change a finished rota, checked by the rules.")
@run_argument
@scenario_option
@step_back_option
@overlay_option
@register_option
@click.pass_context
def amend_command(
    context: click.Context, run: Path, scenario: Path | None, step_back: Path | None, register: Path | None
) -> None:
    """Change the finished rota of a run by hand; what comes out is a new run, and RUN stays as it is.

    Everybody concerned is checked by the rules the search itself keeps. What breaks one is refused with the rule and the
    figure (exit 6), but for what has happened: a call-out or a longer tour breaks rest, and the rest is given back.
    """
    context.obj = Opened(run, scenario, step_back, register)


@amend_command.command(name="swap", short_help="Two officers exchange what they had on a day.")
@officer_argument()
@date_argument()
@officer_argument("other")
@day_option("--other-day", "Day of OTHER that is exchanged, where it is another.")
@terms_options
def swap_command(opened: Opened, terms: Terms, officer: str, day: int, other: str, other_day: int | None) -> Exit:
    """Exchange what OFFICER and OTHER had on a force day, rest days like tours."""
    from scheduler.amendments.swap import Swap

    return _amend(opened, terms, lambda _: Swap(officer, day, other, day if other_day is None else other_day))


@amend_command.command(name="replace", short_help="One officer takes over a tour of another.")
@officer_argument()
@date_argument()
@officer_argument("by")
@tour_option
@click.option("--keeps", is_flag=True, help="BY keeps the other tours of the day.")
@terms_options
def replace_command(
    opened: Opened, terms: Terms, officer: str, day: int, by: str, tour: str | None, keeps: bool
) -> Exit:
    """Let BY take over what OFFICER had on a force day."""
    from scheduler.amendments.replace import Replace

    return _amend(opened, terms, lambda _: Replace(officer, day, by, tour, keeps))


@amend_command.command(name="remove", short_help="Take a tour off an officer.")
@officer_argument()
@date_argument()
@tour_option
@terms_options
def remove_command(opened: Opened, terms: Terms, officer: str, day: int, tour: str | None) -> Exit:
    """Take a tour of a force day off OFFICER; nobody else works it."""
    from scheduler.amendments.remove import Remove

    return _amend(opened, terms, lambda _: Remove(officer, day, tour))


@amend_command.command(name="sick", short_help="Officers are not available from a day on.")
@click.argument("officers", nargs=-1, required=True, metavar="OFFICER...")
@day_option("--from", "First force day of it.", required=True, into="first")
@day_option("--until", "Last force day of it; left out where nobody knows yet.")
@click.option("--armed", is_flag=True, help="For armed duty alone: a whole crew may be taken off it at once.")
@terms_options
def sick_command(
    opened: Opened, terms: Terms, officers: tuple[str, ...], first: int, until: int | None, armed: bool
) -> Exit:
    """Take everything off some officers that their absence stops. Whatever keeps them away, it is kept as the same."""
    from scheduler.amendments.sick import Sick

    last = None if until is None else until + 1
    return _amend(opened, terms, lambda _: Sick(officers, first, last, "armed" if armed else "everything"))


@amend_command.command(name="call-out", short_help="An officer is called out to a tour, or for some hours.")
@officer_argument()
@date_argument()
@click.option("--tour", metavar="T", default="", help="The tour the officer is called out to.")
@post_option
@click.option("--between", nargs=2, metavar="INSTANT INSTANT", help="In the place of a tour: from when to when.")
@terms_options
def call_out_command(
    opened: Opened, terms: Terms, officer: str, day: int, tour: str, post: str, between: tuple[str, str] | None
) -> Exit:
    """Record that OFFICER is called out on a force day; what begins before they have rested is taken off them."""
    from scheduler.amendments.call_out import CallOut
    from scheduler.scenario_io.columns import moment_of_text

    if bool(tour) == bool(between):
        message = "name either --tour or --between."
        raise click.UsageError(message)

    def instants(planned: PlannedRun) -> Amendment:
        if between is None:
            return CallOut(officer, day, tour, post)
        try:
            moments = [moment_of_text(text) for text in between]
        except ValueError as error:
            raise BadInputError([Problem("--between", " ".join(between)[:60], str(error))]) from error
        start_at, end_at = (moment.begins(planned.scenario.horizon.zone) for moment in moments)
        return CallOut(officer, day, "", "", start_at, end_at)

    return _amend(opened, terms, instants)


@amend_command.command(name="extend", short_help="An officer is kept on after a tour.")
@officer_argument()
@date_argument()
@number_option("--minutes", "So many minutes beyond the tour's end.", click.IntRange(1, 24 * 60), default=60)
@terms_options
def extend_command(opened: Opened, terms: Terms, officer: str, day: int, minutes: int) -> Exit:
    """Record that OFFICER stays on; what begins before they have rested is taken off them."""
    from scheduler.amendments.extend import Extend

    return _amend(opened, terms, lambda _: Extend(officer, day, minutes))


@amend_command.command(name="recall", short_help="An officer comes back from leave for a tour.")
@officer_argument()
@date_argument()
@click.option("--tour", metavar="T", required=True, help="The tour.")
@post_option
@terms_options
def recall_command(opened: Opened, terms: Terms, officer: str, day: int, tour: str, post: str) -> Exit:
    """Call OFFICER back from leave for a tour of a force day; the day of leave is owed."""
    from scheduler.amendments.recall import Recall

    return _amend(opened, terms, lambda _: Recall(officer, day, tour, post))


@amend_command.command(name="suggest", short_help="Rank who could take a duty over.")
@click.argument("duty", metavar="DUTY")
@json_option
@click.pass_obj
def suggest_command(opened: Opened, duty: str) -> Exit:
    """Rank who could take a seat of DUTY (POST/TOUR/YYYY-MM-DD): first those whom no rule refuses, by what it costs."""
    from scheduler.amendments.suggesting import suggested
    from scheduler.scenario_io.columns import day_of_text

    post, _, rest = duty.partition("/")
    tour, _, on = rest.rpartition("/")
    try:
        day = day_of_text(on)
    except ValueError as error:
        raise BadInputError([Problem("DUTY", duty[:60], "POST/TOUR/YYYY-MM-DD")]) from error
    planned = opened.read()
    found = suggested(planned.scenario, planned.plan.rota, post, tour, day)
    emit({"duty": duty, "officers": [suggestion_document(one) for one in found]}, lambda: suggestions_text(duty, found))
    return Exit.DONE


def _amend(opened: Opened, terms: Terms, of: Callable[[PlannedRun], Amendment]) -> Exit:
    """Judge an amendment; if it is accepted, write the new run and tell those concerned, and say what becomes of it."""
    from scheduler.amendments.checking import judged

    planned = opened.read()
    if terms.telling and (wrong := mismatch(opened.run, planned)) is not None:
        say(f"rota: {wrong}; nothing was amended or published. This is a defect of rota.")
        return Exit.MISMATCH
    amendment = of(planned)
    verdict = judged(planned.scenario, planned.plan.rota, amendment)
    if terms.dry_run or not verdict.accepted:
        emit(verdict_document(amendment, verdict, None), lambda: verdict_text(amendment, verdict, None))
    else:
        folder, told = _written(opened, planned, terms, amendment, verdict)
        more = {"published": told and told.document()} if terms.telling else {}
        words = "" if terms.telling is None else f"\n\n{told.text() if told else 'Nobody has to be told of anything.'}"
        emit(
            {**verdict_document(amendment, verdict, folder), **more},
            lambda: verdict_text(amendment, verdict, folder) + words,
        )
    if not verdict.accepted:
        return Exit.BREACHES
    return Exit.UNCOVERED if verdict.uncovered else Exit.DONE


def _written(
    opened: Opened, planned: PlannedRun, terms: Terms, amendment: Amendment, verdict: Verdict
) -> tuple[Path, Told | None]:
    """Write the folder of the amended run, whole or not at all, and publish what it moves where that is asked for."""
    from scheduler.cli.feed_key import feed_key
    from scheduler.cli.run_record import amended_run
    from scheduler.pay.counting import pay_of
    from scheduler.views import render_all
    from scheduler.views.outputs import check_writable, run_folder, write_outputs

    run = amended_run(planned.run, datetime.now(UTC))
    folder = terms.output or run_folder(opened.run).resolve().parent / run.run_id
    check_writable(folder)
    made = _made(planned, run, terms, amendment, verdict)
    is_ready = ready(terms.telling, planned, made) if terms.telling else None
    with feed_key(folder.resolve().parent) as key:
        made = replace(made, run=replace(run, feed_key=key), pay=pay_of(made.scenario, made.plan.rota))
        written = write_outputs(folder, render_all(made))
    if terms.telling is None or is_ready is None:
        return written, None
    try:
        return written, told_of(terms.telling, is_ready, made)
    except BadInputError:
        say(f"rota: {written} is written, and nobody was told of it")
        raise


def _made(planned: PlannedRun, run: RunRecord, terms: Terms, amendment: Amendment, verdict: Verdict) -> PlannedRun:
    """Return the amended run."""
    from scheduler.amendments.making import amended_plan, recorded
    from scheduler.views.planned_run import PlannedRun

    told_on = today(planned.scenario.horizon.zone) if terms.told_on is None else terms.told_on
    done = recorded(planned.amendments, amendment, verdict, terms.reason or amendment.usual, terms.authority, told_on)
    return PlannedRun(verdict.scenario, amended_plan(planned.plan, verdict), run, amendments=done)
