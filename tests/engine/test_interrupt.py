"""Ctrl-C still reaches whoever handles it after the solver has run."""

from __future__ import annotations

import random
import signal

from ortools.sat.python import cp_model

from scheduler.engine.draft import Settings, solved
from scheduler.engine.effort import Effort, WorkClock
from scheduler.planning.plan import PlanOptions, plan
from tests.worlds import tiny_scenario


def test_a_plan_leaves_the_handler_of_ctrl_c_in_place() -> None:
    """CP-SAT would take the signal for itself and leave the default behind, which ends the program at once."""
    before = signal.getsignal(signal.SIGINT)

    def heard(_number: int, _frame: object) -> None:
        """Stand for the command's own handler."""

    signal.signal(signal.SIGINT, heard)
    try:
        plan(tiny_scenario(), PlanOptions(seconds=5, workers=1))
        assert signal.getsignal(signal.SIGINT) is heard
        # What Python believes and what the process does may differ: the number of handled signals is in the kernel.
        with open("/proc/self/status", encoding="ascii") as status:
            caught = next(line for line in status if line.startswith("SigCgt"))
        assert int(caught.split()[1], 16) >> (signal.SIGINT - 1) & 1
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_model_being_solved_hears_that_the_user_asked_to_stop() -> None:
    """Five equations over forty yes-or-no numbers keep CP-SAT busy beyond any limit here: it ends before its work is over."""
    dice = random.Random(1)
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in range(40)]
    for _ in range(5):
        counts = [dice.randrange(100) for _ in chosen]
        model.add(cp_model.LinearExpr.weighted_sum(chosen, counts) == sum(counts) // 2)
    asked = iter([False])
    clock = WorkClock()
    _, status = solved(model, Effort(1e6, lambda: next(asked, True), clock), Settings())
    assert status == cp_model.UNKNOWN
    assert clock.now() < 1e5
