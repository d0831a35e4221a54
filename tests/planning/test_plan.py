"""The conductor: levels, proof document, stopping, progress, and what happens where the audit disagrees."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scheduler.audit import AuditReport, audit, check_proof, line_findings
from scheduler.domain.findings import Finding
from scheduler.domain.price import Price
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Scenario
from scheduler.engine.search import Progress
from scheduler.planning.plan import AuditMismatchError, Planned, PlanOptions, plan
from scheduler.scenario_io import load
from scheduler.scenario_io.templates import template
from scheduler.scenario_io.writer import write_folder
from tests.engine.worlds import WORLDS, commanders, crews, horizon, limits, on_call
from tests.worlds import FIRST_DAY, cover_tour

OPTIONS = PlanOptions(seconds=20.0, workers=1, seed=1, reproducible=True)
SCARCE = (
    "a command seat with a hole at a hand-over",
    "crews of three",
    "few contract hours",
    "tallies that refuse",
    "two cars wanted, one supervisor to a car",
)


def scarce() -> Scenario:
    """Return two officers who crew one car a day where an early and a night are wanted: L2 is above nought."""
    return crews(2, days=3, sha256="ab" * 32)


def stopped(scenario: Scenario) -> Planned:
    """Return the plan of one who asked to stop before it began."""
    stop = threading.Event()
    stop.set()
    return plan(scenario, OPTIONS, stop=stop)


def test_the_document_says_what_it_proves_and_of_what() -> None:
    """Scenario, hash, days, scale, six levels, and parts with weights, row prices and officers, all as JSON."""
    scenario = replace(scarce(), horizon=horizon(2, tail=1))
    made = plan(scenario, OPTIONS)
    told: dict[str, Any] = json.loads(json.dumps(made.proof))
    assert told["scenario_sha256"] == "ab" * 32
    assert (told["first_day"], told["n_days"], told["n_tail_days"]) == (FIRST_DAY, 2, 1)
    assert [level["level"] for level in told["levels"]] == [1, 2, 3, 4, 5, 6]
    assert [level["price"] for level in told["levels"]] == list(made.plan.price)
    assert [level["bound"] for level in told["levels"]] == [level.bound for level in made.plan.levels]
    assert told["parts"]
    for part in told["parts"]:
        assert set(part["officers"]) <= {officer.officer for officer in scenario.officers}
        assert len(part["weights"]) == 6
        assert all(isinstance(dual, int) and dual >= 0 for dual in part["rows"].values())
        assert part["certified"] >= 0


@pytest.mark.parametrize("name", SCARCE)
def test_the_audit_recomputes_what_the_document_claims(name: str) -> None:
    """Without the engine, every level's row prices prove what the document says they prove."""
    scenario = replace(WORLDS[name](), sha256="ab" * 32)
    made = plan(scenario, OPTIONS)
    for bound, level in zip(check_proof(scenario, made.proof), made.plan.levels, strict=True):
        assert bound.stands, bound
        assert (bound.price, bound.bound) == (level.price, level.bound)


def test_a_level_below_one_that_is_open_is_conditional() -> None:
    """Stopped before anything is proved, L2 is open, so L3 to L6 hold only given it; proved, none is conditional."""
    levels = stopped(scarce()).plan.levels
    assert levels[1].price > levels[1].bound
    assert [level.conditional for level in levels] == [False, False, True, True, True, True]
    assert not any(level.conditional for level in plan(scarce(), OPTIONS).plan.levels)


def test_a_bound_is_never_above_its_price() -> None:
    """Whether proved or stopped, on every level."""
    for made in (plan(scarce(), OPTIONS), stopped(scarce())):
        assert all(0 <= level.bound <= level.price for level in made.plan.levels)


def test_a_stop_keeps_the_best_rota_found() -> None:
    """Asked to stop before it begins, the plan still is a rota: audited, feasible, its uncovered duties named."""
    scenario = scarce()
    made = stopped(scenario).plan
    assert made.status == "feasible"
    report = audit(scenario, made.rota)
    assert (report.faults, report.price) == ((), made.price)
    assert any(entry.grade == "crew" and not entry.proved for entry in made.uncovered)


