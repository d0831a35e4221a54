"""What a hand-in study tells an audience: one document, from which every file of it is made."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from scheduler import __version__
from scheduler.domain.time import iso_day
from scheduler.studies.handing_in.breaking import KIND_WORDS, Break
from scheduler.studies.handing_in.losses import Loss, grouped, losses
from scheduler.studies.handing_in.report import over_days
from scheduler.studies.handing_in.runner.cluster_task import program
from scheduler.studies.handing_in.settings import WORDS, Audience
from scheduler.studies.handing_in.study import HandInResult
from scheduler.studies.handing_in.table import rows
from scheduler.studies.leavers.draws import drawn
from scheduler.studies.leavers.model import population

BY_PLACE = ("seats", "cars", "ladder", "own_share")
"""What is told by seat, tour or force day: it shows where and when cover is thin."""

KEPT_FROM: dict[Audience, frozenset[str]] = {
    "planner": frozenset(),
    "chief": frozenset({"people"}),
    "external": frozenset({"people", "teams", "roles", "first", "run", "takes", *BY_PLACE, "points"}),
}
"""What an audience is not told: it is left out of the document, so that no file can show it."""

WORST = 10
"""Groups told, the worst first."""


def document(result: HandInResult, audience: Audience, run: str = "") -> dict[str, Any]:
    """Return what an audience is told of a study.

    Parameters
    ----------
    run
        Id of the run that was published; empty where the study planned it itself.
    """
    scenario, settings = result.baseline.scenario, result.settings
    settled, of = result.settled_cheaply
    statuses = Counter(point.status for point in result.points)
    told: dict[str, Any] = {
        "marking": scenario.marking,
        "study": "hand-in",
        "for": audience,
        "scenario": scenario.name,
        "scenario_sha256": scenario.sha256,
        "id": result.study,
        "code": result.code,
        "versions": f"armed-rota {__version__}, {program()}",
        "run": run or None,
        "first_day": iso_day(scenario.horizon.first_day),
        "n_days": scenario.horizon.n_days,
        "n_tail_days": scenario.horizon.n_tail_days,
        "leaver_model": {"code": settings.model.code, "words": f"leavers drawn {settings.model.words}"},
        "n_people": result.n_people,
        "samples_done": result.n_samples,
        "samples_asked": settings.samples,
        "samples_measured": min(settings.measured, result.n_samples),
        "settings": _settings(result, audience),
        "settled_cheaply": {"points": settled, "of": of},
        "statuses": {name: statuses[name] for name in ("proved", "bounded", "timed_out")},
        "sentences": sentences(result),
        "breaks": [_break(one) for one in result.breaks],
        "bands": [
            {
                "response": band.response,
                "kind": band.kind,
                "tenth": _share(band.low),
                "half": _share(band.middle),
                "nine_tenths": _share(band.high),
            }
            for band in result.bands
        ],
        "first": _first(result),
        "takes": over_days.takes(result.points),
        "seats": over_days.seats(result.points),
        "cars": over_days.cars(result.points),
        "ladder": over_days.ladder(result.points),
        "own_share": over_days.own_share(result.points),
        **_losses(result),
        "points": rows(result.points),
    }
    return {key: value for key, value in told.items() if key not in KEPT_FROM[audience]}


def _settings(result: HandInResult, audience: Audience) -> dict[str, object]:
    """Return what was asked; who was named is for the planner alone."""
    asked = result.settings.document()
    return asked if audience == "planner" else {key: value for key, value in asked.items() if key != "named"}


def sentences(result: HandInResult) -> list[str]:
    """Return what the study says in words, the leaver model in every sentence that hangs on it."""
    found = []
    model = result.settings.model.words
    for response in dict.fromkeys(one.response for one in result.breaks):
        for kind, falls in KIND_WORDS.items():
            counts = sorted(
                (one for one in result.breaks if (one.response, one.kind) == (response, kind)),
                key=lambda one: one.share,
            )
            if counts:
                found.append(f"With leavers drawn {model}, {WORDS[response]}: {_falls(falls, counts)}.")
    return found


def _falls(falls: str, counts: list[Break]) -> str:
    first = next((one for one in counts if one.fails), None)
    last = counts[-1]
    unproved = next((one for one in counts if one.open), None)
    if first is None and unproved is None:
        return f"{falls} in none of {last.n} samples up to {percent(last.share)}"
    parts = []
    if first is not None:
        parts.append(f"{falls} first at {percent(first.share)}, in {first.fails} of {first.n} samples")
        if first.share != last.share:
            parts.append(f"at {percent(last.share)} in {last.fails} of {last.n}")
    else:
        parts.append(f"that {falls} is proved of no sample up to {percent(last.share)}")
    if unproved is not None:
        most = max(one.open for one in counts)
        parts.append(f"from {percent(unproved.share)} it is not settled for up to {most} of {last.n}")
    return "; ".join(parts)


def percent(share: Fraction) -> str:
    """Return a share in per cent, to the tenth where it is not whole."""
    whole = share * 100
    return f"{int(whole)} %" if whole.denominator == 1 else f"{float(whole):.1f} %"


def _share(share: Fraction | None) -> float | None:
    return None if share is None else float(share)


def _break(one: Break) -> dict[str, Any]:
    return {
        "response": one.response,
        "kind": one.kind,
        "share": float(one.share),
        "samples": one.n,
        "fails": one.fails,
        "not_settled": one.open,
    }


def _first(result: HandInResult) -> list[dict[str, Any]]:
    """Return which seat was the first to be uncovered, in how many points of each response."""
    counts: Counter[tuple[str, str]] = Counter(
        (point.response, point.fallen.first_seat)
        for point in result.points
        if point.fallen is not None and point.fallen.first_at is not None
    )
    return [{"response": response, "seat": seat, "points": count} for (response, seat), count in sorted(counts.items())]


def _losses(result: HandInResult) -> dict[str, Any]:
    """Return whose leaving hurts most at the largest share: teams, roles, people."""
    scenario, settings = result.baseline.scenario, result.settings
    people = population(scenario, settings.who)
    numbers = {point.sample for point in result.points}
    samples = {
        number: drawn(scenario, people, settings.model, settings.timing, settings.seed, number) for number in numbers
    }
    share = max(settings.shares)

    def worst(groups: dict[str, frozenset[str]]) -> list[dict[str, Any]]:
        return [_loss(loss) for loss in losses(result.points, samples, share, groups)[:WORST]]

    return {
        "teams": worst(grouped(people, lambda person: (person.team or person.unit,))),
        "roles": worst(grouped(people, lambda person: person.roles)),
        "people": worst(grouped(people, lambda person: (person.officer,))),
    }


def _loss(loss: Loss) -> dict[str, Any]:
    return {
        "group": loss.group,
        "hours_more": round(loss.minutes / 60, 1),
        "samples_with_more": loss.n_more,
        "samples_without": loss.n_others,
    }
