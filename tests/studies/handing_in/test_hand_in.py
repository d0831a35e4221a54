"""A hand-in study of a tiny force: what falls, how far it is proved, and the same table however it is worked out."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from scheduler.domain.aid import Offer
from scheduler.domain.findings import Finding, Grade
from scheduler.domain.people import Force
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.engine.before import Before, KnownLine
from scheduler.engine.cover import CoverEffort
from scheduler.studies import hand_in
from scheduler.studies.handing_in import climbing
from scheduler.studies.handing_in.breaking import bands, breaks
from scheduler.studies.handing_in.case import Case
from scheduler.studies.handing_in.cover import Cover, Lines, cover_of
from scheduler.studies.handing_in.point import Point, status_of
from scheduler.studies.handing_in.report.files import files_of
from scheduler.studies.handing_in.report.told import document
from scheduler.studies.handing_in.runner.kept import KeptSamples
from scheduler.studies.handing_in.runner.local_processes import LocalProcesses
from scheduler.studies.handing_in.runner.run import StudyProgress
from scheduler.studies.handing_in.sample import Baseline
from scheduler.studies.handing_in.settings import HandIn
from scheduler.studies.handing_in.study import baseline_of, inputs_of, study_hand_in
from scheduler.studies.handing_in.table import COLUMNS, frame
from scheduler.studies.handing_in.taken import limits_broken
from scheduler.studies.leavers import Named
from scheduler.studies.leavers.draws import Timing
from tests.engine.worlds import crews
from tests.levers.worlds import attached
from tests.worlds import FIRST_DAY, ZONE, tiny_scenario

HALVES = (Fraction(0), Fraction(1, 2), Fraction(1))
ASKED = HandIn(HALVES, samples=3, measured=0, plan_seconds=0.5)
MEASURED = replace(ASKED, samples=2, measured=1)


def armed(scenario: Scenario) -> Scenario:
    """Return a scenario whose role of armed response is armed, and whose crews' tours are."""
    roles = tuple(replace(role, armed=role.role == "arv") for role in scenario.roles)
    tours = tuple(replace(tour, armed=tour.tour in "ELN") for tour in scenario.tours)
    return replace(scenario, roles=roles, tours=tours)


@pytest.fixture(scope="module")
def baseline() -> Baseline:
    """Return the rota of eight armed officers and a commander."""
    tiny, eight = tiny_scenario(), crews(8)
    scenario = replace(
        tiny,
        officers=(*eight.officers, tiny.officers[-1]),
        authorisations=(*eight.authorisations, tiny.authorisations[-1]),
    )
    return baseline_of(armed(scenario), 5.0)


def points(baseline: Baseline, asked: HandIn = ASKED, processes: int = 1) -> tuple[Point, ...]:
    """Return the points of a study."""
    return study_hand_in(baseline, asked, None, LocalProcesses(processes)).points


def test_nothing_falls_while_nobody_leaves_and_everything_once_all_have(baseline: Baseline) -> None:
    """At 0 the rota as published stands; with everybody gone each of its 3 command and 6 crew duties is uncovered, proved."""
    for point in points(baseline):
        if point.share == "0":
            assert (point.command, point.crews, point.status, point.n_leavers) == (0, 0, "proved", 0)
        if point.share == "1":
            # Priority 2 of the commander's seat on 3 days; early and night of the one base on 3 days.
            assert (point.command, point.crews, point.status, point.n_leavers) == (6, 6, "proved", 9)
            assert point.fallen is not None
            assert point.fallen.first_at == instant(FIRST_DAY, 7 * 60, ZONE)
            assert point.fallen.cars == {"E": 3, "N": 3}


def test_planning_anew_never_leaves_more_than_the_rota_as_published(baseline: Baseline) -> None:
    """At each share of each sample, of command duties first; and what is proved is never above what was found."""
    by_key = {(point.response, point.share, point.sample): point for point in points(baseline)}
    for (response, share, sample), point in by_key.items():
        published = by_key["as_published", share, sample]
        assert (point.command, point.crews) <= (published.command, published.crews), response
        assert point.command_at_least <= point.command
        assert point.crews_at_least <= point.crews
        assert point.n_leavers == published.n_leavers


