"""Each kind of work: a worked example with the figures of its source, at the limit and one over."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.domain.pay import PaySettings
from scheduler.domain.people import PastDay
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import Limit, Scenario
from scheduler.pay.counting import pay_of
from tests.pay.works import AUTUMN, MONDAY, SPRING, on, rota, world

REST_DAY = MONDAY + 6
CHRISTMAS = on(2026, 12, 25)


def counted(scenario: Scenario, made: Rota, item: str) -> list[tuple[int, str, int, int]]:
    """Return force day, unit, quantity and pence of each item of one kind."""
    found = pay_of(scenario, made).items
    return [(row.day, row.unit, row.quantity, row.pence) for row in found if row.item == item]


def told(scenario: Scenario, worked_on: int, clear: int) -> Scenario:
    """Return the scenario told so many clear days before a day."""
    return replace(scenario, pay=replace(scenario.pay, told_on=worked_on - clear - 1))


@pytest.mark.parametrize(
    ("day", "pence"),
    [
        (on(2013, 3, 31), None),
        (on(2013, 4, 1), 1_500),
        (on(2019, 8, 31), 1_500),
        (on(2019, 9, 1), 2_000),
        (on(2024, 8, 31), 2_000),
        (on(2024, 9, 1), 2_500),
        (on(2026, 10, 12), 2_500),
    ],
)
def test_an_on_call_day_of_the_federated_ranks_has_the_allowance_of_its_date(day: int, pence: int | None) -> None:
    """15 pounds from April 2013, 20 from September 2019, 25 from September 2024; nothing is known before."""
    for rank in ("constable", "sergeant", "inspector", "chief inspector"):
        pay = pay_of(world(rank, first_day=day), rota(("OC", day)))
        assert [item.pence for item in pay.items] == ([] if pence is None else [pence])
        assert any(note.startswith("On call day of") for note in pay.not_counted) is (pence is None)


@pytest.mark.parametrize(
    ("day", "pence"),
    [
        (on(2020, 3, 31), []),
        (on(2020, 4, 1), [2_000]),
        (on(2024, 9, 1), [2_500]),
    ],
)
def test_an_on_call_day_of_superintending_ranks_begins_later(day: int, pence: list[int]) -> None:
    """Of the two dates told, September 2019 and April 2020, the later is taken, and marked unverified."""
    pay = pay_of(world("superintendent", first_day=day), rota(("OC", day)))
    assert [item.pence for item in pay.items] == pence
    assert {item.status for item in pay.items} <= {"unverified"}
    assert all("1 September 2019" in rate.note for rate in pay.rates if rate.days.startswith("since 2020"))


def test_an_overnight_block_earns_two_where_the_day_begins_at_midnight() -> None:
    """19:00 to 07:00 touches two days from 00:00 and one from 07:00; the next night adds one."""
    nights = rota(("ON", MONDAY), ("ON", MONDAY + 1))
    from_seven = world()
    from_midnight = replace(from_seven, pay=replace(from_seven.pay, on_call_day_start=0))
    assert counted(from_seven, nights, "on_call_day") == [
        (MONDAY, "day", 1, 2_500),
        (MONDAY + 1, "day", 1, 2_500),
    ]
    assert counted(from_midnight, nights, "on_call_day") == [
        (MONDAY, "day", 2, 5_000),
        (MONDAY + 1, "day", 1, 2_500),
    ]


def test_an_on_call_day_may_begin_at_another_time_for_a_group_of_ranks() -> None:
    """From midnight for inspecting ranks and from 07:00 for all others: 50 pounds of a night of 19:00 to 07:00, or 25."""
    pay = replace(world().pay, on_call_day_start=420, on_call_day_starts={"inspecting_ranks": 0})
    for rank, pence in (("chief inspector", 5_000), ("sergeant", 2_500), ("superintendent", 2_500)):
        assert pay_of(world(rank, pay=pay), rota(("ON", MONDAY))).pence == pence


def test_an_on_call_day_the_history_has_begun_is_not_paid_again() -> None:
    """With days from midnight, the night of Sunday has already earned Monday; Monday's night adds Tuesday."""
    scenario = world(history=(PastDay("a1", MONDAY - 1, "ON"),), pay=PaySettings(on_call_day_start=0))
    assert counted(scenario, rota(("ON", MONDAY)), "on_call_day") == [(MONDAY, "day", 1, 2_500)]


