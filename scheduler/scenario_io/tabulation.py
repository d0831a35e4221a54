"""A scenario as the settings and tables it could have been read from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from scheduler.domain.aid import Offer
from scheduler.domain.levers import Lever
from scheduler.domain.pay import PaySettings
from scheduler.domain.scenario import ForceLimits, Scenario
from scheduler.domain.time import date_of, instant, iso_day, local, utc
from scheduler.domain.work import Cover
from scheduler.scenario_io.columns import EARLIEST_DAY, LATEST_DAY, WEEKDAYS

Cells = dict[str, str]


def tables_of(scenario: Scenario) -> tuple[dict[str, Any], dict[str, list[Cells]]]:
    """Return the settings and tables of a scenario, as ``write_folder`` and ``write_workbook`` take them.

    Reading them again gives an equal scenario, but for the hash and the sources of its rows.

    Raises
    ------
    ValueError
        If an authorisation begins or ends elsewhere than at local midnight, which no table can say.
    """
    return settings_of(scenario), {
        **_establishment(scenario),
        **_work(scenario),
        **_recorded(scenario),
        **_dated(scenario),
        **_commitments(scenario),
        **_aid(scenario),
        **({"levers": [_lever(lever) for lever in scenario.levers]} if scenario.levers else {}),
    }


def settings_of(scenario: Scenario) -> dict[str, Any]:
    """Return the TOML part of a scenario."""
    horizon = scenario.horizon
    return {
        "scenario": {
            "name": scenario.name,
            "first_day": date_of(horizon.first_day),
            "days": horizon.n_days,
            "tail_days": horizon.n_tail_days,
            "zone": horizon.zone,
            "period_days": horizon.period_days,
            "period_anchor": date_of(horizon.period_anchor),
            "marking": scenario.marking,
            "seed": scenario.seed,
            **({"most_on_leave": scenario.most_on_leave} if scenario.most_on_leave else {}),
        },
        "prices": {
            "target_short": scenario.prices.target_short,
            "uncovered_hour": scenario.prices.uncovered_hour,
        },
        "pay": _pay(scenario.pay),
        **({"profiles": profiles} if (profiles := _force_profiles(scenario)) else {}),
        "rules": {
            group.group: {
                "profile": group.force.profile if group.force else group.profile,
                **({"ranks": group.ranks} if group.ranks else {}),
                **{rule: dict(limits) for rule, limits in group.limits.items()},
            }
            for group in scenario.rules
        },
    }


def _force_profiles(scenario: Scenario) -> dict[str, dict[str, Any]]:
    """Return the sections [profiles.NAME] that the rule groups refer to."""
    return {
        group.force.profile: {"base": group.profile, **{said.rule: _force_limits(said) for said in group.force.rules}}
        for group in scenario.rules
        if group.force
    }


def _force_limits(said: ForceLimits) -> dict[str, Any]:
    since = {} if said.since_day is None else {"since": date_of(said.since_day)}
    until = {} if said.until_day is None else {"until": date_of(said.until_day - 1)}
    return {"source": said.source, "status": said.status, **since, **until, **said.limits}


def _pay(pay: PaySettings) -> dict[str, Any]:
    """Return the section [pay]; a key that is not stated is left out."""
    told = {} if pay.told_on is None else {"told_on": date_of(pay.told_on)}
    start = {} if pay.on_call_day_start is None else {"on_call_day_start": _clock(pay.on_call_day_start)}
    starts = {f"{group}_on_call_day_start": _clock(at) for group, at in pay.on_call_day_starts.items()}
    away = {"held_in_reserve": "|".join(pay.held_in_reserve), "hardship": "|".join(pay.hardship)}
    return {
        **told,
        **start,
        **starts,
        **{key: posts for key, posts in away.items() if posts},
        "constable_hour": pay.constable_hour,
        "sergeant_hour": pay.sergeant_hour,
        "inspector_hour": pay.inspector_hour,
        "chief_inspector_hour": pay.chief_inspector_hour,
    }


def _establishment(scenario: Scenario) -> dict[str, list[Cells]]:
    return {
        "forces": [
            {
                "force": row.force,
                "name": row.name,
                "day_start": _clock(row.day_start),
                "jurisdiction": row.jurisdiction,
                "holidays": row.holidays,
            }
            for row in scenario.forces
        ],
        "units": [
            {
                "unit": row.unit,
                "force": row.force,
                "name": row.name,
                "armed": _yes(row.armed),
                "roles": "|".join(row.roles),
                "weapons": "|".join(row.weapons),
            }
            for row in scenario.units
        ],
        "roles": [
            {
                "role": row.role,
                "name": row.name,
                "armed": _yes(row.armed),
                "command": _yes(row.command),
                "driving": _yes(row.driving),
                "supervising": _yes(row.supervising),
                "weapons": "|".join(row.weapons),
                "advising": _yes(row.advising),
            }
            for row in scenario.roles
        ],
        "patterns": [
            {"pattern": row.pattern, "anchor": iso_day(row.anchor), "cycle": " ".join(row.cycle)}
            for row in scenario.patterns
        ],
        "teams": [
            {
                "team": row.team,
                "unit": row.unit,
                "pattern": row.pattern,
                "offset": str(row.offset),
                "most_on_leave": str(row.most_on_leave or ""),
            }
            for row in scenario.teams
        ],
        "contracts": [
            {
                "contract": row.contract,
                "options": "|".join(row.options),
                "hours_per_week": _hours(row.minutes_per_week),
                "rules": row.rules,
            }
            for row in scenario.contracts
        ],
        "officers": [
            {
                "officer": row.officer,
                "force": row.force,
                "unit": row.unit,
                "contract": row.contract,
                "rank": row.rank,
                "team": row.team or "",
                "home_post": row.home_post or "",
            }
            for row in scenario.officers
            if row.offer is None
        ],
    }


def _work(scenario: Scenario) -> dict[str, list[Cells]]:
    return {
        "tours": [
            {
                "tour": row.tour,
                "kind": row.kind,
                "start": _clock(row.start),
                "end": _clock(row.end),
                "ready_minutes": str(row.ready),
                "stand_down_minutes": str(row.stand_down),
                "armed": _yes(row.armed),
            }
            for row in scenario.tours
        ],
        "combinations": [{"attended": attended, "standby": standby} for attended, standby in scenario.combinations],
        "posts": [
            {
                "post": row.post,
                "name": row.name,
                "force": row.force,
                "role": row.role,
                "tours": "|".join(row.tours),
                "units": "|".join(row.units),
                "crew_size": str(row.crew_size),
                "driver_role": row.driver_role or "",
                "supervisor_role": row.supervisor_role or "",
                "cars_per_supervisor": str(row.cars_per_supervisor),
                "vehicle_pool": row.vehicle_pool or "",
                "priority": str(row.priority),
                "away_price": str(row.away_price),
                "purpose": row.purpose,
                "phone": row.phone,
            }
            for row in scenario.posts
            if not row.operation
        ],
        "cover": [_cover(row) for row in scenario.cover],
        "vehicles": [
            {
                "vehicle": row.vehicle,
                "pool": row.pool,
                "off_road": "|".join(f"{iso_day(begin)}..{iso_day(end - 1)}" for begin, end in row.off_road),
                "tracked": _yes(row.tracked),
            }
            for row in scenario.vehicles
        ],
    }


def _cover(row: Cover) -> Cells:
    return {
        "post": row.post,
        "tour": row.tour or "",
        "from": "" if row.tour else _clock(row.start),
        "to": "" if row.tour else _clock(row.end),
        "weekdays": _weekdays(row.weekdays),
        "from_date": _day(row.from_day),
        "until_date": _last_day(row.until_day),
        "minimum": str(row.minimum),
        "target": str(row.target),
        "short_price": "" if row.short_price is None else str(row.short_price),
        "over_price": str(row.over_price) if row.over_price else "",
    }


def _dated(scenario: Scenario) -> dict[str, list[Cells]]:
    zone = scenario.horizon.zone
    # What follows from an event is stated by it alone.
    follows = replace(scenario, events=(), authorisations=(), abstractions=(), officers=(), offers=())
    follows = follows.with_events(scenario.events).with_offers(scenario.offers)
    return {
        "authorisations": [
            {
                "officer": row.officer,
                "role": row.role,
                "from": _day(_midnight(row.from_at, zone)),
                "until": _last_day(_midnight(row.until_at, zone)),
            }
            for row in scenario.authorisations
            if row not in follows.authorisations
        ],
        "abstractions": [
            {
                "officer": row.officer,
                "kind": row.kind,
                "stops": row.stops,
                "from": _day(row.from_day),
                "until": _last_day(row.until_day),
            }
            for row in scenario.abstractions
            if row not in follows.abstractions
        ],
        "preferences": [
            {
                "officer": row.officer,
                "option": row.option,
                "want": _yes(row.want),
                "binding": _yes(row.binding),
                "from": _day(row.from_day),
                "until": _last_day(row.until_day),
                "weekdays": _weekdays(row.weekdays),
                "price": str(row.price),
            }
            for row in scenario.preferences
        ],
        "balances": [
            {
                "officer": row.officer,
                "kind": row.kind,
                "from": _day(row.from_day),
                "until": _last_day(row.until_day),
                "amount": str(row.amount),
                "excluded_days": str(row.excluded_days),
            }
            for row in scenario.balances
        ],
        "history": [
            {"officer": row.officer, "force_day": iso_day(row.day), "option": row.option} for row in scenario.history
        ],
    }


def _commitments(scenario: Scenario) -> dict[str, list[Cells]]:
    return {
        "due": [
            {
                "due": row.due,
                "kind": row.kind,
                "from": _minute(row.start_at),
                "until": _minute(row.end_at),
                "owner": row.owner,
                "deputy": row.deputy or "",
                "interval_days": str(row.interval_days or 0),
                "last_done": "" if row.last_done is None else iso_day(row.last_done),
                "done": _yes(row.done),
            }
            for row in scenario.due
        ],
        "operations": [
            {
                "operation": row.operation,
                "name": row.name,
                "role": row.role,
                "force": row.force,
                "from": _minute(row.from_at),
                "until": _minute(row.until_at),
                "minimum": str(row.minimum),
                "tours": "|".join(row.tours),
                "units": "|".join(row.units),
                "excluded": "|".join(row.excluded),
            }
            for row in scenario.operations
        ],
        "response_areas": [
            {"area": row.area, "posts": "|".join(row.posts), "officers": "|".join(row.officers)}
            for row in scenario.response_areas
        ],
        "on_call_cars": [
            {
                "officer": row.officer,
                "from": iso_day(row.from_day),
                "until": iso_day(row.until_day - 1),
                "marked": _yes(row.marked),
                "reference": row.reference,
                "authorised_by": row.authorised_by,
                "authorised_from": _day(row.authorised_from),
                "authorised_until": _last_day(row.authorised_until),
                "authorised_marked": _yes(row.authorised_marked),
            }
            for row in scenario.on_call_cars
        ],
        "training": [
            {
                "course": row.course,
                "roles": "|".join(row.roles),
                "tour": row.tour,
                "event": row.event,
                "subject": row.subject,
                "interval_days": str(row.interval_days),
                "times": str(row.times),
                "places": str(row.places),
                "from": _day(row.from_day),
                "until": _last_day(row.until_day),
            }
            for row in scenario.training
        ],
    }


def _recorded(scenario: Scenario) -> dict[str, list[Cells]]:
    zone = scenario.horizon.zone
    return {
        "events": [
            {
                "officer": row.officer,
                "event": row.kind,
                "subject": row.subject,
                "at": _minute(row.at),
                "until": "" if row.until is None else _minute(row.until),
                "outcome": "withdrawn" if row.withdrawn else "passed" if row.passed else "failed",
                "recorded": "" if row.recorded_at is None else _minute(row.recorded_at),
            }
            for row in scenario.events
        ],
        "gates": [
            {
                "gate": row.gate,
                "event": row.event,
                "subject": row.subject,
                "roles": "|".join(row.roles),
                "valid_days": str(row.valid_days or 0),
                "level": row.level,
                "from": _day(_midnight(row.from_at, zone)),
                "until": _last_day(_midnight(row.until_at, zone)),
            }
            for row in scenario.gates
        ],
    }


def _aid(scenario: Scenario) -> dict[str, list[Cells]]:
    """Return the offers as they can be used: lead time and induction are over, and no longer told apart."""
    tables: dict[str, list[Cells]] = {"mutual_aid": [], "military_aid": []}
    for row in scenario.offers:
        military = row.relation == "military"
        numbered = all(name.startswith(f"{row.offer}-") for name in row.officers)
        cells = {
            "offer": row.offer,
            "lender": row.lender,
            "officers": str(len(row.officers)) if numbered else "",
            "contract": row.contract,
            "unit": row.unit,
            "roles": "|".join(row.roles),
            "posts": "|".join(row.posts),
            "from": _minute(row.from_at),
            "until": _minute(row.until_at),
            "price": str(row.price),
        }
        if military:
            cells |= {"state": row.answer, "approval": row.approval, "asked": "1970-01-02", "lead_hours": "12"}
        else:
            cells |= {
                "relation": row.relation,
                "answer": row.answer,
                "named": "" if numbered else "|".join(row.officers),
                "rank": row.rank,
                "counter_terrorism": _yes(row.counter_terrorism),
                "most_a_day": str(row.most_a_day),
                "lodging": row.lodging,
                **_kept(row),
            }
        tables["military_aid" if military else "mutual_aid"].append(cells)
    return tables


def _kept(row: Offer) -> Cells:
    """Return what a lender can spare, and keeps on busy weekdays: reading it again gives the same officers at most."""
    strength = row.spare or len(row.officers) + max((most for _, most in row.most_on), default=0)
    if not row.most_on:
        return {"strength": str(row.spare), "keeps": "0"} if row.spare else {}
    return {
        "strength": str(strength),
        "keeps": "0",
        "busy": _weekdays(tuple(day for day, _ in row.most_on)),
        "keeps_busy": str(strength - row.most_on[0][1]),
    }


def _lever(row: Lever) -> Cells:
    return {
        "lever": row.lever,
        "order": str(row.order),
        "allowed": _yes(row.allowed),
        "owner": row.owner,
        "refused_by": row.refused_by,
        "price": str(row.price),
        "most": str(row.most),
        "minutes": str(row.minutes),
        **{name: "|".join(getattr(row, name)) for name in ("groups", "contracts", "units", "tours", "posts")},
        "to_unit": row.to_unit,
        "from": _day(row.from_day),
        "until": _last_day(row.until_day),
    }


def _yes(said: bool) -> str:
    return "yes" if said else "no"


def _clock(minute: int) -> str:
    hours, minutes = divmod(minute, 60)
    return f"{hours % 24:02d}:{minutes:02d}"


def _minute(at: int) -> str:
    return f"{utc(at):%Y-%m-%dT%H:%MZ}"


def _hours(minutes: int) -> str:
    return str(minutes // 60) if minutes % 60 == 0 else f"{minutes // 60}:{minutes % 60:02d}"


def _weekdays(days: tuple[int, ...]) -> str:
    return "|".join(WEEKDAYS[day] for day in days)


def _day(day: int) -> str:
    return "" if day == EARLIEST_DAY else iso_day(day)


def _last_day(until_day: int) -> str:
    return "" if until_day == LATEST_DAY else iso_day(until_day - 1)


def _midnight(at: int, zone: str) -> int:
    """Return the force day whose local midnight an instant is."""
    on: date = local(at, zone).date()
    if instant(on.toordinal(), 0, zone) != at:
        message = f"{local(at, zone).isoformat()} is not local midnight"
        raise ValueError(message)
    return on.toordinal()
