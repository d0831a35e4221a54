"""Plan the cases of ``met-september-2023`` and say what they tell: ``python -m tests.scenarios.september``.

Each case is one ``rota plan`` with overlays, begun with the run of the case that has one thing less. What is found is kept case by case in ``outputs/september``; ``--render``
writes it onto the page of the scenario between two marks, ``--quick`` plans a few cases of a small force instead.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from scheduler import __version__
from scheduler.scenario_io import write_folder
from scheduler.scenario_io.templates import files_beside, template
from scheduler.scenario_io.templates.september import HAND_INS, NAME, RETURN_DATES, SIZES, SPREADS

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "scenarios" / f"{NAME}.md"
RESULTS = ROOT / "outputs" / "september"
BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"
WEEK = ("2023-09-20", "2023-09-26")
"""The dates asked about."""
DAYS, QUICK_DAYS, QUICK_OFFICERS = 14, 9, 150
GAP = 0.02
"""How near its bound a case's last level has to come once those above it are exact: the questions are about duties."""

TIME_ALLOWED = re.compile(r"[0-9.]+ s and ")
"""The time of a case, within the words that say how it was planned."""

DONE = (0, 3)
"""Exit codes of a plan that was made: every duty covered, or some not."""

Answer = Literal["yes", "no", "open"]


@dataclass(frozen=True)
class Case:
    """One reading of what happened.

    Attributes
    ----------
    size, spread
        How many handed in, and whether over all units; 0 and empty for nobody.
    back
        Date of September on which the first comes back.
    aid
        Size of the help lent; empty for none.
    surge
        Counter-terrorism cover is wanted besides.
    military
        ``standing-by`` or ``deployed``; empty for no soldiers.
    """

    size: int = 0
    spread: str = ""
    back: int = 0
    aid: str = ""
    surge: bool = False
    military: str = ""

    @property
    def name(self) -> str:
        """The case in one word."""
        hand_in = [str(self.size), self.spread, f"back-{self.back}"] if self.size else ["no-hand-in"]
        aid = [f"aid-{self.aid}"] if self.aid else []
        return "-".join(
            [*hand_in, *aid, *(["surge"] if self.surge else []), *([self.military] if self.military else [])]
        )

    @property
    def overlays(self) -> list[str]:
        """Its overlays, in the order in which they are laid over the scenario."""
        names = []
        if self.size:
            names += [
                f"hand-in-{self.size}-{self.spread}",
                f"return-{self.back}-of-{self.size}-{self.spread}",
            ]
        if self.aid:
            names.append(f"aid-{self.aid}")
        if self.surge:
            names.append("ct-surge")
        if self.military:
            names.append(f"military-{self.military}")
        return names

    @property
    def before(self) -> Case | None:
        """The case with one thing less, whose plan the search of this one begins with; None for the force as it is."""
        if self.military == "deployed":
            return replace(self, military="standing-by")
        if self.aid and not self.surge:
            return replace(self, aid="")
        if self.size:
            return Case(surge=self.surge)
        return Case() if self.surge else None


AIDS = ("", *SIZES)
ORDINARY = (
    Case(),
    *(
        Case(size, spread, back, aid)
        for size in HAND_INS
        for spread in SPREADS
        for back in RETURN_DATES
        for aid in AIDS
    ),
)
"""The force as it is, and every reading of the hand-ins with no help, little and much."""
SURGED = (
    Case(surge=True),
    *(
        Case(size, spread, max(RETURN_DATES), max(SIZES, key=lambda size: SIZES[size]), surge=True, military=military)
        for size in HAND_INS
        for spread in SPREADS
        for military in ("standing-by", "deployed")
    ),
)
"""On top of the surge: all help lent, returns late, and soldiers who stand by or are deployed."""
CASES = (*ORDINARY, *SURGED)
QUICK = (
    Case(),
    Case(300, "clustered", 24),
    Case(300, "clustered", 24, "high"),
    Case(300, "clustered", 24, "high", surge=True, military="deployed"),
)


@dataclass(frozen=True)
class Found:
    """What the plan of a case found.

    Attributes
    ----------
    command, crews
        Found, and proved at least: duties below the minimum over all planned days (L1 and L2).
    seats, cars
        Seats and cars below the minimum in the week asked about, in the rota found.
    aid
        Officer-days used of neighbours and the region, of the country, of soldiers.
    settings
        The scenario, and the days and seconds a case was given, and on what; the same for all cases that can be compared.
    on
        Date of the run.
    """

    command: tuple[int, int]
    crews: tuple[int, int]
    seats: int
    cars: int
    aid: tuple[int, int, int]
    seconds: float
    settings: str
    on: str = ""

    @property
    def left(self) -> tuple[int, int]:
        """Command duties and crews below the minimum in the rota found."""
        return self.command[0], self.crews[0]

    @property
    def proved(self) -> tuple[int, int]:
        """Command duties and crews of which it is proved that no rota does better, level by level."""
        return self.command[1], self.crews[1]

    @property
    def short(self) -> int:
        """Duties below the minimum in the rota found."""
        return sum(self.left)


