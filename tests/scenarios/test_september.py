"""The cases of `met-september-2023`: what is compared with what, and what the figures come to."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.scenario_io.templates import september as made
from tests.scenarios.september import (
    BEGIN,
    CASES,
    END,
    FACTORS,
    PAGE,
    QUESTIONS,
    QUICK,
    ROOT,
    Case,
    Found,
    found_in,
    kept,
    main,
    more,
    section,
    verdict,
    with_section,
)

OVERLAYS = {path.stem for path in (ROOT / "scenarios" / made.NAME / "overlays").iterdir()}


def found(price: int, bound: int) -> Found:
    """Return what a plan with so many crews short, and so many proved, would have found."""
    return Found((0, 0), (price, bound), price, 0, (0, 0, 0), 1.0, "alike", "2026-01-01")


def with_all(short: dict[str, tuple[int, int]], others: tuple[int, int] = (0, 0)) -> dict[str, Found]:
    """Return results of all cases: those named as told, the others alike."""
    return {case.name: found(*short.get(case.name, others)) for case in CASES}


def test_every_overlay_is_in_a_case_and_every_case_has_its_overlays() -> None:
    """Committed overlays and cases name each other; no two cases have one name."""
    assert {name for case in CASES for name in case.overlays} == OVERLAYS
    assert len({case.name for case in CASES}) == len(CASES)
    assert {case.name for case in QUICK} <= {case.name for case in CASES}


def test_a_case_begins_with_one_that_is_planned_before_it() -> None:
    """Only the force as it is begins with nothing; everybody else with a case of the same week with one thing less."""
    assert [case.name for case in CASES if case.before is None] == ["no-hand-in"]
    for number, case in enumerate(CASES):
        assert case.before is None or case.before in CASES[:number]


def test_readings_are_told_apart_only_by_what_is_proved() -> None:
    """3 to 5 duties short against 2: more. Against 5 to 9: no more. Against 4: nobody knows."""
    assert more(found(5, 3), found(2, 0)) == "yes"
    assert more(found(5, 3), found(9, 5)) == "no"
    assert more(found(5, 3), found(4, 4)) == "open"
    assert more(found(0, 0), found(0, 0)) == "no"


def test_command_duties_come_before_crews() -> None:
    """One command duty more outweighs any crews; where it is not proved, crews say nothing."""
    one, other = replace(found(0, 0), command=(1, 1)), found(9, 9)
    assert (more(one, other), more(other, one)) == ("yes", "no")
    unproved = replace(found(0, 0), command=(1, 0))
    assert more(unproved, other) == "open"


def test_without_a_figure_nothing_is_said() -> None:
    """The page says that nothing was run, and has no table."""
    assert section({}) == verdict({}) == "Not run yet."


@pytest.mark.parametrize(
    "others",
    [(0, 0), (7, 0)],
    ids=["all covered", "all open"],
)
def test_readings_alike_do_not_discriminate(others: tuple[int, int]) -> None:
    """Nothing short in any reading, or nothing proved in any of them."""
    assert "does not discriminate" in verdict(with_all({}, others))


def test_one_answer_to_all_readings_does_not_discriminate() -> None:
    """Each hand-in is proved to leave duties uncovered, whatever its size: the record cannot choose among them."""
    short = {case.name: (4, 4) for case in CASES if case.size}
    results = with_all(short)
    assert set(QUESTIONS[0].answers(results).values()) == {"yes"}
    assert "does not discriminate" in verdict(results)


def test_a_yes_and_a_no_discriminate() -> None:
    """Only the hand-in of 300, unit by unit, is proved to leave duties uncovered."""
    short = {case.name: (4, 4) for case in CASES if (case.size, case.spread) == (300, "clustered")}
    told = verdict(with_all(short))
    assert "**The scenario discriminates** between the readings on question 1, 2." in told


def test_what_is_missing_is_told() -> None:
    """With two cases alone no reading stands against another, and 32 are still to be planned."""
    results = {case.name: found(0, 0) for case in QUICK[:2]}
    assert f"{len(CASES) - 2} of {len(CASES)} cases are not planned yet" in verdict(results)


def test_figures_planned_in_different_ways_are_told() -> None:
    """More seconds for one case than for another is no comparison."""
    results = with_all({})
    assert "may not be compared" not in section(results)
    results[CASES[0].name] = replace(results[CASES[0].name], settings="longer")
    assert "may not be compared" in section(results)


@pytest.mark.parametrize("factor", FACTORS, ids=lambda factor: factor.what)
def test_every_factor_has_cases_that_differ_in_it_alone(factor: object) -> None:
    """What would change the answer is read from pairs."""
    assert isinstance(factor, type(FACTORS[0]))
    pairs = list(factor.pairs())
    assert pairs
    for one, other in pairs:
        assert sum(getattr(one, name) != getattr(other, name) for name in Case.__dataclass_fields__) == 1


def test_the_table_of_changes_counts_pairs_told_apart() -> None:
    """From 100 to 300, all else alike, 4 duties more where clustered and without help: 2 of 16 pairs, return dates being two."""
    short = {case.name: (4, 4) for case in CASES if (case.size, case.spread, case.aid) == (300, "clustered", "")}
    (line,) = (line for line in section(with_all(short)).splitlines() if line.startswith("| how many hand in"))
    assert line == "| how many hand in: 100 or 300 | 16 | 2 | +0 to +4 |"


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("scenario a, 14 days, 70 s and 2 processes", ""),
        ("scenario a, 14 days, 200 s and 2 processes", "The time allowed differs"),
        ("scenario b, 14 days, 70 s and 2 processes", "may not be compared"),
        ("scenario a, 7 days, 70 s and 2 processes", "may not be compared"),
    ],
)
def test_only_time_may_differ_between_cases_that_are_compared(other: str, said: str) -> None:
    """A bound holds however long it took; of another scenario or other days it says nothing."""
    results = with_all({})
    results = {
        name: replace(one, settings="scenario a, 14 days, 70 s and 2 processes") for name, one in results.items()
    }
    results[CASES[3].name] = replace(results[CASES[3].name], settings=other)
    words = section(results)
    assert ("The time allowed differs" in words, "may not be compared" in words) == (
        said.startswith("The time"),
        said.startswith("may"),
    )


def test_a_run_is_read_back(tmp_path: Path) -> None:
    """Parts of a duty count once, with what is missing at worst; other weeks and targets do not count; cars apart."""
    (tmp_path / "posts.csv").write_text("post,crew_size\nARV,3\nGATE,0\n")
    level = {"bound": 1, "conditional": False}
    (tmp_path / "run.json").write_text(
        json.dumps(
            {
                "levels": {f"L{number}": {**level, "price": 10 * number} for number in range(1, 6)},
                "seconds": 2.5,
            }
        )
    )
    rows = [
        ("ARV", "ARV/E/2023-09-20", "2023-09-20", 3, 2, "crew"),
        ("GATE", "GATE/E/2023-09-21", "2023-09-21", 5, 4, "crew"),
        ("GATE", "GATE/E/2023-09-21", "2023-09-21", 5, 2, "crew"),
        ("GUARD", "GUARD/E/2023-09-26", "2023-09-26", 1, 0, "crew"),
        ("GATE", "GATE/E/2023-09-27", "2023-09-27", 5, 2, "crew"),
        ("GATE", "GATE/L/2023-09-22", "2023-09-22", 5, 2, "target"),
    ]
    names = ("post", "duty", "force_day", "needed", "filled", "grade")
    (tmp_path / "rota.json").write_text(json.dumps({"uncovered": [dict(zip(names, row, strict=True)) for row in rows]}))
    told = found_in(tmp_path, tmp_path, "so")
    assert (told.seats, told.cars) == (3 + 1, 1)
    assert (told.command, told.crews, told.aid) == ((10, 1), (20, 1), (50, 40, 30))
    assert (told.left, told.proved) == ((10, 20), (1, 1))


def test_a_bound_that_hangs_on_an_open_level_is_none(tmp_path: Path) -> None:
    """What is proved of crews only where command duties stay as found is not proved where those are open."""
    (tmp_path / "posts.csv").write_text("post,crew_size\n")
    levels = {f"L{number}": {"price": 3, "bound": 2, "conditional": number > 1} for number in range(1, 6)}
    (tmp_path / "run.json").write_text(json.dumps({"levels": levels, "seconds": 1}))
    (tmp_path / "rota.json").write_text('{"uncovered": []}')
    assert found_in(tmp_path, tmp_path, "so").crews == (3, 0)


@pytest.mark.slow
def test_cases_are_planned_kept_and_written_onto_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One case of a small force, from the command to the page."""
    case = QUICK[2]
    page = tmp_path / "page.md"
    page.write_text(f"Before.\n\n{BEGIN}\n\nNot run yet.\n\n{END}\n\nAfter.\n")
    options = ["--quick", "--seconds", "1", "--workers", "1"]
    assert main([*options, "--only", case.name], tmp_path, page) == 0
    printed = capsys.readouterr().out
    assert f"`{case.name}`" in printed
    assert list(kept(tmp_path / "quick")) == [case.name]
    assert "Not run yet." in page.read_text()
    assert main(["--quick", "--render"], tmp_path, page) == 0
    text = page.read_text()
    assert text == f"Before.\n\n{BEGIN}\n\n{printed.strip()}\n\n{END}\n\nAfter.\n"
    assert main([*options, "--only", case.name, "--missing"], tmp_path, page) == 0


