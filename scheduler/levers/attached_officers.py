"""Officers of other units attached: instructors and staff who may carry arms."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.events import Event
from scheduler.domain.levers import Bend, Lever
from scheduler.domain.people import Contract, Officer
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import instant
from scheduler.levers.kind import LeverKind
from scheduler.levers.own import concerned, counted_tours


def pull(scenario: Scenario, lever: Lever) -> Scenario:
    """Return the scenario in which officers of some units are attached to another, over some force days.

    Those who hold a role some post of that unit asks for are attached, in the order of the officers table, as many as
    the lever says. They keep their contract, hours and rules, and have the tours of that unit's posts besides. What
    they are competent for is asked of the register as of anybody.
    """
    zone, days = scenario.horizon.zone, scenario.horizon.days
    begins, ends = max(lever.from_day, days.start), min(lever.until_day, days.stop)
    posts = [post for post in scenario.posts if lever.to_unit in post.units]
    holders = {row.officer for row in scenario.authorisations if row.role in {post.role for post in posts}}
    able = [row for row in concerned(scenario, lever) if row.officer in holders and row.unit != lever.to_unit]
    chosen = able[: lever.most or len(able)]
    if begins >= ends:
        return scenario
    tours = tuple(dict.fromkeys(name for post in posts for name in post.tours))
    kept = {row.contract: row for row in scenario.contracts}
    opened = {row.officer: _opened(kept[row.contract], tours) for row in chosen}
    lengths = scenario.tours_by_code
    # The last night runs on into the next date; whoever begins a tour there is not attached any more.
    until = max((lengths[tour].end_at(ends - 1, zone) for tour in tours), default=instant(ends, 0, zone))
    return replace(
        scenario,
        contracts=(*scenario.contracts, *dict.fromkeys(opened.values())),
        officers=tuple(_attached(row, opened) for row in scenario.officers),
        events=(
            *scenario.events,
            *(
                Event(row.officer, "attachment", lever.to_unit, instant(begins, 0, zone), until, source=lever.source)
                for row in chosen
            ),
        ),
        bends=(
            *scenario.bends,
            *(
                Bend(lever.lever, row.officer, counted_tours(kept[row.contract], tours), begins, ends, lever.price)
                for row in chosen
            ),
        ),
    )


def _opened(contract: Contract, tours: tuple[str, ...]) -> Contract:
    """Return a contract with more tours."""
    more = [tour for tour in tours if tour not in contract.tours]
    return replace(contract, contract=f"{contract.contract} (attached)", options=(*contract.options, *more))


def _attached(officer: Officer, opened: dict[str, Contract]) -> Officer:
    return replace(officer, contract=opened[officer.officer].contract) if officer.officer in opened else officer


LEVER = LeverKind("attached_officers", "officers of other units attached", pull, "officer-days of those attached")
