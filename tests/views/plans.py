"""Small plans made by hand, and larger ones made by counting, for views to render; no solver has a part in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from scheduler.domain.commitments import Due
from scheduler.domain.duties import duties_of
from scheduler.domain.findings import Finding
from scheduler.domain.pay import Pay, PayItem, PayRate
from scheduler.domain.people import Abstraction, Contract, Force, Officer, Pattern, Role, Team, Unit
from scheduler.domain.price import LevelResult, Price
from scheduler.domain.rota import Assignment, CrewSeat, Plan, Rota, Uncovered
from scheduler.domain.run import RuleNote, RunRecord
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import day_of, instant, iso_day, weekday
from scheduler.domain.work import Cover, Horizon, Post, Tour, TourKind
from scheduler.views.planned_run import PlannedRun

ZONE = "Europe/London"
AUTUMN = day_of(date(2026, 10, 24))
"""The Saturday in whose night the clock goes back: 02:00 BST becomes 01:00 GMT at 01:00 UTC."""
SPRING = day_of(date(2027, 3, 27))
"""The Saturday in whose night the clock goes forward: 01:00 GMT becomes 02:00 BST at 01:00 UTC."""
STAMP_AT = 29_700_602
"""2026-06-21T10:02Z, in minutes since 1970."""
HOSTILE = '</style><script>alert(1)</script><img src="http://evil.example/x">'

EVERY_DAY = tuple(range(7))
TOURS = (
    Tour("D", "day", 7 * 60, 19 * 60, armed=True),
    Tour("N", "night", 19 * 60, 31 * 60, armed=True),
    Tour("OC", "on_call", 7 * 60, 31 * 60),
    Tour("TR", "training", 8 * 60, 16 * 60),
)
ROLES = (
    Role("AFO", "armed response officer", armed=True),
    Role("DRV", "response driver", driving=True),
    Role("CTFC", "cadre tactical firearms commander", command=True),
    Role("TAC", "tactical adviser"),
)
POSTS = (
    Post("TFC", "Tactical commander on call", "F1", "CTFC", ("OC",)),
    Post("ARV", "Armed response base", "F1", "AFO", ("D", "N"), crew_size=2, driver_role="DRV"),
)


def small(first_day: int = AUTUMN, *, marking: str = "OFFICIAL-SENSITIVE") -> PlannedRun:
    """Return two force days and a provisional one with five officers, one car and one commander.

    The car runs on both tours of the first day and by day on the second; at night it stays uncovered. Nobody is on
    call on the second day. A5 is on leave and has no duty at all; On the provisional day one officer alone makes no crew, so all is uncovered.
    """
    scenario = _small_scenario(first_day, marking)
    second, third = first_day + 1, first_day + 2
    assignments = (
        _assigned(scenario, "A1", first_day, "OC", "TFC"),
        _assigned(scenario, "A1", first_day, "TR", ""),
        *(_assigned(scenario, name, first_day, "D", "ARV") for name in ("A2", "A3")),
        *(_assigned(scenario, name, first_day, "N", "ARV") for name in ("A4", "A6")),
        *(_assigned(scenario, name, second, "D", "ARV") for name in ("A2", "A3")),
        _assigned(scenario, "A2", third, "D", "ARV"),
    )
    crews = (
        *_crew("ARV", first_day, "D", "KV21", ("A2", "A3")),
        *_crew("ARV", first_day, "N", "KV21", ("A4", "A6")),
        *_crew("ARV", second, "D", "KV22", ("A3", "A2")),
    )
    uncovered = tuple(
        _whole(scenario, f"{duty}/{iso_day(day)}")
        for duty, day in (("TFC/OC", second), ("ARV/N", second), ("TFC/OC", third), ("ARV/D", third), ("ARV/N", third))
    )
    plan = Plan(
        Rota(assignments, crews),
        Price(command=2, crews=3, pence=30_150),
        (
            LevelResult(0, 2, 2, conditional=False),
            LevelResult(1, 3, 2, conditional=False),
            *(LevelResult(level, 0, 0, conditional=True) for level in (2, 3, 4)),
            LevelResult(5, 30_150, 30_000, conditional=True),
        ),
        "feasible",
        uncovered,
        (
            Finding("fair_share", "cost", "A2", first_day, 1, 30_150, "1 night above the fair share of 2"),
            Finding("seats", "uncovered", f"TFC/OC/{iso_day(second)}", second, 1, 0, "0 of 1 seats filled"),
            Finding("weekly_rest", "inherited", "A4", first_day, 60, 0, "2040 minutes of rest; at least 2100"),
        ),
        0,
        12.3456,
        210,
    )
    return PlannedRun(scenario, plan, record(), _pay(first_day))


def _pay(first_day: int) -> Pay:
    """Return an on-call day, a night's unsocial hours and a rest day owed, with the rate of the first."""
    federation = "Nottinghamshire Police Federation, rest days"
    return Pay(
        (
            PayItem("A1", first_day, "on_call_day", "day", 1, 2_500, 2_500, "inspector", "A protocol", "unverified"),
            PayItem("A2", first_day + 1, "rest_day_worked", "day owed", 1, 0, 0, "constable", federation, "sourced"),
            PayItem("A4", first_day, "unsocial_hours", "minute", 570, 200, 1_900, "constable", "A circular", "sourced"),
        ),
        ("constable", "inspector"),
        (
            PayRate(
                "on call day",
                "inspecting ranks",
                "since 2024-09-01",
                "£25.00 a day",
                "A protocol",
                "unverified",
                "No later rate was looked for.",
            ),
        ),
        ("Away nights: nobody says who is away.",),
    )


