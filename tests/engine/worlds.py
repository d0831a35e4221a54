"""Tiny scenarios, each small enough to try every rota of it, and each with something scarce."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from scheduler.domain.aid import Offer, Relation
from scheduler.domain.pay import PaySettings
from scheduler.domain.people import Abstraction, Balance, Contract, Officer, PastDay, Preference, Stops
from scheduler.domain.scenario import Limit, RuleLimits, Scenario
from scheduler.domain.time import day_of, instant
from scheduler.domain.work import Horizon, Post, Vehicle
from tests.worlds import (
    FIRST_DAY,
    ZONE,
    authorised,
    cover_span,
    cover_tour,
    crew_officers,
    tiny_scenario,
    tour,
)

AUTUMN = day_of(date(2026, 10, 25))
"""The Sunday on which the clock goes back."""
SPRING = day_of(date(2027, 3, 28))
"""The Sunday on which the clock goes forward."""

HAND_OVERS = (
    tour("E", "early", "07:00", "15:00", ready=15),
    tour("L", "late", "14:30", "23:00", stand_down=15),
    tour("N", "night", "22:30", "31:15"),
)
"""Three tours round the clock, every hand-over seamless: seats are filled 07:15-15:00, 14:30-22:45 and 22:30-31:15."""

HOLED = (*HAND_OVERS[:2], tour("N", "night", "22:30", "31:15", ready=30))
"""The same with a night that is ready at 23:00, fifteen minutes after the late tour has stood down."""


def horizon(days: int, first_day: int = FIRST_DAY, tail: int = 0, period: int = 28) -> Horizon:
    """Return so many days from a first day, its reference period beginning with it."""
    return Horizon(first_day, days, ZONE, tail, period, first_day)


def limits(group: str = "crews", /, **stated: Mapping[str, Limit]) -> tuple[RuleLimits, ...]:
    """Return both rule groups of the tiny scenario, one of them with limits of its own."""
    groups: dict[str, Mapping[str, Mapping[str, Limit]]] = {"crews": {}, "commanders": {}}
    groups[group] = stated
    return tuple(RuleLimits(name, "england_and_wales", values) for name, values in groups.items())


def crews(n: int, drivers: int | None = None, supervisors: int | None = None, **overrides: Any) -> Scenario:
    """Return the base alone with so many officers, the first of whom drive and supervise."""
    officers = crew_officers(n)
    permissions = [authorised(one.officer, "arv") for one in officers]
    permissions += [authorised(one.officer, "driver") for one in officers[:drivers]]
    permissions += [authorised(one.officer, "supervisor") for one in officers[:supervisors]]
    plain = tiny_scenario()
    values: dict[str, Any] = {
        "officers": officers,
        "authorisations": tuple(permissions),
        "cover": plain.cover[:2],
        "posts": plain.posts[:1],
    }
    return tiny_scenario(**values | overrides)


def commanders(n: int, **overrides: Any) -> Scenario:
    """Return a control room with one command seat round the clock on three tours, and so many who may take it."""
    officers = tuple(replace(one, unit="command") for one in crew_officers(n))
    values: dict[str, Any] = {
        "officers": officers,
        "tours": HAND_OVERS,
        "authorisations": tuple(authorised(one.officer, "sfc") for one in officers),
        "posts": (replace(tiny_scenario().posts[1], post="TFC", tours=("E", "L", "N"), priority=3),),
        "cover": (cover_span("TFC", "07:00", "31:00", 1, 1),),
        "contracts": (Contract("crews", ("rest", "E", "L", "N"), 2400, "crews"),),
    }
    return tiny_scenario(**values | overrides)


def on_call(n: int, **overrides: Any) -> Scenario:
    """Return the seat on call alone, with so many commanders who have a day job beside it."""
    officers = tuple(Officer(f"c{number}", "north", "command", "commanders", "Supt") for number in range(1, n + 1))
    plain = tiny_scenario()
    values: dict[str, Any] = {
        "officers": officers,
        "authorisations": tuple(authorised(one.officer, "sfc") for one in officers),
        "posts": plain.posts[1:],
        "cover": plain.cover[2:],
    }
    return tiny_scenario(**values | overrides)


def helped(relation: Relation, days: int = 2, **more: Any) -> Scenario:
    """Return a base that two lent officers could help to crew, from the second morning on or from the first."""
    plain = crews(3, 1, 1, days=days, cover=(cover_tour("ARV", "E", 1, 2), cover_tour("ARV", "N", 1, 1)))
    begin = instant(FIRST_DAY + more.pop("late", 0), 0, ZONE)
    until = instant(FIRST_DAY + 10, 0, ZONE)
    values: dict[str, Any] = {"price": 900, **more}
    roles = ("arv", "driver", "supervisor")
    offer = Offer("X", "north", relation, ("x1", "x2"), "crews", "armed", "PC", roles, begin, until, **values)
    return plain.with_offers([offer])


def guarded() -> Scenario:
    """Return a static guard that the force's two officers cannot keep alone, and two soldiers deployed for it."""
    plain = tiny_scenario()
    guard = Post("GUARD", "Static guard", "north", "arv", ("E", "N"), purpose="static_guard")
    scenario = crews(2, days=2, posts=(guard,), cover=(cover_tour("GUARD", "E", 1, 1), cover_tour("GUARD", "N", 1, 2)))
    span = (instant(FIRST_DAY, 0, ZONE), instant(FIRST_DAY + 10, 0, ZONE))
    soldiers = Offer(
        "M",
        "north",
        "military",
        ("m1", "m2"),
        "crews",
        "armed",
        "soldier",
        ("arv",),
        *span,
        ("GUARD",),
        answer="deployed",
    )
    return replace(scenario, roles=plain.roles).with_offers([soldiers])


