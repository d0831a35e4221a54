"""Reading a rota from CSV, in full or as somebody typed it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.audit import read_rota
from scheduler.domain.errors import BadInputError
from scheduler.domain.rota import Assignment, CrewSeat
from tests.worlds import FIRST_DAY, tiny_scenario

START = (FIRST_DAY - 719163) * 1440 + 6 * 60
"""07:00 on 12 October 2026 in London, in UTC minutes."""


def written(path: Path, text: str, name: str = "rota.csv") -> Path:
    """Write a file and return its path."""
    target = path / name
    target.write_text(text, encoding="utf-8")
    return target


def problems(path: Path, text: str) -> list[str]:
    """Return what reading a file complains of."""
    with pytest.raises(BadInputError) as raised:
        read_rota(written(path, text), tiny_scenario())
    return [str(problem) for problem in raised.value.problems]


def test_three_columns_are_enough(tmp_path: Path) -> None:
    """Officer, tour and force day give times, force, role and, where only one fits, the post."""
    path = written(tmp_path, "officer,tour,force_day\na1,E,12/10/2026\nc1,D,2026-10-12\n")
    assert read_rota(path, tiny_scenario()).assignments == (
        Assignment("a1", FIRST_DAY, "E", START, START + 540, "north", "ARV", "arv", "planned"),
        Assignment("c1", FIRST_DAY, "D", START + 60, START + 540, "north", "", "", "planned"),
    )


def test_an_empty_post_is_a_tour_without_a_seat(tmp_path: Path) -> None:
    """With a column for it, an empty post means other duty and is not guessed."""
    path = written(tmp_path, "officer,post,tour,force_day\na1,,E,2026-10-12\n")
    assert read_rota(path, tiny_scenario()).assignments[0].post == ""


def test_stated_instants_are_kept_for_the_audit_to_judge(tmp_path: Path) -> None:
    """A start of 05:50 UTC is read as it stands, and a day of the tail is provisional."""
    path = written(tmp_path, "officer,tour,force_day,start_at,end_at\na1,E,2026-10-13,2026-10-13T05:50:00Z,\n")
    (held,) = read_rota(path, tiny_scenario(days=1, tail_days=2)).assignments
    assert (held.start_at, held.end_at, held.source) == (START + 1440 - 10, START + 1440 + 540, "provisional")


def test_crews_beside_it_are_read(tmp_path: Path) -> None:
    """A crews.csv in the same folder comes with the rota."""
    written(tmp_path, "post,tour,force_day,vehicle,seat,officer\nARV,E,2026-10-12,v1,driver,a1\n", "crews.csv")
    path = written(tmp_path, "officer,tour,force_day\na1,E,2026-10-12\n")
    assert read_rota(path, tiny_scenario()).crews == (CrewSeat("ARV", FIRST_DAY, "E", "v1", "driver", "a1"),)


def test_all_problems_come_together_with_place_and_nearest_name(tmp_path: Path) -> None:
    """An unknown tour, a bad date and a naive instant in three rows are three problems, each at its cell."""
    text = "officer,tour,force_day,start_at\na1,EE,2026-10-12,\na1,E,2026-13-12,\na1,E,2026-10-12,2026-10-12T06:00\n"
    found = problems(tmp_path, text)
    assert [line.split(": ")[0] for line in found] == ["rota.csv:2:tour", "rota.csv:3:force_day", "rota.csv:4:start_at"]
    assert "did you mean 'E'?" in found[0]


def test_an_unknown_name_is_told_once_with_its_rows(tmp_path: Path) -> None:
    """Three rows of a stranger and one of another: two problems, the first with the two rows more."""
    rows = [f"{officer},E,2026-10-{day}" for officer, day in (("a1x", 12), ("a1x", 13), ("zz", 13), ("a1x", 14))]
    found = problems(tmp_path, "\n".join(["officer,tour,force_day", *rows, ""]))
    assert [line.split(": ")[0] for line in found] == ["rota.csv:2:officer", "rota.csv:4:officer"]
    assert "also in 2 more rows" in found[0]
    assert "more row" not in found[1]


def test_a_force_that_is_not_the_officers_is_a_problem(tmp_path: Path) -> None:
    """Officers a1 and a2 are of force north; a row that says otherwise is told at its cell, an empty one is filled."""
    text = "officer,force,tour,force_day\na1,south,E,2026-10-12\na2,north,E,2026-10-12\na2,,E,2026-10-13\n"
    assert problems(tmp_path, text) == ["rota.csv:2:force: 'south': expected north, the force of a1"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "header"),
        ("officer,tour\na1,E\n", "a column 'force_day'"),
        ("officer,tour,tour,force_day\n", "each column once"),
        ("officer,tour,force_day\na1,E,2026-10-12,more\n", "4 cells"),
        ('officer,tour,force_day\na1,"E,2026-10-12\n', "CSV text"),
        ("officer,tour,force_day\na1,\0,2026-10-12\n", "NUL"),
        ("officer,tour,force_day\n" + "x" * 200_000 + ",E,2026-10-12\n", "CSV text"),
    ],
    ids=["empty", "missing column", "column twice", "too many cells", "open quote", "nul", "huge cell"],
)
def test_unusable_text_is_one_clear_problem(tmp_path: Path, text: str, words: str) -> None:
    """Whatever is wrong with the file as a whole is said with the file's name."""
    found = problems(tmp_path, text)
    assert any(words in line and line.startswith("rota.csv") for line in found)


def test_a_missing_file_and_other_bytes_are_problems(tmp_path: Path) -> None:
    """A file that is not there, and one that is not UTF-8, are told as such."""
    with pytest.raises(BadInputError, match=r"rota\.csv: expected a file that exists"):
        read_rota(tmp_path / "rota.csv", tiny_scenario())
    (tmp_path / "rota.csv").write_bytes(b"officer,tour,force_day\n\xff,E,2026-10-12\n")
    with pytest.raises(BadInputError, match="UTF-8"):
        read_rota(tmp_path / "rota.csv", tiny_scenario())
