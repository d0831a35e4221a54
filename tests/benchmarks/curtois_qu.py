"""The staff-scheduling benchmark in our own words: ``python -m tests.benchmarks.curtois_qu INSTANCE [--seconds S]``.

An instance becomes a scenario: its shifts are tours of one post, everybody is authorised for it, and people with the same
limits share a contract and its rule group. What the instance calls hard is a rule with a hard limit; requests are wishes
with their weights in pence, and cover is the post's target with prices for one too few and one too many. It is planned as
any other scenario is, by the same rules and engine, and audited by their second faces.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from scheduler.domain.people import Authorisation, Contract, Force, Officer, Preference, Role, Unit
from scheduler.domain.scenario import Limit, RuleLimits, Scenario
from scheduler.domain.time import instant
from scheduler.domain.work import REST, Cover, Horizon, Post, Tour
from scheduler.engine.search import Progress
from scheduler.planning.plan import Planned, PlanOptions, plan
from scheduler.rules.line import LINE_RULES
from tests.benchmarks.staff_instance import Instance, Person, read_instance

FIRST_DAY = 739901
"""Monday 12 October 2026: every instance begins on a Monday."""
ZONE = "UTC"
"""Shifts have lengths and no clock times, so that no clock may change."""
EVERY_DAY = tuple(range(7))
POST, UNIT, FORCE, ROLE = "post", "unit", "force", "role"
APPLIED = frozenset({"flexible_working", "preferences"})
"""Rules that have no limits of a contract's and apply to all."""


def scenario_of(instance: Instance) -> Scenario:
    """Return an instance as a scenario."""
    contracts: dict[tuple[object, ...], str] = {}
    of_person = {
        one.name: contracts.setdefault(astuple(one)[1:], f"contract{len(contracts) + 1}") for one in instance.staff
    }
    first_of: dict[str, Person] = {}
    for one in instance.staff:
        first_of.setdefault(of_person[one.name], one)
    horizon = Horizon(FIRST_DAY, instance.n_days, ZONE, 0, instance.n_days, FIRST_DAY)
    start, end = (instant(day, 0, ZONE) for day in (FIRST_DAY - 1, FIRST_DAY + instance.n_days + 2))
    return Scenario(
        name=instance.name,
        horizon=horizon,
        marking="",
        seed=1,
        forces=(Force(FORCE, FORCE, 0, "england_and_wales"),),
        units=(Unit(UNIT, FORCE, UNIT, True),),
        roles=(Role(ROLE, ROLE),),
        teams=(),
        patterns=(),
        contracts=tuple(_contract(name, one) for name, one in first_of.items()),
        tours=tuple(Tour(shift, "day", 0, minutes) for shift, minutes in instance.minutes.items()),
        posts=(Post(POST, POST, FORCE, ROLE, tuple(instance.minutes)),),
        cover=tuple(_cover(instance)),
        officers=tuple(Officer(one.name, FORCE, UNIT, of_person[one.name], "PC") for one in instance.staff),
        authorisations=tuple(Authorisation(one.name, ROLE, start, end) for one in instance.staff),
        preferences=_days_off(instance) + _requests(instance),
        rules=tuple(_rules(name, one, instance) for name, one in first_of.items()),
    )


def _contract(name: str, person: Person) -> Contract:
    tours = tuple(shift for shift, most in person.most_of if most)
    return Contract(name, (REST, *tours), 0, name)


def _rules(name: str, person: Person, instance: Instance) -> RuleLimits:
    """Return the limits of a contract; every rule of which the instance knows nothing is switched off."""
    banned = "|".join(f"{tour}>{'+'.join(after)}" for tour, after in instance.banned.items() if after)
    capped = "|".join(f"{tour}={most}" for tour, most in person.most_of if 0 < most < instance.n_days)
    own: dict[str, dict[str, Limit]] = {
        "tour_order": {"banned": banned},
        "hours_in_period": {"least_minutes": person.least_minutes, "most_minutes": person.most_minutes},
        "tours_in_period": {"most": capped},
        "consecutive_duty_days": {"days": person.most_in_a_row},
        "minimum_duty_days": {"days": person.least_in_a_row},
        "rest_blocks": {"days": person.least_off_in_a_row},
        "weekends": {"weekends": person.most_weekends},
    }
    if not capped:
        del own["tours_in_period"]
    stated: dict[str, dict[str, Limit]] = {
        rule.code: {"applied": rule.code in APPLIED} for rule in LINE_RULES if rule.code not in own
    }
    hard = {code: {"applied": True, "pence": -1, **limits} for code, limits in own.items()}
    return RuleLimits(name, "england_and_wales", {**stated, **hard})


