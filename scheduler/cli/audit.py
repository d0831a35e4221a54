"""`rota audit`: does a finished rota keep the rules, and does a proof hold."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.arguments import NamedPath, days_option, lever_option, rung_option
from scheduler.cli.audit_edited import audit_edited
from scheduler.cli.audit_words import findings_text, report_document
from scheduler.cli.exits import Exit, first_of
from scheduler.cli.output import counted, emit, json_option, table
from scheduler.cli.runs import amended_beside, reading_beside, told_beside
from scheduler.cli.scenarios import (
    NamedRegister,
    ScenarioWanted,
    load_scenario,
    overlay_option,
    register_options,
    step_back_option,
)
from scheduler.domain.errors import BadInputError
from scheduler.domain.files import read_named
from scheduler.domain.findings import Problem
from scheduler.domain.price import LEVEL_NAMES
from scheduler.domain.rota import Rota
from scheduler.domain.time import iso_day
from scheduler.domain.vehicles import asked_for

if TYPE_CHECKING:
    from scheduler.audit import AuditReport, LevelBound
    from scheduler.domain.scenario import Scenario
    from scheduler.domain.work import Horizon

MOST_PROOF_BYTES = 256 * 2**20
"""Largest proof read, in bytes."""


@click.command(short_help="Audit any rota against a scenario, and a proof.")
@click.argument("rota", type=NamedPath(allow_dash=True), metavar="ROTA")
@click.argument("scenario", type=NamedPath(), metavar="[SCENARIO]", required=False)
@click.option(
    "--run", type=NamedPath(), metavar="RUN", help="Of an .xlsx: the run it was written from; its own by default."
)
@click.option(
    "--scenario",
    "moved",
    type=NamedPath(),
    metavar="SCENARIO",
    help="Of an .xlsx: where its run's scenario is now; by default as it was named when it was planned.",
)
@days_option
@step_back_option
@overlay_option
@register_options
@rung_option
@lever_option
@click.option("--proof", type=NamedPath(), metavar="PROOF", help="Recompute the bounds of this proof.json as well.")
@json_option
def audit_command(
    *,
    rota: Path,
    scenario: Path | None,
    run: Path | None,
    moved: Path | None,
    days: int | None,
    step_back: Path | None,
    register: NamedRegister | None,
    rung: str,
    lever: str | None,
    proof: Path | None,
) -> Exit:
    """Audit the rota of a CSV file, also one typed by hand, by the second face of every rule.

    ROTA has at least the columns officer, tour and force_day; - reads it from stdin. A crews.csv in the folder of
    ROTA is read with it and judged as well; beside stdin there is none. The provisional days after those asked for
    are judged only where the rota goes that far. With --days, what the rota has after them is left out and counted;
    without it, such a row is a fault. With --register and a run.json beside ROTA, the lines are read that the run read,
    unless --as-known-at asks for others. With a told.json beside ROTA, changes of what was told have their price; with
    an amendments.json, what is known since then is.

    An .xlsx that `rota report RUN --xlsx` wrote is read as it was edited since: every cell that changed is named, then
    the rota is audited, and priced beside the run's. What the run was planned with it knows itself.
    """
    if rota.suffix.lower() == ".xlsx":
        _refuse_beside_run({"--days": days, "--rung": _typed("rung"), "--lever": lever, "--proof": proof})
        if scenario is not None and moved is not None:
            message = "SCENARIO and --scenario say the same of a workbook; name one."
            raise click.UsageError(message)
        return audit_edited(rota, run, moved or scenario, step_back, register)
    if scenario is None:
        message = "Missing argument 'SCENARIO'; only an .xlsx of a run goes without."
        raise click.UsageError(message)
    _refuse_beside_scenario({"--run": run, "--scenario": moved})
    wanted = ScenarioWanted(scenario, days, step_back, rung, lever, register=_as_read(register, rota))
    return _audit_table(rota, wanted, proof)


def _audit_table(rota: Path, wanted: ScenarioWanted, proof: Path | None) -> Exit:
    """Audit the rota of a CSV file, of stdin where it is ``-``, and say what is found."""
    from scheduler.audit import audit, check_proof, crews_beside, read_rota

    given, days = load_scenario(wanted), wanted.days
    if str(rota) != "-":
        given, _ = amended_beside(told_beside(given, rota.parent), rota.parent)
    typed = _stdin() if str(rota) == "-" else None
    held = read_rota(rota if typed is None else Path("stdin"), given, typed)
    n_read = len(held.assignments)
    if days is not None:
        held = cut(given, held)
    n_left_out = n_read - len(held.assignments)
    crews = crews_beside(rota) if typed is None else None
    against = judged(given, held)
    report = audit(against, held)
    document = _proof_document(proof) if proof else {}
    bounds = check_proof(given, document) if proof else []
    comparable = not proof or _of_the_same_days(document, against.horizon)
    told = [f"crews: {crews}" if crews else "crews: none, as no crews.csv stands beside the rota"]
    told += _register_told(given, wanted.register)
    if n_left_out:
        told.append(f"left out: {counted(n_left_out, 'assignment')} after {iso_day(given.horizon.until_day - 1)}")
    if not comparable:
        told.append("proof: about other days than those judged, so the rota's price is not held against its bounds")
    tracked, minutes = asked_for(against, held.crews)
    if minutes:
        told.append(f"asset tracker: {tracked / 60:,.1f} of {minutes / 60:,.1f} armed vehicle-hours")
    emit(
        {
            "armed_vehicle_minutes": {"tracked": tracked, "all": minutes},
            "crews": str(crews) if crews else None,
            "n_left_out": n_left_out,
            "proof_of_these_days": comparable,
            "register": _register_document(given),
            **_document(report, bounds),
        },
        lambda: "\n".join([*told, _text(report, bounds)]),
    )
    return _exit(report, bounds, comparable=comparable)


def _typed(name: str) -> object:
    """Return an option's value where it was typed, None where it is the default."""
    context = click.get_current_context()
    typed = context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    return context.params[name] if typed else None


