"""What is taken from the files of the run before an amendment."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.amendments import Amendments
from scheduler.domain.price import FREE
from scheduler.domain.rota import Assignment, Plan
from scheduler.views import render_all, report_html, rota_csv, rota_json
from scheduler.views.as_written import NAME, AsWritten, with_sums
from scheduler.views.planned_run import PlannedRun, RunBefore
from tests.views.plans import AUTUMN, large, small

RENDERED = {"rota.csv": rota_csv.render, "rota.json": rota_json.render, "report.html": report_html.render}
PLANS = {"small": small(AUTUMN), "large": large(n_units=3, officers_a_unit=7, n_days=7)}


def in_order(planned: PlannedRun) -> PlannedRun:
    """Return a run as it is read back: assignments in the order of the file."""
    rota = planned.plan.rota
    return replace(planned, plan=replace(planned.plan, rota=replace(rota, assignments=tuple(sorted(rota.assignments)))))


def after(planned: PlannedRun, assignments: Collection[Assignment]) -> PlannedRun:
    """Return a run with other assignments."""
    rota = replace(planned.plan.rota, assignments=tuple(assignments))
    return replace(planned, plan=replace(planned.plan, rota=rota))


@pytest.mark.parametrize("name", PLANS)
@given(data=st.data())
def test_spliced_files_are_those_written_whole(name: str, data: st.DataObject) -> None:
    """Whoever is concerned, and whatever goes from or comes to them, every byte is the same."""
    before = in_order(PLANS[name])
    files = {path: render(before).decode() for path, render in RENDERED.items()}
    everybody = [officer.officer for officer in before.scenario.officers]
    concerned = data.draw(st.frozensets(st.sampled_from(everybody), max_size=3))
    held = []
    for one in before.plan.rota.assignments:
        if one.officer not in concerned or data.draw(st.booleans()):
            held.append(one)
        elif data.draw(st.booleans()):
            held.append(replace(one, officer=data.draw(st.sampled_from(sorted(concerned)))))
    made = after(before, data.draw(st.permutations(held)) if name == "small" else held)
    findings = [one for one in made.plan.findings if data.draw(st.booleans())]
    made = replace(made, plan=replace(made.plan, findings=tuple(findings)))
    spliced = replace(made, before=RunBefore(before, concerned, files.get))
    for path, render in RENDERED.items():
        assert render(spliced) == render(made), path


@pytest.mark.parametrize("path", RENDERED)
def test_what_concerns_nobody_is_taken_as_it_stands(path: str) -> None:
    """A mark in another's row of the file before stands in the new one: the row was not written again."""
    before = in_order(PLANS["large"])
    other, concerned = before.scenario.officers[0].officer, before.scenario.officers[-1].officer
    text = RENDERED[path](before).decode()
    marked = text.replace(other, other + "MARK")
    spliced = replace(before, before=RunBefore(before, frozenset({concerned}), {path: marked}.get))
    told = RENDERED[path](spliced).decode()
    assert f"{other}MARK" in told
    assert f"{concerned}MARK" not in told


def written(folder: Path, files: Mapping[str, bytes]) -> AsWritten:
    """Return the files of a run's folder as they are read back."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return AsWritten(folder)


def test_files_that_nobody_changed_are_read(files: Mapping[str, bytes], tmp_path: Path) -> None:
    """Text by text, but for the calendars, which have no sums."""
    read = written(tmp_path, with_sums(files))
    assert read.text("rota.csv") == files["rota.csv"].decode()
    assert read.text("rota.json") == files["rota.json"].decode()
    assert read.text("private/feeds/officers/A1.ics") is None
    assert read.text("none.csv") is None


@pytest.mark.parametrize("changed", ["rota.csv", "rota.json", NAME])
def test_a_file_that_was_changed_is_not_read(changed: str, files: Mapping[str, bytes], tmp_path: Path) -> None:
    """Neither is any other where the plan was changed, nor where another version wrote them."""
    told = with_sums(files)
    read = written(tmp_path, {**told, changed: told[changed].replace(b"rota", b"Rota").replace(b"A1", b"A2", 1)})
    assert read.text("rota.csv") is None


def test_a_run_without_sums_is_written_whole(files: Mapping[str, bytes], tmp_path: Path) -> None:
    """Runs of before there were sums."""
    assert written(tmp_path, files).text("rota.csv") is None


def test_every_view_is_in_one_group(autumn: PlannedRun, files: Mapping[str, bytes]) -> None:
    """What is rendered group by group is what is rendered at once, with sums of what the work costs for what follows them.

    Tables of the rota are the same beside another plan of it: they are made before it is known what is found about it.
    """
    from scheduler.views import render_group

    rota = Plan(autumn.plan.rota, FREE, (), "feasible", (), (), 0, 0.0, 0)
    summed = replace(autumn, pay=autumn.pay.summed())
    told = render_group(replace(autumn, plan=rota, amendments=Amendments()), "rota")
    assert told | render_group(summed, "plan") | render_group(summed, "page") == files == render_all(autumn)
