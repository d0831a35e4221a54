"""The CSV tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.domain.rota import Assignment, Rota
from scheduler.views import cost_csv, crews_csv, rota_csv, uncovered_csv
from scheduler.views.planned_run import PlannedRun


def rows(data: bytes) -> list[dict[str, str]]:
    """Return a table's rows by column."""
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_rota_has_every_assignment_once(autumn: PlannedRun, files: Mapping[str, bytes]) -> None:
    """Officer, force day and tour name each of the assignments once."""
    found = [(row["officer"], row["force_day"], row["tour"]) for row in rows(files["rota.csv"])]
    assert len(found) == len(set(found)) == len(autumn.plan.rota.assignments) == 9


def test_autumn_night_is_13_hours_in_utc_and_tells_the_offsets(files: Mapping[str, bytes]) -> None:
    """19:00 BST is 18:00 UTC and 07:00 GMT is 07:00 UTC."""
    row = next(row for row in rows(files["rota.csv"]) if row["officer"] == "A4")
    assert (row["start_at"], row["end_at"]) == ("2026-10-24T18:00:00Z", "2026-10-25T07:00:00Z")
    assert (row["start_local"], row["end_local"]) == ("2026-10-24T19:00+01:00", "2026-10-25T07:00+00:00")


def test_spring_night_is_11_hours_in_utc(spring: PlannedRun) -> None:
    """19:00 GMT is 19:00 UTC and 07:00 BST is 06:00 UTC."""
    row = next(row for row in rows(rota_csv.render(spring)) if row["officer"] == "A4")
    assert (row["start_at"], row["end_at"]) == ("2027-03-27T19:00:00Z", "2027-03-28T06:00:00Z")
    assert (row["start_local"], row["end_local"]) == ("2027-03-27T19:00+00:00", "2027-03-28T07:00+01:00")


def test_tail_is_marked_provisional(files: Mapping[str, bytes]) -> None:
    """Days beyond those asked for are told apart in the rota and among the uncovered duties."""
    assert {row["force_day"] for row in rows(files["rota.csv"]) if row["source"] == "provisional"} == {"2026-10-26"}
    marked = {row["force_day"]: row["source"] for row in rows(files["uncovered.csv"])}
    assert marked == {"2026-10-25": "planned", "2026-10-26": "provisional"}


def test_crews_name_the_driver_before_the_crew(files: Mapping[str, bytes]) -> None:
    """Each car's driver is the first of its seats."""
    found = [(row["vehicle"], row["force_day"], row["seat"], row["officer"]) for row in rows(files["crews.csv"])]
    assert found[4:6] == [("KV22", "2026-10-25", "driver", "A3"), ("KV22", "2026-10-25", "crew", "A2")]


def test_uncovered_command_duties_come_first(files: Mapping[str, bytes]) -> None:
    """The gravest grade leads, with what is needed, filled and proved."""
    first = rows(files["uncovered.csv"])[0]
    assert (first["duty"], first["grade"], first["needed"], first["filled"], first["proved"]) == (
        "TFC/OC/2026-10-25",
        "command",
        "1",
        "0",
        "yes",
    )
    assert list(first) == list(uncovered_csv.HEADER)


def test_what_falls_due_names_the_tour_that_clashes_and_no_reason(files: Mapping[str, bytes]) -> None:
    """A1 is on call and training, A5 is sick; LATE is overdue and before the rota, LATER is after it and left out."""
    found = {row["due"]: row for row in rows(files["due.csv"])}
    assert list(found) == ["LATE", "NAPP", "AUDIT"]
    assert (found["NAPP"]["owner_is"], found["NAPP"]["owner_tours"]) == ("clash", "OC 2026-10-24|TR 2026-10-24")
    assert (found["NAPP"]["deputy_is"], found["NAPP"]["deputy_tours"]) == ("not available", "")
    assert (found["LATE"]["state"], found["LATE"]["owner_is"]) == ("overdue", "not planned")
    assert b"sick" not in files["due.csv"]


def test_an_audit_tells_when_it_was_due_and_whether_its_owner_is_free(files: Mapping[str, bytes]) -> None:
    """Last done 366 days before the 25th, so due on the 24th, the first planned day; A6 has worked the night before."""
    row = next(row for row in rows(files["due.csv"]) if row["due"] == "AUDIT")
    assert (row["state"], row["next_due"], row["start_local"]) == ("due", "2026-10-24", "2026-10-25T10:00+00:00")
    assert (row["owner_is"], row["deputy"], row["deputy_is"]) == ("free", "", "")


def test_empty_tables_keep_their_heads(autumn: PlannedRun) -> None:
    """A rota without cars still has a table with its columns."""
    bare = replace(autumn, plan=replace(autumn.plan, rota=Rota(())))
    assert crews_csv.render(bare) == b"post,tour,force_day,vehicle,seat,officer\r\n"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_what_a_spreadsheet_would_run_is_refused(autumn: PlannedRun, name: str) -> None:
    """An officer's id that begins like a formula stops the view with its place; nothing is written."""
    odd = Assignment(name, autumn.first_day, "D", 0, 60, "F1")
    planned = replace(autumn, plan=replace(autumn.plan, rota=Rota((odd,))))
    with pytest.raises(BadInputError) as caught:
        rota_csv.render(planned)
    assert caught.value.problems[0].place == "rota.csv:2:officer"


def test_commas_quotes_and_line_ends_in_an_id_come_back_as_they_were(autumn: PlannedRun) -> None:
    """CSV quoting holds whatever text gets there."""
    name = 'a,"b"\r\nc'
    planned = replace(autumn, plan=replace(autumn.plan, rota=Rota((Assignment(name, 800000, "D", 0, 60, "F1"),))))
    assert rows(rota_csv.render(planned))[0]["officer"] == name


def test_cost_has_every_item_once_in_hours_and_pence(autumn: PlannedRun, files: Mapping[str, bytes]) -> None:
    """570 minutes are 9.5 hours at 200 pence; what is owed in time costs no money; all of it is indicative."""
    found = rows(files["cost.csv"])
    assert list(found[0]) == list(cost_csv.HEADER)
    told = [
        (row["officer"], row["item"], row["quantity"], row["unit"], row["rate_pence"], row["pence"]) for row in found
    ]
    assert told == [
        ("A1", "on_call_day", "1", "day", "2500", "2500"),
        ("A2", "rest_day_worked", "1", "day owed", "0", "0"),
        ("A4", "unsocial_hours", "9.5", "hour", "200", "1900"),
    ]
    assert {row["indicative"] for row in found} == {"yes"}
    assert [row["source"] for row in found if "(unverified)" in row["source"]] == ["A protocol (unverified)"]
    assert sum(int(row["pence"]) for row in found) == autumn.pay.pence


def test_hours_of_a_third_are_told_to_three_decimals(autumn: PlannedRun) -> None:
    """Twenty minutes are 0.333 hours, two hours are 2; the pence come from the minutes."""
    items = tuple(replace(autumn.pay.items[2], quantity=minutes) for minutes in (20, 120))
    found = rows(cost_csv.render(replace(autumn, pay=replace(autumn.pay, items=items))))
    assert [row["quantity"] for row in found] == ["0.333", "2"]