Results = Mapping[str, Found]


def more(case: Found, than: Found) -> Answer:
    """Say whether a case leaves more duties below the minimum than another, as far as it is proved.

    Command duties come first, crews after them: a best rota lies between what is proved and what was found, in that order.
    """
    if case.proved > than.left:
        return "yes"
    return "no" if case.left <= than.proved else "open"


@dataclass(frozen=True)
class Question:
    """Something the scenario is asked, reading by reading.

    Attributes
    ----------
    known
        What is on record, and where.
    cases
        Readings, each the case and the one it is held against.
    """

    asked: str
    known: str
    cases: tuple[tuple[Case, Case], ...]

    def answers(self, results: Results) -> dict[str, Answer]:
        """Return the answer of each reading that was planned."""
        return {
            case.name: more(results[case.name], results[other.name])
            for case, other in self.cases
            if case.name in results and other.name in results
        }

    def discriminates(self, results: Results) -> bool:
        """Say whether readings are told apart: one is proved to answer yes, and another no."""
        return {"yes", "no"} <= set(self.answers(results).values())


_BASE, _SURGE = ORDINARY[0], SURGED[0]
QUESTIONS = (
    Question(
        "Does the hand-in leave duties below the minimum that the force covers otherwise, if nobody helps?",
        "officers of other forces were used from 23 September (Financial Times)",
        tuple((case, _BASE) for case in ORDINARY if case.size and not case.aid),
    ),
    Question(
        "Does it still, with the officers lent?",
        'cover "credible but significantly below normal" on the 26th, with help (Independent)',
        tuple((case, _BASE) for case in ORDINARY if case.aid),
    ),
    Question(
        "On top of the surge, and with all help lent, are more duties below the minimum while soldiers only stand by?",
        "soldiers stood by and were never deployed (Financial Times; NationalWorld)",
        tuple((case, replace(case, military="deployed")) for case in SURGED if case.military == "standing-by"),
    ),
)


@dataclass(frozen=True)
class Factor:
    """Something that is not known, and could change the answer.

    Attributes
    ----------
    values
        What it may be, from the one end of the range to the other.
    put
        Puts a value into a case.
    """

    what: str
    values: Sequence[Any]
    put: Callable[[Case, Any], Case]

    def pairs(self) -> Iterator[tuple[Case, Case]]:
        """Yield the cases that differ in this alone, by one step of its range."""
        known = set(CASES)
        for case in CASES:
            for low, high in pairwise(self.values):
                other = self.put(case, high)
                if self.put(case, low) == case and other != case and other in known:
                    yield case, other


FACTORS = (
    Factor(
        "how many hand in: 100 or 300", HAND_INS, lambda case, size: replace(case, size=size) if case.size else case
    ),
    Factor(
        "where: over all units, or unit by unit",
        SPREADS,
        lambda case, spread: replace(case, spread=spread) if case.size else case,
    ),
    Factor(
        "when the first come back: 23 or 24 September",
        RETURN_DATES,
        lambda case, back: replace(case, back=back) if case.size else case,
    ),
    Factor("help lent: none, little, much", AIDS, lambda case, aid: replace(case, aid=aid) if case.size else case),
    Factor(
        "a surge: none, or as invented here",
        (False, True),
        lambda case, surge: case if case.size else replace(case, surge=surge),
    ),
    Factor(
        "soldiers: standing by, or deployed",
        ("standing-by", "deployed"),
        lambda case, military: replace(case, military=military) if case.military else case,
    ),
)


def verdict(results: Results) -> str:
    """Return what the figures come to, in one sentence that may be "does not discriminate"."""
    asked = [question for question in QUESTIONS if question.answers(results)]
    if not asked:
        return "Not run yet."
    telling = [number for number, question in enumerate(QUESTIONS, start=1) if question.discriminates(results)]
    missing = sum(case.name not in results for case in CASES)
    partly = f" {missing} of {len(CASES)} cases are not planned yet." if missing else ""
    if not telling:
        return f"**The scenario does not discriminate** between the readings: no question is proved to have a yes and a no.{partly}"
    numbers = ", ".join(str(number) for number in telling)
    return f"**The scenario discriminates** between the readings on question {numbers}.{partly}"


