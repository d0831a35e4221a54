"""Uncovered duties: what a finished rota leaves below minimum or target, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from scheduler.domain.rota import Rota, Uncovered
from scheduler.domain.scenario import Scenario
from scheduler.rules.cover.counting import Part, Shortage, shortages
from scheduler.rules.cover.courses import with_training

_Grade = Literal["command", "crew", "target"]


def uncovered_of(scenario: Scenario, rota: Rota, proved: Mapping[str, bool]) -> tuple[Uncovered, ...]:
    """Return every duty, or the part of it, that has too few officers or cars, in the order of time.

    Parameters
    ----------
    proved
        Grade -> whether fewer uncovered duties of that grade are proved impossible; a grade not named is not.

    Returns
    -------
    tuple of Uncovered
        ``needed`` is the minimum for the grades ``command`` and ``crew`` and the target for the grade ``target``.
        Parts of a duty that follow each other and have the same number filled are one. Exactly the duties a price
        counts are here: instants that belong to a tour outside the planned days are not.
    """
    scenario = with_training(scenario, rota)
    command = {role.role for role in scenario.roles if role.command}
    found = []
    for crewed in (False, True):
        for short in shortages(scenario, rota, crewed=crewed):
            grave: _Grade = "command" if short.post.role in command else "crew"
            provisional = scenario.horizon.provisional(short.duty.day)
            graded = _graded(short, grave)
            found += [_uncovered(short, lacking, proved, provisional=provisional) for lacking in graded]
    return tuple(sorted(found, key=lambda item: (item.start_at, item.duty.duty, item.end_at)))


def _uncovered(
    short: Shortage, graded: tuple[Part, _Grade, int], proved: Mapping[str, bool], *, provisional: bool
) -> Uncovered:
    part, grade, needed = graded
    is_proved = proved.get(grade, False)
    return Uncovered(
        short.duty, short.post.role, part.start_at, part.end_at, needed, part.filled, grade, is_proved, provisional
    )


def _graded(short: Shortage, grave: _Grade) -> Iterator[tuple[Part, _Grade, int]]:
    """Yield the parts that lack something, joined where nothing changes, with grade and number needed."""
    joined: list[Part] = []
    for part in short.parts:
        if joined and joined[-1].filled == part.filled and joined[-1].end_at == part.start_at:
            joined[-1] = Part(joined[-1].start_at, part.end_at, part.filled)
        else:
            joined.append(part)
    for part in joined:
        if part.filled < short.duty.minimum:
            yield part, grave, short.duty.minimum
        elif part.filled < short.duty.target:
            yield part, "target", short.duty.target
