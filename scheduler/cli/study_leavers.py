"""Who hands in, how many and when they are back, as typed or listed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.studies.leavers import LEAVER_MODELS

if TYPE_CHECKING:
    from scheduler.domain.scenario import Scenario
    from scheduler.studies.leavers.model import LeaverModel

LEAVERS = tuple(model.code for model in LEAVER_MODELS)
"""What an option may name: every model that draws."""

MOST_NAMES = 1 << 20
"""Bytes of a list of names, at most."""


def shares_typed(_context: click.Context, parameter: click.Parameter, value: str) -> tuple[Fraction, ...]:
    """Return per cent typed with commas as shares, rising and each once."""
    try:
        found = sorted({Fraction(part.strip()) / 100 for part in value.split(",")})
    except (ValueError, ZeroDivisionError):
        found = [Fraction(-1)]
    if found[0] < 0 or found[-1] > 1:
        message = "numbers from 0 to 100 with commas between them, as 0,5,10."
        raise click.BadParameter(message, param=parameter)
    return tuple(found)


def counts_typed(_context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[int, ...]:
    """Return numbers of people typed with commas, rising and each once."""
    if value is None:
        return ()
    parts = [part.strip() for part in value.split(",")]
    if not all(part.isascii() and part.isdigit() and len(part) < 7 for part in parts):
        message = "whole numbers with commas between them, as 0,5,10."
        raise click.BadParameter(message, param=parameter)
    return tuple(sorted({int(part) for part in parts}))


def back_typed(most_days: int) -> Callable[[click.Context, click.Parameter, Sequence[str]], dict[int, Fraction]]:
    """Return what reads a return curve: days, up to so many, and the share who are back by then."""

    def typed(_context: click.Context, parameter: click.Parameter, value: Sequence[str]) -> dict[int, Fraction]:
        found = {}
        for text in value:
            days, _, per_cent = text.partition(":")
            if not all(part.isascii() and part.isdigit() and len(part) < 5 for part in (days, per_cent)):
                message = "DAYS:PERCENT, as 7:20 for a fifth back after seven days."
                raise click.BadParameter(message, param=parameter)
            if not 1 <= int(days) <= most_days or int(per_cent) > 100:
                message = f"from 1 to {most_days} days, and at most 100 per cent."
                raise click.BadParameter(message, param=parameter)
            found[int(days)] = Fraction(int(per_cent), 100)
        if sorted(found.values()) != [found[days] for days in sorted(found)]:
            message = "shares that do not fall: who is back stays."
            raise click.BadParameter(message, param=parameter)
        return found

    return typed


def named_model(path: Path, given: Scenario) -> LeaverModel:
    """Return the model of a list of names.

    Raises
    ------
    BadInputError
        If a line is anything but the id of an officer of the force: a reason is nobody's business here.
    """
    from scheduler.domain.files import read_named
    from scheduler.studies.leavers import Named

    known = {officer.officer for officer in given.officers if officer.offer is None}
    problems, names = [], []
    for number, line in enumerate(read_named(path, MOST_NAMES).decode("utf-8", "replace").splitlines(), start=1):
        name = line.strip()
        if name in known:
            names.append(name)
        elif name:
            expected = "the id of an officer of the force, alone on its line: no date, no reason"
            problems.append(Problem(f"{path}:{number}", name[:60], expected))
    if not names and not problems:
        problems.append(Problem(str(path), "", "the id of an officer on each line"))
    if problems:
        raise BadInputError(problems)
    return Named(tuple(dict.fromkeys(names)))
