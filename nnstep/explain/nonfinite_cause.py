"""The part of an operation that produced NaN or infinity from finite numbers: ``y ln a2 where y is 1 and a2 is 0``."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

import numpy as np

from nnstep.engine.frame import Frame
from nnstep.explain.explanation import formula_number, pen_of
from nnstep.expr.array import Array
from nnstep.expr.digits import Digits
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Binary, Call, Expr, Negative, Number, children, walk
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.formula import formula
from nnstep.expr.walks.pen import Pen

_SHORT = Digits(3)
ReadValue: TypeAlias = "tuple[Expr, Array]"


def cause(frame: Frame) -> str:
    """Return the first part of the last operation that is not finite, with its operands.

    Empty where an input of the operation was not finite already.
    """
    if frame.op is None:
        return ""
    pen = replace(pen_of(frame.program, None), shapes=frame.shapes)
    for part in walk(frame.op.expression):
        value = evaluate(part, frame.inputs)
        operands = [(child, evaluate(child, frame.inputs)) for child in children(part)]
        if operands and not np.isfinite(value).all() and all(np.isfinite(read).all() for _, read in operands):
            return f": {formula(part, pen)}{_operands(part, value, operands, pen)}"
    return ""


def _operands(part: Expr, value: Array, operands: list[ReadValue], pen: Pen) -> str:
    """Return the operands at the first element that is not finite; for matrix products and sums, their largest."""
    said = [(child, read) for child, read in operands if not isinstance(child, Number) and read.size]
    if _is_elementwise(part):
        index = tuple(np.argwhere(~np.isfinite(value))[0])
        texts = [f"{formula(child, pen)} is {_at(read, value, index)}" for child, read in said]
    else:
        texts = [f"|{formula(child, pen)}| is up to {_number(np.max(np.abs(read)))}" for child, read in said]
    return f" where {' and '.join(texts)}" if texts else ""


def _is_elementwise(part: Expr) -> bool:
    match part:
        case Call(function, _):
            return PRIMITIVES[function].shaping == "elementwise"
        case Binary(operator, _, _):
            return operator != "@"
        case _:
            return isinstance(part, Negative)


def _at(read: Array, value: Array, index: tuple[int, ...]) -> str:
    return _number(np.broadcast_to(read, value.shape)[index])


def _number(value: float | Array) -> str:
    return formula_number(float(value), _SHORT)
