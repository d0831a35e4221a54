"""Levers pulled one after the other, each on top of those before it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from scheduler.domain.aid import RUNGS
from scheduler.domain.levers import Lever, LeverName
from scheduler.domain.scenario import Scenario
from scheduler.levers import LEVERS, LeverKind
from scheduler.levers.own import apart

KINDS: Mapping[LeverName, LeverKind] = MappingProxyType({kind.lever: kind for kind in LEVERS})
_PLACES = {kind.lever: number for number, kind in enumerate(LEVERS)}


def in_order(levers: Collection[Lever]) -> list[Lever]:
    """Return levers in the order in which they are pulled."""
    return sorted(levers, key=lambda lever: (lever.order, _PLACES[lever.lever]))


def up_to_lever(scenario: Scenario, last: LeverName) -> Scenario:
    """Return a scenario with the levers pulled that are allowed and bend anything, up to and including one in order."""
    names = [lever.lever for lever in in_order(scenario.levers)]
    known = names[: names.index(last) + 1]
    return pulled(scenario, [lever for lever in bending(scenario) if lever.lever in known])


def bending(scenario: Scenario) -> list[Lever]:
    """Return the levers that are allowed and change anything on top of those before them, in order."""
    own, used = scenario.up_to(RUNGS[0]), list[Lever]()
    for lever in in_order(scenario.levers):
        if lever.allowed and _same(pulled(own, [*used, lever])) != _same(pulled(own, used)):
            used.append(lever)
    return used


def _same(scenario: Scenario) -> Scenario:
    """Return a scenario without what tells which levers were pulled."""
    return replace(scenario, pulled=(), sha256="")


def pulled(scenario: Scenario, levers: Sequence[Lever]) -> Scenario:
    """Return a scenario with some levers pulled and nothing else; it knows the one without."""
    if not levers:
        return scenario
    bent = apart(scenario)
    for lever in in_order(levers):
        bent = KINDS[lever.lever].pull(bent, lever)
    names = " ".join(lever.lever for lever in in_order(levers))
    sha256 = hashlib.sha256(f"{scenario.sha256} {names}".encode()).hexdigest()
    return replace(bent, pulled=tuple(in_order(levers)), unbent=scenario, sha256=sha256)
