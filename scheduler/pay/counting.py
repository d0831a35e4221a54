"""A scenario and its finished rota -> what the rota costs beyond the pay that falls due anyway."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from operator import attrgetter

from scheduler.domain.pay import Pay, PayItem, PayRate
from scheduler.domain.people import Officer
from scheduler.domain.rota import Assignment, Rota
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import MINUTES_PER_DAY, clock, date_of, iso_day
from scheduler.domain.work import LEAVE, REST, Tour, dated_option
from scheduler.pay import PAY_RULES
from scheduler.pay.officer_work import Claim, OfficerWork
from scheduler.rules.groups import public_holidays
from scheduler.rules.pay.rates import JURISDICTIONS, Rate, rate_book
from scheduler.rules.public_holidays import holidays_kept

_EVER = date.max.toordinal()


def pay_of(scenario: Scenario, rota: Rota) -> Pay:
    """Return what a rota costs on the days asked for, beyond the pay that falls due anyway.

    Parameters
    ----------
    scenario
        Its rule groups must be usable (`scheduler.rules.groups.check_groups`).
    """
    items: list[PayItem] = []
    used: dict[int, Rate] = {}
    missing: set[tuple[str, str, str]] = set()
    for work in officers_work(scenario, rota):
        hour = scenario.pay.hour_of(work.officer.rank)
        for claim in (claim for rule in PAY_RULES for claim in rule(work)):
            if claim.rate is None or (claim.rate.times and hour is None):
                missing.add((claim.item, work.ranks, work.jurisdiction))
            elif found := list(_items(work.officer, claim, claim.rate, hour or 0)):
                items += found
                used[id(claim.rate)] = claim.rate
    return Pay(
        tuple(sorted(items, key=attrgetter(*(part.name for part in fields(PayItem))))),
        tuple(sorted({item.rank for item in items}, key=_standing)),
        tuple(_told(rate) for rate in sorted(set(used.values()), key=_order)),
        (*_missing(missing), *_unknown(scenario), *_nights_away(scenario)),
    )


def officers_work(scenario: Scenario, rota: Rota) -> Iterator[OfficerWork]:
    """Yield the work of every officer whose jurisdiction and rank have rates, in the scenario's order."""
    tours, zone = scenario.tours_by_code, scenario.horizon.zone
    held: dict[str, list[Assignment]] = defaultdict(list)
    for item in sorted(rota.assignments, key=lambda item: (item.start_at, item.end_at, item.tour)):
        if item.source == "planned":
            held[item.officer].append(item)
    forces = {force.force: force for force in scenario.forces}
    holidays = holidays_kept(scenario)
    lodging = {offer.offer: offer.lodging for offer in scenario.offers}
    patterns, before = _patterns(scenario), _on_call_before(scenario)
    for officer in scenario.officers:
        force = forces[officer.force]
        if force.jurisdiction not in JURISDICTIONS:
            continue
        ranks = rate_book(force.jurisdiction).group_of(officer.rank)
        if not ranks:
            continue
        own = held[officer.officer]
        yield OfficerWork(
            officer,
            force.jurisdiction,
            ranks,
            zone,
            scenario.pay.on_call_day_of(officer.rank, force.day_start),
            scenario.pay.told_on,
            tuple(item for item in own if not tours[item.tour].on_call),
            tuple(item for item in own if tours[item.tour].on_call),
            tuple(before.get(officer.officer, ())),
            {tour.tour: tour.end - tour.start for tour in scenario.tours},
            patterns.get(officer.team or "", {}),
            holidays[officer.officer],
            lodging.get(officer.offer or "", "home"),
            _away(officer, scenario.pay.held_in_reserve),
            _away(officer, scenario.pay.hardship),
        )


def _patterns(scenario: Scenario) -> dict[str, dict[int, int]]:
    """Return the wall-clock minutes of attended duty of each team's pattern by planned force day."""
    tours, days = scenario.tours_by_code, scenario.horizon.days
    patterns = {pattern.pattern: pattern for pattern in scenario.patterns}
    found = {}
    for team in scenario.teams:
        codes = {day: patterns[team.pattern].code_on(day, team.offset) for day in days}
        found[team.team] = {day: _attended(code, tours) for day, code in codes.items() if code != LEAVE}
    return found


def _attended(code: str, tours: Mapping[str, Tour]) -> int:
    held = [tours[name] for name in code.split("+")] if code != REST else []
    return sum(tour.end - tour.start for tour in held if not tour.on_call)


def _away(officer: Officer, posts: Sequence[str]) -> frozenset[str]:
    """Return the posts at which an officer of the force is away from the normal place."""
    return frozenset(posts) - {officer.home_post or ""} if officer.offer is None else frozenset()


def _on_call_before(scenario: Scenario) -> dict[str, list[tuple[int, int]]]:
    """Return the instants of the on-call tours in each officer's history."""
    tours, zone = scenario.tours_by_code, scenario.horizon.zone
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for past in scenario.history:
        option = dated_option(past.option, tours, past.day, zone)
        if option.on_call:
            found[past.officer].append((option.on_call_from, option.on_call_until))
    return found


