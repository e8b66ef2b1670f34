"""Constants with too few digits: e, pi, and a setting that is kept in single precision."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nnstep.expr.tree import Binary, Call, Expr, Name, Number, call, transform, walk
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import OperationMistake, Rewriting
from nnstep.grading.mistakes.rewriting import put
from nnstep.program.program import Op

_OF_E = (2.7, 2.72, 2.718)
_OF_PI = (3.0, 3.1, 3.14, 3.142, 3.1416, 22 / 7)
_NEAR = 1e-4
"""So close to pi or e is a number of an exercise that stands for it."""


def _power(base: float, exponent: Expr) -> Expr:
    return Binary("**", Number(base), exponent)


def _with_base(node: Expr, base: float) -> Expr:
    """Return a function that is made of powers of e with another number in its place."""
    match node:
        case Call("exp", (u,)):
            return _power(base, u)
        case Call("expm1", (u,)):
            return _power(base, u) - 1
        case Call("sigmoid", (u,)):
            return 1 / (1 + _power(base, -u))
        case Call("tanh", (u,)):
            return (_power(base, u) - _power(base, -u)) / (_power(base, u) + _power(base, -u))
        case Call("softmax", (u,)):
            return _power(base, u) / call("column_sums", _power(base, u))
        case Number(value) if 0 < abs(value - math.e) < _NEAR:
            return Number(base)
        case _:
            return node


def _e_rounded(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in ("activation", "exponential", "sum of exponentials") or exercise.is_graph:
        for base in _OF_E:
            other = transform(op.expression, lambda node, base=base: _with_base(node, base))  # type: ignore[misc]
            if other != op.expression:
                yield Rewriting(other, f"{base}")


E_ROUNDED = OperationMistake(
    id="e-rounded",
    topic="rounding",
    diagnosis="too few digits of e are used, such as 2.7 or 2.72",
    question="How many digits of e = 2.71828... does the calculator's e^x have?",
    rewrite=_e_rounded,
)


def _pi_rounded(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if not exercise.is_graph:
        return
    start = exercise.program.start
    own = {id for id in op.reads if exercise.is_constant(id) and abs(float(start[id]) - math.pi) < _NEAR}
    numbers = [node for node in walk(op.expression) if isinstance(node, Number) and _multiple_of_pi(node.value)]
    for other in _OF_PI if own or numbers else ():

        def change(node: Expr, other: float = other) -> Expr:
            match node:
                case Name(id) if id in own:
                    return Number(other)
                case Number(value) if times := _multiple_of_pi(value):
                    return Number(times * other)
                case _:
                    return node

        yield Rewriting(transform(op.expression, change), "22/7" if other == 22 / 7 else f"{other:g}")


def _multiple_of_pi(value: float) -> int:
    """Return how many times pi a number is, up to 4, where it is that; else 0."""
    times = round(value / math.pi)
    return times if 1 <= times <= 4 and abs(value - times * math.pi) < _NEAR * times else 0


PI_ROUNDED = OperationMistake(
    id="pi-rounded",
    topic="rounding",
    diagnosis="too few digits of π are used, such as 3.14",
    question="How many digits of π does the exercise use?",
    rewrite=_pi_rounded,
    by_numbers=True,
)


def _single(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    """Yield each constant and each written number in single precision, all else in double precision."""
    if exercise.program.precision != "float64":
        return
    start = exercise.program.start
    for id in op.reads:
        if exercise.is_constant(id) and np.ndim(start[id]) == 0:
            own = float(start[id])
            if _in_single(own) != own:
                yield Rewriting(put(op.expression, id, Number(_in_single(own))), id)
    rounded = transform(
        op.expression, lambda node: Number(_in_single(node.value)) if isinstance(node, Number) else node
    )
    if rounded != op.expression:
        yield Rewriting(rounded, "the numbers in the formula")


def _in_single(value: float) -> float:
    """Return the nearest number of single precision; one that is beyond them stays as it is."""
    return float(np.float32(value)) if abs(value) < np.finfo(np.float32).max else value


CONSTANT_SINGLE = OperationMistake(
    id="constant-in-single-precision",
    topic="rounding",
    diagnosis="one constant is kept in single precision, float32, and all else computed in double precision",
    question="Which type does this constant have?",
    rewrite=_single,
    by_numbers=True,
)
