"""The regional template."""

from __future__ import annotations

from collections import Counter

import pytest

from scheduler.scenario_io.templates import template


def test_five_forces_have_three_different_force_days() -> None:
    """Forces A to E begin their day at 06:00, 07:00 or 08:00, and each has a day on call that begins with it."""
    _, tables = template("region", None, None, None)
    starts = {row["force"]: row["day_start"] for row in tables["forces"] if row["force"] != "REG"}
    assert len(starts) == 5
    assert set(starts.values()) == {"06:00", "07:00", "08:00"}
    tours = {row["tour"]: row["start"] for row in tables["tours"]}
    assert all(tours[f"OC-{force}"] == start for force, start in starts.items())


def test_both_posts_are_one_rota_of_all_forces() -> None:
    """Each post may be filled by the day on call of any of the five forces, over one span from 07:00 to 07:00."""
    _, tables = template("region", None, None, None)
    assert {row["tours"] for row in tables["posts"]} == {"OC-A|OC-B|OC-C|OC-D|OC-E"}
    assert {(row["tour"], row["from"], row["to"]) for row in tables["cover"]} == {("", "07:00", "07:00")}


def test_tactical_commanders_are_too_few_for_the_limits() -> None:
    """Four may hold 7 of 28 days each, 28 in all, so that any leave or hand-over leaves a day uncovered."""
    settings, tables = template("region", None, None, None)
    holders = Counter(row["role"] for row in tables["authorisations"])
    assert holders == {"SSFC": 11, "STFC": 4}
    # The limits refuse: at most seven days, three weeks between (both the profile's), and neither may be bought off.
    limits = settings["rules"]["specialist"]
    assert limits["on_call_blocks"]["pence"] == limits["on_call_spacing"]["pence"] == -1


def test_past_weeks_went_round_without_breaking_the_limits() -> None:
    """In the 35 days told nobody was on call for more than a week at a time, or twice within 21 days."""
    _, tables = template("region", None, None, None)
    told = Counter(row["officer"] for row in tables["history"])
    # Five weeks told and four tactical commanders: at most one of them had two weeks.
    assert max(told.values()) <= 14


@pytest.mark.parametrize("officers", [10, 30])
def test_officers_asked_for_are_there_exactly(officers: int) -> None:
    """`--officers` counts the commanders of both kinds."""
    _, tables = template("region", None, officers, None)
    assert len(tables["officers"]) == officers
