"""`rota amend`: change a finished rota by hand, checked by the rules for everybody concerned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.amend_made import Named, Terms, carried_out, terms_options
from scheduler.cli.amend_words import suggestion_document, suggestions_text
from scheduler.cli.arguments import NamedPath, day_option, number_option, run_argument
from scheduler.cli.audit_edited import changes_document, changes_text, open_edited, run_of_workbook
from scheduler.cli.exits import Exit
from scheduler.cli.group import RotaGroup
from scheduler.cli.instants import exact
from scheduler.cli.output import emit, json_option
from scheduler.cli.runs import open_run, register_option, scenario_option, step_back_option
from scheduler.cli.scenarios import overlay_option
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem

if TYPE_CHECKING:
    from scheduler.amendments.kind import Amendment
    from scheduler.views.planned_run import PlannedRun


WORKBOOK = ".xlsx"
"""How the name of an edited workbook ends."""


class Day(click.ParamType[int]):
    """A force day as an argument."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401
        """Return the force day, or refuse what is none as wrong use."""
        from scheduler.scenario_io.instants import day_of_text

        try:
            return value if isinstance(value, int) else day_of_text(value)
        except ValueError as error:
            self.fail(f"{value!r}: expected {error}.", param, ctx)


@dataclass(frozen=True)
class Opened:
    """Where the run is and what it was planned from, as the user named it; read once a subcommand needs it."""

    run: Path
    scenario: Path | None
    step_back: Path | None
    register: Path | None

    def read(self) -> PlannedRun:
        """Return the run."""
        return open_run(self.run, self.scenario, self.step_back, self.register, meanwhile=_made_ready)


def _made_ready() -> None:
    """Load what an amendment wants."""
    from scheduler.amendments import checking, making  # noqa: F401
    from scheduler.publication import amending, from_run, notice, publishing  # noqa: F401
    from scheduler.views import as_written, outputs, rota_csv  # noqa: F401


def officer_argument(name: str = "officer") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return an argument that names an officer."""
    return click.argument(name, metavar=name.upper())


def date_argument(name: str = "day", **more: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # noqa: ANN401
    """Return an argument that names a force day."""
    return click.argument(name, type=Day(), metavar="DATE", **more)


tour_option = click.option("--tour", metavar="T", help="The tour; all of the day where it is not named.")
post_option = click.option("--post", metavar="P", default="", help="Post of the seat; none where it is not named.")


class AmendGroup(RotaGroup):
    """The amendments; a workbook in the place of RUN goes to the one that reads workbooks."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the name of the subcommand after the workbook."""
        if args and not {*args} & {*ctx.help_option_names}:
            given, rest, _ = self.make_parser(ctx).parse_args(list(args))
            run = Path(str(given.get("run")))
            if run.suffix.lower() == WORKBOOK and rest[:1] != [workbook_command.name]:
                args = [*args[: len(args) - len(rest)], str(workbook_command.name), *rest]
            elif run.is_file():
                message = f"RUN {str(run)!r} is a file: name the folder of a run, or a workbook ({WORKBOOK}) of one."
                raise click.UsageError(message, ctx)
        return super().parse_args(ctx, args)


@click.group(name="amend", cls=AmendGroup, short_help="Change a finished rota, checked by the rules.")
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

    In the place of RUN, a workbook that `rota report RUN --xlsx` wrote and somebody has edited makes all its changes at
    once: rota amend FILE.xlsx, with the options of `rota amend RUN workbook`.

    Everybody concerned is checked by the rules the search itself keeps. What breaks one is refused with the rule and the
    figure (exit 6), but for what has happened: a call-out or a longer tour breaks rest, and the rest is given back.
    """
    if run.suffix.lower() == WORKBOOK and context.invoked_subcommand != workbook_command.name:
        message = "a workbook carries its own changes: rota amend FILE.xlsx, without a subcommand."
        raise click.UsageError(message)
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
    return _amend(
        opened, terms, lambda _: Sick(tuple(dict.fromkeys(officers)), first, last, "armed" if armed else "everything")
    )


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
    """Record that OFFICER is called out on a force day; what begins before they have rested is taken off them.

    An INSTANT is a minute such as "2026-10-17 20:00" in the scenario's zone or 2026-10-17T19:00Z in UTC; in UTC it has to be
    where the clock is set back and shows it twice.
    """
    from scheduler.amendments.call_out import CallOut
    from scheduler.scenario_io.instants import moment_of_text

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
        start_at, end_at = (exact(moment, "--between", planned.scenario.horizon.zone) for moment in moments)
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


@amend_command.command(name="workbook", short_help="Make the changes of an edited workbook: rota amend FILE.xlsx.")
@click.option("--run", type=NamedPath(), metavar="RUN", help="Where the workbook's run is now, if it has moved.")
@terms_options
def workbook_command(opened: Opened, terms: Terms, run: Path | None) -> Exit:
    """Make every change of a workbook that `rota report RUN --xlsx` wrote: rota amend FILE.xlsx.

    Every cell that is not what the run put there is named, and all of them are one amendment: everybody concerned is
    checked together, so that an exchange that is right as a whole is not refused by its halves.
    """
    from scheduler.amendments.workbook import Workbook

    if opened.run.suffix.lower() != WORKBOOK:
        message = "expected rota amend FILE.xlsx, the workbook of a run as it was edited."
        raise click.UsageError(message)
    folder = run or run_of_workbook(opened.run)
    planned, edited = open_edited(opened.run, folder, opened.scenario, opened.step_back, opened.register)
    named = Named({"changes": changes_document(edited)}, changes_text(planned, edited))
    if not edited.edits:
        emit({**named.document, "run": None}, lambda: named.text)
        return Exit.DONE
    return carried_out(folder, planned, terms, Workbook(edited.edits), named)


@amend_command.command(name="suggest", short_help="Rank who could take a duty over.")
@click.argument("duty", metavar="DUTY")
@json_option
@click.pass_obj
def suggest_command(opened: Opened, duty: str) -> Exit:
    """Rank who could take a seat of DUTY (POST/TOUR/YYYY-MM-DD): first those whom no rule refuses, by what it costs."""
    from scheduler.amendments.suggesting import suggested
    from scheduler.scenario_io.instants import day_of_text

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
    """Carry out an amendment of the run that was opened."""
    planned = opened.read()
    return carried_out(opened.run, planned, terms, of(planned))
