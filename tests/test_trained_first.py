"""Training that a rota plans opens, from its end, the gates that ask for its record: both readings, and what plans make of it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from scheduler.amendments.checking import judged
from scheduler.amendments.remove import Remove
from scheduler.audit import audit, entitlement_findings
from scheduler.demand import requirements_of
from scheduler.domain.briefs import officer_briefs
from scheduler.domain.events import Event, Gate
from scheduler.domain.people import Abstraction, Contract, Role
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.rows import Requirements
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant, iso_day
from scheduler.domain.work import Post
from scheduler.eligibility import OfficerOptions, options_of
from scheduler.explain.duty import explain_duty
from scheduler.planning.seats_kept import apart_alone
from scheduler.rules.cover.trained_first import TrainedFirst
from tests.rules.cover.enumeration import assignment
from tests.test_training import CPD, commanders, done, missed, planned, trained
from tests.test_training import drawn as random_world
from tests.worlds import FIRST_DAY, ZONE, authorised, cover_tour, tour

NOW, LATER = instant(FIRST_DAY - 1000, 0, ZONE), instant(FIRST_DAY + 1000, 0, ZONE)
ONCE = replace(CPD, times=1)
YEARLY = Gate("mandatory", "training_day", "CPD", ("sfc",), 365, "gate", NOW, LATER)


def waiting(**overrides: Any) -> Scenario:
    """Return four days of one commander whose training day of a year ago ceases to count before the second."""
    values: dict[str, Any] = {
        "days": 4,
        "n_officers": 1,
        "tours": (
            tour("D", "day", "08:00", "16:00"),
            tour("T", "training", "08:00", "16:00"),
            tour("OC", "on_call", "17:00", "31:00"),
        ),
        "contracts": (Contract("commanders", ("rest", "D", "T", "OC", "T+OC"), 2400, "commanders"),),
        "combinations": (("T", "OC"),),
        "posts": (
            Post("SFC", "Strategic", "north", "sfc", ("OC",)),
            Post("DESK", "Desk", "north", "sfc", ("D",)),
        ),
        "cover": (cover_tour("SFC", "OC", 1, 1), cover_tour("DESK", "D", 0, 1)),
        "training": (ONCE,),
        "gates": (YEARLY,),
    }
    # Done at 10:00, 364 days before the first: good until 10:00 of the second day.
    return commanders(**{**values, **overrides}).with_events([done("a1", 364)])


def kept(requirements: Requirements, roles: frozenset[str], rota: Rota) -> bool:
    """Say whether the rows of seats that wait for training all stand, and no amount eases them."""
    counts: Counter[str] = Counter()
    for supply in requirements.supplies:
        for held in rota.assignments:
            here = (held.tour, held.day) == (supply.tour, supply.day) and supply.post in ("", held.post)
            if here and (not supply.role or supply.role in roles):
                counts[supply.row] += supply.coefficient
    return all(counts[row.key] >= row.at_least for row in requirements.rows)


def every_rota(scenario: Scenario) -> Iterator[Rota]:
    """Yield every rota of the first officer: any option of the contract a day, each of its tours at any post of it, or none."""
    officer = scenario.officers[0].officer
    (contract,) = scenario.contracts
    posts = {
        one.tour: ["", *(post.post for post in scenario.posts if one.tour in post.tours)] for one in scenario.tours
    }
    by_day = []
    for day in scenario.horizon.days:
        choices: list[tuple[Assignment, ...]] = [()]
        for code in contract.options[1:]:
            tours = code.split("+")
            for taken in product(*(posts[name] for name in tours)):
                pairs = zip(tours, taken, strict=True)
                choices.append(tuple(assignment(scenario, officer, name, day, post) for name, post in pairs))
        by_day.append(choices)
    for chosen in product(*by_day):
        yield Rota(tuple(held for day in chosen for held in day))


def offered(scenario: Scenario, own: OfficerOptions, rota: Rota) -> bool:
    """Say whether eligibility offers every option and seat of a rota."""
    for day, on in zip(scenario.horizon.days, own.days, strict=True):
        work = [held for held in rota.assignments if held.day == day]
        code = "+".join(held.tour for held in work) or "rest"
        seats = {(seat.post, seat.tour) for group in on.seats.get(code, ()) for seat in group}
        if code not in on.options or any(held.post and (held.post, held.tour) not in seats for held in work):
            return False
    return True


def agree(scenario: Scenario, rotas: Iterator[Rota]) -> Counter[bool]:
    """Check that eligibility and the rows together let exactly those rotas pass that the audit has no objection to."""
    (own,) = options_of(scenario, officer_briefs(scenario)).officers
    requirements, seen = TrainedFirst().require(scenario), Counter[bool]()
    for rota in rotas:
        passes = offered(scenario, own, rota) and kept(requirements, frozenset(), rota)
        faults = entitlement_findings(scenario, rota)
        assert passes == (not faults), (rota, faults)
        seen[passes] += 1
    return seen


def test_both_faces_agree_on_every_rota() -> None:
    """On all 6^4 and more rotas of one commander; each seat refused for want of training is a breach of the rule as well."""
    scenario = waiting(days=3)
    seen = agree(scenario, every_rota(scenario))
    assert min(seen[True], seen[False]) > 50
    early = Rota(
        (assignment(scenario, "a1", "OC", FIRST_DAY + 1, "SFC"), assignment(scenario, "a1", "T", FIRST_DAY + 2))
    )
    assert [found.rule for found in TrainedFirst().findings(scenario, early)] == ["trained_first"]
    in_time = Rota(
        tuple(assignment(scenario, "a1", name, FIRST_DAY + 1, post) for name, post in (("T", ""), ("OC", "SFC")))
    )
    assert TrainedFirst().findings(scenario, in_time) == []


def drawn(dice: random.Random) -> Scenario:
    """Return a commander with random records, gates and one or two courses."""
    courses = (
        replace(ONCE, event=dice.choice(("training_day", "course")), interval_days=dice.choice((1, 2, 365))),
        replace(CPD, course="KIT", subject="kit", tour="U", event=dice.choice(("training_day", "course", "exercise"))),
    )
    gates = [
        Gate(
            f"g{number}",
            dice.choice(("training_day", "training_day", "course", "kit")),
            "",
            ("sfc",),
            dice.choice((None, 1, 2, 365)),
            dice.choice(("gate", "gate", "gate", "advise", "off")),
            instant(FIRST_DAY - dice.randrange(3), 60 * dice.randrange(24), ZONE),
            instant(FIRST_DAY + 1 + dice.randrange(3), 60 * dice.randrange(24), ZONE),
        )
        for number in range(2)
    ]
    gates = [replace(gate, subject="kit" if gate.event == "kit" else dice.choice(("", "CPD", "kit"))) for gate in gates]
    events = [
        Event(
            "a1",
            dice.choice(("training_day", "course", "exercise")),
            dice.choice(("CPD", "kit")),
            instant(FIRST_DAY - dice.choice((-1, 0, 1, 2, 364, 365)), 60 * dice.randrange(24), ZONE),
            passed=dice.random() < 0.8,
        )
        for _ in range(dice.randrange(3))
    ]
    if dice.random() < 0.7:
        deadline = dice.choice((None, instant(FIRST_DAY + 1, 720, ZONE)))
        events.append(Event("", "kit_introduced", "kit", instant(FIRST_DAY - 1, 0, ZONE), deadline))
    scenario = waiting(
        days=3,
        tours=(
            tour("D", "day", "08:00", "16:00"),
            tour("T", "training", "08:00", "16:00"),
            tour("U", "training", "06:00", "12:00"),
            tour("OC", "on_call", "15:00", "31:00"),
        ),
        contracts=(Contract("commanders", ("rest", "D", "T", "U", "OC", "U+OC"), 2400, "commanders"),),
        combinations=(("U", "OC"),),
        training=courses,
        gates=tuple(gates),
    )
    return replace(scenario, events=()).with_events(events)


@pytest.mark.parametrize("seed", range(40))
def test_both_faces_agree_whatever_is_recorded(seed: int) -> None:
    """Random records, gates on training days, courses and kit, two courses: 120 rotas of each world."""
    dice = random.Random(seed)
    scenario = drawn(dice)
    agree(scenario, iter(dice.sample(list(every_rota(scenario)), 120)))


def test_the_random_worlds_have_rows_that_bite() -> None:
    """Among them are rotas that the rows alone refuse, and seats that only training opens."""
    bites, opens = 0, 0
    for seed in range(40):
        scenario = drawn(random.Random(seed))
        requirements = TrainedFirst().require(scenario)
        opens += bool(requirements.rows)
        alone = Rota((assignment(scenario, "a1", "OC", FIRST_DAY + 2, "SFC"),))
        bites += not kept(requirements, frozenset(), alone)
    assert min(bites, opens) > 5


def test_who_is_planned_to_train_is_competent_from_its_end() -> None:
    """Of four days on call three come after the record's end: training by the day and being on call from 17:00 covers all."""
    made = planned(waiting())
    assert made.price.command == 0
    assert [day for _, day in trained(made)] in ([0], [1])
    assert sorted(held.day - FIRST_DAY for held in made.rota.assignments if held.post == "SFC") == [0, 1, 2, 3]
    assert audit(waiting(), made.rota).faults == ()


