"""`--from`: what officers were told, by a run or by what stands published, as a scenario that changes it little."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import DAYS, PUBLISHED, NamedPath, day_option, number_option
from scheduler.cli.output import counted, say
from scheduler.cli.runs import amendments_of, as_amended, read_told_run
from scheduler.cli.scenarios import NamedTold
from scheduler.cli.stores import one_roster, roster_option, store_option, today
from scheduler.domain.amendments import AmendmentRecord, Amendments, Effects
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.rota import Rota
from scheduler.domain.time import iso_day, local

if TYPE_CHECKING:
    from scheduler.domain.people import Abstraction
    from scheduler.domain.scenario import Scenario

_SHOWN = 60

_from_option = click.option(
    "--from",
    "told_run",
    type=NamedPath(),
    metavar="RUN|published",
    help="The run that officers were told, or `published` for what the ledger says they were told last: it is changed as "
    "little as can be. The search begins with the run.",
)
_told_on_option = day_option(
    "--told-on",
    "With --from: the day on which officers are told of changes, from which notice counts; today by default.",
)
_freeze_option = number_option(
    "--freeze", "With --from: force days after the day of telling on which a change costs more.", DAYS, "DAYS"
)
_pin_option = click.option(
    "--pin",
    "pins",
    multiple=True,
    metavar="OFFICER:DATE",
    help="With --from: what this officer was told for this force day stays; may be given again.",
)


def told_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--from`` and its terms, which reach it as one `NamedTold`, None where nothing was told."""

    @_from_option
    @_told_on_option
    @_freeze_option
    @_pin_option
    @roster_option("With --from published: the roster; not needed where the ledger has only one.")
    @store_option
    @wraps(command)
    def with_one(
        *,
        told_run: Path | None,
        told_on: int | None,
        freeze: int | None,
        pins: tuple[str, ...],
        roster: str | None,
        store: Path | None,
        **others: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        if told_run is None and (told_on is not None or freeze is not None or pins):
            message = "--told-on, --freeze and --pin are about a run that was told; name it with --from."
            raise click.UsageError(message)
        stands = told_run is not None and str(told_run) == PUBLISHED
        if not stands and (roster is not None or store is not None):
            message = "--roster and --store are about what stands published; ask for it with --from published."
            raise click.UsageError(message)
        run = None if stands else told_run
        named = None if told_run is None else NamedTold(run, told_on, freeze or 0, pins, store, roster)
        return command(told=named, **others)

    return with_one


@dataclass(frozen=True, slots=True)
class _State:
    """A rota as it was told, the force days that it tells of, and what is known since."""

    rota: Rota
    days: Collection[int]
    source: str
    done: Amendments


def told_in(scenario: Scenario, named: NamedTold) -> tuple[Scenario, Amendments]:
    """Return a scenario in which a rota had been told, and what was done to that since it was planned.

    Absences that the amendments of a run or of a ledger's roster brought are the scenario's, too. Duty beyond tours is
    not: no search knows of it.

    Raises
    ------
    BadInputError
        If there is no such rota, it tells of none of the days, or a pin names nobody or no day that was told.
    """
    from scheduler.replanning.told import Terms, told_by, with_told

    state = _published(scenario, named) if named.run is None else _of_run(named.run)
    if not set(state.days) & set(scenario.horizon.days):
        tells, planned = _span(state.days), _span(scenario.horizon.days)
        wrong = f"{state.source} tells of {tells}, and {planned} are planned"
        raise BadInputError([Problem("--from", named.words, "a rota of some of the same days", wrong=wrong)])
    pins = _pins(named.pins, scenario, state.days)
    told_on = today(scenario.horizon.zone) if named.told_on is None else named.told_on
    terms = Terms(told_on, named.freeze_days, pins)
    given = with_told(scenario, told_by(scenario, state.rota, terms, state.source, state.days))
    records = tuple(replace(one, effects=replace(one.effects, worked=())) for one in state.done.records)
    if records != state.done.records:
        _say_beyond_tours()
    done = replace(state.done, records=records)
    return as_amended(given, done), done


def _of_run(run: Path) -> _State:
    from scheduler.views.outputs import run_folder

    told = read_told_run(run)
    return _State(told.rota, told.days, f"run {told.run}", amendments_of(run_folder(run)))


def _published(scenario: Scenario, named: NamedTold) -> _State:
    """Return what stands published of a roster."""
    from scheduler.publication.amendments import absences
    from scheduler.publication.as_rota import rota_of_duties
    from scheduler.publication.reading import published
    from scheduler.publication.store import opened

    with opened(named.store) as ledger:
        roster = one_roster(ledger, named.roster)
        stands = published(ledger, roster)
        away = absences(ledger, roster, stands.duties)
    zone = scenario.horizon.zone
    if stands.version.zone != zone:
        raise BadInputError([Problem("--from", stands.version.zone, f"a roster of the scenario's zone, {zone}")])
    worked = [duty for duty in stands.duties if duty.key.slot == "called_out" and duty.status == "confirmed"]
    if any(duty.key.day in scenario.horizon.days for duty in worked):
        _say_beyond_tours()
    version = stands.version
    done = _known_of(scenario, away, version.published_at)
    return _State(rota_of_duties(stands.duties), stands.spoken, f"version {version.number} of {roster}", done)


def _known_of(scenario: Scenario, away: Sequence[Abstraction], at: int) -> Amendments:
    """Return absences that published amendments brought, as far as they are of this scenario's officers and days."""
    known, horizon = {row.officer for row in scenario.officers}, scenario.horizon
    stand = tuple(
        row
        for row in away
        if row.officer in known and row.from_day < horizon.until_day and horizon.first_day < row.until_day
    )
    if not stand:
        return Amendments()
    day = local(at, horizon.zone).toordinal()
    words = f"{counted(len(stand), 'absence')} that published amendments brought"
    return Amendments((AmendmentRecord("sick", words, (), (), "not_available", "", day, 0, (), Effects(stand)),))


def _say_beyond_tours() -> None:
    say("warning: duty beyond tours (call-outs, longer tours) of what was told is not known to the search")


def _span(days: Collection[int]) -> str:
    return f"{iso_day(min(days))} to {iso_day(max(days))}"


def _pins(typed: Sequence[str], scenario: Scenario, days: Collection[int]) -> frozenset[tuple[str, int]]:
    """Return officers and force days as they were typed, or refuse those nobody was told of."""
    from scheduler.scenario_io.instants import day_of_text

    known, found, problems = {row.officer for row in scenario.officers}, set[tuple[str, int]](), list[Problem]()
    for text in typed:
        officer, _, on = text.rpartition(":")
        try:
            day = day_of_text(on)
        except ValueError:
            problems.append(Problem("--pin", text[:_SHOWN], "OFFICER:YYYY-MM-DD"))
            continue
        if officer not in known:
            nearest = next(iter(get_close_matches(officer, known, 1, 0.5)), "")
            problems.append(Problem("--pin", officer[:_SHOWN], "an officer of the scenario", nearest))
        elif day not in days:
            problems.append(Problem("--pin", text[:_SHOWN], f"a force day that was told, {_span(days)}"))
        found.add((officer, day))
    if problems:
        raise BadInputError(problems)
    return frozenset(found)
