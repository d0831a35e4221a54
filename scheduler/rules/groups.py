"""The line rules of a rule group: a jurisdiction's profile, with what the scenario states instead."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.domain.scenario import Limit, RuleLimits
from scheduler.rules.line import LINE_RULES
from scheduler.rules.line.rule import HARD, LineRule

PROFILES = ("england_and_wales", "scotland")
_ABOUT = frozenset({"source", "since", "status"})
_APPLIED = "applied"
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
    profile = _profile(limits.profile) if limits.profile in PROFILES else {}
    for rule, applied in _rules(limits):
        about = profile[rule.code]
        stated.append(
            RuleStatement(
                rule.code,
                rule.told(),
                str(about["source"]),
                str(about["since"]),
                str(about["status"]),
                MappingProxyType({item.name: getattr(rule, item.name) for item in fields(rule)}),
                tuple(name for name in limits.limits.get(rule.code, {}) if name != _APPLIED),
                applied,
            )
        )
    return tuple(stated)


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
            problems += error.problems
    if problems:
        raise BadInputError(problems)


def _rules(limits: RuleLimits) -> tuple[tuple[LineRule, bool], ...]:
    """Return every line rule with the group's limits, and whether the group applies it."""
    place = limits.source or f"scenario.toml:[rules.{limits.group}]"
    if limits.profile not in PROFILES:
        raise BadInputError([_unknown(place, limits.profile, "a profile", PROFILES)])
    problems = [
        _unknown(limits.place(code), code, "a line rule", tuple(_BY_CODE))
        for code in limits.limits
        if code not in _BY_CODE
    ]
    profile = _profile(limits.profile)
    rules = []
    for code, kind in _BY_CODE.items():
        about = profile[code]
        stated = limits.limits.get(code, {})
        faults = _faults(kind, limits)
        problems += faults
        values = {name: value for name, value in about.items() if name not in _ABOUT} | dict(stated)
        applied = values.pop(_APPLIED, True)
        if not faults:
            rule = kind.from_limits(values)
            if wrong := rule.contradiction():
                problems.append(Problem(limits.place(code), "", wrong=wrong))
            rules.append((rule, bool(applied)))
    if problems:
        raise BadInputError(problems)
    return tuple(rules)


@lru_cache(maxsize=len(PROFILES))
def _profile(name: str) -> Mapping[str, Mapping[str, Limit]]:
    """Return a profile's tables, by rule code."""
    text = files("scheduler.rules.profiles").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def _unknown(place: str, value: str, what: str, known: tuple[str, ...]) -> Problem:
    near = get_close_matches(value, known, 1, 0.5)
    return Problem(place, value, f"{what}: {', '.join(sorted(known))}", near[0] if near else "")


def _faults(kind: type[LineRule], limits: RuleLimits) -> list[Problem]:
    """Return what is wrong with the limits a scenario states for one rule."""
    known = {item.name: item.default for item in fields(kind)}
    found = []
    for name, value in limits.limits.get(kind.code, {}).items():
        place = limits.place(kind.code, name)
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
