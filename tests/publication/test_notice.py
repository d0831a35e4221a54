"""What is warned of when a roster comes late or shows too little, by group of ranks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scheduler.domain.pay import RANK_GROUPS
from scheduler.domain.publication import Version
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import day_of, instant
from scheduler.publication.notice import notice_cautions
from scheduler.rules.groups import PROFILES
from scheduler.rules.publication_notice import Period, publication_notice
from tests.worlds import ZONE, tiny_scenario

START = day_of(date(2026, 10, 12))


def version(told_on: date, first_day: int = START, n_days: int = 92, number: int = 1) -> Version:
    """Return a version that is published on a date."""
    at = instant(day_of(told_on), 600, ZONE)
    return Version("r", number, first_day, n_days, ZONE, "OFFICIAL", "run", "", at, "a", "b", "c", "d", 1)


def of_rank(rank: str, profile: str = "england_and_wales") -> Scenario:
    """Return a scenario whose officers have a rank and a profile."""
    scenario = tiny_scenario()
    return replace(
        scenario,
        officers=tuple(replace(one, rank=rank) for one in scenario.officers),
        rules=tuple(replace(one, profile=profile) for one in scenario.rules),
    )


def warned(scenario: Scenario, told: Version, *earlier: Version) -> list[str]:
    """Return the warnings about everybody."""
    return [str(one) for one in notice_cautions(scenario, [one.officer for one in scenario.officers], told, earlier)]


@pytest.mark.parametrize(("told_on", "late"), [(date(2026, 9, 12), False), (date(2026, 9, 13), True)])
def test_a_month_ahead_is_a_month_of_the_calendar(told_on: date, late: bool) -> None:
    """A roster from 12 October is in time on 12 September and late on the 13th; the warning has its source."""
    found = warned(of_rank("constable"), version(told_on))
    assert len(found) == late
    assert all("less than 1 month ahead" in one and "01.FOI.23.033379" in one for one in found)


@pytest.mark.parametrize(("n_days", "short"), [(92, False), (91, True)])
def test_three_months_are_shown(n_days: int, short: bool) -> None:
    """12 October to 11 January inclusive are 92 days."""
    found = warned(of_rank("sergeant"), version(date(2026, 8, 1), n_days=n_days))
    assert len(found) == short
    assert all("2026-10-12 to 2027-01-10, less than 3 months" in one for one in found)


def test_what_was_shown_before_counts() -> None:
    """Days told earlier are not told late, and days that follow without a hole are shown."""
    first, second = version(date(2026, 8, 1), n_days=28), version(date(2026, 8, 1), START + 28, 64, 2)
    assert len(warned(of_rank("constable"), first, second)) == 0
    again = version(date(2026, 10, 11), n_days=28, number=3)
    assert warned(of_rank("constable"), again, first) == []


@pytest.mark.parametrize("rank", ["inspector", "superintendent", "chief constable"])
def test_ranks_without_a_rule_are_not_warned_about(rank: str) -> None:
    """No roster need be published for inspecting ranks; of superintending ranks no source was found."""
    assert warned(of_rank(rank), version(date(2026, 10, 11), n_days=7)) == []


def test_scotland_counts_in_weeks() -> None:
    """Four weeks ahead and thirteen shown."""
    found = warned(of_rank("constable", "scotland"), version(date(2026, 9, 15), n_days=90))
    assert ["less than 4 weeks ahead" in found[0], "less than 13 weeks" in found[1]] == [True, True]
    assert warned(of_rank("constable", "scotland"), version(date(2026, 9, 14), n_days=91)) == []


def test_a_month_after_the_last_of_a_month_is_the_last_of_the_next() -> None:
    """31 January and a month is 28 February."""
    assert Period(months=1).after(day_of(date(2026, 1, 31))) == day_of(date(2026, 2, 28))
    assert Period(months=3).after(day_of(date(2026, 11, 30))) == day_of(date(2027, 2, 28))


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("ranks", sorted(set(RANK_GROUPS.values())))
def test_every_profile_says_what_it_knows_of_every_group_of_ranks(profile: str, ranks: str) -> None:
    """With a source, and with a status where nothing is asked, too."""
    notice = publication_notice(profile, ranks)
    assert notice is not None
    assert notice.source
    assert notice.status in ("sourced", "unverified")
