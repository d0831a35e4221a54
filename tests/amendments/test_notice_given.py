"""The notice an amendment gives, against what the rules of those concerned want."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.amendments.call_out import CallOut
from scheduler.amendments.checking import judged
from scheduler.amendments.notice_given import NoticeGiven, notices_of
from scheduler.amendments.remove import Remove
from scheduler.amendments.replace import Replace
from scheduler.domain.scenario import RuleLimits
from scheduler.domain.time import instant
from tests.amendments.test_checking import SCENARIO, rota_of
from tests.worlds import FIRST_DAY, ZONE

WANTING = replace(
    SCENARIO,
    rules=tuple(
        RuleLimits(group.group, group.profile, {"change": {"rest_day_days": 15, "rest_day_short_days": 5}})
        for group in SCENARIO.rules
    ),
)
LINES = {"a1": "E-----", "a2": "------", "a3": "E-----"}
ROTA = rota_of(LINES)


@pytest.mark.parametrize(("before", "short_by"), [(17, 0), (16, 0), (15, 1), (1, 15), (0, 15), (-2, 17)])
def test_a_rest_day_worked_wants_its_clear_days(before: int, short_by: int) -> None:
    """Told 16 days before, 15 clear days lie between, which is what is wanted; whoever is relieved is owed none."""
    verdict = judged(WANTING, ROTA, Replace("a1", FIRST_DAY, "a2"))
    notices = notices_of(WANTING, ROTA, verdict, FIRST_DAY - before)
    given = before - 1 if before > 0 else before
    assert notices == (
        NoticeGiven(FIRST_DAY, "a1", given),
        NoticeGiven(FIRST_DAY, "a2", given, 15, "rest day"),
    )
    assert [one.short_by for one in notices] == [0, short_by]


def test_hours_of_a_call_out_on_a_rest_day_are_duty_as_a_tour_is() -> None:
    """Whoever had a tour that day has no rest day worked."""
    begins = instant(FIRST_DAY, 18 * 60, ZONE)
    for officer, wanted in (("a2", 15), ("a1", 0)):
        verdict = judged(WANTING, ROTA, CallOut(officer, FIRST_DAY, "", "", begins, begins + 120))
        (found,) = notices_of(WANTING, ROTA, verdict, FIRST_DAY)
        assert (found.officer, found.clear_days, found.wanted) == (officer, 0, wanted)


def test_who_keeps_their_duty_is_given_no_notice() -> None:
    """An officer whose car is crewed anew is told nothing of it."""
    verdict = judged(WANTING, ROTA, Remove("a3", FIRST_DAY))
    assert [one.officer for one in notices_of(WANTING, ROTA, verdict, FIRST_DAY - 3)] == ["a3"]


def test_a_group_that_does_not_keep_the_rule_wants_no_notice() -> None:
    """What is given is told all the same."""
    off = replace(
        WANTING, rules=tuple(replace(group, limits={"change": {"applied": False}}) for group in WANTING.rules)
    )
    verdict = judged(off, ROTA, Replace("a1", FIRST_DAY, "a2"))
    assert {one.wanted for one in notices_of(off, ROTA, verdict, FIRST_DAY - 3)} == {0}


def test_there_is_no_notice_of_provisional_days() -> None:
    """Nobody is told of them before the next rota."""
    ends = replace(WANTING, horizon=replace(WANTING.horizon, n_days=2, n_tail_days=WANTING.horizon.n_days - 2))
    rota = rota_of({"a1": "-E-E--"})
    days = {
        one.day - FIRST_DAY
        for day in (1, 3)
        for one in notices_of(ends, rota, judged(ends, rota, Remove("a1", FIRST_DAY + day)), FIRST_DAY)
    }
    assert days == {1}
