"""What the benches keep, conclude and show; nothing here measures anything."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import tests.benchmarks.__main__ as measuring
from scheduler.audit import audit
from scheduler.domain.rota import CrewSeat, Rota
from scheduler.planning.plan import PlanOptions, plan
from tests.benchmarks.__main__ import main
from tests.benchmarks.benches import BENCHES, SEEDS, county_seeds, medians, within
from tests.benchmarks.jobs import Job, reached
from tests.benchmarks.measure import Case, InterruptedBenchError, Store, held_mb
from tests.benchmarks.page import NOT_MEASURED, page, upper_words
from tests.benchmarks.rolling import end_to_end, following, history_of, with_vehicles_anew
from tests.worlds import FIRST_DAY, tiny_scenario

EXACT = [[0, 0, False], [3, 3, False], [0, 0, False], [0, 0, False], [0, 0, False], [1100, 1000, False]]
OPEN = [[2, 1, False], *EXACT[1:]]


def case(result: Any) -> Case:
    """Return a case with a result."""
    return {
        "measured_at": "2026-10-12 09:00Z", "processor": "one", "n_processors": 2, "memory_mb": 4096, "versions": {},
        "load_before": 0.1, "load_after": 1.9, "wall_seconds": 12.0, "peak_rss_mb": 321,
        "ended": "failed (exit 1)" if result is None else "done", "result": result,
    }  # fmt: skip


def plan_result(seconds: float, status: str = "optimal", **more: Any) -> dict[str, Any]:
    """Return the result of a plan without a gap."""
    return {
        "n_officers": 90, "n_days": 28, "seconds": seconds, "status": status, "levels": [[0, 0, False]] * 6, "gap": 0.0,
        "reached": {"0.02": 3.0, "0.01": 4.0, "0.005": seconds / 2}, "below_minimum": 0, "below_minimum_provisional": 0,
        **more,
    }  # fmt: skip


def test_a_gap_is_reached_at_the_first_point_within_it() -> None:
    """The gap is (price - bound) / (price - least): 400 of 1,000 at 1 s, then 55 of 1,100."""
    points = [(1.0, (0, 3, 0, 0, 0, 1000), 600), (2.0, (0, 3, 0, 0, 0, 1100), 1045)]
    found = reached(points, EXACT, 0, 9.0)
    assert found["0.05"] == 2.0  # 55 of 1,100 is 0.05 exactly
    assert found["0.02"] is None  # the end, 100 of 1,100, is wider


def test_a_point_with_other_levels_above_does_not_count() -> None:
    """A price that leaves another number of duties uncovered says nothing about the final last level."""
    points = [(1.0, (0, 4, 0, 0, 0, 1000), 1000), (2.0, (0, 3, 0, 0, 0, 1000), 1000)]
    assert reached(points, EXACT, 0, 9.0)["0.0"] == 2.0


def test_no_gap_is_reached_under_an_open_level() -> None:
    """Where a level above is not exact at the end, no time is told."""
    assert set(reached([(1.0, (2, 3, 0, 0, 0, 1000), 1000)], OPEN, 0, 9.0).values()) == {None}


def test_open_levels_are_named_with_their_bound() -> None:
    """The level that is not exact shows its bound, the exact ones do not."""
    assert upper_words(OPEN) == "L1 2 (1), L2 3"
    assert upper_words(EXACT) == "L2 3, exact"


def test_a_late_plan_is_not_within() -> None:
    """A plan that reaches the gap after the time allowed has not done what was asked."""
    assert within(plan_result(59.0), 0.005, 60)
    assert not within(plan_result(61.0), 0.005, 60)


def test_slow_seeds_are_asked_again_for_the_gap() -> None:
    """Seeds proved within a minute need no second run; the others get one, and the medians take it."""
    kept: dict[str, Case] = {}

    def run(label: str, job: Job) -> Case:
        slow = "seed" in job and job["seed"] > 8
        kept[label] = case(plan_result(50.0 if "gap" in job else 100.0 if slow else 20.0))
        return kept[label]

    county_seeds(run, False)
    assert sorted(label for label in kept if "gap" in label) == [
        "seed 10, gap 0.005, 60 s", "seed 11, gap 0.005, 60 s", "seed 9, gap 0.005, 60 s",
    ]  # fmt: skip
    # Seven seeds at 10 s to the gap and 20 s to the proof, three at 50 s and 100 s: the medians are those of the seven.
    assert medians(kept) == (10.0, 20.0)


def test_medians_wait_for_every_seed() -> None:
    """Nine of ten seeds have no median yet."""
    assert medians({f"seed {seed}": case(plan_result(20.0)) for seed in list(SEEDS)[:-1]}) is None


def test_the_page_of_nothing_says_so_in_every_row() -> None:
    """Each bench has its table, and each row without a measurement says that it is not measured."""
    text = page(lambda _: {})
    for bench in BENCHES:
        assert f"--only {bench.name}`" in text
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith(("| ---", "| bench"))]
    heads = sum(line.startswith(("| case", "| rota |", "| model", "| rung", "| sick", "| study")) for line in rows)
    assert heads == len(BENCHES)
    assert sum(NOT_MEASURED in line for line in rows) == len(rows) - heads


def test_the_page_shows_load_and_memory_beside_the_figures() -> None:
    """A measured plan's row has its seconds, memory and load; a failed one says how it ended."""
    kept = {"region": {"to the proof": case(plan_result(7.5))}, "county91": {"91 days, 180 s": case(None)}}
    text = page(lambda name: kept.get(name, {}))
    row = next(line for line in text.splitlines() if line.startswith("| to the proof |"))
    assert row.endswith("| 7.5 | 3.0 | 4.0 | 3.8 | 0 | 321 | 0.10, 1.90 |")
    assert "| 91 days, 180 s | failed (exit 1) after 12 s |" in text
    assert "**no**: a case failed" in text


