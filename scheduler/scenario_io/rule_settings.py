"""The sections [rules.GROUP] and [profiles.NAME] of the settings: limits of rule groups, and of forces below them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, ConfigDict

from scheduler.domain.pay import RANK_GROUPS
from scheduler.domain.scenario import ForceLimits, ForceProfile, Limit, RuleLimits
from scheduler.domain.time import iso_day
from scheduler.domain.work import Horizon
from scheduler.scenario_io.columns import MOST, Name, column
from scheduler.scenario_io.problems import Problems
from scheduler.scenario_io.stated import Date, KeyPath, Stated, read_section

BARE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
"""What a section or key may be called."""
RANKS = tuple(dict.fromkeys(RANK_GROUPS.values()))
"""Groups of ranks a rule group may be for."""


def in_force(groups: Iterable[RuleLimits], horizon: Horizon, problems: Problems) -> tuple[RuleLimits, ...]:
    """Return rule groups that use of their force profiles what holds on every planned day, with a warning of the rest."""
    found, told = [], set()
    for group in groups:
        if group.force is None:
            found.append(group)
            continue
        dated = []
        for said in group.force.rules:
            used = (said.since_day is None or said.since_day <= horizon.first_day) and (
                said.until_day is None or said.until_day >= horizon.until_day
            )
            dated.append(replace(said, used=used))
            place = group.force.place(said.rule)
            if not used and place not in told:
                told.add(place)
                odd = "it does not hold on all planned days, and is not used"
                problems.warn(place.removeprefix(f"{problems.place}:"), said.rule, odd)
        found.append(replace(group, force=replace(group.force, rules=tuple(dated))))
    return tuple(found)


class ForceRuleSection(BaseModel):
    """What a force profile says of one rule, besides its limits."""

    model_config = ConfigDict(extra="ignore")

    source: Name = column("Where the limits come from.")
    status: Literal["sourced", "unverified"] = column("How sure they are.", default="unverified")
    since: Date = column("First day they hold on; empty is always.", default=0)
    until: Date = column("Last day they hold on; empty is without end.", default=0)


_ABOUT = frozenset(ForceRuleSection.model_fields)


def rule_groups(rules: Mapping[str, object], stated: Stated, problems: Problems) -> tuple[RuleLimits, ...]:
    """Return the rule groups of the section [rules] with the force profiles they name, as far as they are right."""
    forces = _force_profiles(stated, problems)
    for name in forces:
        if not any(isinstance(group, dict) and group.get("profile") == name for group in rules.values()):
            problems.warn(stated.place(("profiles", name)), name, "no rule group has this profile")
    return tuple(_group(str(name), group, forces, stated, problems) for name, group in rules.items())


def _force_profiles(stated: Stated, problems: Problems) -> dict[str, tuple[str, ForceProfile]]:
    """Return the force profiles by name, each with the jurisdiction it stands on."""
    profiles = stated.document.get("profiles", {})
    if not isinstance(profiles, dict):
        problems.add(stated.place(("profiles",)), profiles, "a section [profiles.NAME]")
        return {}
    found = {}
    for name, profile in profiles.items():
        place = stated.place(("profiles", name))
        if not isinstance(profile, dict) or not BARE.fullmatch(name):
            problems.add(place, name, "sections [profiles.NAME], the name of letters, digits, '_' and '-'")
            continue
        base = profile.get("base")
        if not isinstance(base, str) or not BARE.fullmatch(base):
            at = stated.place(("profiles", name, "base"))
            problems.add(at, "" if base is None else base, "base, a jurisdiction's profile such as england_and_wales")
            base = ""
        limits, places = _stated_rules(("profiles", name), profile, ("base",), stated, problems, _ABOUT)
        rules = [_force_limits(name, rule, held, stated, problems) for rule, held in limits.items()]
        source = problems.whole_place(place)
        found[name] = (base, ForceProfile(name, tuple(rules), source, places))
    return found


def _force_limits(name: str, rule: str, held: Mapping[str, Limit], stated: Stated, problems: Problems) -> ForceLimits:
    """Return what a section [profiles.NAME.RULE] says."""
    about = read_section(ForceRuleSection, ("profiles", name, rule), stated, problems)
    if about is None:
        return ForceLimits(rule, held, "")
    since, until = about.since or None, about.until + 1 if about.until else None
    if since and until and until <= since:
        at = stated.place(("profiles", name, rule, "until"))
        problems.add(at, iso_day(about.until), "an until date that is not before its since date")
    return ForceLimits(rule, held, about.source, about.status, since, until)


def _group(
    name: str, group: object, forces: Mapping[str, tuple[str, ForceProfile]], stated: Stated, problems: Problems
) -> RuleLimits:
    """Return what a section [rules.GROUP] says, as far as it is right."""
    place = stated.place(("rules", name))
    if not isinstance(group, dict) or not BARE.fullmatch(name):
        problems.add(place, name, "sections [rules.GROUP], the group's name of letters, digits, '_' and '-'")
        return RuleLimits(name, "")
    profile = group.get("profile")
    if not isinstance(profile, str) or not BARE.fullmatch(profile):
        at = stated.place(("rules", name, "profile"))
        problems.add(at, "" if profile is None else profile, "a profile such as england_and_wales")
        profile = ""
    limits, places = _stated_rules(("rules", name), group, ("profile", "ranks"), stated, problems)
    profile, force = forces.get(profile, (profile, None))
    source = problems.whole_place(place)
    return RuleLimits(name, profile, limits, source, places, force, _ranks(name, group, stated, problems))


def _ranks(name: str, group: Mapping[str, object], stated: Stated, problems: Problems) -> str:
    """Return the group of ranks a rule group is for, or an empty text."""
    ranks = group.get("ranks", "")
    if isinstance(ranks, str) and ranks in RANKS:
        return ranks
    if "ranks" in group:
        problems.add(stated.place(("rules", name, "ranks")), ranks, ", ".join(RANKS), known=RANKS)
    return ""


def _stated_rules(
    section: KeyPath,
    table: Mapping[str, object],
    passed_over: tuple[str, ...],
    stated: Stated,
    problems: Problems,
    about: frozenset[str] = frozenset(),
) -> tuple[dict[str, dict[str, Limit]], dict[str, str]]:
    """Return the limits of a section's rules, and the place of each."""
    limits: dict[str, dict[str, Limit]] = {}
    places: dict[str, str] = {}
    for rule, stated_limits in table.items():
        if rule in passed_over:
            continue
        if not isinstance(stated_limits, dict):
            problems.add(stated.place((*section, rule)), rule, f"a section [{'.'.join(section)}.RULE]")
            continue
        path = (*section, str(rule))
        limits[rule] = _limits(
            path, {name: held for name, held in stated_limits.items() if name not in about}, stated, problems
        )
        for keys in (path, *((*path, str(limit)) for limit in stated_limits)):
            row = stated.place(keys).rpartition(":")[0]
            at = ":".join(part for part in (row, ".".join(keys)) if part)
            places[".".join(keys[2:])] = problems.whole_place(at)
    return limits, places


def _limits(path: KeyPath, limits: Mapping[str, object], stated: Stated, problems: Problems) -> dict[str, Limit]:
    """Return a rule's limits; what they mean is the rules' affair, only their type is looked at."""
    kept: dict[str, Limit] = {}
    for name, value in limits.items():
        if (isinstance(value, str) and len(value) <= 200 and value.isprintable()) or (
            isinstance(value, int) and abs(value) <= MOST
        ):
            kept[name] = value
        else:
            expected = f"a whole number of at most {MOST}, true, false or one line of text"
            problems.add(stated.place((*path, name)), value, expected)
    return kept