def test_a_stop_on_the_way_is_no_worse_than_the_first_rota() -> None:
    """Asked to stop at the third report, the plan costs no more than was reported by then."""
    stop, heard = threading.Event(), list[Progress]()

    def report(progress: Progress) -> None:
        heard.append(replace(progress))
        if len(heard) == 3:
            stop.set()

    made = plan(scarce(), OPTIONS, report, stop).plan
    known = [progress.price for progress in heard[:3] if progress.price is not None]
    assert known
    assert made.price <= min(known)


def test_progress_is_told_in_stages_and_ends_with_the_audit() -> None:
    """Every report has words; from the first rota on it has a price, which never rises; the last is the audit."""
    heard: list[Progress] = []
    made = plan(scarce(), OPTIONS, lambda progress: heard.append(replace(progress)))
    assert all(progress.stage for progress in heard)
    assert heard[-1].stage == "audit"
    assert heard[-1].price == made.plan.price
    prices = [progress.price for progress in heard if progress.price is not None]
    assert prices == sorted(prices, reverse=True)


def test_what_is_uncovered_is_proved_once_its_level_is_exact() -> None:
    """With L2 exact each uncovered car is proved; with it open none is. Below target nothing ever is."""
    scenario = crews(2, days=2, cover=(cover_tour("ARV", "E", 1, 2), cover_tour("ARV", "N", 1, 1)))
    for made, proved in ((plan(scenario, OPTIONS).plan, True), (stopped(scenario).plan, False)):
        assert {entry.proved for entry in made.uncovered if entry.grade == "crew"} == {proved}
    assert not any(entry.proved for entry in plan(scenario, OPTIONS).plan.uncovered if entry.grade == "target")


def test_a_reproducible_plan_is_the_same_rota_again() -> None:
    """Assignments, crews and proof, to the last number."""
    one, other = (plan(scarce(), OPTIONS) for _ in range(2))
    assert one.plan.rota == other.plan.rota
    assert one.proof == other.proof


def test_a_reproducible_plan_cut_short_is_the_same_rota_again(tmp_path: Path) -> None:
    """Seven tenths of a second of work are not enough for this county: what is found by then hangs on no clock."""
    write_folder(tmp_path / "county", *template("county", 2, 24, 7))
    scenario = load(tmp_path / "county").scenario
    one, other = (plan(scenario, replace(OPTIONS, seconds=0.7)) for _ in range(2))
    assert one.plan.status == "feasible"
    assert one.plan.rota == other.plan.rota
    assert one.proof == other.proof


def test_any_number_of_workers_proves_the_same_price() -> None:
    """Two workers, not reproducible, another seed: the same six levels."""
    other = plan(scarce(), PlanOptions(seconds=20.0, workers=2, seed=7)).plan
    assert other.status == "optimal"
    assert other.price == plan(scarce(), OPTIONS).plan.price


def test_a_scenario_that_wants_nothing_costs_nothing() -> None:
    """No cover rows: everybody rests, and that is optimal."""
    made = plan(crews(2, days=3, cover=()), OPTIONS).plan
    assert (made.status, made.price, made.rota.assignments) == ("optimal", Price(), ())


def test_a_seat_nobody_may_take_is_uncovered_and_proved() -> None:
    """No officer is authorised: three days at priority 3 are 9 units of L1, known without any search."""
    scenario = replace(commanders(1, days=3, cover=(cover_tour("TFC", "E", 1, 1),)), authorisations=())
    made = plan(scenario, OPTIONS).plan
    assert (made.status, made.price) == ("optimal", Price(command=9, pence=60_000))
    assert [entry.proved for entry in made.uncovered] == [True] * 3


def test_a_scenario_without_officers_is_planned() -> None:
    """An establishment that is not there yet: every duty uncovered, no assignment, proved."""
    made = plan(replace(crews(1, days=2), officers=(), authorisations=()), OPTIONS).plan
    assert (made.status, made.price.crews, made.rota.assignments) == ("optimal", 4, ())