def test_an_on_call_day_has_the_rate_of_the_date_it_begins_on() -> None:
    """The night of 31 August 2024 with days from midnight: one day at 20 pounds and one at 25."""
    day = on(2024, 8, 31)
    scenario = world(first_day=day, pay=PaySettings(on_call_day_start=0))
    assert [row[3] for row in counted(scenario, rota(("ON", day)), "on_call_day")] == [2_000, 2_500]


def test_on_call_days_of_a_clock_change_are_one_each() -> None:
    """The 25 hours from 07:00 BST on Saturday to 07:00 GMT, and the 23 of spring, are one on-call day."""
    for day in (AUTUMN, SPRING):
        assert counted(world(first_day=day), rota(("OC", day)), "on_call_day") == [(day, "day", 1, 2_500)]


@pytest.mark.parametrize(("day", "hours"), [(MONDAY, 8), (AUTUMN, 9), (SPRING, 7)])
def test_a_night_has_its_unsocial_hours_as_they_really_pass(day: int, hours: int) -> None:
    """22:00 to 06:00 is 8 hours, 9 when the clock goes back, 7 when it goes forward: a tenth of 20 pounds each."""
    assert counted(world(first_day=day), rota(("N", day)), "unsocial_hours") == [
        (day, "minute", 60 * hours, 200 * hours)
    ]


@pytest.mark.parametrize(
    ("rank", "pence"), [("constable", 1_600), ("sergeant", 1_920), ("inspector", 2_240), ("chief inspector", 2_400)]
)
def test_unsocial_hours_are_a_tenth_of_basic_pay_up_to_chief_inspector(rank: str, pence: int) -> None:
    """Eight hours of a tenth of 20, 24, 28 and 30 pounds."""
    assert [row[3] for row in counted(world(rank), rota(("N", MONDAY)), "unsocial_hours")] == [pence]


def test_superintending_ranks_have_no_unsocial_hours() -> None:
    """The rule ends with chief inspectors: nothing is due, and nothing is missing."""
    pay = pay_of(world("superintendent"), rota(("N", MONDAY)))
    assert pay.items == ()
    assert not any("nsocial" in note for note in pay.not_counted)


def test_overtime_is_time_and_a_third_beyond_the_tour_of_the_pattern() -> None:
    """07:00 to 19:00 where the pattern ends at 16:30: 2.5 hours at 26.67 pounds are 66.68 (2,667 x 2.5 = 6,667.5)."""
    assert counted(world(), rota(("LD", MONDAY)), "overtime") == [(MONDAY, "minute", 150, 6_668)]


def test_overtime_is_paid_by_the_completed_quarter_of_an_hour() -> None:
    """Ten minutes over are nothing; 2 hours 29 are 2 hours and a quarter. Of planned overtime no half-hour is lost."""
    scenario = world()
    for end, minutes in (("16:40", []), ("16:45", [15]), ("17:00", [30]), ("18:59", [135]), ("19:00", [150])):
        hours, over = (int(part) for part in end.split(":"))
        tours = tuple(replace(item, end=60 * hours + over) if item.tour == "LD" else item for item in scenario.tours)
        found = counted(replace(scenario, tours=tours), rota(("LD", MONDAY)), "overtime")
        assert [row[2] for row in found] == minutes


def test_the_longer_night_of_a_clock_change_is_no_overtime() -> None:
    """A night of the pattern lasts an hour longer when the clock goes back; nobody was kept on."""
    scenario = world(first_day=AUTUMN)
    nights = (replace(scenario.patterns[0], cycle=("N",)),)
    assert counted(replace(scenario, patterns=nights), rota(("N", AUTUMN)), "overtime") == []


