"""Each lever bends what it says and nothing else; the audit finds each use under the rules without it."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from scheduler.audit import audit
from scheduler.audit.proof import check_proof
from scheduler.domain.levers import LeverName
from scheduler.domain.people import Abstraction
from scheduler.domain.run import RunRecord
from scheduler.domain.scenario import Scenario
from scheduler.levers import LEVERS
from scheduler.levers.pulling import bending, in_order, pulled, up_to_lever
from scheduler.planning.plan import Planned, PlanOptions, plan
from scheduler.rules.groups import rules_of_group
from scheduler.rules.line.rest_between_tours import RestBetweenTours
from scheduler.views.planned_run import PlannedRun
from tests.engine.worlds import helped
from tests.levers.worlds import OWNER, WORLDS, attached, away, desk, lever, longer, pressed
from tests.worlds import FIRST_DAY

EACH = pytest.mark.parametrize("name", WORLDS)


def planned(scenario: Scenario) -> Planned:
    """Plan with one process and more time than it takes."""
    return plan(scenario, PlanOptions(20, workers=1))


def test_every_lever_has_a_file_and_a_world() -> None:
    """In the order the design states: rest days, longer tours, attached officers, training, leave, exigency."""
    assert tuple(kind.lever for kind in LEVERS) == get_args(LeverName) == tuple(WORLDS)


@EACH
def test_a_lever_covers_what_the_planned_rota_cannot(name: LeverName) -> None:
    """The uncovered duties without and with it, each proved; its uses are found with their owner, and cost their price."""
    scenario, without, with_it, uses, pence = WORLDS[name]
    before = planned(scenario).plan
    bent = up_to_lever(scenario, name)
    found = planned(bent)
    after = found.plan
    assert (before.price.crews, after.price.crews) == (without, with_it)
    assert before.levels[1].exact
    assert after.levels[1].exact
    used = [finding for finding in after.findings if finding.grade == "lever"]
    assert {finding.rule for finding in used} == {name}
    assert len(used) == uses
    assert all(OWNER in finding.message and finding.pence == 0 for finding in used)
    charged = [item for item in after.findings if item.rule in ("lever_price", "team_pattern", "rest_between_tours")]
    assert sum(item.pence for item in charged if item.grade == "cost") == pence
    assert [bound.stands for bound in check_proof(bent, found.proof)] == [True] * 6


@EACH
def test_what_a_lever_allows_is_refused_without_it(name: LeverName) -> None:
    """The rota it makes has no fault under it, and has faults in the scenario as it was."""
    scenario, *_ = WORLDS[name]
    bent = up_to_lever(scenario, name)
    rota = planned(bent).plan.rota
    assert audit(bent, rota).faults == ()
    assert audit(scenario, rota).faults != ()
    assert bent.unbent == scenario
    assert bent.sha256 != scenario.sha256


@pytest.mark.parametrize("kind", ["training", "leave"])
def test_no_finding_says_who_was_called_back(kind: str) -> None:
    """Neither the use nor its price names the officer."""
    name: LeverName = "training_recalled" if kind == "training" else "leave_recalled"
    made = planned(up_to_lever(away(kind, name), name)).plan
    about = [item for item in made.findings if item.grade == "lever" or item.rule == "lever_price"]
    assert len(about) == 4
    assert all(item.subject in (name, "levers") and "a1" not in item.message for item in about)


def test_only_the_first_days_of_an_absence_are_called_back() -> None:
    """Two of the three, within the dates; sickness never."""
    bent = up_to_lever(away("leave", "leave_recalled"), "leave_recalled")
    assert [(row.from_day - FIRST_DAY, row.until_day - FIRST_DAY, row.recalled) for row in bent.abstractions] == [
        (0, 2, True),
        (2, 3, False),
    ]
    late = desk(
        lever("leave_recalled", most=2, from_day=FIRST_DAY + 1),
        abstractions=(Abstraction("a1", "leave", "everything", FIRST_DAY, FIRST_DAY + 1),),
    )
    assert bending(late) == []
    sick = away("sickness", "leave_recalled")
    assert bending(sick) == []


def test_where_a_price_is_put_on_the_interval_leave_is_left_alone() -> None:
    """It cannot be stated as sums then."""
    scenario = away("leave", "leave_recalled")
    priced = replace(
        scenario.rules[0], limits={**scenario.rules[0].limits, "interval_between_rest_days": {"pence": 500}}
    )
    assert bending(replace(scenario, rules=(priced,))) == []


def test_a_lever_with_nothing_to_bend_is_not_pulled() -> None:
    """Rest that is shorter already, a pattern whose rest days have a price already, a tour the contract has already."""
    assert bending(replace(pressed(), levers=(lever("exigency", minutes=660),))) == []
    assert bending(desk(lever("rest_days_worked", most=1), rules={"team_pattern": {}})) == []
    has = longer()
    ready = replace(
        has,
        contracts=(replace(has.contracts[0], options=("rest", "E", "LD")),),
        posts=(replace(has.posts[0], tours=("E", "LD")),),
    )
    assert bending(ready) == []


def test_levers_come_in_the_order_stated_then_in_that_of_the_contents() -> None:
    """Exigency before leave where the scenario says so."""
    levers = (lever("leave_recalled", order=2), lever("exigency", order=1), lever("training_recalled", order=2))
    assert [one.lever for one in in_order(levers)] == ["exigency", "training_recalled", "leave_recalled"]


def test_the_rules_of_a_lender_stay_the_lenders() -> None:
    """Officers lent under the same contract keep eleven hours of rest when the force's own are pressed."""
    given = replace(helped("region"), levers=(lever("exigency", minutes=480),))
    bent = pulled(given, given.levers)
    contracts = {row.contract: row.rules for row in bent.contracts}
    groups = {row.group: row for row in bent.rules}

    def shortest(officer: str) -> int:
        contract = next(row.contract for row in bent.officers if row.officer == officer)
        found = rules_of_group(groups[contracts[contract]])
        return next(rule.short_minutes for rule in found if isinstance(rule, RestBetweenTours))

    assert (shortest("a1"), shortest("x1")) == (480, 0)
    assert {offer.contract for offer in bent.offers} == {"crews (lent)"}


