"""Limits that can be read and make no sense."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.people import PastDay
from scheduler.domain.scenario import RuleLimits
from scheduler.rules.cautions import jurisdiction_cautions, limit_cautions, rank_cautions
from tests.worlds import FIRST_DAY, tiny_scenario


def odd(**limits: Any) -> list[str]:
    """Return the limits of a plan of three days, and two of history, that are warned of."""
    group = RuleLimits("crews", "england_and_wales", limits)
    scenario = tiny_scenario(rules=(group,), history=(PastDay("a1", FIRST_DAY - 2, "E"),))
    found = limit_cautions(scenario)
    assert all(problem.warning and problem.wrong for problem in found)
    return [problem.place.removeprefix("scenario.toml:rules.crews.") for problem in found]


@pytest.mark.parametrize(
    ("rule", "limit", "sensible", "senseless"),
    [
        ("rest_between_tours", "minutes", (1, 1439), (0, 1440, 200 * 60)),
        ("weekly_hours", "minutes", (1, 168 * 60 - 1), (0, 168 * 60)),
        ("average_hours", "minutes", (1, 168 * 60 - 1), (0, 168 * 60)),
        # Three planned days and two before them: five duty days in a row are the most there can be.
        ("consecutive_duty_days", "days", (1, 4), (0, 5)),
        ("consecutive_nights", "days", (1, 4), (0, 5)),
        ("rest_days_in_period", "rest_days_per_week", (1, 6), (0, 7)),
        # A period of 28 days touches at most five weekends, the first and the last with one day each.
        ("weekends", "weekends", (0, 4), (5,)),
        ("on_call_spacing", "days", (5,), (6,)),
        ("rest_blocks", "pence", (-1, 1), (0,)),
        ("on_call_frequency", "weeks", (2, 60), (1,)),
    ],
)
def test_a_limit_that_never_or_always_binds_is_odd(
    rule: str, limit: str, sensible: tuple[int, ...], senseless: tuple[int, ...]
) -> None:
    """The last figure that makes sense is passed over, the first that makes none is warned of at its own key."""
    assert [value for value in sensible if odd(**{rule: {limit: value}})] == []
    for value in senseless:
        assert odd(**{rule: {limit: value}}) == [f"{rule}.{limit}"]


def test_a_run_longer_than_another_rule_allows_is_odd() -> None:
    """Runs of at least seven duty days where six in a row are allowed always cost something."""
    assert odd(minimum_duty_days={"days": 7}, consecutive_duty_days={"days": 4}) == ["minimum_duty_days.days"]


def test_a_rule_that_is_switched_off_is_not_odd() -> None:
    """What is not applied has no limits that could bind."""
    assert odd(weekly_hours={"minutes": 0, "applied": False}) == []


def test_officers_under_the_rules_of_another_jurisdiction_are_told_once_a_group() -> None:
    """Both groups of the force follow England and Wales; a force of Scotland is told of each, at its own row."""
    scenario = tiny_scenario()
    assert jurisdiction_cautions(scenario) == []
    moved = tuple(replace(force, jurisdiction="scotland", source="forces.csv:2") for force in scenario.forces)
    found = jurisdiction_cautions(replace(scenario, forces=moved))
    assert [problem.place for problem in found] == ["forces.csv:2:jurisdiction"] * 2
    assert all(problem.warning and problem.value == "scotland" for problem in found)
    assert ["crews" in found[1].wrong, "commanders" in found[0].wrong] == [True, True]


def test_officers_under_the_rules_of_other_ranks_are_told_once_a_rank() -> None:
    """The commander is a superintendent: a group for inspecting ranks is warned of, one for superintending ranks is not."""
    scenario = tiny_scenario()
    ranked = tuple(replace(one, rank="Superintendent") if one.officer == "c1" else one for one in scenario.officers)
    for ranks, places in (
        ("", []),
        ("superintending_ranks", []),
        ("inspecting_ranks", ["scenario.toml:rules.commanders.ranks"]),
    ):
        rules = (scenario.rules[0], replace(scenario.rules[1], ranks=ranks))
        found = rank_cautions(replace(scenario, officers=ranked, rules=rules))
        assert [problem.place for problem in found] == places
        assert all(problem.warning and "rank Superintendent" in problem.wrong for problem in found)