def _away(officer: str, day: int, kind: str = "leave", stops: Any = "everything", days: int = 1) -> Abstraction:
    return Abstraction(officer, kind, stops, FIRST_DAY + day, FIRST_DAY + day + days)


def _trained() -> Scenario:
    plain = crews(3, days=3, cover=(cover_tour("ARV", "E", 1, 1), cover_tour("ARV", "N", 0, 1)))
    return replace(
        plain,
        tours=(*plain.tours, tour("T", "training", "09:00", "17:00")),
        contracts=(Contract("crews", ("rest", "E", "N", "T"), 2400, "crews"),),
        abstractions=(_away("a1", 0, "training"), _away("a2", 1), _away("a3", 2, "restricted", "driving")),
    )


def _short_hours() -> Scenario:
    """Return officers whose contract holds 9 + 9 hours of the three days: a third tour is nine hours of overtime."""
    return crews(
        3,
        days=3,
        horizon=horizon(3, period=7),
        contracts=(Contract("crews", ("rest", "E", "N"), 1080, "crews"),),
        rules=limits(contract_hours={"tolerance_minutes": 0}),
    )


def _hard_tallies() -> Scenario:
    """Return officers who may work one day in three, and no more than history leaves of their hours."""
    return crews(
        3,
        days=4,
        horizon=horizon(4, FIRST_DAY + 4, period=4),
        cover=(cover_tour("ARV", "E", 1, 1),),
        contracts=(Contract("crews", ("rest", "E"), 2400, "crews"),),
        balances=(Balance("a1", "hours", FIRST_DAY - 115, FIRST_DAY + 4, 48 * 60 * 17 - 600),),
        rules=limits(rest_days_in_period={"rest_days_per_week": 4, "pence": -1}),
    )


def _two_bases() -> Scenario:
    """Return two bases that overlap from 14:00 and share one vehicle and a half."""
    base = replace(tiny_scenario().posts[0], supervisor_role=None, tours=("E", "L"))
    return crews(
        4,
        days=2,
        posts=(base, replace(base, post="SOUTH", priority=2)),
        cover=tuple(cover_tour(post, code, 1, 1) for post, code in (("ARV", "E"), ("SOUTH", "L"))),
        contracts=(Contract("crews", ("rest", "E", "L"), 2400, "crews"),),
        vehicles=(Vehicle("v1", "cars"), Vehicle("v2", "cars", ((FIRST_DAY, FIRST_DAY + 1),))),
    )