def test_two_levers_used_on_one_day_are_two_uses() -> None:
    """An officer called back from leave for a longer tour: each lever has its own finding on that day."""
    scenario = replace(
        longer(),
        abstractions=(Abstraction("a1", "leave", "everything", FIRST_DAY, FIRST_DAY + 1),),
        levers=(*longer().levers, lever("leave_recalled", most=1)),
    )
    made = planned(pulled(scenario, scenario.levers)).plan
    used = sorted((item.rule, item.day - FIRST_DAY) for item in made.findings if item.grade == "lever")
    assert used == [("leave_recalled", 0), ("longer_tours", 0), ("longer_tours", 1)]


def test_who_is_called_back_and_works_is_not_shown_as_away() -> None:
    """Of three days of leave two are worked; the third reads not available."""
    bent = up_to_lever(away("leave", "leave_recalled"), "leave_recalled")
    shown = PlannedRun(bent, planned(bent).plan, RunRecord("r", 0))
    assert shown.not_available == {"a1": {FIRST_DAY + 2}}


def test_an_attachment_ends_with_its_last_force_day() -> None:
    """Attached for one day: one use, and nobody stands at the desk for nothing on the next."""
    scenario = attached()
    (own,) = scenario.levers
    one_day = replace(scenario, levers=(replace(own, until_day=FIRST_DAY + 1),))
    made = planned(pulled(one_day, one_day.levers)).plan
    assert {held.day for held in made.rota.assignments if held.post and held.officer != "a1"} == {FIRST_DAY}
    assert sum(finding.excess for finding in made.findings if finding.grade == "lever") == 1


def test_a_tour_the_contract_has_already_is_no_use_of_longer_ones() -> None:
    """The contract has one of two tours and covers everything with it: pulling the lever changes and costs nothing."""
    scenario = longer()
    (own,) = scenario.levers
    ready = replace(
        scenario,
        tours=(*scenario.tours, replace(scenario.tours[-1], tour="LX")),
        contracts=(replace(scenario.contracts[0], options=("rest", "E", "LD")),),
        posts=(replace(scenario.posts[0], tours=("E", "LD")),),
        levers=(replace(own, tours=("LD", "LX")),),
    )
    assert planned(pulled(ready, ready.levers)).plan.price == planned(ready).plan.price
