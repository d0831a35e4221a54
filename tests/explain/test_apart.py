"""Why not, where it is the seat of another day or role that keeps somebody from a duty."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.operations import Operation
from scheduler.domain.rota import Rota
from scheduler.domain.time import instant
from scheduler.explain.duty import explain_duty
from tests.rules.cover.enumeration import assignment
from tests.rules.cover.test_apart import commanders
from tests.worlds import FIRST_DAY, ZONE


def test_a_seat_of_the_day_before_stands_in_the_way() -> None:
    """c1 is strategic commander on call until 07:00, so the control room from 06:15 is not c1's; it is free for c2."""
    scenario = commanders()
    rota = Rota((assignment(scenario, "c1", "OC", FIRST_DAY, "SFC"),))
    found = {row.officer: row for row in explain_duty(scenario, rota, "TFC/C/2026-10-13").obstacles}
    assert (found["c1"].kind, found["c1"].code) == ("rule", "commanders_apart")
    assert found["c1"].message == "SFC on OC of 2026-10-12 and TFC on C of 2026-10-13 at once"
    assert found["c2"].kind == "free"


def test_another_role_of_the_operation_stands_in_the_way() -> None:
    """c1 commands it on the first day, and so does not advise on the second."""
    span = (instant(FIRST_DAY, 420, ZONE), instant(FIRST_DAY + 2, 420, ZONE))
    rows = [Operation("OP", role, "north", *span, tours=("OC",)) for role in ("sfc", "tacad")]
    scenario = replace(commanders(), cover=()).with_operations(rows)
    rota = Rota((assignment(scenario, "c1", "OC", FIRST_DAY, "OP.sfc"),))
    found = {row.officer: row for row in explain_duty(scenario, rota, "OP.tacad/07:00-07:00/2026-10-13").obstacles}
    assert (found["c1"].kind, found["c1"].code) == ("rule", "operation_roles")
    assert found["c2"].kind == "free"
