"""The benches: what each runs, and what was asked of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from tests.benchmarks.jobs import Job
from tests.benchmarks.measure import Case
from tests.benchmarks.record import ASKED
from tests.benchmarks.telling import one_run

Cases = Mapping[str, Case]
Run = Callable[[str, Job], Case]
"""Measures a job under a label and keeps the case."""

COUNTY, METROPOLITAN, REGION = "scenarios/county", "scenarios/metropolitan", "scenarios/region"
SEEDS = range(2, 12)
SIZES = (500, 1000, 2595, 5000)
FOREVER = float("inf")


@dataclass(frozen=True)
class Bench:
    """One thing that is measured.

    Attributes
    ----------
    asked
        What has to be reached, in one sentence; empty where nothing was asked.
    run
        Measures its cases; told whether they should be small and short, to see that it works.
    labels
        Its cases, in the order of its table.
    met
        Says of measured cases whether what was asked was reached; None where that cannot be said.
    table
        Name of the table its cases are shown in: plans, rolling, monolith, help, register, record, ladder, replan, feeds,
        telling or hand_in.
    """

    name: str
    title: str
    asked: str
    run: Callable[[Run, bool], None]
    labels: tuple[str, ...]
    met: Callable[[Cases], bool | None]
    table: str = "plans"


def result_of(cases: Cases, label: str) -> Any:
    """Return a case's result, None where there is none."""
    return cases[label]["result"] if label in cases else None


def upper_exact(result: Mapping[str, Any]) -> bool:
    """Say whether every level above the last is proved exact."""
    return all(price == bound for price, bound, _ in result["levels"][:-1])


def within(result: Mapping[str, Any] | None, gap: float, seconds: float) -> bool | None:
    """Say whether a plan has L1 to L5 exact and the last level within a gap, in so many seconds."""
    if result is None:
        return None
    near = result["gap"] is not None and result["gap"] <= gap
    return near and upper_exact(result) and result["seconds"] <= seconds


def proved(result: Mapping[str, Any] | None, seconds: float) -> bool | None:
    """Say whether a plan is proved optimal in so many seconds."""
    return None if result is None else result["status"] == "optimal" and result["seconds"] <= seconds


def both(*verdicts: bool | None) -> bool | None:
    """Return whether all hold; None where one that might is not known."""
    return False if False in verdicts else None if None in verdicts else True


def small(scenario: Mapping[str, Any], quick: bool, officers: int, days: int = 28) -> dict[str, Any]:
    """Return a scenario, or in its place a small one of the same template."""
    template = scenario.get("template") or scenario["folder"].rsplit("/", 1)[-1]
    wanted = {"template": template, "officers": officers, "days": min(days, scenario.get("days") or days)}
    return {**wanted, "seed": scenario.get("seed")} if quick else dict(scenario)


def plan_of(scenario: Mapping[str, Any], seconds: float, quick: bool, **more: Any) -> Job:
    """Return the job that plans a scenario; a quick one gets little time."""
    return {"kind": "plan", **scenario, "seconds": min(15.0, seconds / 6) if quick else seconds, **more}


def county28(run: Run, quick: bool) -> None:
    """Plan the county as committed, to the gap and to the proof."""
    scenario = small({"folder": COUNTY}, quick, 40)
    run("gap 0.005, 60 s", plan_of(scenario, 60, quick, gap=0.005))
    run("to the proof, 180 s", plan_of(scenario, 180, quick))


def county_seeds(run: Run, quick: bool) -> None:
    """Plan ten other counties to the proof, and those that take longer than a minute to the gap as well."""
    for seed in SEEDS:
        scenario = small({"template": "county", "seed": seed}, quick, 40, 7)
        found = run(f"seed {seed}", plan_of(scenario, 180, quick))["result"]
        if found is None or not proved(found, 60):
            run(f"seed {seed}, gap 0.005, 60 s", plan_of(scenario, 60, quick, gap=0.005))