def test_without_the_table_the_records_alone_count() -> None:
    """No course renews the record: three duties stay uncovered."""
    assert planned(waiting(training=())).price.command == 3
    other = replace(ONCE, subject="something else")
    assert planned(waiting(training=(other,))).price.command == 3


def test_training_renews_its_own_record_and_nothing_else() -> None:
    """An authorisation that has run out stays so, and a gate about a fitness test stays shut."""
    lapsing = waiting(authorisations=(authorised("a1", "sfc", until_day=FIRST_DAY + 1),))
    assert planned(lapsing).price.command == 4  # the first tour on call reaches over the end
    fitness = Gate("fit", "fitness_test", "", ("sfc",), 365, "gate", NOW, LATER)
    assert planned(waiting(gates=(YEARLY, fitness))).price.command == 4


@pytest.mark.parametrize("level", ["advise", "off"])
def test_a_gate_that_advises_keeps_nobody_from_a_seat(level: Any) -> None:
    """No row is stated, and every duty is covered without training as with it."""
    scenario = waiting(gates=(replace(YEARLY, level=level),))
    assert TrainedFirst().require(scenario).rows == ()
    assert planned(scenario).price.command == 0
    untrained = Rota(tuple(assignment(scenario, "a1", "OC", FIRST_DAY + day, "SFC") for day in range(4)))
    assert audit(scenario, untrained).faults == ()