def test_officers_whose_rows_touch_nobody_are_planned_too() -> None:
    """An officer who can fill no seat keeps the cheapest line there is, and is in the rota all the same."""
    scenario = crews(3, days=3, cover=(cover_tour("ARV", "E", 1, 1),))
    idle = tuple(row for row in scenario.authorisations if row.officer != "a3")
    made = plan(replace(scenario, authorisations=idle), OPTIONS).plan
    assert made.status == "optimal"
    assert {held.officer for held in made.rota.assignments if held.post} == {"a1", "a2"}


@pytest.mark.parametrize("lost", [False, True], ids=["answered", "ended from outside"])
def test_lines_judged_by_a_process_of_their_own_are_judged_alike(monkeypatch: pytest.MonkeyPatch, lost: bool) -> None:
    """Whatever the lines break or cost is in the plan, also where the process was ended before it could say so."""
    scenario = WORLDS["few contract hours"]()
    alone = plan(scenario, OPTIONS).plan
    monkeypatch.setattr("scheduler.planning.plan.FEWEST_JUDGED_BESIDE", 1)
    if lost:
        monkeypatch.setattr("scheduler.planning.plan._lines_judged", lambda *_: os._exit(1))
    beside = plan(scenario, replace(OPTIONS, workers=2, reproducible=False)).plan
    assert list(line_findings(scenario, beside.rota))
    assert beside.findings == audit(scenario, beside.rota).findings
    assert beside.price == alone.price


def disagreeing(change: Any) -> Any:
    """Return an audit that says something else than it finds."""

    def changed(scenario: Scenario, rota: Rota, lines: Iterable[Finding] | None) -> AuditReport:
        report: AuditReport = change(audit(scenario, rota, lines))
        return report

    return changed


def test_an_audit_with_another_price_stops_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """One penny is enough: a defect of ours, with both prices told."""
    dearer = disagreeing(lambda report: replace(report, price=report.price.plus(Price(pence=1))))
    monkeypatch.setattr("scheduler.planning.plan.audit", dearer)
    with pytest.raises(AuditMismatchError, match="audit prices the rota at"):
        plan(scarce(), OPTIONS)


@pytest.mark.parametrize("grade", ["breach", "ineligible", "mismatch"])
def test_an_audit_that_finds_a_fault_stops_the_plan(monkeypatch: pytest.MonkeyPatch, grade: Any) -> None:
    """At the right price, but with a fault of any of the three grades, which the exception carries."""
    fault = Finding("rest_between_tours", grade, "a1", FIRST_DAY, 1, 0, "too little rest")
    faulty = disagreeing(lambda report: replace(report, findings=(*report.findings, fault)))
    monkeypatch.setattr("scheduler.planning.plan.audit", faulty)
    with pytest.raises(AuditMismatchError) as caught:
        plan(scarce(), OPTIONS)
    assert caught.value.findings == (fault,)


def test_an_inherited_finding_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was broken before the planned days is told in the plan, and is nobody's defect."""
    old = Finding("rest_between_tours", "inherited", "a1", FIRST_DAY - 1, 1, 0, "too little rest")
    monkeypatch.setattr(
        "scheduler.planning.plan.audit",
        disagreeing(lambda report: replace(report, findings=(*report.findings, old))),
    )
    assert old in plan(scarce(), OPTIONS).plan.findings


@pytest.mark.parametrize(("pence", "days", "price"), [(0, 2, 800), (2_500, 1, 4_000)])
def test_on_call_that_nobody_needs_is_not_planned_once_its_days_have_a_price(pence: int, days: int, price: int) -> None:
    """One Wednesday is wanted, blocks of one day cost 1,500, a day above the share 800.

    Where an on-call day costs nothing two are held, at 800. At the allowance of 2,500 one is cheaper: 1,500 + 2,500
    against 800 + 5,000.
    """
    wednesday = (cover_tour("SFC", "OC", 1, 1, weekdays=(2,)),)
    rules = limits("commanders", on_call_allowance={"pence": pence})
    made = plan(on_call(2, days=5, cover=wednesday, rules=rules), OPTIONS)
    assert sum(item.tour == "OC" for item in made.plan.rota.assignments) == days
    assert made.plan.price == Price(pence=price)
    assert made.plan.status == "optimal"