def _refuse_beside_run(options: Mapping[str, object]) -> None:
    for name, value in options.items():
        if value is not None:
            message = f"{name} is not for a workbook: its run says itself what was planned."
            raise click.UsageError(message)


def _refuse_beside_scenario(options: Mapping[str, object]) -> None:
    for name, value in options.items():
        if value is not None:
            message = f"{name} is for an .xlsx; a CSV file is held against SCENARIO."
            raise click.UsageError(message)


def _as_read(register: NamedRegister | None, rota: Path) -> NamedRegister | None:
    """Return a register with the lines that were read by the run whose record stands beside a rota, if one does."""
    if register is None or register.as_known_at is not None or str(rota) == "-":
        return register
    return replace(register, again=reading_beside(rota))


def _register_told(given: Scenario, register: NamedRegister | None) -> list[str]:
    read = _register_document(given)
    if read is None:
        return []
    known = "" if read["as_known_at"] is None else f", as known at {read['as_known_at']}"
    whose = ", as the run beside the rota read it" if register is not None and register.again else ""
    return [f"register: {counted(read['lines'], 'line') or 'no line'} to {read['head']}{known}{whose}"]


def _register_document(given: Scenario) -> dict[str, Any] | None:
    from scheduler.views.words import utc_iso

    if given.register is None:
        return None
    known_at = given.register.known_at
    return {
        "head": given.register.head,
        "lines": given.register.n_lines,
        "as_known_at": None if known_at is None else utc_iso(known_at),
    }


def _of_the_same_days(proof: Mapping[str, Any], horizon: Horizon) -> bool:
    """Say whether a proof that was read is about these very days."""
    days = (horizon.first_day, horizon.n_days, horizon.n_tail_days)
    return (proof["first_day"], proof["n_days"], proof["n_tail_days"]) == days


def cut(scenario: Scenario, rota: Rota) -> Rota:
    """Return a rota without what comes after the days planned, the provisional ones included."""
    until = scenario.horizon.until_day
    return Rota(
        tuple(assignment for assignment in rota.assignments if assignment.day < until),
        tuple(seat for seat in rota.crews if seat.day < until),
    )


def judged(scenario: Scenario, rota: Rota) -> Scenario:
    """Return the scenario a rota is held against: without the tail where nothing in the rota goes that far."""
    from scheduler.audit import without_tail

    reaches = any(scenario.horizon.provisional(assignment.day) for assignment in rota.assignments)
    return scenario if reaches else without_tail(scenario)


def _stdin() -> bytes:
    """Return what is piped in, no more of it than the largest rota."""
    from scheduler.audit import MOST_BYTES

    content = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise BadInputError([Problem("stdin", "", f"a rota of at most {MOST_BYTES} bytes")])
    return content


def _proof_document(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(read_named(path, MOST_PROOF_BYTES))
    except (ValueError, RecursionError) as error:
        raise BadInputError([Problem(str(path), "", "a proof.json as `rota plan` writes it")]) from error
    if not isinstance(told, dict):
        raise BadInputError([Problem(str(path), "", "a proof.json as `rota plan` writes it")])
    return told


def _exit(report: AuditReport, bounds: Sequence[LevelBound], *, comparable: bool) -> Exit:
    held = []
    if any(not bound.stands for bound in bounds) or (comparable and _beats(report, bounds)):
        held.append(Exit.MISMATCH)
    if report.faults:
        held.append(Exit.BREACHES)
    if report.uncovered:
        held.append(Exit.UNCOVERED)
    return first_of(held)


def _beats(report: AuditReport, bounds: Sequence[LevelBound]) -> bool:
    """Say whether a rota without faults costs less than a bound said to be proved, which then cannot be one."""
    for price, bound in zip(report.price, bounds, strict=False):
        if price < bound.bound and not report.faults:
            return True
        if price != bound.price:
            return False
    return False


def _document(report: AuditReport, bounds: Sequence[LevelBound]) -> dict[str, Any]:
    document = report_document(report)
    if bounds:
        document["proof"] = [
            {
                "level": f"L{bound.level}",
                "price": bound.price,
                "bound": bound.bound,
                "claimed": bound.claimed,
                "proved": bound.proved,
                "by_search": bound.by_search,
                "stands": bound.stands,
            }
            for bound in bounds
        ]
    return document


def _text(report: AuditReport, bounds: Sequence[LevelBound]) -> str:
    levels = [(name, f"{value:,}") for name, value in zip(LEVEL_NAMES, report.price, strict=True)]
    parts = [*findings_text(report), table(levels, right=frozenset({1})), _proof_text(bounds)]
    return "\n\n".join(part for part in parts if part)


def _proof_text(bounds: Sequence[LevelBound]) -> str:
    if not bounds:
        return ""
    rows = [("proof", "price", "bound", "proved by row prices", "")]
    for bound in bounds:
        standing = "stands" if bound.stands else "DOES NOT STAND"
        closed = ", the rest closed by search" if bound.stands and bound.proved < bound.bound else ""
        rows.append((f"L{bound.level}", f"{bound.price:,}", f"{bound.bound:,}", f"{bound.proved:,}", standing + closed))
    return table(rows, right=frozenset({1, 2, 3}))
