"""Two plans side by side: levels and bounds, what stays uncovered, what it costs, what each officer carries.

Who changes what with whom is not said here: that is `scheduler.differences`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median_low

from scheduler.domain.errors import BadInputError
from scheduler.domain.files import MEBIBYTE, read_named
from scheduler.domain.findings import Problem
from scheduler.domain.price import LEVEL_NAMES, LevelResult
from scheduler.domain.rota import Assignment
from scheduler.domain.time import weekday
from scheduler.views import rota_json, run_json
from scheduler.views.outputs import run_folder
from scheduler.views.planned_run import duties
from scheduler.views.rota_json import ToldRota
from scheduler.views.run_json import RunFigures

MOST_BYTES = 256 * MEBIBYTE
_SATURDAY = 5
_GRADES = ("command", "crew", "target", "aspirational")


@dataclass(frozen=True, slots=True)
class ReadRun:
    """A run as its folder tells it, whatever has become of its scenario."""

    rota: ToldRota
    figures: RunFigures


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of two plans.

    Attributes
    ----------
    group
        What it is about: people, levels, uncovered, cost, duty or fairness.
    unit
        What is counted.
    a, b
        The figure of either plan; None where a plan has none.
    a_says, b_says
        Of a level's bound whether price and bound meet (``exact``, ``open``), and whether it holds given the levels above
        alone (``conditional``); empty for other figures.
    """

    group: str
    measure: str
    unit: str
    a: int | None
    b: int | None
    a_says: str = ""
    b_says: str = ""

    @property
    def change(self) -> int | None:
        """How much greater it is in B."""
        return None if self.a is None or self.b is None else self.b - self.a


_Figure = tuple[str, str, str]
"""Group, measure and unit."""
_Figures = Mapping[_Figure, int]
"""The figures of one plan."""


def read_run(folder: Path) -> ReadRun:
    """Return a run.

    Raises
    ------
    BadInputError
        If the folder is no run of ours.
    """
    held = run_folder(folder)
    rota, run = held / "rota.json", held / "run.json"
    return ReadRun(
        rota_json.read_told(_read(rota), str(rota)),
        run_json.read_figures(_read(run), str(run)),
    )


def measures(a: ReadRun, b: ReadRun) -> tuple[Measure, ...]:
    """Return every figure of two plans side by side."""
    first, second = dict(_figures(a)), dict(_figures(b))
    both = [*first, *(key for key in second if key not in first)]

    def of(side: _Figures, key: _Figure) -> int | None:
        return side.get(key, _UNSTATED.get(key[0]))

    found = [Measure(*key, of(first, key), of(second, key)) for key in both]
    levels = list(_levels(a, b))
    return tuple(sorted([*_people(a, b), *levels, *found], key=lambda one: _ORDER.index(one.group)))


_ORDER = ("people", "levels", "uncovered", "cost", "duty", "fairness")
_UNSTATED = {"cost": 0}
"""What a plan has of a figure it does not state: work that nobody does costs nothing."""


def _levels(a: ReadRun, b: ReadRun) -> Iterator[Measure]:
    """Yield price and bound of each level."""
    for name, was, now in zip(LEVEL_NAMES, a.rota.plan.levels, b.rota.plan.levels, strict=True):
        level, unit = name.split(" ", 1)
        yield Measure("levels", f"{level} price", unit, was.price, now.price)
        yield Measure("levels", f"{level} bound", unit, was.bound, now.bound, _says(was), _says(now))


def _says(result: LevelResult) -> str:
    return ("exact" if result.exact else "open") + ", conditional" * result.conditional


def other_ground(a: ReadRun, b: ReadRun) -> tuple[str, ...]:
    """Return, in sentences, what makes the figures of two plans differ besides the plans themselves."""
    said = []
    if a.rota.days != b.rota.days:
        said.append("The plans are of different force days: each figure is of the plan's own days.")
    if a.rota.scenario != b.rota.scenario:
        said.append(f"The plans are of two scenarios, {a.rota.scenario} and {b.rota.scenario}.")
    elif a.rota.scenario_sha256 != b.rota.scenario_sha256:
        laid = [", ".join(run.figures.overlays) or "none" for run in (a, b)]
        said.append(f"The scenario is not the same in both: overlays {laid[0]} in A, {laid[1]} in B.")
    return tuple(said)


