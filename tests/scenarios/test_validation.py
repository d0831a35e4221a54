"""The validation page says what the kept runs found, and no more."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import pytest

from scheduler import cli
from tests.scenarios import validation
from tests.scenarios.september import BEGIN, END
from tests.scenarios.validation import (
    COUNTS,
    FACTS,
    KEPT,
    MODELS,
    PAGE,
    PLAIN,
    POINT,
    commands,
    counted,
    found_in,
    main,
    run_all,
    section,
)

HELD = json.loads(KEPT.read_text(encoding="utf-8"))


def study(**crews: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """Return a study of 100 leavers in which crews are found and proved as told, by response."""
    points = {
        response: {"100": [dict(zip(POINT, (0, 0, *one), strict=True)) | {"status": ""} for one in told]}
        for response, told in crews.items()
    }
    return {"points": points}


def test_the_page_is_what_is_kept() -> None:
    """No figure between the marks is typed by hand."""
    page = PAGE.read_text(encoding="utf-8")
    assert page.partition(BEGIN)[2].partition(END)[0].strip() == section(HELD)


@pytest.mark.parametrize(
    ("points", "answer", "words"),
    [
        (((0, 0), (0, 0)), "stands", "0 of 2"),
        (((3, 2), (9, 0)), "falls", "1 of 2, 1 not settled; 0 to 9 uncovered"),
        (((9, 0), (0, 0)), "open", "0 of 2, 1 not settled; 0 to 9 uncovered"),
        (((1_200, 1_100), (5, 5)), "falls", "2 of 2; 5 to 1,200 uncovered"),
    ],
)
def test_only_what_is_proved_counts_as_fallen(points: Sequence[tuple[int, int]], answer: str, words: str) -> None:
    """A rota that leaves crews uncovered proves nothing; without a proof either way it is not known."""
    found = counted(study(free_replan=points), "free_replan", 100, "crews")
    assert (found.answer, found.words) == (answer, words)


def test_every_answer_is_held_against_every_fact() -> None:
    """Whatever a study comes to, the page says whether that agrees, differs or cannot be known."""
    for fact in FACTS:
        assert set(fact.judged) == {"falls", "stands", "open"}
        assert fact.response in PLAIN


def test_the_commands_are_ones_that_rota_takes() -> None:
    """Each is parsed by the command it names, with its options; nothing is run."""
    for arguments in commands(Path("x")).values():
        rest = list(arguments)
        context = cli.rota.make_context("rota", [], resilient_parsing=True)
        while isinstance(context.command, click.Group):
            name = rest.pop(0)
            found = context.command.get_command(context, name)
            assert found is not None
            leaf = not isinstance(found, click.Group)
            context = found.make_context(name, rest if leaf else [], parent=context, resilient_parsing=True)
        assert context.params["scenario" if "scenario" in context.params else "folder"] is not None


def test_runs_are_made_in_order_until_one_fails(tmp_path: Path) -> None:
    """Uncovered duties and an interrupted study go on; what a recovery study prints is kept."""
    asked = []

    def rota(arguments: Sequence[str]) -> tuple[int, str]:
        asked.append(arguments[0] if arguments[0] != "study" else arguments[1])
        return (130, "{}") if arguments[1] == "recovery" else (3, "")

    assert run_all(tmp_path, (), rota) == 0
    assert asked == ["init", "plan", "plan", "hand-in", "hand-in", "recovery"]
    assert (tmp_path / "recovery.json").read_text() == "{}"
    assert run_all(tmp_path, ("base",), lambda _: (1, "")) == 1


def test_what_a_run_found_is_kept_and_rendered(tmp_path: Path) -> None:
    """A study that was not run, and a recovery that did not end, are not told of as if they had been."""
    results, page, kept = tmp_path / "results", tmp_path / "page.md", tmp_path / "kept.json"
    for name in ("first", "base"):
        (results / name).mkdir(parents=True)
        levels = {f"L{level}": {"price": 0, "bound": 0} for level in range(1, 7)}
        told = {"scenario_sha256": "ab" * 32, "seconds": 1.5, "load": [2.0, 1.0, 1.0], "levels": levels}
        (results / name / "run.json").write_text(json.dumps(told))
    (results / "uniform").mkdir()
    (results / "uniform" / "study.json").write_text(
        json.dumps(
            {
                "leaver_model": {"code": "uniform", "words": "by lot"},
                "n_people": 1_000,
                "samples_done": 1,
                "settled_cheaply": {"points": 7, "of": 8},
                "statuses": {"proved": 7, "bounded": 1, "timed_out": 0},
            }
        )
    )
    with (results / "uniform" / "points.csv").open("w", newline="") as file:
        rows = csv.DictWriter(file, ("response", "leavers", "status", *POINT))
        rows.writeheader()
        for response in (*PLAIN, "least_change"):
            for leavers in COUNTS:
                figures = dict(zip(POINT, (0, 0, leavers, leavers // 2), strict=True))
                rows.writerow({"response": response, "leavers": leavers, "status": "bounded", **figures})
    page.write_text(f"Before.\n\n{BEGIN}\n{END}\n\nAfter.\n")
    assert main(["--keep", "--render"], results, kept, page) == 0
    assert set(found_in(results)["studies"]) == {"uniform"}
    text = page.read_text()
    assert "100 of 1,000 (10.0 %), by lot" in text
    assert "1 of 1; 50 to 100 uncovered" in text
    assert "Not run to an end: nothing is said of it." in text
    assert text.startswith("Before.")


def test_what_is_kept_is_of_both_ways_to_draw() -> None:
    """The page was rendered from whole studies."""
    assert set(HELD["studies"]) == set(MODELS)
    for one in HELD["studies"].values():
        assert {len(rows) for told in one["points"].values() for rows in told.values()} == {one["samples_done"]}


def test_listing_runs_nothing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It prints what would be run."""
    monkeypatch.setattr(validation, "run_all", lambda *_: pytest.fail("run"))
    assert main(["--list"]) == 0
    assert capsys.readouterr().out.count("rota ") == len(commands(Path("x")))