def _homes() -> Scenario:
    """Return two bases, two homes: the southern base is reached for 500 pence a day, its own officer is on leave."""
    base = replace(tiny_scenario().posts[0], tours=("E", "L"), vehicle_pool=None, crew_size=1, supervisor_role=None)
    plain = crews(
        3,
        days=3,
        posts=(base, replace(base, post="SOUTH")),
        cover=(cover_tour("ARV", "E", 1, 2), cover_tour("SOUTH", "L", 1, 1)),
        contracts=(Contract("crews", ("rest", "E", "L"), 2400, "crews"),),
        abstractions=(_away("a3", 1),),
    )
    homes = ("ARV", "ARV", "SOUTH")
    return replace(
        plain, officers=tuple(replace(one, home_post=at) for one, at in zip(plain.officers, homes, strict=True))
    )


def _teams() -> Scenario:
    """Return officers with a pattern, a wish and a binding agreement, and history that breaks rules already."""
    plain = crews(3, days=4, cover=(cover_tour("ARV", "E", 1, 1), cover_tour("ARV", "L", 0, 1)))
    return replace(
        plain,
        officers=tuple(replace(one, team="A") for one in plain.officers),
        contracts=(Contract("crews", ("rest", "E", "L"), 2400, "crews"),),
        preferences=(
            Preference("a1", "E", False, False, 0, 10**7, (), 700),
            Preference("a2", "rest", True, True, FIRST_DAY + 1, FIRST_DAY + 2, (), 0),
        ),
        history=tuple(PastDay("a3", FIRST_DAY - back, "E") for back in range(1, 10)),
    )


def _shares() -> Scenario:
    """Return four nights for three officers, one of whom has done more than the others so far."""
    return crews(
        3,
        days=4,
        cover=(cover_tour("ARV", "N", 1, 1),),
        contracts=(Contract("crews", ("rest", "N"), 2400, "crews"),),
        balances=(Balance("a1", "nights", FIRST_DAY - 50, FIRST_DAY, 2),),
        rules=limits(night_share={"pence": 5_000}, consecutive_nights={"days": 2}),
    )


def _clock() -> Scenario:
    """Return four nights around the one that lasts ten hours: 12 hours of rest hold only where it is not long."""
    return commanders(
        2,
        horizon=horizon(4, AUTUMN - 2),
        tours=(
            tour("E", "early", "07:00", "19:00"),
            tour("L", "late", "15:00", "23:00"),
            tour("N", "night", "19:00", "31:00"),
        ),
        rules=limits(rest_between_tours={"minutes": 720}),
    )


def _forward() -> Scenario:
    """Return the same around the night that lasts an hour less, with a target of two by day."""
    return commanders(
        3,
        horizon=horizon(3, SPRING - 2),
        cover=(cover_span("TFC", "08:00", "31:00", 1, 1), cover_span("TFC", "10:00", "14:00", 1, 2)),
    )


def _round_the_clock_cars() -> Scenario:
    """Return cars wanted round the clock, three officers and one driver who is away on the second day."""
    return crews(
        3,
        1,
        tours=HAND_OVERS,
        days=2,
        contracts=(Contract("crews", ("rest", "E", "L", "N"), 2400, "crews"),),
        posts=(replace(tiny_scenario().posts[0], supervisor_role=None),),
        cover=(cover_span("ARV", "07:00", "31:00", 1, 1),),
        abstractions=(_away("a1", 1),),
        vehicles=(Vehicle("v1", "cars"),),
    )


