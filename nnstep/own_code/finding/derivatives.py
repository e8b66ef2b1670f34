"""Deltas whose upstream part is right: then it is the activation's derivative that is not."""

from __future__ import annotations

import numpy as np

from nnstep.expr.tree import Expr
from nnstep.expr.walks.numpy_line import source
from nnstep.grading.mistakes.rewriting import upstream
from nnstep.own_code.supposing.causes import Cause, OwnValue, ProgramFault
from nnstep.own_code.supposing.code_case import TELLING, CodeCase
from nnstep.own_code.supposing.explained_values import Explained

_LEAST_NUMBERS = 2
"""Fewer numbers may be a quotient of others by chance."""


def other_derivative(case: CodeCase, base: Explained, cause: Cause) -> Cause:
    """Return what is said of a delta whose upstream part the program has right, or `cause`."""
    if not isinstance(cause, OwnValue) or cause.is_given:
        return cause
    exercise = case.context.exercise
    op = exercise.op(cause.target)
    arriving = upstream(op.expression) if op is not None and op.phase == "backward" else None
    if arriving is None:
        return cause
    text = source(exercise.oriented(arriving))
    is_right = any(
        (match.face.id, match.face.step, match.face.way) == (cause.target, cause.step, text) and match.bits > TELLING
        for matches in base.matches.values()
        for match in matches
    )
    if not (is_right or _stands_alone(case, base, cause, exercise.oriented(arriving))):
        return cause
    return ProgramFault(
        "other-derivative",
        f"{text} is right, but what it is multiplied by is not the derivative of the activation at this layer",
        "What is the derivative of this layer's activation, and where is it taken: at z or at a?",
    )


def _stands_alone(case: CodeCase, base: Explained, cause: OwnValue, arriving: Expr) -> bool:
    """Return whether what the right upstream part is multiplied by stands in the program as a value of its own."""
    compiler, number = case.context.compiler, case.context.exercise.positions[cause.target]
    try:
        upstream_value = compiler.value(compiler.code(arriving), base.run.values_before(cause.step, number))
    except (NameError, IndexError, ValueError):
        return False
    own = np.ravel(cause.seen.value)
    if own.size != upstream_value.size or own.size < _LEAST_NUMBERS:
        return False
    for flat in (np.ravel(upstream_value), np.ravel(upstream_value.T)):
        with np.errstate(all="ignore"):
            factor = own / flat
        if np.isfinite(factor).all() and any(True for _ in case.seen.equal_to(np.sort(factor) + 0.0)):
            return True
    return False
