"""The line rules of a rule group: a jurisdiction's profile, a force's on top, and what the scenario states instead."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.pay import RANK_GROUPS
from scheduler.domain.scenario import ForceLimits, ForceProfile, Limit, RuleLimits
from scheduler.domain.time import iso_day
from scheduler.rules.line import LINE_RULES
from scheduler.rules.line.holiday_share import HolidayShare
from scheduler.rules.line.rule import HARD, LineRule

PROFILES = ("england_and_wales", "scotland")
_ABOUT = frozenset({"source", "since", "status"})
_APPLIED = "applied"
_RANKS = "ranks"
_BY_CODE: Mapping[str, type[LineRule]] = MappingProxyType({rule.code: rule for rule in LINE_RULES})


@dataclass(frozen=True, slots=True)
class RuleStatement:
    """One rule as `rota rules` prints it.

    Attributes
    ----------
    sentence
        The rule with this group's limits filled in.
    source, since, status
        Where the profile's limits come from, since when, and how sure that is.
    limits
        Every limit with its value in this group.
    changed
        Names of the limits the scenario states itself: for these the profile's source does not speak.
    force_limits, force_source, force_status
        Names of the limits that come from the force profile, that profile with its source, and how sure it is.
    applied
        False where the group switches the rule off.
    """

    code: str
    sentence: str
    source: str
    since: str
    status: str
    limits: Mapping[str, Limit]
    changed: tuple[str, ...]
    applied: bool
    force_limits: tuple[str, ...] = ()
    force_source: str = ""
    force_status: str = ""


def rules_of_group(limits: RuleLimits) -> tuple[LineRule, ...]:
    """Return the line rules that apply to a rule group, in the order of ``LINE_RULES``.

    Raises
    ------
    BadInputError
        With every unknown profile, rule or limit and every value a limit cannot have.
    """
    return tuple(rule for rule, applied in _rules(limits) if applied)


def statements(limits: RuleLimits) -> tuple[RuleStatement, ...]:
    """Return what a rule group says about every line rule, those it does not apply included.

    Raises
    ------
    BadInputError
        As `rules_of_group`.
    """
    stated = []
    profile = _profile(limits.profile, limits.ranks) if limits.profile in PROFILES else {}
    for rule, applied in _rules(limits):
        about = profile[rule.code]
        changed = tuple(name for name in limits.limits.get(rule.code, {}) if name != _APPLIED)
        said = limits.force.of(rule.code) if limits.force else None
        stated.append(
            RuleStatement(
                rule.code,
                rule.told(),
                str(about["source"]),
                str(about["since"]),
                str(about["status"]),
                MappingProxyType({item.name: getattr(rule, item.name) for item in fields(rule)}),
                changed,
                applied,
                tuple(name for name in said.limits if name not in changed) if said else (),
                _force_source(limits.force, said) if limits.force and said else "",
                said.status if said else "",
            )
        )
    return tuple(stated)


def public_holidays(limits: RuleLimits) -> frozenset[int]:
    """Return the force days a rule group knows as public holidays, whether or not it shares them fairly.

    Raises
    ------
    BadInputError
        As `rules_of_group`.
    """
    return next(rule.days for rule, _ in _rules(limits) if isinstance(rule, HolidayShare))


def chief_officer_ranks(profile: str) -> frozenset[str]:
    """Return the ranks, in lower case, that a jurisdiction's profile counts as chief officers; none where it is unknown."""
    ranks = str(_tables(profile)["chief_officers"]["ranks"]) if profile in PROFILES else ""
    return frozenset(ranks.split("|")) - {""}


def profile_table(profile: str, name: str, ranks: str) -> Mapping[str, Any]:
    """Return a table about a group of ranks that a jurisdiction's profile has besides rules; empty where it has none."""
    table: Mapping[str, Any] = _tables(profile).get(name, {}).get(ranks, {}) if profile in PROFILES else {}
    return table


def check_groups(groups: Iterable[RuleLimits]) -> None:
    """Refuse rule groups whose profile, rules or limits cannot be used, with the problems of all groups at once.

    Raises
    ------
    BadInputError
        With what `rules_of_group` finds in each group, in the order of the groups.
    """
    problems: list[Problem] = []
    for limits in groups:
        try:
            _rules(limits)
        except BadInputError as error:
            # Groups of one force profile find the same mistakes in it.
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise BadInputError(problems)