def seconds_to_gap(cases: Cases, seed: int) -> float | None:
    """Return after how many seconds a seed's county had L1 to L5 exact and a gap of 0.005; infinite for not in 60."""
    result = result_of(cases, f"seed {seed}")
    if proved(result, 60):
        at: float = result["reached"]["0.005"]
        return at
    again = result_of(cases, f"seed {seed}, gap 0.005, 60 s")
    if again is None:
        return None
    return again["seconds"] if within(again, 0.005, 60) else FOREVER


def seconds_to_proof(cases: Cases, seed: int) -> float | None:
    """Return after how many seconds a seed's county was proved optimal; infinite for not at all."""
    result = result_of(cases, f"seed {seed}")
    if result is None:
        return None
    return result["seconds"] if result["status"] == "optimal" else FOREVER


def short_seeds(cases: Cases) -> list[int]:
    """Return the seeds whose best county has duties uncovered at the minimum in the days asked for."""
    found = ((seed, result_of(cases, f"seed {seed}")) for seed in SEEDS)
    return [seed for seed, one in found if one and one["below_minimum"] > one["below_minimum_provisional"]]


def medians(cases: Cases) -> tuple[float, float] | None:
    """Return the median seconds to the gap and to the proof over the ten seeds; None until all are measured."""
    gaps = [seconds_to_gap(cases, seed) for seed in SEEDS]
    proofs = [seconds_to_proof(cases, seed) for seed in SEEDS]
    if None in gaps or None in proofs:
        return None
    return median(one for one in gaps if one is not None), median(one for one in proofs if one is not None)


def _seeds_met(cases: Cases) -> bool | None:
    found = medians(cases)
    return None if found is None else found[0] <= 60 and found[1] <= 180 and len(short_seeds(cases)) >= 3


def county91(run: Run, quick: bool) -> None:
    """Plan three months."""
    run("91 days, 180 s", plan_of(small({"folder": COUNTY, "days": 91}, quick, 30, 35), 180, quick))


def rolling(run: Run, quick: bool) -> None:
    """Plan 56 days at once and in two halves."""
    scenario = small({"folder": COUNTY, "days": 56}, quick, 30, 14)
    run("56 days, 180 s", {**plan_of(scenario, 180, quick), "kind": "rolling"})


def _rolling_met(cases: Cases) -> bool | None:
    result = result_of(cases, "56 days, 180 s")
    if result is None:
        return None
    once, rolled = result["at_once_price"], result["rolling_price"]
    no_worse: bool = rolled[:-1] <= once[:-1] and rolled[-1] <= 1.1 * once[-1] and not result["faults"]
    return no_worse


def region(run: Run, quick: bool) -> None:
    """Plan the region."""
    run("to the proof", plan_of({"folder": REGION}, 30, quick))


def help_bench(run: Run, quick: bool) -> None:
    """Ask the command for its help."""
    run("rota --help", {"kind": "help", "times": 3 if quick else 7})


def _help_met(cases: Cases) -> bool | None:
    result = result_of(cases, "rota --help")
    return None if result is None else result["seconds"] <= 0.4 and not result["imported"]


def register(run: Run, quick: bool) -> None:
    """Ask a large register who is competent for a role at an instant."""
    n_officers, n_events = (300, 30_000) if quick else (3_000, 300_000)
    run("3,000 officers", {"kind": "register", "officers": n_officers, "events": n_events, "times": 3 if quick else 7})


def record(run: Run, quick: bool) -> None:
    """Solve the staff-scheduling instances, the plain CP-SAT model beside them."""
    for number in (1,) if quick else ASKED:
        seconds, peer_seconds = (5.0, 5.0) if quick else (600.0, 120.0)
        run(
            f"Instance{number}",
            {"kind": "record", "instance": number, "seconds": seconds, "peer_seconds": peer_seconds},
        )


def _record_met(cases: Cases) -> bool | None:
    verdicts = []
    for number, asked in ASKED.items():
        result = result_of(cases, f"Instance{number}")
        verdicts.append(None if result is None else asked.met(result))
    return both(*verdicts)