def section(results: Results) -> str:
    """Return what stands between the marks of the page; nothing but the sentence where nothing was run."""
    if not results:
        return verdict(results)
    parts = [
        verdict(results),
        _settings(results),
        _table(
            (
                "case",
                "seats short",
                "cars short",
                "command",
                "crews",
                "neighbours, region",
                "national",
                "soldiers",
                "s",
            ),
            (_row(case, results[case.name]) for case in CASES if case.name in results),
        ),
        _table(("", "question", "on record", "yes", "no", "open"), _answers(results)),
        _table(
            ("what would change the answer", "pairs", "told apart", "change in duties found short"), _changes(results)
        ),
    ]
    return "\n\n".join(parts)


def _settings(results: Results) -> str:
    """Return how the cases were planned; anything but the time allowed that differs means that they may not be compared."""
    ways = sorted({found.settings for found in results.values()})
    mixed = ""
    if len({TIME_ALLOWED.sub("", way) for way in ways}) > 1:
        mixed = " **These are not alike and may not be compared.**"
    elif len(ways) > 1:
        mixed = (
            " The time allowed differs: a range is from what is proved to what a rota leaves, and more time can but "
            "narrow it."
        )
    dates = sorted({found.on for found in results.values()})
    return f"Planned {' to '.join(dict.fromkeys((dates[0], dates[-1])))}: {'; '.join(ways)}.{mixed}"


def _row(case: Case, found: Found) -> tuple[str, ...]:
    return (
        f"`{case.name}`",
        f"{found.seats:,}",
        f"{found.cars:,}",
        _range(found.command),
        _range(found.crews),
        *(f"{days:,}" for days in found.aid),
        f"{found.seconds:.0f}",
    )


def _range(found: tuple[int, int]) -> str:
    """Return what is proved at least and what was found, or the one figure both are."""
    price, bound = found
    return f"{price:,}" if price == bound else f"{bound:,} to {price:,}"


def _answers(results: Results) -> Iterator[tuple[str, ...]]:
    for number, question in enumerate(QUESTIONS, start=1):
        answers = question.answers(results)
        by_answer = (
            ", ".join(f"`{name}`" for name, said in answers.items() if said == answer) or "none"
            for answer in ("yes", "no", "open")
        )
        yield str(number), question.asked, question.known, *by_answer


def _changes(results: Results) -> Iterator[tuple[str, ...]]:
    for factor in FACTORS:
        pairs = [
            (results[one.name], results[other.name])
            for one, other in factor.pairs()
            if one.name in results and other.name in results
        ]
        if not pairs:
            yield factor.what, "0", "", ""
            continue
        apart = sum("yes" in (more(one, other), more(other, one)) for one, other in pairs)
        steps = [other.short - one.short for one, other in pairs]
        yield factor.what, str(len(pairs)), str(apart), f"{min(steps):+,} to {max(steps):+,}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def with_section(page: str, text: str) -> str:
    """Return a page with what stands between the marks replaced."""
    head, _, rest = page.partition(BEGIN)
    _, mark, tail = rest.partition(END)
    if not mark:
        message = f"the page has no marks {BEGIN} and {END}"
        raise ValueError(message)
    return f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}"


def found_in(run: Path, folder: Path, settings: str) -> Found:
    """Return what the folder of a run tells.

    Parameters
    ----------
    folder
        The scenario the run was planned from; posts an overlay adds have single seats.
    """
    told = json.loads((run / "run.json").read_text(encoding="utf-8"))
    with (folder / "posts.csv").open(newline="", encoding="utf-8") as file:
        crewed = {row["post"] for row in csv.DictReader(file) if row["crew_size"] not in ("", "0")}
    short: dict[tuple[bool, str], int] = {}
    for row in json.loads((run / "rota.json").read_text(encoding="utf-8"))["uncovered"]:
        if row["grade"] != "target" and WEEK[0] <= row["force_day"] <= WEEK[1]:
            key = (row["post"] in crewed, row["duty"])
            short[key] = max(short.get(key, 0), row["needed"] - row["filled"])
    levels = [told["levels"][f"L{number}"] for number in range(1, 6)]
    command, crews, military, national, neighbours = ((level["price"], level["bound"]) for level in levels)
    if levels[1]["conditional"] and command[0] != command[1]:
        crews = (crews[0], 0)
    return Found(
        command,
        crews,
        sum(count for (car, _), count in short.items() if not car),
        sum(count for (car, _), count in short.items() if car),
        (neighbours[0], national[0], military[0]),
        told["seconds"],
        settings,
        f"{datetime.now(UTC):%Y-%m-%d}",
    )


