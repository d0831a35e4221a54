"""The JSON documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Finding
from scheduler.domain.price import LevelResult
from scheduler.views import report_html, rota_json, run_json
from scheduler.views.planned_run import PlannedRun
from scheduler.views.words import NOT_BOUNDED, gap_words, verdict


def test_rota_json_reads_back_to_the_plan(autumn: PlannedRun, files: Mapping[str, bytes]) -> None:
    """Nothing of a plan is lost on the way out and back; assignments and crews come back sorted."""
    plan = autumn.plan
    tidy = replace(
        plan,
        rota=replace(plan.rota, assignments=tuple(sorted(plan.rota.assignments)), crews=tuple(sorted(plan.rota.crews))),
    )
    assert rota_json.read(files["rota.json"]) == tidy


def test_run_json_reads_back_to_the_record_without_the_key(autumn: PlannedRun, files: Mapping[str, bytes]) -> None:
    """The record comes back whole, apart from the key of the feeds, which is written nowhere."""
    assert run_json.read(files["run.json"]) == replace(autumn.run, feed_key="")


def test_the_key_of_the_feeds_is_in_no_output(autumn: PlannedRun, files: Mapping[str, bytes]) -> None:
    """Neither the files nor the record as text show the key."""
    assert autumn.run.feed_key
    assert not any(autumn.run.feed_key.encode() in data for data in files.values())
    assert autumn.run.feed_key not in repr(autumn.run)


def test_run_json_has_what_is_promised(files: Mapping[str, bytes]) -> None:
    """The names other programs rely on are there with the plan's figures."""
    told = json.loads(files["run.json"])
    assert told["levels"]["L2"] == {
        "name": "crews below the minimum",
        "price": 3,
        "bound": 2,
        "conditional": False,
        "exact": False,
    }
    assert (told["scenario"], told["status"], told["n_officers"], told["n_days"]) == ("small", "feasible", 6, 2)
    # The price is 30,150, the bound 30,000 and the officers' least 0: 150 of 30,150.
    assert (told["gap_pence"], told["gap"]) == (150, 150 / 30_150)
    assert (told["seed"], told["workers"], told["seconds"], told["peak_rss_mb"]) == (1, 2, 12.346, 210)
    assert told["versions"]["ortools"] == "9.15.6755"
    assert told["scenario_sha256"] == "0123456789abcdef" * 4
    assert (told["marking"], told["rules_not_applied"]) == ("OFFICIAL-SENSITIVE", ["forward_rotation"])


def test_uncovered_counts_duties_of_the_days_asked_for(files: Mapping[str, bytes]) -> None:
    """Two duties are uncovered on the days asked for, three on the provisional day beside them."""
    told = json.loads(files["run.json"])
    assert told["uncovered"] == 2
    assert told["uncovered_by_grade"] == {"command": 1, "crew": 1, "target": 0, "aspirational": 0}
    assert told["uncovered_provisional"] == {"command": 1, "crew": 2, "target": 0, "aspirational": 0}


def test_a_duty_short_in_two_parts_counts_once(autumn: PlannedRun) -> None:
    """Parts of one duty are one uncovered duty."""
    part = autumn.plan.uncovered[0]
    middle = (part.start_at + part.end_at) // 2
    parts = (replace(part, end_at=middle), replace(part, start_at=middle))
    planned = replace(autumn, plan=replace(autumn.plan, uncovered=parts))
    assert run_json.document(planned)["uncovered"] == 1


@pytest.mark.parametrize(
    ("grade", "number"), [("breach", 1), ("ineligible", 1), ("mismatch", 1), ("cost", 0), ("inherited", 0)]
)
def test_breaches_count_what_breaks_a_rule(autumn: PlannedRun, grade: str, number: int) -> None:
    """Costs and what the past had broken already are no breaches of this rota."""
    finding = Finding("weekly_rest", grade, "A1", autumn.first_day, 1, 0, "")  # type: ignore[arg-type]
    planned = replace(autumn, plan=replace(autumn.plan, findings=(finding,)))
    assert run_json.document(planned)["breaches"] == number


def test_a_gap_that_is_a_share_of_nothing_is_null(autumn: PlannedRun) -> None:
    """JSON has no infinity: where the price has no room above its least, the gap is null and the pence say it."""
    levels = (*autumn.plan.levels[:-1], LevelResult(5, 100, 50, conditional=False))
    planned = replace(autumn, plan=replace(autumn.plan, levels=levels, officers_least_pence=100))
    told = json.loads(run_json.render(planned))
    assert (told["gap"], told["gap_pence"]) == (None, 50)


@pytest.mark.parametrize("least", [None, 60])
def test_a_price_without_a_bound_has_no_gap(autumn: PlannedRun, least: int | None) -> None:
    """Of 100 pence above a bound of nought, 167 % of what is above a least of 60 would be said to be planned away."""
    levels = (*autumn.plan.levels[:-1], LevelResult(6, 100, 0, conditional=True))
    planned = replace(autumn, plan=replace(autumn.plan, levels=levels, status="feasible", officers_least_pence=least))
    assert json.loads(run_json.render(planned))["gap"] is None
    assert gap_words(planned.plan) == "not known"
    assert any(NOT_BOUNDED in sentence for sentence in verdict(planned))
    page = report_html.render(planned).decode()
    assert "to be planned away: nothing is proved of the price" in page
    assert "(gap " not in page
    assert rota_json.read(rota_json.render(planned)).officers_least_pence == least


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff\xfe", b'{"format": "rota/2"}', b"[" * 100_000])
def test_what_is_no_document_of_ours_is_bad_input(data: bytes) -> None:
    """A broken, foreign or hostile document gets its message, never a traceback."""
    with pytest.raises(BadInputError):
        rota_json.read(data)
    with pytest.raises(BadInputError):
        run_json.read(data)


def test_run_json_tells_the_pence_of_each_kind_of_work(files: Mapping[str, bytes]) -> None:
    """What is owed in time stands there with no pence, so that nobody takes it for forgotten."""
    told = json.loads(files["run.json"])
    assert told["cost_pence_by_item"] == {"on_call_day": 2_500, "rest_day_worked": 0, "unsocial_hours": 1_900}
