"""Hold the studies of ``met-september-2023`` against the public record: ``python -m tests.scenarios.validation``.

Runs the plans and studies one after the other into ``outputs/validation``; ``--keep`` takes what they found into
``tests/scenarios/validation.json``, which is committed, and ``--render`` writes it onto the page between two marks.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.scenarios.september import ROOT, with_section

PAGE = ROOT / "docs" / "explanation" / "validation-september-2023.md"
KEPT = Path(__file__).with_suffix(".json")
RESULTS = ROOT / "outputs" / "validation"
NAME = "met-september-2023"
MODELS = ("uniform", "unit")
COUNTS = (0, 100, 200, 300)
"""People who hand in: over 100 and around 300 are on record, between them nothing is."""

RETURNS = tuple(f"{day}:{10 * (day - 3)}" for day in range(4, 10))
"""A tenth more is back each day from the fourth after handing in, three fifths by the ninth."""

PLAIN = {
    "as_published": "rota as published, nobody moved",
    "free_replan": "planned anew, own officers",
    "free_replan_aid": "planned anew, with the officers lent",
}
"""What the page says of each response that is asked about; what falls is the same for both ways of planning anew."""


def commands(results: Path) -> dict[str, list[str]]:
    """Return what is run, in its order, by name."""
    folder = results / NAME
    aid, gone = ("--overlay", f"{folder}/overlays/aid-high.toml"), f"{folder}/overlays/hand-in-300-clustered.toml"
    plan = ["plan", str(folder), *aid, "--workers", "2", "--gap", "0.02"]
    draws = ["--counts", ",".join(map(str, COUNTS)), "--samples", "3", "--measured", "0", "--who", "armed"]
    draws += ["--onset-days", "3", *(part for step in RETURNS for part in ("--back", step)), "--lead-hours", "84"]
    study = ["study", "hand-in", str(folder), *aid, "--run", f"{results}/base", *draws, "--seed", "20230920"]
    study += ["--processes", "2", "--kept", f"{results}/kept"]
    back = ["--back", "4:20", "--back", "9:60", "--seconds", "60"]
    return {
        "scenario": ["init", str(folder), "--template", NAME, "--days", "14"],
        "first": [*plan, "--seconds", "480", "-o", f"{results}/first"],
        "base": [*plan, "--seconds", "400", "--begin-with", f"{results}/first", "-o", f"{results}/base"],
        **{model: [*study, "--leavers", model, "-o", f"{results}/{model}"] for model in MODELS},
        "recovery": ["study", "recovery", str(folder), "--role", "AFO", "--overlay", gone, *aid, *back, "--json"],
    }


# What is kept ---------------------------------------------------------------------------------------------------


def found_in(results: Path) -> dict[str, Any]:
    """Return what the runs found that the page tells, as plain values; what has not ended is not in it."""
    found: dict[str, Any] = {"runs": {name: _of_run(results / name) for name in ("first", "base")}}
    found["studies"] = {model: _of_study(results / model) for model in MODELS if (results / model).is_dir()}
    recovery = results / "recovery.json"
    if recovery.exists() and (text := recovery.read_text(encoding="utf-8")):
        told = json.loads(text)
        found["recovery"] = {key: told[key] for key in ("interrupted", "tried", "stood_down", "posts")}
    return found


def _of_run(folder: Path) -> dict[str, Any]:
    told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    levels = {name: [level["price"], level["bound"]] for name, level in told["levels"].items()}
    return {
        "scenario_sha256": told["scenario_sha256"],
        "seconds": told["seconds"],
        "load": round(told["load"][0], 1),
        "levels": levels,
    }


def _of_study(folder: Path) -> dict[str, Any]:
    told = json.loads((folder / "study.json").read_text(encoding="utf-8"))
    found = {key: told[key] for key in ("leaver_model", "n_people", "samples_done", "settled_cheaply", "statuses")}
    points: dict[str, dict[str, list[dict[str, Any]]]] = {}
    with (folder / "points.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["response"] in PLAIN:
                point = {key: int(row[key]) for key in POINT} | {"status": row["status"]}
                points.setdefault(row["response"], {}).setdefault(row["leavers"], []).append(point)
    return {**found, "points": points}


POINT = ("command_uncovered", "command_at_least", "crews_uncovered", "crews_at_least")


# What the page says -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """Of some samples of one reading, in how many a duty of a kind falls, and in how many that is not settled."""

    samples: int
    falls: int
    open: int
    least: int
    most: int

    @property
    def words(self) -> str:
        """The counts in words."""
        told = f"{self.falls} of {self.samples}" + (f", {self.open} not settled" if self.open else "")
        return told if not self.most else f"{told}; {self.least:,} to {self.most:,} uncovered"

    @property
    def answer(self) -> str:
        """``falls``, ``stands`` or ``open``: of any sample, of none, or not known."""
        return "falls" if self.falls else "open" if self.open else "stands"


def counted(study: dict[str, Any], response: str, leavers: int, kind: str) -> Counted:
    """Return what a study counts of command duties or of crews.

    Its range of duties uncovered is from the least proved of any sample to the most that any sample's rota leaves.
    """
    rows = study["points"][response][str(leavers)]
    price, bound = f"{kind}_uncovered", f"{kind}_at_least"
    falls = sum(row[bound] > 0 for row in rows)
    unknown = sum(row[bound] == 0 < row[price] for row in rows)
    return Counted(len(rows), falls, unknown, min(row[bound] for row in rows), max(row[price] for row in rows))


@dataclass(frozen=True)
class Fact:
    """Something on record, and what a reading of the study says of it.

    Attributes
    ----------
    known
        What is on record, with the tag of where, and how sure that is.
    response
        Response of the study that is held against it.
    judged
        Answer of the study (``falls``, ``stands``, ``open``) -> where that leaves the record.
    """

    known: str
    response: str
    judged: dict[str, str]


UNSETTLED = "cannot know: not settled"
FACTS = (
    Fact(
        "Officers of other forces came from the evening of 23 September (Financial Times [S:003]; Metro [L:METRO]).",
        "free_replan",
        {
            "falls": "agrees in the samples that fall: the force's own could not have covered every minimum",
            "stands": "differs: its own could have, had they known beforehand and been moved; help was used all the same",
            "open": UNSETTLED,
        },
    ),
    Fact(
        'On 26 September, with help, cover was "credible but significantly below normal" (Independent [L:INDEP]; Police '
        "Oracle [L:ORACLE-2]).",
        "free_replan_aid",
        {
            "falls": "agrees with below normal in the samples that fall: with help not every minimum could be met",
            "stands": "agrees with credible; whether below normal it cannot know, for it asks about minima alone",
            "open": UNSETTLED,
        },
    ),
)

READINGS = tuple((model, leavers) for model in MODELS for leavers in COUNTS[1:])


def section(found: dict[str, Any]) -> str:
    """Return what stands between the marks of the page."""
    studies = found["studies"]
    parts = [_ran(found)]
    readings = [(model, leavers) for model, leavers in READINGS if model in studies]
    for fact in FACTS:
        rows = []
        for model, leavers in readings:
            told = counted(studies[model], fact.response, leavers, "crews")
            rows.append((_reading(studies[model], leavers), told.words, fact.judged[told.answer]))
        parts += [f"**{fact.known}**", _table(("reading", f"crews, {PLAIN[fact.response]}", "so the study"), rows)]
    parts += ["### All that was counted", _counts(studies, readings), "### When help could go home", _recovery(found)]
    return "\n\n".join(parts)


def _reading(study: dict[str, Any], leavers: int) -> str:
    return f"{leavers} of {study['n_people']:,} ({100 * leavers / study['n_people']:.1f} %), {study['leaver_model']['words']}"


def _ran(found: dict[str, Any]) -> str:
    """Return what was run, and how far it came."""
    first, base = found["runs"]["first"], found["runs"]["base"]
    told = [
        f"Scenario {base['scenario_sha256'][:16]}. The rota as published was planned for {first['seconds']:.0f} s, which on a "
        f"machine with a load of {first['load']} left {first['levels']['L2'][0]:,} crews uncovered, and from there for "
        f"{base['seconds']:.0f} s (load {base['load']}): {sum(base['levels'][name][0] for name in ('L1', 'L2')):,} duties "
        "uncovered."
    ]
    for study in found["studies"].values():
        cheap, statuses = study["settled_cheaply"], study["statuses"]
        told.append(
            f"With {study['leaver_model']['words']}: {study['samples_done']} samples; the cheap proof settled "
            f"{cheap['points']} of {cheap['of']} points planned anew; of all points {statuses['proved']} are proved, "
            f"{statuses['bounded']} bounded, and of {statuses['timed_out']} nothing is proved within the work allowed."
        )
    return "\n".join(f"- {line}" for line in told)


def _counts(studies: dict[str, Any], readings: Iterable[tuple[str, int]]) -> str:
    rows = []
    for model, leavers in readings:
        for response, words in PLAIN.items():
            kinds = [counted(studies[model], response, leavers, kind).words for kind in ("command", "crews")]
            rows.append((_reading(studies[model], leavers), words, *kinds))
    return _table(("reading", "response", "command seat falls", "crew falls"), rows)


def _recovery(found: dict[str, Any]) -> str:
    """Return when each step of the ladder is stood down, with what is proved of each day that was planned."""
    told = found.get("recovery")
    if told is None:
        return "Not run to an end: nothing is said of it."
    tried = [
        (
            f"{one['after_days']}",
            f"{one['rung']}{', ' + one['lever'] if one['lever'] else ''}",
            one["answer"],
            one["standing"],
            f"{one['l2_bound']:,} to {one['l2_price']:,}",
        )
        for one in told["tried"]
    ]
    parts = [_table(("day", "with help up to", "answer", "known", "crews uncovered"), tried)] if tried else []
    parts += [
        f"- {one['rung']}{', ' + one['lever'] if one['lever'] else ''}: {_stood_down(one)}"
        for one in told["stood_down"]
    ]
    if told["interrupted"]:
        parts.append("It was stopped before its end: days and steps that are not in the table were not planned.")
    return "\n\n".join(parts) if parts else "Nothing was planned before it was stopped."


def _stood_down(one: dict[str, Any]) -> str:
    after = one["after_days"]
    when = "not on any day of the curve" if after is None else "never needed" if after == 0 else f"after {after} days"
    return f"stood down {when}{'' if one['proved_not_before'] else '; that it is not sooner is not proved'}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows))


# Running ----------------------------------------------------------------------------------------------------------


def run_all(results: Path, only: Sequence[str], rota: Callable[[Sequence[str]], tuple[int, str]]) -> int:
    """Run what is asked for, one after the other, and keep what a study prints beside its folder."""
    results.mkdir(parents=True, exist_ok=True)
    for name, arguments in commands(results).items():
        if only and name not in only:
            continue
        code, printed = rota(arguments)
        if name == "recovery":
            (results / "recovery.json").write_text(printed, encoding="utf-8")
        sys.stderr.write(f"{name}: exit code {code}\n")
        if code not in (0, 3, 130):
            return code
    return 0


def _rota(arguments: Sequence[str]) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "scheduler.cli", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    return done.returncode, done.stdout


def main(arguments: Sequence[str], results: Path = RESULTS, kept: Path = KEPT, page: Path = PAGE) -> int:
    """Run the studies, keep what they found, or write the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.scenarios.validation", description=__doc__)
    parser.add_argument("--list", action="store_true", help="print the commands, and run nothing")
    parser.add_argument("--only", nargs="+", choices=list(commands(results)), default=(), help="run these alone")
    parser.add_argument("--keep", action="store_true", help="keep what the runs found, and run nothing")
    parser.add_argument("--render", action="store_true", help="write the page from what is kept, and run nothing")
    given = parser.parse_args(arguments)
    if given.list:
        sys.stdout.write("".join(f"rota {' '.join(one)}\n" for one in commands(results.relative_to(ROOT)).values()))
    if given.keep:
        kept.write_text(json.dumps(found_in(results), indent=1) + "\n", encoding="utf-8")
    if given.render:
        text = section(json.loads(kept.read_text(encoding="utf-8")))
        page.write_text(with_section(page.read_text(encoding="utf-8"), text), encoding="utf-8")
    return 0 if given.list or given.keep or given.render else run_all(results, given.only, _rota)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