WORLDS: dict[str, Callable[[], Scenario]] = {
    "two lent officers, from the second morning": lambda: helped("region", late=1),
    "two lent officers of the national tier": lambda: helped("national"),
    "soldiers at a static guard": guarded,
    "one supervisor for earlies and nights": lambda: tiny_scenario(days=3),
    "three officers, five days, earlies and nights": lambda: crews(
        3, days=5, contracts=(Contract("crews", ("rest", "E", "N"), 2400, "crews"),)
    ),
    "two cars wanted, one supervisor to a car": lambda: crews(
        5,
        3,
        2,
        days=2,
        posts=(replace(tiny_scenario().posts[0], cars_per_supervisor=1),),
        cover=(cover_tour("ARV", "E", 1, 2), cover_tour("ARV", "N", 1, 1)),
        contracts=(Contract("crews", ("rest", "E", "N"), 2400, "crews"),),
    ),
    "crews of three": lambda: crews(
        4, 2, 1, days=4, posts=(replace(tiny_scenario().posts[0], crew_size=3),), cover=(cover_tour("ARV", "E", 1, 1),)
    ),
    "a command seat round the clock": lambda: commanders(3, days=3),
    "a command seat with a hole at a hand-over": lambda: commanders(3, days=3, tours=HOLED),
    "a command seat and two of target": lambda: commanders(
        3, days=2, cover=(cover_span("TFC", "07:00", "31:00", 1, 2),)
    ),
    "a seat on call for one": lambda: on_call(1, days=5),
    "a seat on call for two, blocks and spacing": lambda: on_call(
        2, days=5, rules=limits("commanders", on_call_blocks={"max_days": 3, "pence": -1}, on_call_spacing={"days": 2})
    ),
    "a seat on call, each on-call day at its allowance": lambda: on_call(
        2,
        days=4,
        rules=limits("commanders", on_call_allowance={"pence": 2_500}),
        pay=PaySettings(on_call_day_start=0),
    ),
    "training and leave": _trained,
    "few contract hours": _short_hours,
    "tallies that refuse": _hard_tallies,
    "two bases and a vehicle and a half": _two_bases,
    "two homes": _homes,
    "teams, wishes and a broken past": _teams,
    "fair shares": _shares,
    "the clock goes back": _clock,
    "the clock goes forward": _forward,
    "cars round the clock": _round_the_clock_cars,
    "a tail": lambda: crews(3, horizon=horizon(2, tail=2)),
}


def random_scenario(dice: random.Random) -> Scenario:
    """Return a scenario of two to four officers and three to four days with seats, cars, leave and small limits."""
    n_officers = dice.randint(2, 4)
    n_days = 3 if n_officers == 4 else dice.randint(3, 4)
    tail = dice.choice((0, 0, 1))
    base = replace(
        tiny_scenario().posts[0],
        crew_size=dice.choice((1, 2, 2, 3)),
        driver_role=dice.choice((None, "driver")),
        supervisor_role=dice.choice((None, "supervisor")),
        cars_per_supervisor=dice.choice((1, 2)),
        priority=dice.randint(1, 3),
        vehicle_pool=dice.choice((None, "cars")),
    )
    seat = replace(tiny_scenario().posts[1], post="TFC", tours=("E", "L", "N"), priority=dice.randint(1, 3))
    posts = dice.choice(((base,), (seat,), (base, seat)))
    codes = dice.sample(("E", "L", "N"), 2)
    plain = tiny_scenario(
        horizon=horizon(n_days - tail, dice.choice((FIRST_DAY, FIRST_DAY + 3, AUTUMN - 2)), tail, dice.choice((4, 28))),
        officers=_people(dice, n_officers, posts),
        tours=dice.choice((tiny_scenario().tours[:3], HAND_OVERS)),
        posts=tuple(replace(post, units=()) for post in posts),
        cover=tuple(row for post in posts for row in _cover(dice, post.post, codes)),
        contracts=(Contract("crews", ("rest", *codes), dice.choice((600, 1200, 2400)), "crews"),),
        vehicles=(Vehicle("v1", "cars"), Vehicle("v2", "cars", ((FIRST_DAY + 1, FIRST_DAY + 3),)))[
            : dice.randint(1, 2)
        ],
        rules=limits(**_limits(dice)),
    )
    first = plain.horizon.first_day
    return replace(
        plain,
        authorisations=_permissions(dice, plain),
        abstractions=_absences(dice, plain),
        preferences=tuple(
            Preference(
                one.officer, dice.choice((*codes, "rest", "duty")), dice.random() < 0.5, False, 0, 10**7, (), 300
            )
            for one in plain.officers
            if dice.random() < 0.4
        ),
        history=tuple(
            PastDay(one.officer, first - back, dice.choice((*codes, "rest")))
            for one in plain.officers
            if dice.random() < 0.5
            for back in range(1, 5)
        ),
    )


