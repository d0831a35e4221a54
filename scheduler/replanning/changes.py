"""What a rota changes of what was told: who has to be told of which days."""

from __future__ import annotations

from collections import defaultdict

from scheduler.domain.briefs import officer_briefs
from scheduler.domain.notice import clear_days
from scheduler.domain.replanning import NO_TOURS, ChangedDay, ChangedDayKind
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.work import LEAVE, REST


def changes_of(scenario: Scenario, rota: Rota) -> tuple[ChangedDay, ...]:
    """Return every force day of every officer that is not as told, in order of days; nothing where nothing was told.

    A day on which an officer is away altogether and holds no tour is left out: the plan has not decided it.
    """
    told = scenario.told
    if told is None:
        return ()
    held: dict[tuple[str, int], list[Assignment]] = defaultdict(list)
    for one in rota.assignments:
        held[one.officer, one.day].append(one)
    found = []
    for brief in officer_briefs(scenario):
        name = brief.officer.officer
        for day, was in brief.told.days.items() if brief.told else ():
            now = sorted(held.get((name, day), ()), key=lambda one: (one.start_at, one.tour))
            away = day in brief.leave_days
            if away and not now:
                continue
            was_posts = tuple(told.seats.get(name, {}).get(day, {}).values())
            now_posts = tuple(one.post for one in now)
            tours = {one.tour for one in now} != set(was.split("+")) - NO_TOURS
            if tours or was_posts != now_posts:
                code = "+".join(one.tour for one in now) or (LEAVE if away else REST)
                notice = clear_days(told.told_on, day)
                frozen = day <= told.told_on + told.freeze_days
                kind: ChangedDayKind = "tours" if tours else "seat"
                found.append(ChangedDay(day, name, kind, was, code, was_posts, now_posts, notice, frozen))
    return tuple(sorted(found))


def pins_lost(scenario: Scenario, changes: tuple[ChangedDay, ...]) -> tuple[tuple[str, int], ...]:
    """Return the pins that were not kept: officer and force day, away altogether or with other tours than told."""
    told = scenario.told
    if told is None:
        return ()
    lost = {(one.officer, one.day) for one in changes if one.kind == "tours"} & told.pins
    for brief in officer_briefs(scenario):
        name = brief.officer.officer
        days = brief.leave_days if brief.told else frozenset[int]()
        lost |= {(name, day) for day in days if (name, day) in told.pins and told.days[name].get(day) not in NO_TOURS}
    return tuple(sorted(lost))
