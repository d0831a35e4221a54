"""The dated rates: whole, without overlap, and looked up by the day the work falls on."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import pytest

from scheduler.domain.pay import RANK_GROUPS
from scheduler.rules.groups import PROFILES
from scheduler.rules.pay.rates import JURISDICTIONS, Rate, rate_book, rate_on

GROUPS = {"constables_and_sergeants", "inspecting_ranks", "superintending_ranks"}


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_every_rate_is_indicative_and_has_source_date_and_status(jurisdiction: str) -> None:
    """The file says that it is indicative; no rate comes without where it is from and how sure it is."""
    text = files("scheduler.rules.pay").joinpath(f"{jurisdiction}.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    assert told["indicative"] is True
    assert set(told["ranks"]) == GROUPS
    for row in told["rate"]:
        assert row["source"]
        assert row["from"]
        assert row["status"] in ("sourced", "unverified")
        assert set(row["ranks"]) <= GROUPS
        assert {"pence", "times", "owed"} & set(row)


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_a_rank_is_in_the_same_group_for_its_rates_and_for_its_on_call_days(jurisdiction: str) -> None:
    """What a scenario states for a group of ranks is for those who have the group's rates."""
    assert rate_book(jurisdiction).groups == RANK_GROUPS


def meet(one: Rate, other: Rate) -> bool:
    """Say whether two rates could both be the rate of some work."""
    days = one.from_day < other.until_day and other.from_day < one.until_day
    most = [10**6 if rate.notice_until is None else rate.notice_until for rate in (one, other)]
    notice = one.notice_from <= most[1] and other.notice_from <= most[0]
    return one.item == other.item and bool(set(one.ranks) & set(other.ranks)) and days and notice


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_no_work_has_two_rates(jurisdiction: str) -> None:
    """Rates of one item and rank differ in days or in notice."""
    assert [pair for pair in combinations(rate_book(jurisdiction).rates, 2) if meet(*pair)] == []


def test_every_profile_of_rules_has_its_rates() -> None:
    """The jurisdictions with limits are those with pay."""
    assert JURISDICTIONS == PROFILES


def test_bands_of_notice_leave_no_hole() -> None:
    """From no notice to a year there is one rate for a rest day or public holiday worked."""
    day = date(2026, 10, 12).toordinal()
    for jurisdiction, item in (
        ("england_and_wales", "rest_day_worked"),
        ("england_and_wales", "public_holiday_worked"),
        ("scotland", "rest_day_worked"),
    ):
        assert all(rate_on(jurisdiction, item, "constables_and_sergeants", day, notice) for notice in range(366))
        assert rate_on(jurisdiction, item, "constables_and_sergeants", day) == rate_on(
            jurisdiction, item, "constables_and_sergeants", day, 365
        )


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_every_source_stands_on_the_page_of_pay(jurisdiction: str, root: Path) -> None:
    """docs/explanation/pay.md names each source, so that somebody can check it."""
    page = " ".join((root / "docs" / "explanation" / "pay.md").read_text(encoding="utf-8").split())
    assert [rate.source for rate in rate_book(jurisdiction).rates if rate.source not in page] == []