def test_inspecting_ranks_have_no_overtime() -> None:
    """Two hours and a half more are nothing for an inspector, and nothing is missing."""
    pay = pay_of(world("inspector"), rota(("LD", MONDAY)))
    assert pay.pence_by_item == {}
    assert not any("vertime" in note for note in pay.not_counted)


@pytest.mark.parametrize(
    ("clear", "expected"),
    [
        # 9.5 hours at 30 pounds.
        (0, (REST_DAY, "minute", 570, 28_500)),
        (14, (REST_DAY, "minute", 570, 28_500)),
        (15, (REST_DAY, "day owed", 1, 0)),
    ],
)
def test_a_rest_day_worked_is_time_and_a_half_below_15_clear_days(
    clear: int, expected: tuple[int, str, int, int]
) -> None:
    """With 14 clear days it is paid, with 15 another rest day is owed."""
    assert counted(told(world(), REST_DAY, clear), rota(("E", REST_DAY)), "rest_day_worked") == [expected]


def test_a_short_rest_day_worked_is_paid_as_four_hours() -> None:
    """Three hours at 14 clear days: four at 30 pounds."""
    found = counted(told(world(), REST_DAY, 14), rota(("S", REST_DAY)), "rest_day_worked")
    assert found == [(REST_DAY, "minute", 240, 12_000)]


def test_without_a_date_told_nothing_is_at_short_notice() -> None:
    """A rest day worked in a rota told in good time is given back."""
    assert counted(world(), rota(("E", REST_DAY)), "rest_day_worked") == [(REST_DAY, "day owed", 1, 0)]


@pytest.mark.parametrize("rank", ["inspector", "chief inspector", "superintendent"])
def test_a_rest_day_worked_of_higher_ranks_is_given_back_at_any_notice(rank: str) -> None:
    """A day in lieu, and no money, even without notice."""
    found = counted(told(world(rank), REST_DAY, 0), rota(("E", REST_DAY)), "rest_day_worked")
    assert found == [(REST_DAY, "day owed", 1, 0)]


@pytest.mark.parametrize(
    ("clear", "expected"),
    [
        # Double time below 8 clear days, time and a half from 8 to 17, another day from 18.
        (7, (REST_DAY, "minute", 570, 38_000)),
        (8, (REST_DAY, "minute", 570, 28_500)),
        (17, (REST_DAY, "minute", 570, 28_500)),
        (18, (REST_DAY, "day owed", 1, 0)),
    ],
)
def test_scotland_has_three_bands_of_notice(clear: int, expected: tuple[int, str, int, int]) -> None:
    """A rest day of 9.5 hours at 40 and at 30 pounds."""
    scenario = world()
    scottish = replace(scenario, forces=(replace(scenario.forces[0], jurisdiction="scotland"),))
    assert counted(told(scottish, REST_DAY, clear), rota(("E", REST_DAY)), "rest_day_worked") == [expected]


@pytest.mark.parametrize(("clear", "owed"), [(7, True), (8, False), (200, False)])
def test_a_public_holiday_worked_is_double_time_and_below_8_clear_days_a_day_off_besides(
    clear: int, owed: bool
) -> None:
    """Christmas Day of 9.5 hours at 40 pounds; it counts as that alone, though the pattern has rest."""
    scenario = world(first_day=CHRISTMAS - 6, days=10)
    made = rota(("E", CHRISTMAS))
    expected = [(CHRISTMAS, "day owed", 1, 0)] * owed + [(CHRISTMAS, "minute", 570, 38_000)]
    assert counted(told(scenario, CHRISTMAS, clear), made, "public_holiday_worked") == expected
    assert counted(told(scenario, CHRISTMAS, clear), made, "rest_day_worked") == []


@pytest.mark.parametrize(("clear", "authority"), [(7, True), (14, True), (15, False)])
def test_a_public_holiday_ordered_below_15_clear_days_needs_an_authority(clear: int, authority: bool) -> None:
    """An assistant chief constable's: the rate that was counted says so."""
    pay = pay_of(told(world(first_day=CHRISTMAS, days=3), CHRISTMAS, clear), rota(("E", CHRISTMAS)))
    assert ["assistant chief constable" in rate.note for rate in pay.rates] == [authority]