def _people(a: ReadRun, b: ReadRun) -> Iterator[Measure]:
    was, now = ({held.officer for held in _planned(run)} for run in (a, b))
    yield Measure("people", "officers of the scenario", "officers", a.figures.n_officers, b.figures.n_officers)
    yield Measure("people", "officers with a tour", "officers", len(was), len(now))
    yield Measure("people", "officers with a tour here alone", "officers", len(was - now), len(now - was))


def _figures(run: ReadRun) -> Iterator[tuple[_Figure, int]]:
    """Yield the figures of one plan."""
    plan = run.rota.plan
    for grade in _GRADES:
        items = tuple(item for item in plan.uncovered if item.shown == grade and not item.provisional)
        yield ("uncovered", f"at grade {grade}", "duties"), duties(items)
    provisional = tuple(item for item in plan.uncovered if item.provisional and item.grade != "target")
    yield ("uncovered", "on provisional days, below the minimum", "duties"), duties(provisional)
    yield ("uncovered", "rules broken", "findings"), run_json.n_breaches(plan)
    for item, pence in run.figures.pence_by_item.items():
        yield ("cost", item.replace("_", " "), "pence"), pence
    yield ("cost", "all pay beyond what falls due anyway", "pence"), sum(run.figures.pence_by_item.values())
    yield from _carried(run)


def _carried(run: ReadRun) -> Iterator[tuple[_Figure, int]]:
    """Yield what all officers carry together, and how evenly those who carry anything do."""
    each = _by_officer(run)
    for what, unit in _CARRIED:
        loads = [load[what] for load in each.values()]
        yield ("duty", f"{what}, all officers", unit), sum(loads)
        if loads:
            yield ("fairness", f"{what}, least", unit), min(loads)
            yield ("fairness", f"{what}, median", unit), median_low(loads)
            yield ("fairness", f"{what}, most", unit), max(loads)


_CARRIED = (
    ("attended tours", "tours"),
    ("attended duty", "minutes"),
    ("nights", "force days"),
    ("weekend days", "force days"),
    ("on call", "force days"),
    ("tours with a seat", "tours"),
)
"""What is counted of each officer over the days asked for."""


def _by_officer(run: ReadRun) -> Mapping[str, Mapping[str, int]]:
    held: dict[str, list[Assignment]] = defaultdict(list)
    for item in _planned(run):
        held[item.officer].append(item)
    return {officer: _load(items, run.rota.kinds) for officer, items in held.items()}


def _load(items: Sequence[Assignment], kinds: Mapping[str, str]) -> Mapping[str, int]:
    attended = [item for item in items if kinds.get(item.tour) != "on_call"]
    return {
        "attended tours": len(attended),
        "attended duty": sum(item.end_at - item.start_at for item in attended),
        "nights": _days(item for item in attended if kinds.get(item.tour) == "night"),
        "weekend days": _days(item for item in attended if weekday(item.day) >= _SATURDAY),
        "on call": _days(item for item in items if kinds.get(item.tour) == "on_call"),
        "tours with a seat": sum(bool(item.post) for item in items),
    }


def _days(items: Iterable[Assignment]) -> int:
    return len({item.day for item in items})


def _planned(run: ReadRun) -> list[Assignment]:
    return [item for item in run.rota.rota.assignments if item.source == "planned"]


def _read(path: Path) -> bytes:
    try:
        return read_named(path, MOST_BYTES)
    except BadInputError as error:
        expected = f"{error.problems[0].expected}, as in a folder that `rota plan` wrote"
        raise BadInputError([Problem(str(path), "", expected)]) from error