def _register_met(cases: Cases) -> bool | None:
    result = result_of(cases, "3,000 officers")
    return None if result is None else result["seconds"] <= 1.0 and result["equal"] and result["whole"]


def feeds(run: Run, quick: bool) -> None:
    """Ask the subscription server for calendars that have not changed."""
    n_tokens, seconds = (200, 2) if quick else (10_000, 20)
    run("10,000 tokens", {"kind": "feeds", "tokens": n_tokens, "rate": 50, "seconds": seconds, "times": 5})


def _feeds_met(cases: Cases) -> bool | None:
    result = result_of(cases, "10,000 tokens")
    return None if result is None else result["errors"] == 0 and result["ratio"] <= 3


def metropolitan(run: Run, quick: bool) -> None:
    """Plan the metropolitan force as committed."""
    run("300 s", plan_of(small({"folder": METROPOLITAN}, quick, 100), 300, quick))


def _metropolitan_met(cases: Cases) -> bool | None:
    result = result_of(cases, "300 s")
    if result is None:
        return None
    at = result["reached"]["0.01"]
    n_open = sum(price != bound for price, bound, _ in result["levels"][:-1])
    near = result["gap"] is not None and result["gap"] <= 0.01
    n_cars, n_short = result["cars"]
    scarce = 10 * n_short >= n_cars and len(result["binding"]) >= 3
    in_time = at is None or at <= 300
    small_enough: bool = cases["300 s"]["peak_rss_mb"] <= 4096
    return near and n_open <= 1 and scarce and in_time and small_enough


def stepping_back(run: Run, quick: bool) -> None:
    """Plan the metropolitan force anew after 300 officers have stepped back, from what the plan before left."""
    scenario = small({"folder": METROPOLITAN}, quick, 100)
    lost = {"step_backs": 12 if quick else 300, "before_seconds": 15 if quick else 300}
    run("300 step back", plan_of(scenario, 80, quick, gap=0.01, **lost))


def _stepping_back_met(cases: Cases) -> bool | None:
    result = result_of(cases, "300 step back")
    return None if result is None else result["gap"] is not None and result["gap"] <= 0.01 and result["seconds"] <= 90


def ladder(run: Run, quick: bool) -> None:
    """Climb from the force's own officers to soldiers, after 300 hand-ins and under a surge, from the plan before them."""
    size = {"officers": 150, "days": 9} if quick else {}
    overlays = ["hand-in-300-spread", "return-24-of-300-spread", "aid-high", "ct-surge", "military-deployed"]
    job = {"kind": "ladder", "template": "met-september-2023", "overlays": overlays, **size}
    run("300 handed in", {**job, "seconds": 30 if quick else 345, "before_seconds": 15 if quick else 300})


def _ladder_met(cases: Cases) -> bool | None:
    result = result_of(cases, "300 handed in")
    return None if result is None else result["seconds"] <= 360


def replanning(run: Run, quick: bool) -> None:
    """Plan the county anew after one officer has reported sick, five times, each time another."""
    scenario = small({"folder": COUNTY}, quick, 40)
    before = 15 if quick else 120
    run(
        "one sickness",
        {**plan_of(scenario, 30, quick), "kind": "replan", "before_seconds": before, "sick": 2 if quick else 5},
    )


def _replanning_met(cases: Cases) -> bool | None:
    result = result_of(cases, "one sickness")
    return None if result is None else median(one["seconds"] for one in result["replans"]) <= 10


def hand_in(run: Run, quick: bool) -> None:
    """Ask how many of the county, and of the metropolitan force, can hand in before a seat falls."""
    county, metropolitan = small({"folder": COUNTY}, quick, 40), small({"folder": METROPOLITAN}, quick, 100)
    every = list(range(0, 31, 15 if quick else 3))
    few = every if quick else [0, 3, 6, 9, 12, 18, 24, 30]
    n_samples, n_planned = (4, 1) if quick else (100, 3)
    run("county", {"kind": "hand_in", **county, "shares": every, "samples": n_samples, "measured": n_planned})
    n_samples = 2 if quick else 10
    run("metropolitan", {"kind": "hand_in", **metropolitan, "shares": few, "samples": n_samples, "measured": 0})


