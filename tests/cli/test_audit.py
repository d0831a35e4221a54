"""`rota audit`."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from scheduler.cli.exits import Exit

Call = Callable[..., Result]
REST_BROKEN = "officer,tour,force_day\na1,L,2026-10-12\na1,E,2026-10-13\n"
"""A late tour ends at 23:00 and the early one begins at 07:00: 8 hours of rest, not 11."""


def test_a_rota_typed_by_hand_is_judged(tmp_path: Path, covered_folder: Path, call: Call) -> None:
    """Eight hours of rest instead of eleven is a breach of 180 minutes: exit 6, before the duties uncovered."""
    (tmp_path / "typed.csv").write_text(REST_BROKEN)
    result = call("audit", tmp_path / "typed.csv", covered_folder, "--json")
    assert result.exit_code == Exit.BREACHES
    breaches = [row for row in json.loads(result.stdout)["findings"] if row["grade"] == "breach"]
    assert [(row["rule"], row["excess"]) for row in breaches] == [("rest_between_tours", 180)]


def test_a_rota_that_leaves_duties_uncovered_has_their_exit_code(
    short_run: Path, short_folder: Path, call: Call
) -> None:
    """A sound rota with three duties below the minimum exits 3."""
    result = call("audit", short_run / "rota.csv", short_folder)
    assert result.exit_code == Exit.UNCOVERED
    assert "3 uncovered" in result.stdout


def test_a_sound_rota_is_found_sound(covered_run: Path, covered_folder: Path, call: Call) -> None:
    """Everything covered and nothing broken exits 0."""
    result = call("audit", covered_run / "rota.csv", covered_folder)
    assert result.exit_code == Exit.DONE, result.output
    assert "0 faults, 0 uncovered" in result.stdout


def test_a_proof_that_claims_too_much_is_found_out(
    covered_run: Path, covered_folder: Path, tmp_path: Path, call: Call
) -> None:
    """A document whose parts and levels claim 1,000 more than its row prices prove exits 5."""
    document = json.loads((covered_run / "proof.json").read_text())
    for part in document["parts"]:
        part["certified"] += 1_000
        part["raised_by_search"] = False
    for level in document["levels"]:
        level["bound"] += 1_000
    (tmp_path / "proof.json").write_text(json.dumps(document))
    result = call("audit", covered_run / "rota.csv", covered_folder, "--proof", tmp_path / "proof.json")
    assert result.exit_code == Exit.MISMATCH
    assert "DOES NOT STAND" in result.stdout


def test_a_proof_that_is_none_is_bad_input(covered_run: Path, covered_folder: Path, tmp_path: Path, call: Call) -> None:
    """Text, a list and a missing file are each told with exit 1."""
    for content in ("not json", "[]", None):
        proof = tmp_path / "proof.json"
        proof.unlink(missing_ok=True)
        if content is not None:
            proof.write_text(content)
        result = call("audit", covered_run / "rota.csv", covered_folder, "--proof", proof)
        assert result.exit_code == Exit.BAD_INPUT
        assert "proof.json" in result.stderr


def test_an_unknown_officer_is_told_with_its_place(tmp_path: Path, covered_folder: Path, call: Call) -> None:
    """The row and column of an id nobody has, and the nearest one."""
    (tmp_path / "typed.csv").write_text("officer,tour,force_day\nb1,E,2026-10-12\n")
    result = call("audit", tmp_path / "typed.csv", covered_folder)
    assert result.exit_code == Exit.BAD_INPUT
    assert "typed.csv:2:officer" in result.stderr


def test_the_tail_is_judged_only_where_the_rota_reaches_it(tmp_path: Path, call: Call) -> None:
    """The two duties a day of the tail are no fault of a rota that was typed for the days asked for alone."""
    from tests.cli.conftest import tiny, write

    folder = write(tmp_path / "with_tail", tiny(tail_days=2))
    planned = call("plan", folder, "-o", tmp_path / "run", "--seconds", 20, "--workers", 1)
    assert planned.exit_code == Exit.UNCOVERED
    with (tmp_path / "run" / "rota.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    asked = [row for row in rows if row["source"] == "planned"]
    assert len(asked) < len(rows)
    with (tmp_path / "asked.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(asked[0]))
        writer.writeheader()
        writer.writerows(asked)
    short = json.loads(call("audit", tmp_path / "asked.csv", folder, "--json").stdout)
    # One supervisor, so one of two cars is uncovered on each day: three asked for, two more in the tail.
    assert short["n_uncovered"] == 3
    assert json.loads(call("audit", tmp_path / "run" / "rota.csv", folder, "--json").stdout)["n_uncovered"] == 5


@pytest.mark.parametrize("place", ["rota", "crews", "proof"])
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "large"])
def test_what_is_no_file_to_read_is_told(
    place: str, kind: str, tmp_path: Path, covered_folder: Path, call: Call
) -> None:
    """A pipe nobody writes to, an endless device, a folder and a file over the bound exit 1 with the path."""
    rota, proof = tmp_path / "typed.csv", tmp_path / "proof.json"
    strange = {"rota": rota, "crews": tmp_path / "crews.csv", "proof": proof}[place]
    if place != "rota":
        rota.write_text(REST_BROKEN)
    match kind:
        case "pipe":
            os.mkfifo(strange)
        case "device":
            strange.symlink_to("/dev/zero")
        case "folder":
            strange.mkdir()
        case "large":
            # A file without content on the disk: one byte more than the bounds, 64 MiB for tables, 256 for a proof.
            strange.touch()
            os.truncate(strange, (256 if place == "proof" else 64) * 2**20 + 1)
    more = ("--proof", proof) if place == "proof" else ()
    result = call("audit", rota, covered_folder, *more)
    assert result.exit_code == Exit.BAD_INPUT, result.output
    assert f"{strange}: " in result.stderr


def test_a_row_told_twice_is_refused_with_both_places(tmp_path: Path, covered_folder: Path, call: Call) -> None:
    """The same officer, tour and force day in rows 2 and 4, the date written in two ways, is told at row 4."""
    text = "officer,tour,force_day\na1,E,2026-10-12\na1,E,2026-10-13\na1,E,12/10/2026\n"
    (tmp_path / "typed.csv").write_text(text)
    result = call("audit", tmp_path / "typed.csv", covered_folder, "--json")
    assert result.exit_code == Exit.BAD_INPUT
    (problem,) = json.loads(result.stderr)["problems"]
    assert (problem["place"], problem["value"]) == ("typed.csv:4", "a1 E 2026-10-12")
    assert "typed.csv:2" in problem["expected"]


def test_the_crews_that_were_judged_are_named(
    covered_run: Path, covered_folder: Path, tmp_path: Path, call: Call
) -> None:
    """The crews.csv of the run is told, with --json too; beside a rota alone and beside stdin there is none."""
    rota = covered_run / "rota.csv"
    told = str(covered_run / "crews.csv")
    assert f"crews: {told}" in call("audit", rota, covered_folder).stdout
    assert json.loads(call("audit", rota, covered_folder, "--json").stdout)["crews"] == told
    (tmp_path / "alone.csv").write_bytes(rota.read_bytes())
    assert "crews: none" in call("audit", tmp_path / "alone.csv", covered_folder).stdout
    assert "crews: none" in call("audit", "-", covered_folder, input=rota.read_bytes()).stdout
    assert "crews.csv in the folder" in " ".join(call("audit", "--help").stdout.split())


@pytest.mark.parametrize("name", ["run.json", "rota.json"])
def test_a_run_whose_file_is_a_pipe_is_no_run(name: str, covered_run: Path, tmp_path: Path, call: Call) -> None:
    """Reading a run back does not wait for a pipe in the place of its record or its rota: exit 1."""
    for path in ("run.json", "rota.json"):
        (tmp_path / path).write_bytes((covered_run / path).read_bytes())
    (tmp_path / name).unlink()
    os.mkfifo(tmp_path / name)
    result = call("sheet", tmp_path, "--day", "2026-10-12")
    assert result.exit_code == Exit.BAD_INPUT, result.output
    assert f"{tmp_path / name}: " in result.stderr


def test_fewer_days_than_the_rota_has_cut_it_and_say_so(tmp_path: Path, call: Call) -> None:
    """Asked for two of three days, the rows of the third are left out and counted; unasked, a day beyond is a fault."""
    from tests.cli.conftest import tiny, write

    folder = write(tmp_path / "scenario", tiny())
    text = "officer,tour,force_day\na1,E,2026-10-12\na1,E,2026-10-13\na1,E,2026-10-14\na2,E,2026-10-14\n"
    (tmp_path / "typed.csv").write_text(text)
    short = call("audit", tmp_path / "typed.csv", folder, "--days", 2, "--json")
    document = json.loads(short.stdout)
    assert (document["n_left_out"], document["n_assignments"], document["n_faults"]) == (2, 2, 0)
    told = call("audit", tmp_path / "typed.csv", folder, "--days", 2).stdout
    assert "left out: 2 assignments after 2026-10-13" in told
    (tmp_path / "typed.csv").write_text(text.replace("2026-10-14", "2026-10-15"))
    beyond = json.loads(call("audit", tmp_path / "typed.csv", folder, "--json").stdout)
    assert (beyond["n_left_out"], beyond["n_faults"]) == (0, 2)


def test_a_proof_of_other_days_is_not_held_against_the_price(
    covered_run: Path, covered_folder: Path, call: Call
) -> None:
    """The proof of three days stands, but its bounds say nothing about the price of the first of them."""
    proof = covered_run / "proof.json"
    whole = call("audit", covered_run / "rota.csv", covered_folder, "--proof", proof, "--json")
    assert json.loads(whole.stdout)["proof_of_these_days"] is True
    short = call("audit", covered_run / "rota.csv", covered_folder, "--days", 1, "--proof", proof, "--json")
    assert json.loads(short.stdout)["proof_of_these_days"] is False
    assert short.exit_code == Exit.DONE
    told = call("audit", covered_run / "rota.csv", covered_folder, "--days", 1, "--proof", proof).stdout
    assert "about other days" in told


@pytest.mark.parametrize(
    ("column", "value"),
    [("force_day", "9999-12-31"), ("force_day", "0001-01-01"), ("start_at", "9999-12-31T23:59:59-14:00")],
)
def test_a_moment_at_the_end_of_time_is_bad_input(
    column: str, value: str, tmp_path: Path, covered_folder: Path, call: Call
) -> None:
    """Days from which no other day could be counted are told at their cell, and do not break the audit."""
    row = {"officer": "a1", "tour": "E", "force_day": "2026-10-12", "start_at": "", column: value}
    (tmp_path / "typed.csv").write_text(f"{','.join(row)}\n{','.join(row.values())}\n")
    result = call("audit", tmp_path / "typed.csv", covered_folder)
    assert result.exit_code == Exit.BAD_INPUT
    assert f"typed.csv:2:{column}: '{value}'" in result.stderr
