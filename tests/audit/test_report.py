"""The audit of a finished rota: names, times, entitlement, lines, and the price recomputed."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from typing import Any

from scheduler.audit import audit, uncovered_of, without_tail
from scheduler.domain.people import Abstraction
from scheduler.domain.price import Price
from scheduler.domain.rota import Rota
from scheduler.domain.scenario import RuleLimits, Scenario
from scheduler.rules.line import LINE_RULES
from tests.rules.cover.enumeration import assignment
from tests.worlds import FIRST_DAY, cover_span, cover_tour, tiny_scenario

REST_ALONE = {rule.code: {"applied": rule.code == "rest_between_tours"} for rule in LINE_RULES}
"""Limits that switch off every line rule but the rest between tours, so that figures can be told by hand."""


def world(**overrides: Any) -> Scenario:
    """Return a day and a tail day; one early car, one commander on call; only the rest between tours applies."""
    groups = tuple(RuleLimits(name, "england_and_wales", REST_ALONE) for name in ("crews", "commanders"))
    cover = (cover_tour("ARV", "E", 1, 1), cover_tour("SFC", "OC", 1, 1))
    return tiny_scenario(**{"days": 1, "tail_days": 1, "cover": cover, "rules": groups, **overrides})


def rota(scenario: Scenario, *held: tuple[str, str, int, str]) -> Rota:
    """Return a rota of (officer, tour, days from the first, post) rows."""
    return Rota(tuple(assignment(scenario, who, code, FIRST_DAY + day, post) for who, code, day, post in held))


FULL = (
    ("a1", "E", 0, "ARV"),
    ("a2", "E", 0, "ARV"),
    ("a1", "E", 1, "ARV"),
    ("a3", "E", 1, "ARV"),
    ("c1", "OC", 0, "SFC"),
    ("c1", "OC", 1, "SFC"),
)


def test_a_full_rota_costs_nothing_and_has_no_findings() -> None:
    """Everything covered, nobody away from home: no findings and no price."""
    scenario = world()
    report = audit(scenario, rota(scenario, *FULL))
    assert (report.findings, report.price, report.n_assignments) == ((), Price(), 6)


def test_an_empty_rota_is_priced_by_level_and_priority() -> None:
    """Over two days, a command duty of priority 2 and a car of priority 1 each day: 4, 2, and four times 20,000."""
    scenario = world()
    report = audit(scenario, Rota(()))
    assert report.price == Price(command=4, crews=2, pence=80_000)
    assert len(report.uncovered) == 4
    assert report.faults == ()


def test_away_placements_are_priced() -> None:
    """a1 belongs to another base: 500 pence on each of two days."""
    scenario = world()
    officers = (replace(scenario.officers[0], home_post="SFC"), *scenario.officers[1:])
    scenario = replace(scenario, officers=officers)
    assert audit(scenario, rota(scenario, *FULL)).price == Price(pence=1_000)


def test_a_broken_line_rule_is_a_breach() -> None:
    """A night until 07:00 and an early tour at 07:00 leave no rest: a breach of 660 minutes."""
    scenario = world()
    report = audit(scenario, rota(scenario, *FULL[1:], ("a1", "N", 0, "ARV")))
    (found,) = report.faults
    assert (found.rule, found.grade, found.subject, found.excess) == ("rest_between_tours", "breach", "a1", 660)


def test_faults_of_names_times_and_entitlement() -> None:
    """Each corruption of one assignment is one fault of the grade it deserves, told of the officer."""
    scenario = world(abstractions=(Abstraction("a4", "sickness", "everything", FIRST_DAY, FIRST_DAY + 1),))
    good = assignment(scenario, "a3", "E", FIRST_DAY, "ARV")
    cases = [
        (replace(good, officer="a9"), "mismatch", "unknown"),
        (replace(good, tour="X"), "mismatch", "unknown"),
        (replace(good, post="X", role=""), "mismatch", "unknown"),
        (replace(good, day=FIRST_DAY + 9), "mismatch", "planned force day"),
        (replace(good, role="sfc"), "mismatch", "role"),
        (replace(good, start_at=good.start_at + 5), "mismatch", "5 minutes off"),
        (assignment(scenario, "a3", "OC", FIRST_DAY), "ineligible", "contract"),
        (assignment(scenario, "a3", "E", FIRST_DAY, "SFC"), "ineligible", "not staffed"),
        (assignment(scenario, "a4", "E", FIRST_DAY, "ARV"), "ineligible", "not available"),
        (assignment(scenario, "c1", "D", FIRST_DAY, "ARV"), "ineligible", "unit command"),
        (assignment(scenario, "c1", "D", FIRST_DAY, "ARV"), "ineligible", "unarmed"),
        (assignment(scenario, "c1", "D", FIRST_DAY, "ARV"), "ineligible", "not authorised"),
    ]
    for corrupt, grade, words in cases:
        found = [item for item in audit(scenario, Rota((corrupt,))).faults if item.grade == grade]
        assert any(words in item.message and item.subject == corrupt.officer for item in found), words


def test_sickness_is_never_told() -> None:
    """A finding about a sick officer says neither why nor for how long."""
    scenario = world(abstractions=(Abstraction("a4", "sickness", "everything", FIRST_DAY, FIRST_DAY + 1),))
    report = audit(scenario, rota(scenario, ("a4", "E", 0, "ARV")))
    assert not any("sick" in item.message for item in report.findings)


def test_the_order_of_rows_does_not_matter() -> None:
    """A shuffled rota has the same report."""
    scenario = world()
    held = list(rota(scenario, *FULL[:3], ("a1", "N", 0, "ARV"), ("a4", "L", 1, "ARV")).assignments)
    report = audit(scenario, Rota(tuple(held)))
    random.Random(3).shuffle(held)
    assert audit(scenario, Rota(tuple(held))) == report


def test_a_rota_without_the_tail_can_be_judged_without_it() -> None:
    """The first day alone is full; with the tail its second day is uncovered."""
    scenario = world()
    first_day = rota(scenario, *(row for row in FULL if row[2] == 0))
    assert audit(scenario, first_day).price.command == 2
    assert audit(without_tail(scenario), first_day).findings == ()


def test_uncovered_parts_of_a_span() -> None:
    """A seat from 07:00 to 07:00 held until 16:00 by day: one part, from 15:00 UTC, needed 1 and filled 0."""
    scenario = world(cover=(cover_span("SFC", "07:00", "31:00", 1, 1),), tail_days=0)
    post = replace(scenario.posts[1], tours=("D", "OC"))
    scenario = replace(scenario, posts=(scenario.posts[0], post))
    found = uncovered_of(scenario, rota(scenario, ("c1", "D", 0, "SFC")), {"command": True})
    day = (FIRST_DAY - 719163) * 1440  # 12 October 2026 00:00 UTC; the clock is an hour ahead
    spans = [(item.start_at - day, item.end_at - day) for item in found]
    assert spans == [(6 * 60, 7 * 60), (15 * 60, 30 * 60)]
    assert {(item.grade, item.needed, item.filled, item.proved, item.provisional) for item in found} == {
        ("command", 1, 0, True, False)
    }


def test_the_audit_needs_no_solver() -> None:
    """With ortools barred from import, a rota is audited all the same."""
    script = (
        "import sys; sys.modules['ortools'] = None\n"
        "from scheduler.audit import audit, check_proof\n"
        "from scheduler.domain.rota import Rota\n"
        "from tests.worlds import tiny_scenario\n"
        "assert audit(tiny_scenario(), Rota(())).price.command == 6\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
