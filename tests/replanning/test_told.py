"""What a rota told, as a scenario in which changing it has its price, and what another rota changes of it."""

from __future__ import annotations

from dataclasses import replace

from scheduler.audit import audit
from scheduler.domain.people import Abstraction
from scheduler.domain.replanning import Told
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.replanning.changes import changes_of, pins_lost
from scheduler.replanning.fewest import PERSON_PENCE, counting_people
from scheduler.replanning.told import Terms, told_by, with_told
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.rule import HARD
from tests.rules.cover.enumeration import assignment
from tests.worlds import FIRST_DAY, tiny_scenario

DAYS = range(FIRST_DAY, FIRST_DAY + 3)


def rota_of(scenario: Scenario, *held: tuple[str, str, int, str]) -> Rota:
    """Return a rota of (officer, tour, day from the first, post)."""
    rows = (assignment(scenario, who, tour, FIRST_DAY + day, post) for who, tour, day, post in held)
    return Rota(tuple(sorted(rows)))


def told(scenario: Scenario, *held: tuple[str, str, int, str], terms: Terms | None = None) -> Told:
    """Return what a rota of three days told."""
    given = terms or Terms(FIRST_DAY - 30)
    return told_by(scenario, rota_of(scenario, *held), given, "run", DAYS)


def test_every_day_that_was_told_is_known_and_no_other() -> None:
    """A day without a tour was told as rest; what the run held after its days was never told."""
    scenario = tiny_scenario()
    found = told(scenario, ("a1", "E", 0, "ARV"), ("a1", "N", 3, "ARV"))
    assert found.days["a1"] == {FIRST_DAY: "E", FIRST_DAY + 1: "rest", FIRST_DAY + 2: "rest"}
    assert found.seats["a1"] == {FIRST_DAY: {"E": "ARV"}}


def test_other_tours_and_other_seats_are_changes_and_leave_is_none() -> None:
    """Three changes of two officers; the third is away, and nobody has to be told that."""
    plain = tiny_scenario()
    first = told(plain, ("a1", "E", 0, "ARV"), ("a1", "E", 1, "ARV"), ("a2", "E", 0, "ARV"), ("a3", "E", 0, "ARV"))
    away = Abstraction("a3", "sickness", "everything", FIRST_DAY, FIRST_DAY + 1)
    scenario = with_told(replace(plain, abstractions=(away,)), first)
    found = changes_of(scenario, rota_of(plain, ("a1", "N", 0, "ARV"), ("a2", "E", 0, "")))
    assert [(one.day - FIRST_DAY, one.officer, one.kind, one.was, one.now) for one in found] == [
        (0, "a1", "tours", "E", "N"),
        (0, "a2", "seat", "E", "E"),
        (1, "a1", "tours", "E", "rest"),
    ]
    assert {one.clear_days for one in found} == {29, 30}


def test_a_pin_that_is_not_kept_is_told() -> None:
    """One by another tour, one by leave; a pinned rest day of somebody away is kept."""
    plain = tiny_scenario()
    pins = frozenset((name, FIRST_DAY + day) for name, day in (("a1", 0), ("a1", 1), ("a2", 0), ("a2", 1)))
    first = told(plain, ("a1", "E", 0, ""), ("a2", "E", 0, ""), terms=Terms(FIRST_DAY - 9, pins=pins))
    away = Abstraction("a2", "sickness", "everything", FIRST_DAY, FIRST_DAY + 2)
    scenario = with_told(replace(plain, abstractions=(away,)), first)
    changes = changes_of(scenario, rota_of(plain))
    assert pins_lost(scenario, changes) == (("a1", FIRST_DAY), ("a2", FIRST_DAY))


def test_the_audit_prices_a_seat_that_was_not_told() -> None:
    """The same tour at another post than told costs what the rule group says; the same post costs nothing."""
    plain = tiny_scenario()
    limits = {group.group: {**group.limits, "change": {"seat_pence": 77}} for group in plain.rules}
    plain = replace(plain, rules=tuple(replace(group, limits=limits[group.group]) for group in plain.rules))
    post = plain.posts[0].post
    scenario = with_told(plain, told(plain, ("a1", "E", 0, ""), ("a2", "E", 0, post)))
    found = audit(scenario, rota_of(plain, ("a1", "E", 0, post), ("a2", "E", 0, post))).findings
    assert [(one.subject, one.pence) for one in found if one.rule == "seat_told"] == [("a1", 77)]


def test_a_scenario_that_was_told_is_another_scenario() -> None:
    """Its hash changes with what was told and with the terms, so that no run is read back with another's."""
    plain = tiny_scenario()
    first = told(plain, ("a1", "E", 0, ""))
    hashes = {
        scenario.sha256
        for scenario in (
            plain,
            with_told(plain, first),
            with_told(plain, replace(first, freeze_days=3)),
            with_told(plain, told(plain, ("a1", "N", 0, ""))),
        )
    }
    assert len(hashes) == 4


def test_counting_people_leaves_no_other_price() -> None:
    """What refuses still does; every price of a rule is nought, and each officer told costs the same."""
    group = RuleLimits("own", "england_and_wales", {"rest_between_tours": {"short_minutes": 60, "short_pence": 9}})
    plain = replace(tiny_scenario(), rules=(*tiny_scenario().rules, group))
    scenario = counting_people(with_told(plain, told(plain, ("a1", "E", 0, ""))))
    rules = rules_of_group(scenario.rules[-1])
    prices = [
        value for rule in rules for name, value in vars(rule).items() if name == "pence" or name.endswith("_pence")
    ]
    assert set(prices) == {0, HARD}
    assert "rest_between_tours" in {rule.code for rule in rules}
    assert scenario.told is not None
    assert scenario.told.person_pence == PERSON_PENCE
    assert set(scenario.told.seat_pence.values()) <= {0}