def test_what_is_late_is_made_up_where_a_gate_waits_for_it() -> None:
    """On leave on the two days on which it would be in time: missed at its price, done on the third, on call from then."""
    away = (Abstraction("a1", "leave", "everything", FIRST_DAY, FIRST_DAY + 2),)
    made = planned(waiting(abstractions=away))
    assert missed(made) == {"a1": 1}
    assert trained(made) == [("a1", 2)]
    assert made.price.command == 2
    open_gate = planned(waiting(abstractions=away, gates=()))
    assert trained(open_gate) == []


def test_a_record_that_ends_again_within_the_days_closes_the_gate_again() -> None:
    """Good for one day, trained on the second: open from 16:00 of the second day until 16:00 of the third."""
    scenario = waiting(gates=(replace(YEARLY, valid_days=1),))
    held = [assignment(scenario, "a1", "OC", FIRST_DAY + day, "SFC") for day in (1, 2)]
    rota = Rota((assignment(scenario, "a1", "T", FIRST_DAY + 1), *held))
    found = entitlement_findings(scenario, rota)
    assert [one.day - FIRST_DAY for one in found] == [2]


def test_new_kit_is_known_from_the_training_about_it_and_no_other_training_ends_the_time_of_grace() -> None:
    """Introduced before, deadline on the second day: the day about the kit opens the gate, the yearly one leaves it as it is."""
    kit = Gate("new kit", "kit", "baton gun", ("sfc",), None, "gate", NOW, LATER)
    introduced = Event(
        "", "kit_introduced", "baton gun", instant(FIRST_DAY - 9, 0, ZONE), instant(FIRST_DAY + 2, 0, ZONE)
    )
    scenario = waiting(gates=(kit,), training=(replace(ONCE, subject="baton gun"),)).with_events([introduced])
    assert planned(scenario).price.command == 0
    yearly = waiting(gates=(kit,)).with_events([introduced])
    assert planned(yearly).price.command == 3  # from 17:00 of the second day the tour reaches beyond the deadline
    trains_first = Rota((assignment(yearly, "a1", "T", FIRST_DAY), assignment(yearly, "a1", "OC", FIRST_DAY, "SFC")))
    assert entitlement_findings(yearly, trains_first) == []


