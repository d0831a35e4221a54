"""A force's profile on top of the jurisdiction's, by the days it holds on."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.cli.rules import source_words
from scheduler.domain.errors import BadInputError
from scheduler.domain.scenario import RuleLimits
from scheduler.rules.groups import check_groups, rules_of_group, statements
from scheduler.scenario_io import load, tables_of, write_folder, write_workbook
from tests.scenario_io.small import SETTINGS, messages, write

FORCE = """
[profiles.fenshire]
base = "england_and_wales"

[profiles.fenshire.consecutive_nights]
days = 3
source = "Force order 12"
since = 2026-01-01
until = 2026-12-31
status = "sourced"

[profiles.fenshire.rest_between_tours]
minutes = 720
source = "Force order 13"
"""
WITH_FORCE = SETTINGS.replace('profile = "england_and_wales"', 'profile = "fenshire"') + FORCE
"""14 days and a tail of 7 from 12 October 2026, up to 1 November; the group itself states 660 minutes between tours."""


def group(folder: Path) -> RuleLimits:
    """Return the rule group of a scenario."""
    (found,) = load(folder).scenario.rules
    return found


def limits(held: RuleLimits, code: str) -> dict[str, object]:
    """Return the limits a rule has in a group."""
    return dict(next(row.limits for row in statements(held) if row.code == code))


def test_group_goes_before_force_and_force_before_jurisdiction(tmp_path: Path) -> None:
    """Nights from the force (3 for 4), minutes from the group (660 for the force's 720), days from the jurisdiction."""
    held = group(write(tmp_path / "s", {"scenario.toml": WITH_FORCE}))
    assert held.profile == "england_and_wales"
    assert limits(held, "consecutive_nights")["days"] == 3
    assert limits(held, "rest_between_tours")["minutes"] == 660
    assert limits(held, "consecutive_duty_days")["days"] == 6


def test_each_limit_says_where_it_is_from(tmp_path: Path) -> None:
    """The scenario, the force profile with source and dates, or the jurisdiction."""
    held = group(write(tmp_path / "s", {"scenario.toml": WITH_FORCE}))
    rows = {row.code: row for row in statements(held)}
    nights, minutes = rows["consecutive_nights"], rows["rest_between_tours"]
    assert (nights.changed, nights.force_limits) == ((), ("days",))
    assert nights.force_source == "fenshire: Force order 12, since 2026-01-01, until 2026-12-31; sourced"
    assert (minutes.changed, minutes.force_limits) == (("minutes",), ())
    assert source_words(nights).startswith(f"force profile {nights.force_source} (days); otherwise Police Federation")
    assert source_words(minutes).startswith("scenario (minutes); otherwise Police Regulations")
    assert (nights.force_status, minutes.force_status, rows["weekends"].force_status) == ("sourced", "unverified", "")
    assert (rows["weekends"].changed, rows["weekends"].force_limits) == ((), ())


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        # The planned days are 12 October to 1 November 2026.
        ("since = 2026-10-12\nuntil = 2026-11-01", 3),
        ("since = 2026-10-13\nuntil = 2026-12-31", 4),
        ("since = 2026-01-01\nuntil = 2026-10-31", 4),
        ("", 3),
    ],
)
def test_a_limit_holds_on_all_planned_days_or_is_not_used_and_said_so(tmp_path: Path, dates: str, days: int) -> None:
    """On the first and the last planned day it is used; a day less, the jurisdiction's stands and a warning tells."""
    text = WITH_FORCE.replace("since = 2026-01-01\nuntil = 2026-12-31", dates)
    folder = write(tmp_path / "s", {"scenario.toml": text})
    assert limits(group(folder), "consecutive_nights")["days"] == days
    told = [str(warning).partition(": ")[2] for warning in load(folder).warnings]
    unused = "'consecutive_nights': it does not hold on all planned days, and is not used"
    assert told == ([unused] if days == 4 else [])


def test_a_rule_a_force_switches_off_is_off(tmp_path: Path) -> None:
    """`applied = false` in a force profile, unless the group applies it again."""
    off = WITH_FORCE.replace("days = 3", "applied = false")
    held = group(write(tmp_path / "s", {"scenario.toml": off}))
    assert "consecutive_nights" not in {rule.code for rule in rules_of_group(held)}
    again = off + "[rules.crews.consecutive_nights]\napplied = true\n"
    held = group(write(tmp_path / "t", {"scenario.toml": again}))
    assert "consecutive_nights" in {rule.code for rule in rules_of_group(held)}


