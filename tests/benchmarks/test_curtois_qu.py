"""Staff-scheduling instances in our own words: what is hard stays kept, and the price is the benchmark's own."""

from __future__ import annotations

import json
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from scheduler.planning.plan import PlanOptions
from tests.benchmarks.curtois_qu import main, roster_lines, scenario_of, solved
from tests.benchmarks.staff_instance import FOLDER, Instance, instance_folder, read_instance

TINY = """# A comment
SECTION_HORIZON
7

SECTION_SHIFTS
E,480,
L,600,E

SECTION_STAFF
A,E=7|L=1,2400,1440,3,2,2,1
B,E=7|L=7,2400,1440,4,2,1,1
C,E=0|L=7,1800,0,5,1,1,0

SECTION_DAYS_OFF
A,2
B,0
C,4,6

SECTION_SHIFT_ON_REQUESTS
A,0,E,3
B,6,L,2

SECTION_SHIFT_OFF_REQUESTS
B,3,E,1
C,0,L,4

SECTION_COVER
"""
COVER = "".join(f"{day},{shift},1,100,10\n" for day in range(7) for shift in "EL")
EXACT = PlanOptions(60, workers=1, reproducible=True)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return the file of a week of three people and two shifts."""
    path = tmp_path / "Tiny.txt"
    path.write_text(TINY + COVER, encoding="utf-8")
    return path


def penalty(instance: Instance, roster: list[str]) -> int:
    """Return what a roster costs by the instance's own words, nothing of the project's taken into account."""
    held = {row.split("\t")[0]: row.split("\t")[1:] for row in roster}
    total = sum(one.weight for one in instance.on if held[one.person][one.day] != one.shift)
    total += sum(one.weight for one in instance.off if held[one.person][one.day] == one.shift)
    for row in instance.cover:
        there = sum(line[row.day] == row.shift for line in held.values())
        total += row.under * max(0, row.number - there) + row.over * max(0, there - row.number)
    return total


def broken(instance: Instance, roster: list[str]) -> list[str]:
    """Return which hard limits a roster breaks, by the instance's own words."""
    held = {row.split("\t")[0]: row.split("\t")[1:] for row in roster}
    found = []
    for one in instance.staff:
        line = held[one.name]
        minutes = sum(instance.minutes.get(shift, 0) for shift in line)
        weekends = sum(any(shift != "-" for shift in line[day : day + 2]) for day in range(5, instance.n_days, 7))
        checks = {
            "days off": any(line[day] != "-" for day in instance.days_off.get(one.name, ())),
            "minutes": not one.least_minutes <= minutes <= one.most_minutes,
            "shifts": any(line.count(shift) > most for shift, most in one.most_of),
            "order": any(b in instance.banned.get(a, ()) for a, b in pairwise(line)),
            "weekends": weekends > one.most_weekends,
        }
        found += [f"{one.name}: {name}" for name, wrong in checks.items() if wrong]
        runs = _wrong_runs(line, one.most_in_a_row, one.least_in_a_row, works=True)
        rests = _wrong_runs(line, instance.n_days, one.least_off_in_a_row, works=False)
        found += [f"{one.name}: {length} days in a row" for length in (*runs, *rests)]
    return found


def _wrong_runs(line: list[str], most: int, least: int, *, works: bool) -> list[int]:
    """Return the lengths of runs too long, or too short between others."""
    found, day = [], 0
    for on, days in groupby(line, key=lambda shift: shift != "-"):
        length = len(list(days))
        inside = day > 0 and day + length < len(line)
        if works is on and (length > most or (inside and length < least)):
            found.append(length)
        day += length
    return found


def test_a_tiny_instance_is_solved_and_costs_what_it_says(tiny: Path) -> None:
    """The optimum keeps every hard limit, and our price is the penalty counted off the roster."""
    instance = read_instance(tiny)
    planned, figures = solved(instance, EXACT)
    roster = roster_lines(instance, planned)
    assert figures["status"] == "optimal"
    assert figures["objective"] == figures["bound"] == penalty(instance, roster)
    assert broken(instance, roster) == []


def test_the_command_prints_one_line_and_writes_the_roster(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Standard output is one JSON object; the roster has a line a person and a shift or a dash a day."""
    roster = tmp_path / "roster"
    assert main([str(tiny), "--seconds", "30", "--workers", "1", "-o", str(roster)]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert {"instance", "objective", "bound", "status", "seconds", "seconds_to_best", "peak_rss_mb"} == set(figures)
    rows = [row.split("\t") for row in roster.read_text(encoding="utf-8").splitlines()]
    assert [(row[0], len(row)) for row in rows] == [("A", 8), ("B", 8), ("C", 8)]
    assert {shift for row in rows for shift in row[1:]} <= {"E", "L", "-"}


def test_a_file_without_a_section_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An unreadable instance ends with a message that names the file and what is missing."""
    path = tmp_path / "Half.txt"
    path.write_text("SECTION_HORIZON\n7\n", encoding="utf-8")
    assert main([str(path)]) == 2
    assert capsys.readouterr().err == "Half.txt: no SECTION_SHIFTS\n"


def test_people_with_the_same_limits_share_a_contract(tiny: Path) -> None:
    """Three sorts of limits are three contracts; a shift that may never be worked is no option of them."""
    scenario = scenario_of(read_instance(tiny))
    assert [contract.options for contract in scenario.contracts] == [
        ("rest", "E", "L"),
        ("rest", "E", "L"),
        ("rest", "L"),
    ]


def test_a_published_instance_reaches_its_optimum() -> None:
    """Instance1 is proved at 607, the value published for it."""
    folder = instance_folder()
    if folder is None or not (folder / "Instance1.txt").is_file():
        pytest.skip(f"no instances: set {FOLDER} to the folder of the staff-scheduling benchmark")
    instance = read_instance(folder / "Instance1.txt")
    planned, figures = solved(instance, EXACT)
    roster = roster_lines(instance, planned)
    assert (figures["objective"], figures["bound"]) == (607, 607)
    assert penalty(instance, roster) == 607
    assert broken(instance, roster) == []