def driving() -> Scenario:
    """Return two days of a crew of two of whom a1 drives only after training, with one car wanted a day."""
    gate = Gate("driving", "course", "driver", ("driver",), 365, "gate", NOW, LATER)
    course = replace(ONCE, course="driver", roles=("driver",), event="course", subject="driver")
    return commanders(
        days=2,
        n_officers=3,
        roles=(Role("arv", "Armed", armed=True), Role("driver", "Driver", driving=True)),
        authorisations=(*(authorised(name, "arv") for name in ("a1", "a2", "a3")), authorised("a1", "driver")),
        posts=(Post("CAR", "Car", "north", "arv", ("D",), crew_size=2, driver_role="driver"),),
        units=tuple(replace(unit, armed=True) for unit in commanders().units),
        cover=(cover_tour("CAR", "D", 1, 1),),
        training=(course,),
        gates=(gate,),
    )


def test_a_driver_waits_for_training_and_crews_without_driving_until_then() -> None:
    """Nobody drives on the first day, on which a1 trains; on the second a1 does. Two cars would need two days of training."""
    made = planned(driving())
    assert trained(made) == [("a1", 0)]
    assert made.price.crews == 1
    (own, *_) = options_of(driving(), officer_briefs(driving())).officers
    seats = [seat for group in own.days[1].seats["D"] for seat in group]
    assert sorted((sorted(seat.roles), len(seat.awaits)) for seat in seats) == [([], 0), (["driver"], 1)]


def test_a_search_cut_short_gives_up_the_seat_and_not_the_training() -> None:
    """What is left of a pair that may not be held: the seat before the training goes, the one after it stays."""
    scenario = waiting()
    held = [assignment(scenario, "a1", "OC", FIRST_DAY + day, "SFC") for day in (1, 3)]
    rota = [assignment(scenario, "a1", "T", FIRST_DAY + 2), *held]
    seats = {one.day - FIRST_DAY: one.post for one in apart_alone(scenario, rota) if one.tour == "OC"}
    assert seats == {1: "", 3: "SFC"}


def test_two_officers_are_told_apart() -> None:
    """a2's training opens nothing for a1."""
    scenario = waiting(n_officers=2, training=(replace(ONCE, times=1),)).with_events([done("a2", 364)])
    rota = Rota((assignment(scenario, "a2", "T", FIRST_DAY), assignment(scenario, "a1", "OC", FIRST_DAY + 2, "SFC")))
    assert [found.subject for found in entitlement_findings(scenario, rota)] == ["a1"]
    assert requirements_of(scenario).rows


@pytest.mark.parametrize("seed", range(16))
def test_random_worlds_end_optimal_audited_and_proved(seed: int) -> None:
    """Engine, audit and proof agree where gates wait for courses, and no more is uncovered than where the gates never open."""
    scenario, dice = random_world(seed), random.Random(seed)
    gates = tuple(
        Gate(course.course, course.event, course.subject, course.roles, dice.choice((3, 30, 365)), "gate", NOW, LATER)
        for course in scenario.training
    )
    scenario = replace(scenario, gates=gates)
    made = planned(scenario)
    assert audit(scenario, made.rota).faults == ()
    shut = planned(replace(scenario, training=()))
    assert made.price[:2] <= shut.price[:2]


def test_taking_training_away_takes_the_seats_after_it() -> None:
    """The one commander falls sick on the training day: the seats that waited for it may not be held, and are refused."""
    scenario = waiting()
    rota = Rota(
        (
            assignment(scenario, "a1", "T", FIRST_DAY + 1),
            *(assignment(scenario, "a1", "OC", FIRST_DAY + day, "SFC") for day in (0, 3)),
        )
    )
    verdict = judged(scenario, rota, Remove("a1", FIRST_DAY + 1, "T"))
    assert {(one.rule, one.day - FIRST_DAY) for one in verdict.refused} == {("eligibility", 3), ("trained_first", 3)}
    assert [one.day - FIRST_DAY for one in verdict.uncovered] == [3]
    kept = judged(scenario, rota, Remove("a1", FIRST_DAY + 3, "OC"))
    assert kept.accepted


def test_an_explanation_knows_what_the_rota_plans() -> None:
    """On call after the training nothing is in the way; before it, the gate is."""
    scenario = waiting()
    rota = Rota((assignment(scenario, "a1", "T", FIRST_DAY + 2),))
    kinds = {}
    for day in (1, 3):
        (found,) = explain_duty(scenario, rota, f"SFC/OC/{iso_day(FIRST_DAY + day)}").obstacles
        kinds[day] = (found.kind, found.code)
    assert kinds == {1: ("eligibility", "gate:mandatory"), 3: ("free", "")}