def _people(dice: random.Random, n: int, posts: Any) -> tuple[Officer, ...]:
    homes = [None, *(post.post for post in posts)]
    return tuple(
        replace(one, home_post=dice.choice(homes), team=dice.choice((None, None, "A"))) for one in crew_officers(n)
    )


def _cover(dice: random.Random, post: str, codes: list[str]) -> list[Any]:
    if dice.random() < 0.4:
        minimum = dice.randint(0, 1)
        start, end = dice.choice((("07:00", "31:00"), ("06:00", "20:00"), ("15:30", "29:00")))
        return [cover_span(post, start, end, minimum, dice.randint(max(1, minimum), 2))]
    found = []
    for code in codes:
        minimum = dice.randint(0, 2)
        found.append(cover_tour(post, code, minimum, dice.randint(max(1, minimum), 2)))
    return found


def _permissions(dice: random.Random, scenario: Scenario) -> tuple[Any, ...]:
    first, until = scenario.horizon.first_day, scenario.horizon.until_day
    rows = []
    for one in scenario.officers:
        for role, chance in (("arv", 0.9), ("sfc", 0.7), ("driver", 0.6), ("supervisor", 0.5)):
            if dice.random() < chance:
                ends = dice.randint(first + 1, until) if dice.random() < 0.15 else 800000
                rows.append(authorised(one.officer, role, until_day=ends))
    return tuple(rows)


def _absences(dice: random.Random, scenario: Scenario) -> tuple[Abstraction, ...]:
    rows = []
    for one in scenario.officers:
        if dice.random() < 0.3:
            day = dice.choice(scenario.horizon.days)
            choices: tuple[tuple[str, Stops], ...]
            choices = (("leave", "everything"), ("restricted", "armed"), ("restricted", "nights"))
            kind, stops = dice.choice(choices)
            rows.append(Abstraction(one.officer, kind, stops, day, day + 1))
    return tuple(rows)


def _limits(dice: random.Random) -> dict[str, dict[str, Limit]]:
    """Return small limits for some rules, tallied ones among them, so that they bind within a few days."""
    pence = dice.choice((-1, 900))
    choices: dict[str, dict[str, Limit]] = {
        "consecutive_duty_days": {"days": dice.randint(1, 3), "pence": pence},
        "consecutive_nights": {"days": dice.randint(1, 2), "pence": pence},
        "rest_days_in_period": {"rest_days_per_week": dice.randint(2, 5), "pence": pence},
        "contract_hours": {"tolerance_minutes": dice.choice((0, 500)), "pence": dice.choice((-1, 40))},
        "weekly_hours": {"minutes": dice.choice((1100, 1700)), "pence": dice.choice((-1, 40))},
        "average_hours": {"minutes": dice.choice((600, 1200)), "weeks": 1},
        "night_share": {"pence": 5_000},
        "rest_between_tours": {"minutes": dice.choice((480, 660, 960))},
        "rest_blocks": {"days": 2, "pence": pence},
        "team_pattern": {"rest_day_worked_pence": dice.choice((-1, 700)), "tour_moved_pence": 300},
    }
    return {code: choices[code] for code in dice.sample(sorted(choices), dice.randint(0, 4))}


ONE_TOUR: dict[str, Callable[[], Scenario]] = {
    "crews of three": WORLDS["crews of three"],
    "a supervisor to three cars": lambda: crews(
        10,
        6,
        4,
        days=1,
        cover=(cover_tour("ARV", "E", 1, 5),),
        posts=(replace(tiny_scenario().posts[0], cars_per_supervisor=3),),
    ),
    "a supervisor to two cars": lambda: crews(
        9,
        5,
        3,
        days=1,
        cover=(cover_tour("ARV", "E", 1, 4),),
        posts=(replace(tiny_scenario().posts[0], cars_per_supervisor=2),),
    ),
}
"""One tour to crew, by what its cars take."""