def test_what_is_done_is_kept(tmp_path: Path) -> None:
    """An interrupted second case leaves the first one's result, and a new measurement replaces only its own label."""
    results = iter([case(1), case(2), None])

    def measure(_job: Job) -> Case:
        found = next(results)
        if found is None:
            raise InterruptedBenchError
        return found

    store = Store(tmp_path, measure)
    store.run("region", "one", {})
    store.run("region", "two", {})
    with pytest.raises(InterruptedBenchError):
        store.run("region", "one", {})
    assert {label: one["result"] for label, one in Store(tmp_path).cases("region").items()} == {"one": 1, "two": 2}
    store.drop_others("region", ["two"])
    assert list(Store(tmp_path).cases("region")) == ["two"]


def test_an_unknown_bench_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """--only with a name nobody knows ends before anything runs, and says which there are."""
    with pytest.raises(SystemExit):
        main(["--only", "regoin"])
    assert "there are county28, county_seeds" in capsys.readouterr().err


def test_one_case_measured_leaves_the_others_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--case runs that case alone and drops nothing; a label nobody knows is refused, with those there are."""
    measured: list[Job] = []

    def measure(job: Job) -> Case:
        measured.append(job)
        return case("now")

    monkeypatch.setattr(measuring, "RESULTS", tmp_path)
    monkeypatch.setattr(measuring, "Store", lambda folder: Store(folder, measure))
    Store(tmp_path, lambda _: case("before")).run("record", "Instance2", {})
    assert main(["--only", "record", "--case", "Instance3"]) == 0
    assert [job["instance"] for job in measured] == [3]
    kept = Store(tmp_path).cases("record")
    assert {label: one["result"] for label, one in kept.items()} == {"Instance2": "before", "Instance3": "now"}
    assert main(["--only", "record", "--case", "Instance99"]) == 2
    assert len(measured) == 1


def test_the_second_plan_knows_the_first() -> None:
    """The rota of days 1 to 4 is told as one history row an officer and day, and the two halves audit as one."""
    whole = tiny_scenario(days=8, tail_days=1)
    first = tiny_scenario(days=4, tail_days=1)
    before = plan(first, PlanOptions(20)).plan.rota
    second = following(first, before, 4)
    assert second.horizon.days == range(FIRST_DAY + 4, FIRST_DAY + 9)
    # Five officers, four days; the tail's day is planned anew.
    assert len(second.history) == 20
    assert {row.day for row in second.history} == set(range(FIRST_DAY, FIRST_DAY + 4))
    worked = {(one.officer, one.day) for one in before.assignments if one.day < FIRST_DAY + 4}
    assert {(row.officer, row.day) for row in history_of(first, before) if row.option != "rest"} == worked
    nights = sum(one.tour == "N" for one in before.assignments if one.day < FIRST_DAY + 4)
    assert sum(row.amount for row in second.balances if row.kind == "nights") == nights
    after = plan(second, PlanOptions(20)).plan.rota
    assert audit(whole, end_to_end(before, after, FIRST_DAY + 4)).faults == ()


def test_cars_that_meet_have_vehicles_of_their_own_where_two_plans_are_joined() -> None:
    """The early car is still out when the late one leaves: it takes v2; with v1 alone one of them stays, whole."""
    seats = [
        CrewSeat("ARV", FIRST_DAY, tour, "v1", seat, officer)
        for tour, seat, officer in (
            ("E", "driver", "a1"),
            ("E", "crew", "a3"),
            ("L", "driver", "a2"),
            ("L", "crew", "a4"),
        )
    ]
    scenario = tiny_scenario()
    rota = with_vehicles_anew(scenario, Rota((), tuple(seats)))
    assert {(seat.tour, seat.vehicle) for seat in rota.crews} == {("E", "v1"), ("L", "v2")}
    assert len(rota.crews) == 4
    alone = with_vehicles_anew(replace(scenario, vehicles=scenario.vehicles[:1]), Rota((), tuple(seats)))
    assert {seat.vehicle for seat in alone.crews} == {"v1"}
    assert len({seat.tour for seat in alone.crews}) == 1


FORKS = """
import os, sys, time
if os.fork() == 0:
    held = b"x" * (80 << 20)
    print("held", flush=True)
    time.sleep(60)
os.wait()
"""


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="the system tells no memory of processes")
def test_memory_counts_what_a_forked_process_holds() -> None:
    """The one that is watched holds next to nothing, the one it forks 80 MiB."""
    with subprocess.Popen([sys.executable, "-c", FORKS], stdout=subprocess.PIPE, start_new_session=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"held\n"
            assert 80 <= held_mb(process.pid) < 160
        finally:
            os.killpg(process.pid, signal.SIGKILL)
    assert held_mb(process.pid) == 0


def test_what_nothing_is_kept_of_stays_as_the_page_told_it() -> None:
    """A bench measured elsewhere keeps its section and verdict, to the letter, while another is measured here."""
    region, county = {"to the proof": case(plan_result(7.5))}, {"91 days, 180 s": case(plan_result(20.0))}
    told = page(lambda name: region if name == "region" else {})
    assert page(lambda _: {}, before=told) == told
    both = page(lambda name: county if name == "county91" else {}, before=told)
    assert both == page(lambda name: {"region": region, "county91": county}.get(name, {}))


def test_what_was_asked_otherwise_is_not_kept() -> None:
    """A section that answers another question than is asked now is not taken over."""
    told = page(lambda name: {"to the proof": case(plan_result(7.5))} if name == "region" else {})
    assert page(lambda _: {}, before=told.replace("proved within 10 s", "proved within 9 s")) == page(lambda _: {})
