"""The duty sheet: the one A4 page a briefing uses for one force day."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from scheduler.domain.availability import concerns
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.people import cover_every_instant
from scheduler.domain.rota import Assignment, CrewSeat
from scheduler.domain.time import instant, iso_day
from scheduler.views import words
from scheduler.views.crews_csv import seat_order
from scheduler.views.page import page
from scheduler.views.planned_run import PlannedRun
from scheduler.views.uncovered_csv import gravest_first


def render(planned: PlannedRun, day: int, post: str | None = None) -> bytes:
    """Return the sheet of a force day as one HTML page that prints on A4.

    Parameters
    ----------
    day
        Force day, one of the planned ones.
    post
        Only this post; None for every post.

    Raises
    ------
    BadInputError
        If the force day is not planned or the post is unknown.
    """
    _refuse_unknown(planned, day, post)
    scenario = planned.scenario
    shown = [item for item in scenario.posts if post in (None, item.post)]
    codes = {item.post for item in shown}
    held = [item for item in planned.plan.rota.assignments if item.day == day and item.post in codes]
    return page(
        "duty_sheet.html.j2",
        ("base.css", "duty_sheet.css"),
        scenario.marking,
        day=words.day_words(day),
        place=", ".join(item.name for item in shown) if post else "All posts",
        force_days=_force_days(planned, day, {item.force for item in shown}),
        provisional=scenario.horizon.provisional(day),
        uncovered=_uncovered(planned, day, codes),
        seat_lists=_seat_lists(planned, held),
        cars=_tours(planned, day, held),
        supervised=any(
            seat.seat == "supervisor" and seat.day == day and seat.post in codes for seat in planned.plan.rota.crews
        ),
        seatless=_seatless(planned, day) if post is None else [],
        name=scenario.name,
        run=planned.run,
        made=words.moment_words(planned.run.stamp_at, scenario.horizon.zone),
        sha256=scenario.sha256,
        standing=planned.standing,
    )


def _refuse_unknown(planned: PlannedRun, day: int, post: str | None) -> None:
    days = planned.scenario.horizon.days
    problems = []
    if day not in days:
        expected = f"a planned force day, {iso_day(days[0])} to {iso_day(days[-1])}"
        problems.append(Problem("day", iso_day(day), expected))
    if post is not None and post not in planned.posts:
        problems.append(Problem("post", post[:64], f"a post of the scenario: {', '.join(sorted(planned.posts))[:200]}"))
    if problems:
        raise BadInputError(problems)


def _force_days(planned: PlannedRun, day: int, forces: set[str]) -> list[str]:
    """Say when the force day begins and ends, once for all forces that begin it together."""
    zone = planned.scenario.horizon.zone
    names: dict[int, list[str]] = defaultdict(list)
    for force in planned.scenario.forces:
        if force.force in forces:
            names[force.day_start].append(force.name)
    lines = []
    for start, together in sorted(names.items()):
        first, last = instant(day, start, zone), instant(day + 1, start, zone)
        lines.append(f"Force day of {', '.join(together)}: {words.span_words(first, last, zone)}")
    return lines


def _uncovered(planned: PlannedRun, day: int, codes: set[str]) -> list[dict[str, Any]]:
    zone = planned.scenario.horizon.zone
    return [
        {
            "post": planned.posts[item.duty.post].name,
            "role": _role_name(planned, item.role),
            "span": words.clock_span(item.start_at, item.end_at, zone),
            "needed": item.needed,
            "filled": item.filled,
            "grade": words.GRADE_WORDS[item.shown],
            "target": item.grade == "target",
        }
        for item in sorted(planned.plan.uncovered, key=gravest_first)
        if item.duty.day == day and item.duty.post in codes
    ]


def _seat_lists(planned: PlannedRun, held: list[Assignment]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the single seats, commanders first; cars are listed apart."""
    lists: dict[str, list[dict[str, Any]]] = {"Commanders": [], "Other seats": []}
    order = {post: place for place, post in enumerate(planned.posts)}
    for item in sorted(held, key=lambda item: (order[item.post], item.start_at, item.officer)):
        post = planned.posts[item.post]
        if not post.crewed:
            title = "Commanders" if planned.roles[post.role].command else "Other seats"
            lists[title].append(_seat(planned, item))
    return [(title, seats) for title, seats in lists.items() if seats]


