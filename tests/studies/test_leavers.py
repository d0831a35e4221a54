"""Who hands in, in which order, when: nested, drawn once for all, and laid over a scenario that stays as it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.people import Officer, Team
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.eligibility import Eligibility
from scheduler.studies.leavers import LEAVER_MODELS, LeaverModel, Named, model_of, population
from scheduler.studies.leavers.draws import Timing, drawn, n_leaving
from scheduler.studies.leavers.stepping_back import without_leavers
from tests.worlds import FIRST_DAY, ZONE, authorised, tiny_scenario

SHARES = st.fractions(min_value=0, max_value=1)


def many(n_teams: int = 3, per_team: int = 4) -> Scenario:
    """Return the tiny scenario with so many armed officers in teams, authorised one year longer each."""
    names = [(f"p{team}{number}", f"T{team}") for team in range(n_teams) for number in range(per_team)]
    tiny = tiny_scenario()
    return replace(
        tiny,
        teams=tuple(Team(f"T{team}", "armed", "two-two-two", 0) for team in range(n_teams)),
        officers=(*(Officer(name, "north", "armed", "crews", "PC", team) for name, team in names), tiny.officers[-1]),
        authorisations=(
            *(authorised(name, "arv", FIRST_DAY - 365 * place) for place, (name, _) in enumerate(names)),
            authorised("c1", "sfc"),
        ),
    )


def order(scenario: Scenario, model: LeaverModel, seed: int = 1, number: int = 0) -> list[str]:
    """Return who hands in, in order."""
    people = population(scenario)
    return [one.officer for one in drawn(scenario, people, model, Timing(), seed, number).leavers]


@pytest.mark.parametrize("model", LEAVER_MODELS, ids=lambda model: model.code)
@given(seed=st.integers(0, 2**31 - 1), number=st.integers(0, 500), less=SHARES, more=SHARES)
def test_who_has_left_at_less_has_left_at_more(
    model: LeaverModel, seed: int, number: int, less: Fraction, more: Fraction
) -> None:
    """At each share the leavers are those of every smaller share and as many more as the share says, on the same days."""
    scenario = many()
    people = population(scenario)
    sample = drawn(scenario, people, model, Timing(5, {1: 0.4}), seed, number)
    few, several = sample.at(min(less, more)), sample.at(max(less, more))
    assert several[: len(few)] == few
    assert len(several) == n_leaving(max(less, more), len(people))
    assert sorted(one.officer for one in sample.leavers) == [person.officer for person in people]


@pytest.mark.parametrize("model", LEAVER_MODELS, ids=lambda model: model.code)
def test_a_sample_is_the_same_whenever_it_is_drawn(model: LeaverModel) -> None:
    """Seed and number make a sample; another number or seed makes another."""
    scenario = many()
    assert order(scenario, model, 7, 3) == order(scenario, model, 7, 3)
    assert len({tuple(order(scenario, model, 7, number)) for number in range(20)}) > 1
    assert len({tuple(order(scenario, model, seed, 3)) for seed in range(20)}) > 1


def test_timing_does_not_move_who_leaves() -> None:
    """Onset and return are drawn from streams of their own: asking for them leaves the order as it was."""
    scenario = many()
    people = population(scenario)
    plain = drawn(scenario, people, model_of("uniform"), Timing(), 1, 0)
    timed = drawn(scenario, people, model_of("uniform"), Timing(5, {2: 0.5}), 1, 0)
    assert [one.officer for one in plain.leavers] == [one.officer for one in timed.leavers]
    assert {one.from_day for one in plain.leavers} == {FIRST_DAY}
    assert {one.until_day for one in plain.leavers} == {None}


@given(number=st.integers(0, 200))
def test_onset_and_return_stay_within_what_is_stated(number: int) -> None:
    """Everybody leaves within the onset, and comes back after one of the delays stated, or not at all."""
    scenario = many()
    sample = drawn(scenario, population(scenario), model_of("uniform"), Timing(5, {2: 0.3, 9: 0.6}), 1, number)
    for one in sample.leavers:
        assert FIRST_DAY <= one.from_day <= FIRST_DAY + 5
        assert one.until_day is None or one.until_day - one.from_day in (2, 9)


def test_as_many_come_back_as_the_return_curve_says() -> None:
    """With 0.25 back after 3 days and all after 8, a quarter of many leavers is back on the third day, the rest later."""
    scenario = many()
    people = population(scenario)
    timing = Timing(0, {3: 0.25, 8: 1.0})
    after = Counter(
        (one.until_day or 0) - one.from_day
        for number in range(200)
        for one in drawn(scenario, people, model_of("uniform"), timing, 1, number).leavers
    )
    assert set(after) == {3, 8}
    assert abs(after[3] / after.total() - 0.25) < 0.03


@given(number=st.integers(0, 500))
def test_teams_leave_whole(number: int) -> None:
    """Team by team nobody of another team hands in before a team is through."""
    scenario = many()
    teams = {officer.officer: officer.team or officer.officer for officer in scenario.officers}
    met = [teams[name] for name in order(scenario, model_of("team"), 1, number)]
    assert len([place for place, team in enumerate(met) if place == 0 or met[place - 1] != team]) == len(set(met))


def test_experience_sways_who_is_first() -> None:
    """Of twelve officers the longest authorised leave earlier on the mean under one model, and later under the other."""
    scenario = many()
    people = population(scenario)
    longest = max(people, key=lambda person: person.days_authorised if person.officer != "c1" else 0).officer

    def mean(code: str) -> float:
        return sum(order(scenario, model_of(code), 1, number).index(longest) for number in range(300)) / 300

    assert mean("longest_serving") < mean("uniform") < mean("newest")


def test_a_named_list_is_taken_from_its_top() -> None:
    """Nobody but the names leaves, in their order; a name that may not hand in is passed over."""
    assert order(many(), Named(("p21", "p00", "nobody", "p21"))) == ["p21", "p00"]


def test_who_may_hand_in() -> None:
    """Holders of armed and of command roles, or of one kind; drivers and supervisors alone hold nothing to hand in."""
    assert [person.officer for person in population(tiny_scenario())] == ["a1", "a2", "a3", "a4", "c1"]
    assert [person.officer for person in population(tiny_scenario(), "armed")] == ["a1", "a2", "a3", "a4"]
    (commander,) = population(tiny_scenario(), "command")
    assert (commander.officer, commander.roles) == ("c1", ("sfc",))


def test_leavers_lose_armed_tours_and_seats_while_they_are_away() -> None:
    """From the day of leaving to the day of return no armed tour and no command seat is left to them; then all are."""
    armed = tuple(replace(one, armed=one.tour in "ELN") for one in tiny_scenario().tours)
    scenario = tiny_scenario(tours=armed, days=5)
    people = population(scenario)
    sample = drawn(scenario, people, Named(("a1", "c1")), Timing(0, {2: 1.0}), 1, 0)
    left = without_leavers(scenario, people, sample.leavers)
    assert scenario.events == ()
    reader = Eligibility(left)
    officers = {officer.officer: officer for officer in left.officers}
    days = reader.days(officers["a1"])
    assert [bool({"E", "L", "N"} & set(day.options)) for day in days] == [False, False, True, True, True]
    assert [bool(day.seats) for day in reader.days(officers["c1"])] == [False, False, True, True, True]
    assert Eligibility(scenario).days(officers["a2"]) == reader.days(officers["a2"])


def test_stepping_back_begins_with_the_force_day() -> None:
    """The night before still belongs to the force day before: events are stated at the hour at which force days begin."""
    scenario = tiny_scenario()
    people = population(scenario)
    left = without_leavers(scenario, people, drawn(scenario, people, Named(("a1",)), Timing(), 1, 0).leavers)
    assert [(event.kind, event.subject, event.at) for event in left.events] == [
        ("step_back", "", instant(FIRST_DAY, 7 * 60, ZONE))
    ]
    assert left.sha256 != scenario.sha256