def _rules(limits: RuleLimits) -> tuple[tuple[LineRule, bool], ...]:
    """Return every line rule with the group's limits, and whether the group applies it."""
    force = limits.force
    place = (force.source if force else limits.source) or f"scenario.toml:[rules.{limits.group}]"
    if limits.profile not in PROFILES:
        raise BadInputError([_unknown(place, limits.profile, "a profile", PROFILES)])
    said = {item.rule: item.limits for item in force.rules} if force else {}
    if force and force.profile in PROFILES:
        raise BadInputError([Problem(place, force.profile, "another name than that of a jurisdiction's profile")])
    problems = [
        _unknown(stating.place(code), code, "a line rule", tuple(_BY_CODE))
        for stating, codes in ((force, said), (limits, limits.limits))
        for code in codes
        if stating and code not in _BY_CODE
    ]
    profile = _profile(limits.profile, limits.ranks)
    rules = []
    for code, kind in _BY_CODE.items():
        about = profile[code]
        stated = limits.limits.get(code, {})
        faults = _faults(kind, stated, limits.place)
        if force:
            faults += _faults(kind, said.get(code, {}), force.place)
        problems += faults
        between = force.of(code) if force else None
        values = {name: value for name, value in about.items() if name not in _ABOUT}
        values |= dict(between.limits if between else {}) | dict(stated)
        applied = values.pop(_APPLIED, True)
        if not faults:
            rule = kind.from_limits(values)
            if wrong := rule.contradiction():
                problems.append(Problem(limits.place(code), "", wrong=wrong))
            rules.append((rule, bool(applied)))
    if problems:
        raise BadInputError(problems)
    return tuple(rules)


def _force_source(force: ForceProfile, said: ForceLimits) -> str:
    """Return a force profile's name, and the source and dates of what it says of a rule."""
    since = f", since {iso_day(said.since_day)}" if said.since_day is not None else ""
    until = f", until {iso_day(said.until_day - 1)}" if said.until_day is not None else ""
    return f"{force.profile}: {said.source}{since}{until}; {said.status}"


def rank_limits(profile: str, ranks: str) -> frozenset[str]:
    """Return the rules for which a jurisdiction's profile has something of its own for a group of ranks."""
    return frozenset(_tables(profile).get(_RANKS, {}).get(ranks, {}))


@lru_cache(maxsize=len(PROFILES) * (1 + len(RANK_GROUPS)))
def _profile(name: str, ranks: str) -> Mapping[str, Mapping[str, Limit]]:
    """Return a profile's tables by rule code, what it says for a group of ranks in the place of what it says for all."""
    tables = _tables(name)
    own = tables.get(_RANKS, {}).get(ranks, {})
    return MappingProxyType({code: {**tables[code], **own.get(code, {})} for code in _BY_CODE})


@lru_cache(maxsize=len(PROFILES))
def _tables(name: str) -> Mapping[str, Any]:
    """Return a profile as its file has it."""
    text = files("scheduler.rules.profiles").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def _unknown(place: str, value: str, what: str, known: tuple[str, ...]) -> Problem:
    near = get_close_matches(value, known, 1, 0.5)
    return Problem(place, value, f"{what}: {', '.join(sorted(known))}", near[0] if near else "")


def _faults(kind: type[LineRule], limits: Mapping[str, Limit], place_of: Callable[[str, str], str]) -> list[Problem]:
    """Return what is wrong with the limits that are stated for one rule."""
    known = {item.name: item.default for item in fields(kind)}
    found = []
    for name, value in limits.items():
        place = place_of(kind.code, name)
        if name == _APPLIED:
            if not isinstance(value, bool):
                found.append(Problem(place, str(value), "true or false"))
        elif name not in known:
            found.append(_unknown(place, name, "a limit of this rule", (*known, _APPLIED)))
        elif expected := _wrong(kind, name, value, known[name]):
            found.append(Problem(place, str(value), expected))
    return found


def _wrong(kind: type[LineRule], name: str, value: object, default: object) -> str:
    """Return what a limit's value should be, or an empty text where it is right."""
    if name in kind.dated:
        return "" if _are_dates(value) else "dates YYYY-MM-DD with | between them"
    if name in kind.forms:
        form = kind.forms[name]
        return "" if isinstance(value, str) and re.fullmatch(form.pattern, value) else form.words
    if isinstance(default, str):
        choices = kind.choices.get(name, ())
        return "" if value in choices else "one of " + ", ".join(choices)
    if isinstance(default, bool):
        return "" if isinstance(value, bool) else "true or false"
    least = kind.at_least.get(name, 0)
    whole = isinstance(value, int) and not isinstance(value, bool)
    if name == "pence" or name.endswith("_pence"):
        if name in kind.always_priced:
            return "" if whole and value >= 0 else "whole pence, 0 or more"  # type: ignore[operator]
        return "" if whole and value >= HARD else "whole pence, 0 or more, or -1 to refuse"  # type: ignore[operator]
    return "" if whole and value >= least else f"a whole number, {least} or more"  # type: ignore[operator]


def _are_dates(value: object) -> bool:
    """Say whether a limit is a list of dates, or empty."""
    if not isinstance(value, str):
        return False
    try:
        return all(date.fromisoformat(text).isoformat() == text for text in value.split("|")) if value else True
    except ValueError:
        return False