def _hand_in_met(cases: Cases) -> bool | None:
    result = result_of(cases, "county")
    if result is None:
        return None
    cheaply, of = result["cheaply"]
    county: bool = result["seconds"] <= 20 * 60 and 10 * cheaply >= 7 * of
    # What a rota with least change takes on each of the metropolitan shares is not planned here.
    return both(county, None)


def telling_of(command: str, quick: bool) -> Job:
    """Return the job that times a command by which officers of the metropolitan force are told."""
    scenario = small({"folder": METROPOLITAN}, quick, 100)
    return {"kind": "telling", **scenario, "command": command, "before_seconds": 15 if quick else 120, "times": 5}


def publishing(run: Run, quick: bool) -> None:
    """Publish the metropolitan rota as the first version of a roster, five times."""
    run("first version", telling_of("publish", quick))


def amending(run: Run, quick: bool) -> None:
    """Amend the metropolitan rota after one officer has reported sick: judged, written, written and told; five times each."""
    with one_run():
        for label, command in AMENDED.items():
            run(label, telling_of(command, quick))


AMENDED = {"judged alone": "judge", "a new run": "amend", "a new run, published": "tell"}


def _took(label: str, seconds: float) -> Callable[[Cases], bool | None]:
    """Return what says whether the median of a case was within so many seconds."""

    def met(cases: Cases) -> bool | None:
        result = result_of(cases, label)
        return None if result is None else result["seconds"] <= seconds

    return met


def metropolitan_monolith(run: Run, quick: bool) -> None:
    """Give the same scenario to CP-SAT as one model, by its own choice of strategies and by max_lp alone."""
    scenario = small({"folder": METROPOLITAN}, quick, 100)
    for label, subsolvers in (("default", []), ("subsolvers=[max_lp]", ["max_lp"])):
        run(label, {**plan_of(scenario, 300, quick), "kind": "monolith", "subsolvers": subsolvers})