def _seat(planned: PlannedRun, item: Assignment) -> dict[str, Any]:
    return {
        "post": planned.posts[item.post].name,
        "role": _role_name(planned, item.role),
        "tour": item.tour,
        "on_call": planned.tours[item.tour].on_call,
        "span": words.clock_span(item.start_at, item.end_at, planned.scenario.horizon.zone),
        "officer": item.officer,
    }


def _tours(planned: PlannedRun, day: int, held: list[Assignment]) -> list[dict[str, Any]]:
    """Return the cars tour by tour, in order of time, and who is at a base without a car."""
    placed: dict[str, list[Assignment]] = defaultdict(list)
    for item in held:
        if planned.posts[item.post].crewed:
            placed[item.tour].append(item)
    crews: dict[str, list[CrewSeat]] = defaultdict(list)
    codes = {item.post for item in held}
    for seat in planned.plan.rota.crews:
        if seat.day == day and seat.post in codes:
            crews[seat.tour].append(seat)
    tours = []
    for code, items in sorted(placed.items(), key=lambda pair: (pair[1][0].start_at, pair[0])):
        span = words.clock_span(items[0].start_at, items[0].end_at, planned.scenario.horizon.zone)
        seated = {seat.officer for seat in crews[code]}
        tours.append(
            {
                "name": f"Tour {code}",
                "span": span,
                "cars": _cars(planned, crews[code]),
                "without": _without(planned, [item for item in items if item.officer not in seated]),
            }
        )
    return tours


def _cars(planned: PlannedRun, seats: list[CrewSeat]) -> list[dict[str, str]]:
    """Return each car with who sits in it; whoever may supervise from another seat is marked."""
    able = {seat.officer for seat in seats if seat.seat != "supervisor" and _may_supervise(planned, seat)}
    order = {post: place for place, post in enumerate(planned.posts)}
    cars: dict[tuple[int, str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for seat in sorted(seats, key=seat_order):
        name = f"{seat.officer} (may supervise)" if seat.officer in able else seat.officer
        cars[order[seat.post], seat.post, seat.vehicle][seat.seat].append(name)
    return [
        {
            "post": planned.posts[post].name,
            "vehicle": vehicle,
            "driver": ", ".join(held["driver"]),
            "supervisor": ", ".join(held["supervisor"]),
            "crew": ", ".join(
                name for seat, names in held.items() if seat not in ("driver", "supervisor") for name in names
            ),
        }
        for (_, post, vehicle), held in sorted(cars.items())
    ]


def _may_supervise(planned: PlannedRun, seat: CrewSeat) -> bool:
    """Say whether an officer holds the post's supervisor role over the whole tour and has not stepped back from it."""
    role, tour, zone = planned.posts[seat.post].supervisor_role, planned.tours[seat.tour], planned.scenario.horizon.zone
    if role is None:
        return False
    start_at, end_at = tour.start_at(seat.day, zone), tour.end_at(seat.day, zone)
    held = (row for row in planned.scenario.authorisations if (row.officer, row.role) == (seat.officer, role))
    away = any(
        concerns(subject, planned.roles[role]) and begin < end_at and start_at < end
        for subject, begin, end in planned.stopped.get(seat.officer, ())
    )
    return cover_every_instant(held, start_at, end_at) and not away


def _without(planned: PlannedRun, items: list[Assignment]) -> list[dict[str, str]]:
    by_post: dict[str, list[str]] = defaultdict(list)
    for item in items:
        by_post[item.post].append(item.officer)
    return [{"post": planned.posts[post].name, "officers": ", ".join(sorted(names))} for post, names in by_post.items()]


def _seatless(planned: PlannedRun, day: int) -> list[dict[str, str]]:
    """Return the armed tours on which officers are on duty without a seat: whom a briefing can still call on."""
    by_tour: dict[str, list[Assignment]] = defaultdict(list)
    for item in planned.plan.rota.assignments:
        if item.day == day and not item.post and planned.tours[item.tour].armed:
            by_tour[item.tour].append(item)
    zone = planned.scenario.horizon.zone
    return [
        {
            "name": f"Tour {code}",
            "span": words.clock_span(items[0].start_at, items[0].end_at, zone),
            "officers": ", ".join(sorted(item.officer for item in items)),
        }
        for code, items in sorted(by_tour.items(), key=lambda pair: (pair[1][0].start_at, pair[0]))
    ]


def _role_name(planned: PlannedRun, role: str) -> str:
    return planned.roles[role].name if role in planned.roles else role
