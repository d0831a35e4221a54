"""`rota register`: what is recorded about officers, and who was competent for what at an instant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scheduler.cli.arguments import NamedPath, moment_option
from scheduler.cli.chains import head_option, verdict_document, verdict_text
from scheduler.cli.exits import Exit
from scheduler.cli.group import RotaGroup
from scheduler.cli.output import emit, json_option, say, wants_json
from scheduler.cli.register_words import (
    answers_text,
    appended_document,
    appended_text,
    ending_document,
    endings_text,
    entries_text,
    entry_document,
    local_words,
    reasons_document,
)
from scheduler.cli.scenarios import ScenarioWanted, load_scenario
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant, iso_day, iso_utc, minute_of

if TYPE_CHECKING:
    from scheduler.domain.people import Role
    from scheduler.register.chain import Line
    from scheduler.scenario_io.instants import Moment

_Value = TypeVar("_Value")


def _day(_context: click.Context, _parameter: click.Parameter, value: str) -> int:
    """Return the day that an option states, or refuse it as wrong use."""
    from scheduler.scenario_io.instants import day_of_text

    return _read(day_of_text, value)


def _read(reader: Callable[[str], _Value], value: str) -> _Value:
    try:
        return reader(value)
    except ValueError as error:
        message = f"{value!r}: expected {error}."
        raise click.BadParameter(message) from None


store_argument = click.argument("store", type=NamedPath(), metavar="STORE")
scenario_option = click.option(
    "--scenario",
    type=NamedPath(),
    required=True,
    metavar="SCENARIO",
    help="Scenario with the officers, units and roles.",
)


known_option = moment_option("--as-known-at", "As it was known at this instant; as it is known now by default.")


@click.group(name="register", cls=RotaGroup, short_help="Keep the register of events about officers, and ask it.")
def register_command() -> None:
    """Keep a register of events about officers, to which lines are added and never changed, and ask it.

    STORE is the register's file. An INSTANT is a minute such as "2026-10-14 06:00" in the scenario's zone or
    2026-10-14T05:00Z in UTC, or a date for its first minute.
    """


@register_command.command(name="import", short_help="Add the events of a CSV file.")
@store_argument
@click.argument("events", type=NamedPath(), metavar="EVENTS.csv")
@scenario_option
@moment_option("--as-of", "Instant at which events became known that do not say when; now by default.")
@json_option
def import_command(store: Path, events: Path, scenario: Path, as_of: Moment | None) -> Exit:
    """Add the events of a CSV file to a register, all of them or, where anything is wrong, none.

    The file has the columns of a scenario's table events. Every row is checked beside the others, the scenario and what
    the register holds. Rows that are known already are not added again. A later row about the same officer, event,
    subject and at corrects the earlier one; the outcome "withdrawn" says that it was wrong. STORE is made where there is
    none. Keep the HEAD that is printed somewhere else: `rota register verify --head` proves by it that nothing is gone.
    """
    from scheduler.register.chain import news
    from scheduler.register.store import opened
    from scheduler.scenario_io.events_file import EventsFile

    given = load_scenario(ScenarioWanted(scenario))
    at = minute_of(datetime.now(UTC)) if as_of is None else as_of.begins(given.horizon.zone)
    file = EventsFile(events, given)

    def check(kept: Sequence[Line], new: Sequence[Any]) -> None:
        file.check(((line.number, line.event) for line in kept), new, at)

    if not store.exists():
        # Nothing is made for a file that would be refused.
        check((), news(file.events, (), at))
    with opened(store, write=True) as register:
        appended = register.append(file.events, at, check)
    emit(appended_document(appended), lambda: appended_text(appended))
    return Exit.DONE


@register_command.command(name="competent", short_help="Say who could hold a role at an instant, and why not.")
@store_argument
@scenario_option
@click.option("--role", required=True, metavar="R", help="Role of the scenario.")
@moment_option("--at", "Instant asked about.", required=True)
@known_option
@click.option("--all-reasons", is_flag=True, help="Every reason against an officer, not only the first.")
@json_option
def competent_command(
    store: Path, scenario: Path, role: str, at: Moment, as_known_at: Moment | None, all_reasons: bool
) -> Exit:
    """Say which officers could hold a role at an instant, and what stood in the way of each other.

    It goes by the scenario's officers, units, roles, authorisations, gates and abstractions and by the register's events.
    Whoever had stepped back, was suspended or away is only "not available".
    """
    from scheduler.register.questions import competent
    from scheduler.register.store import opened

    given = _scenario(scenario)
    asked = _role(given, role)
    zone = given.horizon.zone
    minute = at.begins(zone)
    known_at = None if as_known_at is None else as_known_at.begins(zone)
    with opened(store) as register:
        answers = competent(register.events, given, asked, minute, known_at)
    shown = [(answer, answer.reasons if all_reasons else answer.reasons[:1]) for answer in answers]
    document = {
        "marking": given.marking,
        "role": role,
        "at": iso_utc(minute),
        "as_known_at": None if known_at is None else iso_utc(known_at),
        "competent": [
            {"officer": answer.officer, "advice": reasons_document(answer.advice)} for answer, why in shown if not why
        ],
        "others": [{"officer": answer.officer, "reasons": reasons_document(why)} for answer, why in shown if why],
    }
    known = "now" if known_at is None else f"at {local_words(known_at, zone)}"
    emit(
        document,
        lambda: f"{given.marking}\n{role} at {local_words(minute, zone)}, as known {known}\n{answers_text(shown)}",
    )
    return Exit.DONE


@register_command.command(name="expiring", short_help="List what officers hold for their roles that will end.")
@store_argument
@scenario_option
@click.option("--within", type=click.Choice(["30", "60", "90"]), required=True, help="How many days to look ahead.")
@click.option("--at", "on", callback=_day, required=True, metavar="DATE", help="First of these days.")
@json_option
def expiring_command(store: Path, scenario: Path, within: str, on: int) -> Exit:
    """List the authorisations, the records that gates ask for and the deadlines of new kit that end within some days.

    The date is the last one on which it holds.
    """
    from scheduler.register.competence import Competence
    from scheduler.register.questions import expiring
    from scheduler.register.store import opened

    given = _scenario(scenario)
    zone = given.horizon.zone
    with opened(store) as register:
        events = register.events()
    found = Competence(given.officers, given.units, given.roles, given.authorisations, events, given.gates)
    endings = expiring(found, instant(on, 0, zone), instant(on + int(within), 0, zone))
    emit(
        {
            "marking": given.marking,
            "from": iso_day(on),
            "days": int(within),
            "endings": [ending_document(ending, zone) for ending in endings],
        },
        lambda: f"{given.marking}\n{endings_text(endings, on, within, zone)}",
    )
    return Exit.DONE


@register_command.command(name="history", short_help="Show an officer's lines, for the keeper of the register alone.")
@store_argument
@click.argument("officer", metavar="OFFICER")
@known_option
@json_option
def history_command(store: Path, officer: str, as_known_at: Moment | None) -> Exit:
    """Show every line about an officer in order, with when it was recorded and which line took its place.

    For the keeper of the register alone: this is the one place where stepping back and being suspended are shown as what
    they are; everywhere else they read "not available". Times are UTC, also that of --as-known-at.
    """
    from scheduler.register.questions import history
    from scheduler.register.store import opened

    known_at = None if as_known_at is None else _utc_minute(as_known_at)
    with opened(store) as register:
        lines = register.lines(officer)
        if not lines:
            raise _unknown("OFFICER", officer, "an officer of whom the register has a line", register.officers())
    entries = history(lines, known_at)
    emit(
        {
            "officer": officer,
            "as_known_at": None if known_at is None else iso_utc(known_at),
            "lines": [entry_document(entry) for entry in entries],
        },
        lambda: entries_text(entries) if entries else "nothing was known then",
    )
    return Exit.DONE


def _utc_minute(moment: Moment) -> int:
    if not moment.on_utc:
        expected = "a minute in UTC such as 2026-10-14T05:00Z, since no scenario says in which zone another one is"
        raise BadInputError([Problem("--as-known-at", "", expected)])
    return moment.begins("UTC")


@register_command.command(name="verify", short_help="Prove that no line was changed, moved or taken out.")
@store_argument
@head_option("rota register import")
@json_option
def verify_command(store: Path, head: str | None) -> Exit:
    """Compute the hash of every line anew, and name the first line that was changed, is missing or out of order.

    Lines cut off at the end leave a whole chain behind: only a HEAD that was kept elsewhere shows that they are gone. With
    --head it is also said how many lines were added after it. The exit code is 1 where anything is wrong.
    """
    from scheduler.register.store import opened

    with opened(store) as register:
        verdict = register.verify(head)
    emit(verdict_document(verdict), lambda: verdict_text(verdict))
    return Exit.DONE if verdict.whole else Exit.BAD_INPUT


def _scenario(path: Path) -> Scenario:
    """Return a scenario whose own events, if it has any, are told not to count."""
    given = load_scenario(ScenarioWanted(path))
    if given.events and not wants_json():
        say("warning: the scenario's own events are not looked at; the register is their carrier here")
    return given


def _role(scenario: Scenario, name: str) -> Role:
    roles = {role.role: role for role in scenario.roles}
    if name not in roles:
        raise _unknown("--role", name, "a role of the scenario", roles)
    return roles[name]


def _unknown(place: str, name: str, expected: str, known: Iterable[str]) -> BadInputError:
    from scheduler.scenario_io.text import nearest, shown

    return BadInputError([Problem(place, shown(name), expected, nearest(name, known))])