def command_of(case: Case, folder: Path, days: int, given: argparse.Namespace, run: Path) -> list[str]:
    """Return the command that plans a case; it begins with the run of the case before, where that is kept beside."""
    overlays = [part for name in case.overlays for part in ("--overlay", str(folder / "overlays" / f"{name}.toml"))]
    options = ["--days", str(days), "--seconds", f"{given.seconds:g}", "--workers", str(given.workers), "-o", str(run)]
    options += ["--gap", str(GAP)]
    before = None if case.before is None else run.parent / case.before.name
    begin = ["--begin-with", str(before)] if before is not None and before.is_dir() else []
    return ["plan", str(folder), *overlays, *options, *begin]


def kept(folder: Path) -> dict[str, Found]:
    """Return what is kept of earlier cases."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        found[path.stem] = Found(
            tuple(told["command"]),
            tuple(told["crews"]),
            told["seats"],
            told["cars"],
            tuple(told["aid"]),
            told["seconds"],
            told["settings"],
            told["on"],
        )
    return found


def _keep(folder: Path, case: Case, found: Found) -> None:
    fields = {name: getattr(found, name) for name in Found.__dataclass_fields__}
    (folder / f"{case.name}.json").write_text(json.dumps(fields, indent=1) + "\n", encoding="utf-8")


def _run(case: Case, scenario: Path, results: Path, days: int, given: argparse.Namespace) -> bool:
    """Plan one case and keep what it found; False where there is no rota."""
    run = results / "runs" / case.name
    shutil.rmtree(run, ignore_errors=True)
    command = [sys.executable, "-m", "scheduler.cli", *command_of(case, scenario, days, given, run)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in DONE:
        _say(f"{case.name}: rota plan ended with {done.returncode}:\n{done.stderr}")
        return False
    page = (scenario / "README.md").read_text(encoding="utf-8")
    sha256 = page.partition("SHA-256 of settings and tables: `")[2][:16]
    settings = (
        f"scenario {sha256}, {days} days, {given.seconds:g} s and {given.workers} processes a case, rota {__version__} on "
        f"{os.cpu_count()} processors"
    )
    found = found_in(run, scenario, settings)
    _keep(results, case, found)
    if not any(other.before == case for other in CASES):
        shutil.rmtree(run)
    _say(f"{case.name}: {found.short} duties short; command {_range(found.command)}, crews {_range(found.crews)}")
    return True


def _scenario(results: Path, officers: int | None) -> Path:
    """Return the folder of the scenario, made anew."""
    folder = results / "scenario"
    shutil.rmtree(folder, ignore_errors=True)
    settings, tables = template(NAME, None, officers, None)
    write_folder(folder, settings, tables, files_beside(NAME, settings, tables))
    return folder


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.scenarios.september", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300.0, help="time allowed for a case")
    parser.add_argument("--days", type=int, default=DAYS, help="force days to plan, from 18 September")
    parser.add_argument("--workers", type=int, default=2, help="processes of a case")
    parser.add_argument("--only", nargs="+", metavar="CASE", choices=[case.name for case in CASES], help="these alone")
    parser.add_argument("--missing", action="store_true", help="only cases of which nothing is kept")
    parser.add_argument("--list", action="store_true", help="print the cases and their overlays, and plan nothing")
    parser.add_argument("--render", action="store_true", help="write the page from what is kept, and plan nothing")
    parser.add_argument("--quick", action="store_true", help="a few cases of a small force, to see that it works")
    return parser


def main(arguments: Sequence[str], results: Path = RESULTS, page: Path = PAGE) -> int:
    """Plan cases and print what they tell; the page is written by ``--render`` alone."""
    given = _parser().parse_args(arguments)
    if given.list:
        sys.stdout.write("".join(f"{case.name}: {' '.join(case.overlays) or 'no overlay'}\n" for case in CASES))
        return 0
    results = results / "quick" if given.quick else results
    if given.render:
        page.write_text(with_section(page.read_text(encoding="utf-8"), section(kept(results))), encoding="utf-8")
        return 0
    results.mkdir(parents=True, exist_ok=True)
    scenario = _scenario(results, QUICK_OFFICERS if given.quick else None)
    days = min(given.days, QUICK_DAYS) if given.quick else given.days
    known = kept(results) if given.missing else {}
    cases = [case for case in (QUICK if given.quick else CASES) if case.name in (given.only or [case.name])]
    done = [_run(case, scenario, results, days, given) for case in cases if case.name not in known]
    sys.stdout.write(section(kept(results)) + "\n")
    return 0 if all(done) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
