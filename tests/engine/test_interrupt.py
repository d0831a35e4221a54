"""Ctrl-C still reaches whoever handles it after the solver has run."""

from __future__ import annotations

import signal

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