def _items(officer: Officer, claim: Claim, rate: Rate, hour: int) -> Iterator[PayItem]:
    """Yield what a claim is worth: money for days or hours, a day owed, or both."""
    who, told = (officer.officer, claim.day, claim.item), (officer.rank, rate.source, rate.status)
    if rate.pence:
        yield PayItem(*who, "day", claim.quantity, rate.pence, claim.quantity * rate.pence, *told)
    if rate.times and (minutes := rate.paid_minutes(claim.quantity)):
        pence = rate.an_hour(hour)
        yield PayItem(*who, "minute", minutes, pence, (minutes * pence + 30) // 60, *told)
    if rate.owed:
        yield PayItem(*who, "day owed", 1, 0, 0, *told)


def _standing(rank: str) -> tuple[int, str]:
    """Return what sorts ranks, the lowest first."""
    return list(rate_book(JURISDICTIONS[0]).groups).index(rank.casefold()), rank


def _order(rate: Rate) -> tuple[str, tuple[str, ...], int, int, str]:
    return (rate.item, rate.ranks, rate.from_day, rate.notice_from, rate.source)


def _told(rate: Rate) -> PayRate:
    """Return a rate in words."""
    days = f"since {rate.since}" if rate.since[:1].isdigit() else "date not stated"
    if rate.until_day < _EVER:
        days += f", until {iso_day(rate.until_day - 1)}"
    ranks = ", ".join(_words(group) for group in rate.ranks)
    return PayRate(_words(rate.item), ranks, days, _figure(rate), rate.source, rate.status, rate.note)


def _figure(rate: Rate) -> str:
    """Return what a rate gives, and the notice it is for."""
    parts = [f"£{rate.pence // 100}.{rate.pence % 100:02d} a day"] if rate.pence else []
    if rate.times:
        text = f"{rate.times} of basic pay"
        if rate.starts != rate.ends:
            text += f" from {clock(rate.starts % MINUTES_PER_DAY)} to {clock(rate.ends)}"
        text += f", {rate.least_minutes} minutes at the least" if rate.least_minutes else ""
        parts.append(text + (f", each completed {rate.step_minutes} minutes" if rate.step_minutes > 1 else ""))
    if rate.owed:
        parts.append(rate.owed)
    figure = " and ".join(parts)
    if rate.notice_until is not None:
        return f"{figure}, with {rate.notice_from} to {rate.notice_until} clear days' notice"
    return f"{figure}, with {rate.notice_from} clear days' notice or more" if rate.notice_from else figure


def _missing(missing: set[tuple[str, str, str]]) -> Iterator[str]:
    for item, ranks, jurisdiction in sorted(missing):
        yield f"{_words(item).capitalize()} of {_words(ranks)}: no rate is known in {jurisdiction} on days of this rota."


def _unknown(scenario: Scenario) -> Iterator[str]:
    """Yield what the scenario has that nothing can be counted for."""
    forces = {force.force: force.jurisdiction for force in scenario.forces}
    ranks: Counter[str] = Counter()
    for officer in scenario.officers:
        jurisdiction = forces[officer.force]
        if jurisdiction in JURISDICTIONS and not rate_book(jurisdiction).group_of(officer.rank):
            ranks[officer.rank] += 1
    for jurisdiction in sorted({forces[officer.force] for officer in scenario.officers} - set(JURISDICTIONS)):
        yield f"Officers of {jurisdiction}: no rates are known there, only in {' and '.join(JURISDICTIONS)}."
    for rank, number in sorted(ranks.items()):
        known = ", ".join(rate_book(JURISDICTIONS[0]).groups)
        yield f"Officers of the rank {rank} ({number}): it is not known; known are {known}."
    if without := sum(officer.team is None for officer in scenario.officers):
        yield f"Rest days worked and overtime of officers without a team ({without}): they have no pattern to measure by."
    yield from _years_without_holidays(scenario)


def _nights_away(scenario: Scenario) -> Iterator[str]:
    if not scenario.pay.held_in_reserve:
        yield "Away nights and hardship nights of own officers: no post is named that holds them in reserve overnight."


def _years_without_holidays(scenario: Scenario) -> Iterator[str]:
    horizon = scenario.horizon
    years = {date_of(day).year for day in range(horizon.first_day, horizon.first_day + horizon.n_days)}
    without: dict[int, list[str]] = defaultdict(list)
    kept = {force.force for force in scenario.forces if force.holidays}
    followed = {officer.contract for officer in scenario.officers if officer.force not in kept}
    read = {contract.rules for contract in scenario.contracts if contract.contract in followed}
    for group in (group for group in scenario.rules if group.group in read):
        for year in years - {date_of(day).year for day in public_holidays(group)}:
            without[year].append(group.group)
    for year, groups in sorted(without.items()):
        told = ", ".join(groups)
        yield f"Public holidays worked in {year}: the limit dates of holiday_share knows none, in the rule groups {told}."


def _words(name: str) -> str:
    return name.replace("_", " ")