def _cover(instance: Instance) -> list[Cover]:
    return [
        Cover(
            POST,
            row.shift,
            0,
            0,
            EVERY_DAY,
            FIRST_DAY + row.day,
            FIRST_DAY + row.day + 1,
            0,
            row.number,
            short_price=row.under,
            over_price=row.over,
        )
        for row in instance.cover
    ]


def _days_off(instance: Instance) -> tuple[Preference, ...]:
    """Return the days off as agreements: they are rest days, which the rules on runs count, and no leave."""
    return tuple(
        Preference(person, REST, True, True, FIRST_DAY + day, FIRST_DAY + day + 1, (), 0)
        for person, days in instance.days_off.items()
        for day in sorted(days)
    )


def _requests(instance: Instance) -> tuple[Preference, ...]:
    return tuple(
        Preference(one.person, one.shift, want, False, FIRST_DAY + one.day, FIRST_DAY + one.day + 1, (), one.weight)
        for want, requests in ((True, instance.on), (False, instance.off))
        for one in requests
    )


@dataclass
class Watch:
    """Notes when the price last became better."""

    began: float
    best: int | None = None
    at: float = 0.0

    def __call__(self, progress: Progress) -> None:
        """Take note of where the search stands."""
        if progress.price is not None and (self.best is None or progress.price.pence < self.best):
            self.best, self.at = progress.price.pence, time.monotonic() - self.began


def solved(instance: Instance, options: PlanOptions) -> tuple[Planned, dict[str, object]]:
    """Plan an instance; return the plan and its figures."""
    watch = Watch(time.monotonic())
    planned = plan(scenario_of(instance), options, watch)
    made = planned.plan
    return planned, {
        "instance": instance.name,
        "objective": made.price.pence,
        "bound": made.levels[-1].bound,
        "status": made.status,
        "seconds": round(made.seconds, 2),
        "seconds_to_best": round(watch.at, 2),
        "peak_rss_mb": made.peak_rss_mb,
    }


def roster_lines(instance: Instance, planned: Planned) -> list[str]:
    """Return the roster as the benchmark writes it: one line a person, the id, then a shift or ``-`` for each day."""
    held = {(one.officer, one.day): one.tour for one in planned.plan.rota.assignments}
    days = range(FIRST_DAY, FIRST_DAY + instance.n_days)
    return ["\t".join([one.name, *(held.get((one.name, day), "-") for day in days)]) for one in instance.staff]


def main(arguments: Sequence[str]) -> int:
    """Solve one instance, print its figures as one line of JSON, and write the roster where asked to."""
    given = _parser().parse_args(arguments)
    if given.log:
        logging.basicConfig(level=logging.DEBUG, stream=sys.stderr, format="%(relativeCreated)7d %(name)s %(message)s")
    try:
        instance = read_instance(given.instance)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    planned, figures = solved(instance, PlanOptions(given.seconds, seed=given.seed, workers=given.workers))
    if given.roster is not None:
        given.roster.write_text("\n".join([*roster_lines(instance, planned), ""]), encoding="utf-8")
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.curtois_qu", description=__doc__)
    parser.add_argument("instance", type=Path, help="file of an instance")
    parser.add_argument("--seconds", type=float, default=600.0, help="limit of the wall clock")
    parser.add_argument("--workers", type=int, default=2, help="processes that search at once")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--roster", type=Path, help="file to write the roster to")
    parser.add_argument("--log", action="store_true", help="tell on stderr what the engine does")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
