"""Models solved by branch and cut, for finding: HiGHS takes about a quarter of CP-SAT's time where there are many paths.

What it finds is checked in whole numbers by CP-SAT, which has nothing left to choose then. What is to be proved is solved by
CP-SAT alone (:func:`scheduler.engine.draft.solved`), and so is everything where work is counted: HiGHS knows only time.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from datetime import timedelta

from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2
from ortools.sat.python import cp_model

from scheduler.engine.draft import FREE, Settings, solved
from scheduler.engine.effort import Effort

logger = logging.getLogger(__name__)

FEWEST_VARIABLES = 1_500
"""Models with fewer are left to CP-SAT, which has them solved in about a second anyway."""

SHARE = 0.8
"""Share of the time that HiGHS may take; the rest is for CP-SAT, should nothing come of it."""


def branch_and_cut(
    model: cp_model.CpModel, effort: Effort, settings: Settings, gap: float = 0.0
) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    """Solve a model of rows and exactly-ones within the time left.

    Parameters
    ----------
    gap
        How far from the best an answer may be to be taken for it.

    Returns
    -------
    solver, status
        As :func:`scheduler.engine.draft.solved`, but "optimal" rests on floating point.
    """
    if settings.reproducible or len(model.proto.variables) < FEWEST_VARIABLES:
        return solved(model, effort, settings, gap)
    began = time.monotonic()
    stated = _stated(model)
    result = None if stated is None else _solved(model, mathopt.Model.from_model_proto(stated), effort, gap)
    if result is None or not result.has_primal_feasible_solution():
        logger.debug("HiGHS found nothing: %s", "" if result is None else result.termination.reason.name)
        return solved(model, effort, settings, gap)
    values = result.variable_values()
    numbers = [round(value) for _, value in sorted(values.items(), key=lambda item: item[0].id)]
    solver, status = _checked(model, numbers)
    logger.debug("HiGHS: %s after %.1f s", result.termination.reason.name, time.monotonic() - began)
    if status != cp_model.OPTIMAL:
        return solved(model, effort, settings, gap)
    ended = result.termination.reason == mathopt.TerminationReason.OPTIMAL
    return solver, cp_model.OPTIMAL if ended else cp_model.FEASIBLE


def _solved(model: cp_model.CpModel, stated: mathopt.Model, effort: Effort, gap: float) -> mathopt.SolveResult | None:
    """Solve the linear form of a model, its hint given; None where that ends abnormally."""
    hint = {
        stated.get_variable(number): float(value)
        for number, value in zip(model.proto.solution_hint.vars, model.proto.solution_hint.values, strict=True)
    }
    parameters = mathopt.SolveParameters(
        time_limit=timedelta(seconds=max(0.1, effort.seconds * SHARE)),
        absolute_gap_tolerance=max(gap, 1e-6),
        relative_gap_tolerance=0.0,
        highs=highs_pb2.HighsOptionsProto(int_options={"threads": 1}),
    )
    # An empty hint is not none: HiGHS would complete it by a search of the whole model that knows no time limit.
    given = [mathopt.SolutionHint(variable_values=hint)] if hint else []
    hints = mathopt.ModelSolveParameters(solution_hints=given)
    try:
        return mathopt.solve(stated, mathopt.SolverType.HIGHS, params=parameters, model_params=hints)
    except (AttributeError, RuntimeError) as error:  # how math_opt 9.15 reports an abnormal end
        logger.debug("HiGHS ended abnormally: %s", error)
        return None


def _checked(model: cp_model.CpModel, numbers: list[int]) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    """Return CP-SAT's answer to a model in which every variable has its value."""
    fixed = model.clone()
    fixed.clear_hints()  # type: ignore[no-untyped-call]
    fixed.proto.solution_hint.vars.extend(range(len(numbers)))
    fixed.proto.solution_hint.values.extend(numbers)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.fix_variables_to_their_hinted_value = True
    solver.parameters.catch_sigint_signal = False
    return solver, solver.solve(fixed)


def _stated(model: cp_model.CpModel) -> model_pb2.ModelProto | None:
    """Return the linear form of a model whose constraints are linear or exactly-ones; None for any other."""
    stated = model_pb2.ModelProto()
    limits = [list(variable.domain) for variable in model.proto.variables]
    stated.variables.ids.extend(range(len(limits)))
    stated.variables.lower_bounds.extend(float(limit[0]) for limit in limits)
    stated.variables.upper_bounds.extend(float(limit[-1]) for limit in limits)
    stated.variables.integers.extend([True] * len(limits))
    matrix, rows = stated.linear_constraint_matrix, stated.linear_constraints
    for row, constraint in enumerate(model.proto.constraints):
        if constraint.has_linear():
            counts = _summed(constraint.linear.vars, constraint.linear.coeffs)
            least, most = list(constraint.linear.domain)
        elif not constraint.has_exactly_one():
            return None
        else:
            counts, least, most = dict.fromkeys(sorted(constraint.exactly_one.literals), 1), 1, 1
        rows.ids.append(row)
        rows.lower_bounds.append(float(least) if least > -FREE else -float("inf"))
        rows.upper_bounds.append(float(most) if most < FREE else float("inf"))
        matrix.row_ids.extend([row] * len(counts))
        matrix.column_ids.extend(counts)
        matrix.coefficients.extend(map(float, counts.values()))
    objective = _summed(model.proto.objective.vars, model.proto.objective.coeffs)
    stated.objective.linear_coefficients.ids.extend(objective)
    stated.objective.linear_coefficients.values.extend(map(float, objective.values()))
    return stated


def _summed(variables: list[int], counts: list[int]) -> dict[int, int]:
    """Return what each variable counts in all, in the variables' order."""
    total: dict[int, int] = defaultdict(int)
    for variable, count in zip(variables, counts, strict=True):
        total[variable] += count
    return dict(sorted(total.items()))