def test_a_share_begins_with_the_rota_found_where_more_had_left(
    baseline: Baseline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With everybody gone and then with half, in each sample: what was found there is where this one begins."""
    begun: list[tuple[Fraction, Mapping[str, KnownLine], Cover]] = []

    def noting(case: Case, left: Before, published: Lines, effort: CoverEffort) -> Cover:
        found = cover_of(case, left, published, effort)
        begun.append((case.share, left.rota, found))
        return found

    monkeypatch.setattr(climbing, "cover_of", noting)
    points(baseline, replace(ASKED, shares=HALVES[1:]))
    assert [share for share, *_ in begun] == [Fraction(1), Fraction(1, 2)] * ASKED.samples
    for (_, all_left, none_there), (_, half_left, _) in zip(begun[::2], begun[1::2], strict=True):
        assert all_left == baseline.left.rota
        assert none_there.held is not None
        assert half_left == {**baseline.left.rota, **none_there.held.lines} != all_left


def test_every_point_says_what_its_rota_takes(baseline: Baseline) -> None:
    """People told and pounds stand at each share of each sample, of a plan in the first; nobody is told where nobody leaves."""
    found = points(baseline, MEASURED)
    for point in found:
        assert point.taken is not None
        planned = point.response != "as_published" and point.sample == 0
        as_it_was = point.response == "as_published" or point.share == "0"
        assert point.found_by == ("plan" if planned else "published" if as_it_was else "cover")
        if point.share == "0" and point.response != "free_replan":
            assert point.taken.told == 0
    # Half of nine people, rounded up, have handed in: each who was on duty is told at least that.
    halves = [point for point in found if point.share == "1/2"]
    assert all(0 < point.taken.told <= 9 for point in halves if point.taken)
    assert [Point.read(point.document()) for point in found] == list(found)


def test_the_table_is_the_same_on_one_process_and_on_two(baseline: Baseline, tmp_path: Path) -> None:
    """To the byte, the report too, and also where samples come back from what was kept."""
    files = []
    for processes, folder in ((1, None), (2, None), (1, tmp_path), (2, tmp_path)):
        result = study_hand_in(baseline, ASKED, folder, LocalProcesses(processes))
        files.append(files_of(document(result, "planner")))
    assert files[0] == files[1] == files[2] == files[3]
    assert {"points.csv", "breaks.csv", "seats.csv", "study.json", "report.html", "curve.svg"} <= set(files[0])


def test_a_study_goes_on_where_it_was_ended(baseline: Baseline, tmp_path: Path) -> None:
    """After a stop what was done is told and kept; the second time only the rest is worked out, and then nothing is."""
    stop = threading.Event()

    def after_one(now: StudyProgress) -> None:
        if now.done == 1:
            stop.set()

    first = study_hand_in(baseline, ASKED, tmp_path, report=after_one, stop=stop)
    assert (first.n_samples, first.complete) == (1, False)
    told: list[StudyProgress] = []
    whole = study_hand_in(baseline, ASKED, tmp_path, report=told.append)
    assert (told[0].kept, whole.n_samples) == (1, 3)
    told.clear()
    again = study_hand_in(baseline, ASKED, tmp_path, report=told.append)
    assert [now.done for now in told] == [3]
    assert again.points == whole.points
    more = study_hand_in(baseline, replace(ASKED, samples=4), tmp_path)
    assert more.points[: len(whole.points)] == whole.points


def test_what_is_kept_is_not_trusted_where_it_was_changed(baseline: Baseline, tmp_path: Path) -> None:
    """A file cut short, or with another figure, is as none; nobody else may read one; another seed has another name."""
    study_hand_in(baseline, replace(ASKED, samples=1), tmp_path)
    kept = KeptSamples(tmp_path, inputs_of(baseline, ASKED))
    path = kept.path(0, measured=False)
    assert kept.read(0, measured=False) is not None
    assert path.stat().st_mode & 0o077 == 0
    text = path.read_text()
    path.write_text(text.replace('"crews": 6', '"crews": 5', 1))
    assert kept.read(0, measured=False) is None
    path.write_text(text[: len(text) // 2])
    assert kept.read(0, measured=False) is None
    other = KeptSamples(tmp_path, inputs_of(baseline, replace(ASKED, seed=2)))
    assert other.path(0, measured=False) != path


def test_a_kill_leaves_no_half_of_a_sample(baseline: Baseline, tmp_path: Path) -> None:
    """A process killed while it works leaves only whole files, and the study goes on from them."""
    child = os.fork()
    if child == 0:  # pragma: no cover - it is killed
        study_hand_in(
            baseline,
            ASKED,
            tmp_path,
            report=lambda now: os.kill(os.getpid(), signal.SIGKILL) if now.done == 2 else None,
        )
        os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    told: list[StudyProgress] = []
    assert study_hand_in(baseline, ASKED, tmp_path, report=told.append).complete
    assert told[0].kept == 2


def test_a_table_has_the_columns_it_promises(baseline: Baseline) -> None:
    """One row for each response, share and sample, with the names and dtypes of the page about it."""
    table = hand_in(baseline.scenario, ASKED, baseline)
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == COLUMNS
    assert len(table) == 3 * 3 * 3
    assert not table.duplicated(["response", "share", "sample"]).any()
    assert frame(()).columns.tolist() == list(COLUMNS)


def test_help_is_asked_of_those_who_agree(baseline: Baseline) -> None:
    """Officers lent crew more cars; with no lender agreeing, or help that comes too late, all is as without."""
    names = tuple(f"n{number}" for number in range(6))
    start, until = instant(FIRST_DAY - 1, 0, ZONE), instant(FIRST_DAY + 30, 0, ZONE)
    offer = Offer(
        "NEAR", "south", "neighbour", names, "crews", "armed", "PC", ("arv", "driver", "supervisor"), start, until
    )
    south = Force("south", "Southland Police", 7 * 60, "england_and_wales")
    scenario = replace(baseline.scenario, forces=(*baseline.scenario.forces, south)).with_offers([offer])
    helped = Baseline(scenario, baseline.rota, Before({}, [], {}, []))
    asked = replace(ASKED, shares=(Fraction(1, 4), Fraction(3, 4)), samples=1, measured=1, who="armed")
    agreed = {(point.response, point.share): point for point in points(helped, asked)}
    alone, aided = agreed["free_replan", "3/4"], agreed["free_replan_aid", "3/4"]
    # Two of eight are left: one car a day at most, of the two wanted; each car lent wants one of them, too.
    assert alone.crews >= 3
    assert aided.crews < alone.crews
    assert aided.taken is not None
    assert aided.taken.rung is not None
    assert (aided.taken.rung.step, aided.taken.rung.uses) == ("neighbour", aided.taken.aid_days)
    assert aided.taken.own_share is not None
    assert 0 < aided.taken.own_share < 1
    standing, beside = agreed["as_published", "1/4"], agreed["as_published_aid", "1/4"]
    # Two cars that lost one of their own are crewed with one who is lent in each.
    assert (standing.crews, beside.crews, beside.status) == (2, 0, "proved")
    assert beside.taken is not None
    assert standing.taken is not None
    assert beside.taken.aid_days == 2
    assert beside.taken.told <= standing.taken.told + 2
    assert agreed["least_change_aid", "1/4"].taken == agreed["least_change", "1/4"].taken
    for nobody in (replace(asked, accepts=0.0), replace(asked, lead_hours=24 * 30)):
        found = {(point.response, point.share): point for point in points(helped, nobody)}
        assert found["free_replan_aid", "3/4"].crews == alone.crews
        assert all(point.taken is not None and point.taken.aid_days == 0 for point in found.values())
        assert found["as_published_aid", "1/4"].crews == standing.crews


def test_levers_are_pulled_while_anything_falls_and_told_with_their_day() -> None:
    """Two desks for one officer: an instructor attached covers the other on both days; a lever refused is no response."""
    two = armed(attached())
    begun = baseline_of(two, 2.0)
    asked = HandIn((Fraction(0), Fraction(1)), samples=2, measured=1, levers=True, plan_seconds=0.5)
    for point in points(begun, asked):
        with_levers = point.response.endswith("_levers")
        assert point.taken is not None
        lever = point.taken.lever
        if point.share == "0":
            assert (point.crews + point.command == 0) == with_levers, point
        if point.share == "0" and with_levers:
            assert lever is not None
            assert (lever.step, lever.first_day, lever.uses) == ("attached_officers", FIRST_DAY, 2)
        if not with_levers:
            assert lever is None
    refused = replace(two, levers=tuple(replace(one, allowed=False) for one in two.levers))
    held_back = {point.response for point in points(baseline_of(refused, 2.0), asked)}
    assert held_back == {"as_published", "least_change", "free_replan"}


def test_who_comes_back_covers_again(baseline: Baseline) -> None:
    """All leave on the first day and are back two days later: the rota as published recovers on the third day."""
    asked = replace(ASKED, shares=(Fraction(1),), samples=1, timing=Timing(0, {2: 1.0}))
    published = points(baseline, asked)[0]
    assert published.fallen is not None
    assert published.fallen.recovery_day is None or published.fallen.recovery_day <= FIRST_DAY + 2
    assert {day for _, day in published.fallen.by_seat_day} <= {FIRST_DAY, FIRST_DAY + 1}


def test_counts_of_samples_and_bands() -> None:
    """Of 60 samples 30 fail at a half and 15 more are open: counted so; a tenth and half have failed by a half."""
    many = [
        Point(
            "free_replan",
            "1/2",
            number,
            2,
            "proved",
            "cover",
            int(number < 45),
            int(number < 30),
            0,
            0,
        )
        for number in range(60)
    ]
    command = next(one for one in breaks(many) if one.kind == "command")
    assert (command.n, command.fails, command.open) == (60, 30, 15)
    band = next(one for one in bands(many) if one.kind == "command")
    assert (band.low, band.middle, band.high) == (Fraction(1, 2), Fraction(1, 2), None)
    assert bands(many[:49]) == []


def test_a_limit_is_one_on_an_officer(baseline: Baseline) -> None:
    """Too little rest and a lever that bends a rule count; a vehicle that is out twice and a price do not."""
    grades: tuple[tuple[str, Grade], ...] = (
        ("rest_between_tours", "breach"),
        ("rest_days_worked", "lever"),
        ("vehicles_available", "breach"),
        ("rest_between_tours", "cost"),
    )
    day = baseline.scenario.horizon.first_day
    assert limits_broken(Finding(rule, grade, "a1", day, 1, 0, "") for rule, grade in grades) == 2


def test_how_far_a_point_is_proved() -> None:
    """Proved where both levels are exact, bounded where only how much falls is open, timed out where whether does."""
    assert status_of((2, 2), (0, 0)) == "proved"
    assert status_of((2, 1), (0, 0)) == "bounded"
    assert status_of((2, 2), (3, 0)) == "timed_out"


def test_each_audience_is_told_no_more_than_it_may_know(baseline: Baseline) -> None:
    """No officer's id reaches a chief, no seat, team or figure of a seat an outsider, in any file."""
    result = study_hand_in(baseline, replace(ASKED, shares=HALVES[:2]))
    planner, chief, external = (document(result, audience) for audience in ("planner", "chief", "external"))
    assert planner["people"]
    for told in (chief, external):
        text = b"\n".join(files_of(told).values()).decode()
        assert not any(
            f'"{officer.officer}"' in text or f">{officer.officer}<" in text
            for officer in result.baseline.scenario.officers
        )
    outside = files_of(external)
    assert set(outside) == {"study.json", "breaks.csv", "report.html", "curve.svg"}
    assert "ARV" not in b"".join(outside.values()).decode()
    assert external["marking"] == "OFFICIAL"
    assert not any(b"<image" in drawn for name, drawn in files_of(planner).items() if name.endswith(".svg"))
    assert all("everybody as likely" in sentence for sentence in external["sentences"])


def test_who_was_named_is_for_the_planner_alone(baseline: Baseline) -> None:
    """The settings of a study of names have the names in the planner's document, and in no other."""
    result = study_hand_in(baseline, replace(ASKED, model=Named(("a1", "c1")), samples=1))
    assert document(result, "planner")["settings"]["named"] == ["a1", "c1"]
    assert all("from a named list" in sentence for sentence in document(result, "external")["sentences"])
    text = b"".join(files_of(document(result, "external")).values()).decode()
    assert "a1" not in re.sub(r"[0-9a-f]{64}", "", text)  # digits of a hash may be anything