def growth(run: Run, quick: bool) -> None:
    """Plan metropolitan forces of several sizes until the gap is at most 0.01."""
    for size in SIZES:
        scenario = {"template": "metropolitan", "officers": 100 + size // 50 if quick else size}
        run(f"{size:,} officers", plan_of(scenario, 300, quick, gap=0.01))


BENCHES: tuple[Bench, ...] = (
    Bench(
        "county28",
        "County, 28 days, as committed",
        "L1 to L5 proved exact and a gap of at most 0.005 within 60 s; proved optimal within 180 s",
        county28,
        ("gap 0.005, 60 s", "to the proof, 180 s"),
        lambda cases: both(
            within(result_of(cases, "gap 0.005, 60 s"), 0.005, 60), proved(result_of(cases, "to the proof, 180 s"), 180)
        ),
    ),
    Bench(
        "county_seeds",
        "County, 28 days, ten other seeds",
        "the same as the median of ten seeds, at least three of them with duties uncovered at the minimum",
        county_seeds,
        tuple(label for seed in SEEDS for label in (f"seed {seed}", f"seed {seed}, gap 0.005, 60 s")),
        _seeds_met,
    ),
    Bench(
        "county91",
        "County, 91 days",
        "a gap of at most 0.02 in 180 s",
        county91,
        ("91 days, 180 s",),
        lambda cases: within(result_of(cases, "91 days, 180 s"), 0.02, 190),
    ),
    Bench(
        "rolling",
        "Two rolling plans of 28 days against one of 56",
        "the two no worse than 10 % above the one",
        rolling,
        ("56 days, 180 s",),
        _rolling_met,
        "rolling",
    ),
    Bench(
        "region",
        "Region",
        "proved within 10 s",
        region,
        ("to the proof",),
        lambda cases: proved(result_of(cases, "to the proof"), 10),
    ),
    Bench(
        "help",
        "rota --help",
        "within 0.4 s, importing neither ortools nor pandas",
        help_bench,
        ("rota --help",),
        _help_met,
        "help",
    ),
    Bench(
        "register",
        "Who is competent, of 3,000 officers with 300,000 events",
        "within 1.0 s, the opening of the store included, and equal to the answers by all events",
        register,
        ("3,000 officers",),
        _register_met,
        "register",
    ),
    Bench(
        "feeds",
        "Subscription server, 50 requests a second against 10,000 tokens",
        "no error, and the 99th percentile of a 304 at most 3 times that of a bare application in the same run",
        feeds,
        ("10,000 tokens",),
        _feeds_met,
        "feeds",
    ),
    Bench(
        "metropolitan",
        "Metropolitan, 2,595 officers, 28 days",
        "L1 to L5 proved exact or the open one named with its bound, a gap of at most 0.01 within 300 s and 4 GiB; "
        "scarce: a tenth of car duties below target, three kinds of shared rows binding",
        metropolitan,
        ("300 s",),
        _metropolitan_met,
    ),
    Bench(
        "stepping_back",
        "Metropolitan after 300 officers have stepped back, from the rota, lines and row prices of a plan of 300 s",
        "a gap of at most 0.01 within 90 s, L1 and L2 proved or their bounds told",
        stepping_back,
        ("300 step back",),
        _stepping_back_met,
    ),
    Bench(
        "ladder",
        "The ladder of `met-september-2023` after 300 hand-ins, with the surge, the help lent and the soldiers",
        "all rungs within 360 s",
        ladder,
        ("300 handed in",),
        _ladder_met,
        "ladder",
    ),
    Bench(
        "record",
        "Staff-scheduling instances of Curtois and Qu, beside one CP-SAT model",
        "in 600 s, agreed by the checker: 1, 2, 3, 4, 6, 10 and 11 proved optimal (1 to 4 within 10 s, 10 and 11 within "
        "30 s), 8 at most 1,306 with a bound of 1,298, 13 at most 1,905, 14 1,280, 16 3,240, 18 4,500, 21 valid",
        record,
        tuple(f"Instance{number}" for number in ASKED),
        _record_met,
        "record",
    ),
    Bench(
        "replanning",
        "County with least change after one officer has reported sick, from a run that was told",
        "the plan and the fewest people to tell within 10 s, as the median of five officers",
        replanning,
        ("one sickness",),
        _replanning_met,
        "replan",
    ),
    Bench(
        "hand_in",
        "Hand-in studies on two processes",
        "county, 11 shares and 100 samples in two responses, within 20 minutes, the cheap proof settling at least 70 % of "
        "points; metropolitan, 8 shares and 10 samples with least change, within 60 minutes",
        hand_in,
        ("county", "metropolitan"),
        _hand_in_met,
        "hand_in",
    ),
    Bench(
        "publishing",
        "Publishing the metropolitan rota",
        "the whole command within 20 s, as the median of five",
        publishing,
        ("first version",),
        _took("first version", 20),
        "telling",
    ),
    Bench(
        "amending",
        "Amending the metropolitan rota after one officer has reported sick",
        "the whole command, a new run written and those concerned told, within 2 s, as the median of five",
        amending,
        tuple(AMENDED),
        _took("a new run, published", 2),
        "telling",
    ),
    Bench(
        "metropolitan_monolith",
        "Metropolitan as one CP-SAT model",
        "",
        metropolitan_monolith,
        ("default", "subsolvers=[max_lp]"),
        lambda cases: None,
        "monolith",
    ),
    Bench(
        "growth",
        "Metropolitan at four sizes, until the gap is at most 0.01 or for 300 s",
        "",
        growth,
        tuple(f"{size:,} officers" for size in SIZES),
        lambda cases: None,
    ),
)
"""Every bench, in the order in which they are run and shown."""