def record() -> RunRecord:
    """Return the record of a run long past."""
    return RunRecord(
        "20260621T100200Z-1",
        STAMP_AT,
        {"armed-rota": "0.1.0", "ortools": "9.15.6755"},
        seed=1,
        workers=2,
        seconds_allowed=60.0,
        load=(1.5, 1.25, 1.0),
        rules=(
            RuleNote(
                "crews", "rest_between_tours", "At least 660 minutes of rest between two attended tours.", "WTR 10"
            ),
            RuleNote("crews", "forward_rotation", "Tours rotate forward.", "", applied=False),
            RuleNote("crews", "weekends", "No more than 3 weekends of 4.", "from memory", unverified=True),
        ),
        scenario_path="scenarios/small",
        feed_key="a key",
    )


def _small_scenario(first_day: int, marking: str) -> Scenario:
    always = (first_day - 400, first_day + 400)
    return Scenario(
        "small",
        Horizon(first_day, 2, ZONE, 1, 28, first_day),
        marking,
        1,
        (Force("F1", "First force", 7 * 60, "england_and_wales"),),
        (Unit("U1", "F1", "Armed response", armed=True), Unit("U2", "F1", "Command", armed=False)),
        ROLES,
        (Team("T1", "U1", "P", 0),),
        (Pattern("P", ("D", "N", "rest", "rest"), first_day),),
        (Contract("C", ("rest", "D", "N", "OC", "TR", "TR+OC"), 2400, "crews"),),
        TOURS,
        POSTS,
        (
            Cover("TFC", "OC", 0, 0, EVERY_DAY, *always, 1, 1),
            Cover("ARV", "D", 0, 0, EVERY_DAY, *always, 1, 1),
            Cover("ARV", "N", 0, 0, EVERY_DAY, *always, 1, 1),
        ),
        (
            Officer("A1", "F1", "U2", "C", "inspector"),
            *(Officer(name, "F1", "U1", "C", "constable", "T1") for name in ("A2", "A3", "A4", "A5")),
            Officer("A6", "F1", "U1", "C", "constable"),
        ),
        (),
        (
            Abstraction("A5", "sickness", "everything", first_day, first_day + 3),
            Abstraction("A6", "restricted", "nights", first_day + 1, first_day + 3),
        ),
        sha256="0123456789abcdef" * 4,
        due=(
            _meeting("NAPP", first_day, "A1", "A5"),
            _meeting("AUDIT", first_day + 1, "A6", None, kind="armoury_audit", interval_days=365),
            _meeting("LATE", first_day - 9, "A2", "A6"),
            _meeting("LATER", first_day + 9, "A2", None),
        ),
    )


def _meeting(name: str, day: int, owner: str, deputy: str | None, **more: Any) -> Due:
    """Return something due on a day, from 10:00 to 12:00; an audit was last done a year and a day before."""
    start_at, end_at = (instant(day, hour * 60, ZONE) for hour in (10, 12))
    if more:
        more["last_done"] = day - 366
    return Due(
        name, **{"kind": "portfolio_meeting", **more}, start_at=start_at, end_at=end_at, owner=owner, deputy=deputy
    )


def _assigned(scenario: Scenario, officer: str, day: int, tour: str, post: str) -> Assignment:
    held, horizon = scenario.tours_by_code[tour], scenario.horizon
    role = next((item.role for item in scenario.posts if item.post == post), "")
    return Assignment(
        officer,
        day,
        tour,
        held.start_at(day, horizon.zone),
        held.end_at(day, horizon.zone),
        "F1",
        post,
        role,
        "provisional" if horizon.provisional(day) else "planned",
    )