def test_a_force_profile_reads_back_from_folder_and_workbook(tmp_path: Path) -> None:
    """Base, limits, source, status and dates survive the way out and back."""
    scenario = load(write(tmp_path / "s", {"scenario.toml": WITH_FORCE})).scenario
    write_folder(tmp_path / "t", *tables_of(scenario))
    write_workbook(tmp_path / "t.xlsx", *tables_of(scenario))
    for back in (tmp_path / "t", tmp_path / "t.xlsx"):
        (found,) = load(back).scenario.rules
        assert found.force is not None
        assert scenario.rules[0].force is not None
        assert (found.profile, found.force.rules) == ("england_and_wales", scenario.rules[0].force.rules)


MISTAKES = {
    "no source": (
        WITH_FORCE.replace('source = "Force order 13"\n', ""),
        "source in [profiles.fenshire.rest_between_tours]",
    ),
    "no base": (WITH_FORCE.replace('base = "england_and_wales"\n', ""), "base, a jurisdiction's profile"),
    "until before since": (
        WITH_FORCE.replace("until = 2026-12-31", "until = 2025-12-31"),
        "'2025-12-31': expected an until date that is not before its since date",
    ),
    "status": (WITH_FORCE.replace('status = "sourced"', 'status = "law"'), "expected one of sourced, unverified"),
    "rule that is no section": (
        WITH_FORCE.replace('base = "england', 'weekends = 2\nbase = "england'),
        "expected a section [profiles.fenshire.RULE]",
    ),
    "no section": ("profiles = 1\n" + SETTINGS, "'1': expected a section [profiles.NAME]"),
    "profile that is no section": (SETTINGS + "[profiles]\nfenshire = 1\n", "expected sections [profiles.NAME]"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_a_force_profile_is_told_with_its_place(tmp_path: Path, name: str) -> None:
    """One message, in scenario.toml, that says what would be right."""
    text, expected = MISTAKES[name]
    (told,) = messages(write(tmp_path / "s", {"scenario.toml": text}))
    assert told.startswith("scenario.toml:")
    assert expected in told


def test_rules_and_limits_a_force_profile_does_not_know_are_told_once(tmp_path: Path) -> None:
    """Two groups of one profile: each mistake once, at the profile's own key, whether it is used or not."""
    text = WITH_FORCE.replace("consecutive_nights]", "consecutive_night]").replace("minutes = 720", "hours = 12")
    text += '[rules.others]\nprofile = "fenshire"\n'
    rules = load(write(tmp_path / "s", {"scenario.toml": text})).scenario.rules
    with pytest.raises(BadInputError) as caught:
        check_groups(rules)
    assert [(problem.place.split(":")[2], problem.value) for problem in caught.value.problems] == [
        ("profiles.fenshire.consecutive_night", "consecutive_night"),
        ("profiles.fenshire.rest_between_tours.hours", "hours"),
    ]


@pytest.mark.parametrize("base", ["fenshire", "england"])
def test_a_force_profile_stands_on_a_jurisdictions(tmp_path: Path, base: str) -> None:
    """Neither on itself nor on a name nobody knows."""
    text = WITH_FORCE.replace('base = "england_and_wales"', f'base = "{base}"')
    with pytest.raises(BadInputError) as caught:
        check_groups(load(write(tmp_path / "s", {"scenario.toml": text})).scenario.rules)
    assert [(problem.value, problem.expected) for problem in caught.value.problems] == [
        (base, "a profile: england_and_wales, scotland")
    ]


def test_a_force_profile_may_not_take_a_jurisdictions_name(tmp_path: Path) -> None:
    """`scotland` stays Scotland."""
    text = WITH_FORCE.replace("fenshire", "scotland")
    with pytest.raises(BadInputError, match="another name than that of a jurisdiction's profile"):
        check_groups(load(write(tmp_path / "s", {"scenario.toml": text})).scenario.rules)


def test_a_force_profile_nobody_uses_is_told(tmp_path: Path) -> None:
    """A warning: most likely the group's profile was forgotten."""
    warnings = load(write(tmp_path / "s", {"scenario.toml": SETTINGS + FORCE})).warnings
    assert [str(warning) for warning in warnings] == ["scenario.toml:13:2: 'fenshire': no rule group has this profile"]