def test_a_page_without_marks_is_left_alone() -> None:
    """Rather than lost."""
    with pytest.raises(ValueError, match="no marks"):
        with_section("Nothing here.", "text")


def test_the_page_says_what_the_template_holds() -> None:
    """Sizes, seeds, dates and hours that are invented stand on the page, and every overlay is named there."""
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    for sentence in (
        f"{made.SHARE_BACK * 100:.0f} % of those who handed in, evenly over {made.DAYS_OF_RETURN} days",
        f"{made.SIZES['low'][0]} to {made.SIZES['high'][0]} from Kent, {made.SIZES['low'][1]} to "
        f"{made.SIZES['high'][1]} from each of the other five",
        f"{made.SOLDIERS} soldiers",
        f"{made.SURGE_SHARE * 100:.0f} % of a team",
        f"seed {made.SEED}",
        f"asked for at {made.AID_ASKED[-5:]} on 22 September, {made.LEAD_HOURS['neighbour']} hours for Kent and the "
        f"region, {made.LEAD_HOURS['national']} for the others, {made.INDUCTION_HOURS} of induction",
        "shares " + ", ".join(str(share) for _, share in made.HAND_IN_DAYS),
    ):
        assert sentence in text, sentence
    named = set(re.findall(r"`((?:hand-in|return|aid|ct|military)-[a-z0-9-]+)`", text))
    assert named == OVERLAYS
    assert BEGIN in text
    assert END in text
    assert all(question.asked in text for question in QUESTIONS)