def _crew(post: str, day: int, tour: str, vehicle: str, officers: tuple[str, str]) -> tuple[CrewSeat, ...]:
    return (
        CrewSeat(post, day, tour, vehicle, "driver", officers[0]),
        CrewSeat(post, day, tour, vehicle, "crew", officers[1]),
    )


def _whole(scenario: Scenario, name: str) -> Uncovered:
    """Return a duty nobody fills at all."""
    duty = next(duty for duty in duties_of(scenario) if duty.duty == name)
    post = next(post for post in scenario.posts if post.post == duty.post)
    command = next(role for role in scenario.roles if role.role == post.role).command
    return Uncovered(
        duty,
        post.role,
        duty.start_at,
        duty.end_at,
        duty.minimum,
        0,
        "command" if command else "crew",
        command,
        scenario.horizon.provisional(duty.day),
    )


# --- larger plans, to look at and to weigh ---------------------------------------------------------------------------

_KINDS: dict[str, tuple[TourKind, int, int]] = {
    "E": ("early", 420, 1020),
    "L": ("late", 900, 1500),
    "N": ("night", 1320, 1890),
    "D": ("day", 480, 960),
    "OC": ("on_call", 420, 1860),
    "TR": ("training", 480, 960),
    "O": ("other", 540, 1020),
}
_CYCLE = ("E", "E", "L", "L", "N", "N", "rest", "rest", "rest", "rest")


def large(n_units: int = 2, officers_a_unit: int = 45, n_days: int = 28, first_day: int = AUTUMN - 12) -> PlannedRun:
    """Return a plan of the size of a force: bases whose officers walk the 2x2x2 pattern in five teams, and commanders.

    Every eleventh officer is away for ten days; commanders take the on-call tour in turn, and the seat stays empty on
    every thirteenth day.
    """
    scenario = _large_scenario(n_units, officers_a_unit, Horizon(first_day, n_days, ZONE, 7, 28, first_day))
    members = [[item for item in scenario.officers if item.unit == f"U{unit}"] for unit in range(n_units)]
    assignments: list[Assignment] = []
    crews: list[CrewSeat] = []
    for day in scenario.horizon.days:
        for unit in range(n_units):
            placed = _pattern_day(scenario, members[unit], day)
            assignments.extend(placed)
            crews.extend(_crews_of(placed))
        if (day - first_day) % 13 != 5:
            name = f"C{(day - first_day) // 3 % 8:03d}"
            assignments.append(_assigned(scenario, name, day, "OC", "SFC"))
            assignments.append(_assigned(scenario, name, day, "D", ""))
    rota = Rota(tuple(sorted(assignments)), tuple(sorted(crews)))
    uncovered = _count_uncovered(scenario, rota)
    command = sum(item.grade == "command" for item in uncovered)
    crew = sum(item.grade == "crew" for item in uncovered)
    target = sum(item.grade == "target" for item in uncovered)
    levels = (
        LevelResult(0, command, command, conditional=False),
        LevelResult(1, crew, crew, conditional=False),
        *(LevelResult(level, 0, 0, conditional=False) for level in (2, 3, 4)),
        LevelResult(5, 20_000 * target + 99, 20_000 * target, conditional=False),
    )
    findings = (
        Finding("cars", "shortfall", "ARV", first_day, target, 20_000 * target, "short of the target"),
        Finding("preferences", "cost", "U0-000", first_day, 1, 99, "a wish not met"),
    )
    plan = Plan(
        rota, Price(command, crew, pence=20_000 * target + 99), levels, "feasible", uncovered, findings, 0, 41.0, 600
    )
    return PlannedRun(scenario, plan, record())


