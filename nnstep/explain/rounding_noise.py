"""Gradients that are nothing but rounding noise, where an optimizer makes whole steps of them.

Terms that cancel in exact arithmetic leave some 1e-17 behind: the gradient of a bias that softmax's layer shares does.
Adam and others divide a gradient by its own size, and so the noise becomes a step of the learning rate's size.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnstep.engine.frame import Frame
from nnstep.expr.array import Array
from nnstep.expr.digits import Digits
from nnstep.expr.tree import Binary, Call, Expr, Negative, names, transform, walk
from nnstep.expr.walks.evaluate import evaluate
from nnstep.program.program import Op, Program

_UNITS = 64
"""So many units of the last place of the terms' sizes may be left of what cancels."""
_SHORT = Digits(3)


def noise(frame: Frame) -> Iterator[str]:
    """Warn at a gradient that is rounding noise, and at the update that makes a step of it."""
    op, program = frame.op, frame.program
    if op is None or op.phase not in ("gradient", "update") or not _divides_by_size(program):
        return
    id = program.gradients.get(op.parameter if op.target == op.parameter else "")
    gradient = op if op.target in program.gradients.values() else _giving(frame, id)
    if gradient is None or (is_noise := _is_noise(gradient, frame)) is None or not is_noise.any():
        return
    values = frame.values[gradient.target]
    largest = _SHORT.number(float(np.abs(values[is_noise]).max()))
    what = f"{int(is_noise.sum())} of {values.size} elements" if values.size > 1 else "the value"
    verb = "are" if is_noise.sum() > 1 else "is"
    where = "" if gradient is op else f" of {program.writing.symbols(gradient.target)}"
    yield (
        f"{what}{where} {verb} rounding noise (up to {largest}): the terms cancel, and in exact arithmetic nothing is "
        f"left; {program.scenario.optimizer} divides a gradient by its size, and so can make a whole step of noise"
    )


def _divides_by_size(program: Program) -> bool:
    """Return whether an optimizer's step does not shrink with the gradient: it is divided by a root of its squares."""
    every = (node for op in program.ops if op.phase == "update" for node in walk(op.expression))
    return any(isinstance(node, Call) and node.function == "sqrt" for node in every)


def _giving(frame: Frame, id: str | None) -> Op | None:
    return next((op for op in frame.program.ops if op.target == id), None)


def _is_noise(gradient: Op, frame: Frame) -> Array | None:
    """Return which elements are noise; None where the terms are not known any more."""
    read = names(gradient.expression)
    if not set(read) <= frame.values.keys() or gradient.target not in frame.values:
        return None
    value = frame.values[gradient.target]
    sizes = evaluate(transform(gradient.expression, _of_sizes), {id: np.abs(frame.values[id]) for id in read})
    found: Array = (value != 0) & (np.abs(value) <= _UNITS * np.finfo(value.dtype).eps * sizes)
    return found


def _of_sizes(node: Expr) -> Expr:
    """Return a sum with all its terms added."""
    match node:
        case Negative(operand):
            return operand
        case Binary("-", left, right):
            return left + right
        case _:
            return node
