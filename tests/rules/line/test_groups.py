"""Rule groups: a jurisdiction's profile with what the scenario states instead."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from scheduler.domain.errors import BadInputError
from scheduler.domain.pay import RANK_GROUPS
from scheduler.domain.scenario import ForceLimits, ForceProfile, RuleLimits
from scheduler.rules.groups import PROFILES, rank_limits, rules_of_group, statements
from scheduler.rules.line import LINE_RULES

STATUSES = {"sourced", "unverified", "scenario price, invented"}


def _group(profile: str = "england_and_wales", **limits: Any) -> RuleLimits:
    return RuleLimits("crews", profile, limits)


def _problems(group: RuleLimits) -> list[tuple[str, str, str]]:
    with pytest.raises(BadInputError) as caught:
        rules_of_group(group)
    return [(problem.place, problem.value, problem.nearest) for problem in caught.value.problems]


OFF = {"hours_in_period", "tours_in_period", "tour_order", "on_call_frequency", "on_call_voluntary"}
"""What no regulation and no usual arrangement asks for: a force's to switch on."""


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_speaks_of_every_rule(profile: str) -> None:
    """Every line rule has its sentence, source, date and status in every profile."""
    told = statements(_group(profile))
    assert [row.code for row in told] == [kind.code for kind in LINE_RULES]
    assert all(row.source and row.since and row.status in STATUSES for row in told)
    assert {row.code for row in told if not row.applied} == OFF
    assert not any("{" in row.sentence for row in told)


def test_the_defaults_in_code_are_those_of_england_and_wales() -> None:
    """A rule made without a profile has the limits of the England and Wales profile, but knows no public holidays."""
    applied: dict[str, Any] = {code: {"applied": True} for code in OFF}
    rules = rules_of_group(_group(holiday_share={"dates": ""}, **applied))
    assert rules == tuple(kind() for kind in LINE_RULES)


def test_the_scenario_goes_before_the_profile() -> None:
    """A limit the scenario states replaces the profile's and is named as changed."""
    group = _group("scotland", consecutive_nights={"days": 3})
    rule = next(rule for rule in rules_of_group(group) if rule.code == "consecutive_nights")
    assert [getattr(rule, item.name) for item in fields(rule)] == [3, -1]
    row = next(row for row in statements(group) if row.code == "consecutive_nights")
    assert (row.changed, row.limits["days"], "3 nights" in row.sentence) == (("days",), 3, True)


@pytest.mark.parametrize(
    ("ranks", "overtime", "rest_day"),
    [("", 3_000, 15_000), ("constables_and_sergeants", 3_000, 15_000), ("inspecting_ranks", 1_000, 10_000)],
)
def test_a_profile_has_limits_of_its_own_for_a_group_of_ranks(ranks: str, overtime: int, rest_day: int) -> None:
    """No overtime is paid to inspecting ranks, and a rest day worked is given back; what a force states goes before."""
    group = RuleLimits("command", "england_and_wales", ranks=ranks)
    stated = {row.code: row for row in statements(group)}
    assert stated["contract_hours"].limits["pence"] == overtime
    assert stated["team_pattern"].limits["rest_day_worked_pence"] == rest_day
    assert ("no overtime is paid" in stated["contract_hours"].source) is (ranks == "inspecting_ranks")
    assert stated["weekends"].limits["weekends"] == 3
    force = ForceProfile("fenshire", (ForceLimits("contract_hours", {"pence": 5}, "Force order 1"),))
    forced = {row.code: row for row in statements(replace(group, force=force))}
    assert forced["contract_hours"].limits["pence"] == 5


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("ranks", sorted(set(RANK_GROUPS.values())))
def test_what_a_profile_says_for_a_group_of_ranks_is_about_rules(profile: str, ranks: str) -> None:
    """Each of its rules is known, its limits can be used, and it has a source, date and status of its own."""
    assert rank_limits(profile, ranks) <= {kind.code for kind in LINE_RULES}
    general = {row.code: row.source for row in statements(_group(profile))}
    for row in statements(RuleLimits("crews", profile, ranks=ranks)):
        assert row.status in STATUSES
        assert (row.source != general[row.code]) is (row.code in rank_limits(profile, ranks))


def test_a_rule_can_be_switched_off() -> None:
    """A rule that is not applied is left out of the rules and told as not applied."""
    group = _group(forward_rotation={"applied": False})
    assert "forward_rotation" not in [rule.code for rule in rules_of_group(group)]
    assert [row.code for row in statements(group) if not row.applied and row.code not in OFF] == ["forward_rotation"]


def test_everything_wrong_is_told_at_once_with_the_nearest_name() -> None:
    """Unknown rules, unknown limits and impossible values each get place, value and nearest name."""
    group = _group(
        consecutive_night={"days": 3},
        consecutive_nights={"dais": 3},
        rest_blocks={"days": -1, "pence": "much"},
        weekly_rest={"days": 10},
        on_call_blocks={"start_weekday": "Monday"},
        night_share={"pence": -1},
        holiday_share={"dates": "2026-12-25|2026-12-32"},
        weekends={"applied": 1},
        weekly_hours={"minutes": True},
    )
    assert _problems(group) == [
        ("scenario.toml:rules.crews.consecutive_night", "consecutive_night", "consecutive_nights"),
        ("scenario.toml:rules.crews.consecutive_nights.dais", "dais", "days"),
        ("scenario.toml:rules.crews.weekly_rest", "", ""),
        ("scenario.toml:rules.crews.weekly_hours.minutes", "True", ""),
        ("scenario.toml:rules.crews.rest_blocks.days", "-1", ""),
        ("scenario.toml:rules.crews.rest_blocks.pence", "much", ""),
        ("scenario.toml:rules.crews.weekends.applied", "1", ""),
        ("scenario.toml:rules.crews.on_call_blocks.start_weekday", "Monday", ""),
        ("scenario.toml:rules.crews.night_share.pence", "-1", ""),
        ("scenario.toml:rules.crews.holiday_share.dates", "2026-12-25|2026-12-32", ""),
    ]


def test_an_unknown_profile_names_the_nearest() -> None:
    """A misspelt profile is bad input with the nearest profile's name."""
    assert _problems(_group("england_and_wale")) == [
        ("scenario.toml:[rules.crews]", "england_and_wale", "england_and_wales")
    ]


def test_a_problem_of_a_limit_stands_at_the_limits_own_key() -> None:
    """Where the reader gave the place of a limit in a file, its problem names that and not the group's."""
    places = {"weekends.weekends": "scenario.toml:14:rules.crews.weekends.weekends"}
    group = RuleLimits("crews", "scotland", {"weekends": {"weekends": -1}}, "scenario.toml:12", places)
    assert _problems(group) == [("scenario.toml:14:rules.crews.weekends.weekends", "-1", "")]


def test_a_hard_price_is_told_as_refusing() -> None:
    """A price of -1 reads as a refusal, not as a number."""
    row = next(row for row in statements(_group(weekends={"pence": -1, "weekends": 2})) if row.code == "weekends")
    assert row.sentence == "At most 2 weekends worked in a reference period. Refused otherwise."
