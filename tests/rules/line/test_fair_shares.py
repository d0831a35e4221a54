"""Fair shares: what the cover table wants, spread over those who could fill it, with the past set off."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scheduler.domain.briefs import officer_briefs
from scheduler.domain.people import Abstraction, Balance
from scheduler.domain.scenario import Scenario
from tests.worlds import FIRST_DAY, cover_span, cover_tour, tiny_scenario


def shares(scenario: Scenario, kind: str) -> list[int]:
    """Return each officer's share, in the scenario's order: a1 to a4, c1."""
    return [brief.fair_shares[kind] for brief in officer_briefs(scenario)]


def nights_done(*amounts: int) -> dict[str, Any]:
    """Return what a1, a2 and so on have done so far."""
    rows = (Balance(f"a{number}", "nights", FIRST_DAY - 50, FIRST_DAY, n) for number, n in enumerate(amounts, start=1))
    return {"balances": tuple(rows)}


def test_a_share_is_rounded_up() -> None:
    """A car of two on each of three nights are six officer-nights for four officers: 1.5 each, two at most."""
    assert shares(tiny_scenario(), "nights") == [2, 2, 2, 2, 0]


def test_what_was_done_is_set_off_against_the_mean_of_the_contract() -> None:
    """a1 has done four and the mean of four is one: 1.5 + 1 - 4 is nothing, and 1.5 + 1 rounds up to three."""
    assert shares(tiny_scenario(**nights_done(4)), "nights") == [0, 3, 3, 3, 0]


def test_a_share_is_pro_rata_to_days_present() -> None:
    """a1 is away for two of three days: 6 x 1 / (1 + 9) = 0.6 and 6 x 3 / 10 = 1.8."""
    away = (Abstraction("a1", "leave", "everything", FIRST_DAY, FIRST_DAY + 2),)
    assert shares(tiny_scenario(abstractions=away), "nights") == [1, 2, 2, 2, 0]


def test_a_span_into_the_small_hours_counts_as_a_night() -> None:
    """Cars wanted from 19:00 to 07:00 are nights as those of a night tour are; from 07:00 to 19:00 they are none."""
    assert shares(tiny_scenario(cover=(cover_span("ARV", "19:00", "31:00", 1, 1),)), "nights") == [2, 2, 2, 2, 0]
    assert shares(tiny_scenario(cover=(cover_span("ARV", "07:00", "19:00", 1, 1),)), "nights") == [0, 0, 0, 0, 0]


def test_saturdays_and_sundays_are_shared() -> None:
    """From Saturday to Monday an early and a night car are wanted: eight officer-days at the weekend, two each."""
    plain = tiny_scenario()
    scenario = replace(plain, horizon=replace(plain.horizon, first_day=FIRST_DAY + 5))
    assert shares(scenario, "weekends") == [2, 2, 2, 2, 0]


def test_on_call_is_shared_among_those_who_may_stand_by() -> None:
    """The one commander has all three days; crews have none, and the day job beside on-call is no weekend duty."""
    assert shares(tiny_scenario(), "on_call") == [0, 0, 0, 0, 3]


def test_a_home_post_takes_only_its_own_demand() -> None:
    """a1 belongs to the southern base, which alone wants two cars there: four officer-nights for one who lives there."""
    plain = tiny_scenario()
    homes = ("SOUTH", "ARV", "ARV", "ARV")
    officers = tuple(replace(one, home_post=home) for one, home in zip(plain.officers[:4], homes, strict=True))
    scenario = replace(
        plain,
        horizon=replace(plain.horizon, n_days=1),
        officers=(*officers, plain.officers[4]),
        posts=(*plain.posts, replace(plain.posts[0], post="SOUTH")),
        cover=(cover_tour("ARV", "N", 1, 1), cover_tour("SOUTH", "N", 2, 2)),
    )
    assert shares(scenario, "nights") == [4, 1, 1, 1, 0]