def _large_scenario(n_units: int, officers_a_unit: int, horizon: Horizon) -> Scenario:
    small_one = _small_scenario(horizon.first_day, "OFFICIAL-SENSITIVE")
    always = (horizon.first_day - 400, horizon.first_day + 400)
    posts = [Post("SFC", "Strategic commander on call", "F1", "CTFC", ("OC",), units=("CMD",))]
    cover = [Cover("SFC", "OC", 0, 0, EVERY_DAY, *always, 1, 1)]
    units = [Unit("CMD", "F1", "Commanders", armed=False)]
    officers = [Officer(f"C{number:03d}", "F1", "CMD", "C", "superintendent") for number in range(8)]
    teams: list[Team] = []
    cars = max(1, officers_a_unit // 5 // 3)
    for unit in range(n_units):
        code = f"U{unit}"
        units.append(Unit(code, "F1", f"Armed response {'north' if unit % 2 == 0 else 'south'} {unit}", armed=True))
        teams += [Team(f"{code}-{team}", code, "P", 2 * team) for team in range(5)]
        posts.append(Post(f"ARV{unit}", f"Base {unit}", "F1", "AFO", ("E", "L", "N"), (code,), 2, "DRV"))
        cover.append(Cover(f"ARV{unit}", None, 0, 24 * 60, EVERY_DAY, *always, cars - 1, cars))
        cover.append(Cover(f"ARV{unit}", None, 18 * 60, 26 * 60, (4, 5), *always, cars, cars + 1))
        officers += [
            Officer(f"U{unit}-{number:03d}", "F1", code, "C", "constable", f"{code}-{number % 5}")
            for number in range(officers_a_unit)
        ]
    away = tuple(
        Abstraction(officer.officer, "leave", "everything", horizon.first_day + 4, horizon.first_day + 14)
        for officer in officers[10::11]
    )
    return replace(
        small_one,
        name="county",
        horizon=horizon,
        tours=tuple(
            Tour(code, kind, start, end, 15, 15, armed=True)
            if kind in ("early", "late", "night")
            else Tour(code, kind, start, end)
            for code, (kind, start, end) in _KINDS.items()
        ),
        contracts=(Contract("C", ("rest", "E", "L", "N", "TR", "D+OC"), 2400, "crews"),),
        units=tuple(units),
        teams=tuple(teams),
        patterns=(Pattern("P", _CYCLE, horizon.first_day),),
        posts=tuple(posts),
        cover=tuple(cover),
        officers=tuple(officers),
        abstractions=away,
    )


def _pattern_day(scenario: Scenario, members: list[Officer], day: int) -> list[Assignment]:
    first_day = scenario.horizon.first_day
    away = {item.officer for item in scenario.abstractions if item.from_day <= day < item.until_day}
    placed = []
    for officer in members:
        if officer.officer in away:
            continue
        number = int(officer.officer.rsplit("-", 1)[1])
        code = _CYCLE[(day - first_day + 2 * (number % 5)) % 10]
        if code != "rest" and (number + day) % 29 == 0:
            placed.append(_assigned(scenario, officer.officer, day, "TR", ""))
        elif code != "rest":
            placed.append(_assigned(scenario, officer.officer, day, code, f"ARV{officer.unit[1:]}"))
    return placed


def _crews_of(placed: list[Assignment]) -> list[CrewSeat]:
    by_tour: dict[str, list[Assignment]] = {}
    for item in placed:
        if item.post:
            by_tour.setdefault(item.tour, []).append(item)
    crews: list[CrewSeat] = []
    for tour, items in by_tour.items():
        for car in range(len(items) // 2):
            driver, other = items[2 * car : 2 * car + 2]
            crews += _crew(driver.post, driver.day, tour, f"KV{car + 1:02d}", (driver.officer, other.officer))
    return crews


def _count_uncovered(scenario: Scenario, rota: Rota) -> tuple[Uncovered, ...]:
    """Return what is short, by counting each duty's elementary spans."""
    tours, zone = scenario.tours_by_code, scenario.horizon.zone
    crewed = {post.post for post in scenario.posts if post.crewed}
    held = {(item.post, item.tour, item.day, item.officer) for item in rota.assignments if item.post not in crewed}
    held |= {(seat.post, seat.tour, seat.day, seat.vehicle) for seat in rota.crews}
    spans: dict[str, list[tuple[int, int]]] = {}
    for post, tour, day, _ in sorted(held):
        spans.setdefault(post, []).append((tours[tour].seat_from(day, zone), tours[tour].seat_until(day, zone)))
    found = []
    for duty in duties_of(scenario):
        here = [span for span in spans.get(duty.post, []) if span[0] < duty.end_at and span[1] > duty.start_at]
        cuts = {duty.start_at, duty.end_at, *(at for span in here for at in span if duty.start_at < at < duty.end_at)}
        for start_at, end_at in pairwise(sorted(cuts)):
            filled = sum(span[0] <= start_at and span[1] >= end_at for span in here)
            if filled < duty.target:
                below = filled < duty.minimum
                grade = "target" if not below else "crew" if duty.post in crewed else "command"
                found.append(
                    Uncovered(
                        duty,
                        "AFO" if duty.post in crewed else "CTFC",
                        start_at,
                        end_at,
                        duty.minimum if below else duty.target,
                        filled,
                        grade,  # type: ignore[arg-type]
                        weekday(duty.day) % 2 == 0,
                        scenario.horizon.provisional(duty.day),
                    )
                )
    return tuple(found)