def test_a_public_holiday_worked_is_given_back_to_an_inspector() -> None:
    """No money, a day in lieu."""
    scenario = world("inspector", first_day=CHRISTMAS, days=3)
    made = rota(("E", CHRISTMAS))
    assert counted(scenario, made, "public_holiday_worked") == [(CHRISTMAS, "day owed", 1, 0)]


def test_public_holidays_are_those_the_rule_group_states() -> None:
    """Dates of the scenario take the place of the profile's, whether holidays are shared fairly or not."""
    scenario = world()
    limits: dict[str, dict[str, Limit]] = {"holiday_share": {"dates": "2026-10-12", "applied": False}}
    stated = replace(scenario, rules=(replace(scenario.rules[0], limits=limits),))
    made = rota(("E", MONDAY))
    assert counted(scenario, made, "public_holiday_worked") == []
    assert counted(stated, made, "public_holiday_worked") == [(MONDAY, "minute", 570, 38_000)]


def test_halves_of_a_penny_are_rounded_up() -> None:
    """A tenth of 1,905 pence is 190.5, so 191 an hour; 8 hours are 1,528."""
    found = counted(world(pay=PaySettings(constable_hour=1_905)), rota(("N", MONDAY)), "unsocial_hours")
    assert [row[3] for row in found] == [8 * int(Fraction(1905, 10) + Fraction(1, 2))] == [1_528]


RESERVE = PaySettings(held_in_reserve=("HARBOUR", "RANGE"), hardship=("RANGE",))


def at_posts(code: str, *posts: str) -> Rota:
    """Return the rota of ``a1`` with a tour at one of these posts on each day."""
    made = rota(*((code, MONDAY + n) for n in range(len(posts)))).assignments
    return Rota(tuple(replace(item, post=post) for item, post in zip(made, posts, strict=True)))


def test_a_night_held_in_reserve_is_50_pounds_and_in_hardship_30_more() -> None:
    """Three force days at such posts, one of them without single rooms: 150 pounds, and 30 besides."""
    made = at_posts("E", "HARBOUR", "HARBOUR", "RANGE", "CITY")
    scenario = world(pay=RESERVE)
    assert counted(scenario, made, "away_night") == [(MONDAY + n, "day", 1, 5_000) for n in range(3)]
    assert counted(scenario, made, "hardship_night") == [(MONDAY + 2, "day", 1, 3_000)]


def test_a_night_standing_by_is_one_night_however_many_tours_it_has() -> None:
    """On call beside an early at the same post: one night."""
    both = Rota((*at_posts("E", "HARBOUR").assignments, *at_posts("ON", "HARBOUR").assignments))
    assert counted(world(pay=RESERVE), both, "away_night") == [(MONDAY, "day", 1, 5_000)]


def test_nobody_is_away_at_the_home_post_nor_where_no_post_is_named() -> None:
    """At one's own post, and where the scenario names none; then the report says so."""
    made = at_posts("E", "HARBOUR", "RANGE")
    at_home = tuple(replace(officer, home_post="RANGE") for officer in world().officers)
    assert counted(world(pay=RESERVE, officers=at_home), made, "away_night") == [(MONDAY, "day", 1, 5_000)]
    assert counted(world(pay=RESERVE, officers=at_home), made, "hardship_night") == []
    pay = pay_of(world(), made)
    assert "away_night" not in pay.pence_by_item
    assert any("no post is named that holds them in reserve" in note for note in pay.not_counted)
    assert not any("names no post" in note for note in pay_of(world(pay=RESERVE), made).not_counted)


def test_posts_of_the_force_hold_nobody_in_reserve_who_is_lent() -> None:
    """Where those stay, their offer says."""
    lent = tuple(replace(officer, offer="X") for officer in world().officers)
    pay = pay_of(world(pay=RESERVE, officers=lent), at_posts("E", "HARBOUR"))
    assert "away_night" not in pay.pence_by_item
