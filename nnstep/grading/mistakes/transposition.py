"""Rows for columns: weights transposed forward or backward, gradients transposed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from nnstep.expr.array import frozen
from nnstep.expr.tree import Expr, Name, Transpose, transform
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import COMMON, Alternative, OperationMistake, ProgramMistake, Rewriting
from nnstep.program.program import Op, Role


def _is_square(exercise: Exercise, id: str) -> bool:
    rows, columns = exercise.shapes[id]
    return rows == columns > 1


def _weights(op: Op, exercise: Exercise) -> list[str]:
    return [id for id in op.reads if id in exercise.weights and _is_square(exercise, id)]


def _turned(expr: Expr, id: str) -> Expr:
    """Return `expr` with a matrix for its transpose and its transpose for the matrix itself."""

    def change(node: Expr) -> Expr:
        match node:
            case Name(name) if name == id:
                return Transpose(node)
            case Transpose(Transpose(operand)):
                return operand
            case _:
                return node

    return transform(expr, change)


def _forward(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role == "pre-activation":
        for id in _weights(op, exercise):
            yield Rewriting(_turned(op.expression, id))


FORWARD = OperationMistake(
    id="transposed-forward",
    topic="matrices and transposes",
    diagnosis="the weight matrix is transposed in the forward pass: columns instead of rows",
    question="Which index of W is the receiving neuron here?",
    rewrite=_forward,
    weight=COMMON,
)


def _backward(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in ("hidden delta", "activation gradient", "input gradient"):
        for id in _weights(op, exercise):
            yield Rewriting(_turned(op.expression, id))


BACKWARD = OperationMistake(
    id="not-transposed-backward",
    topic="matrices and transposes",
    diagnosis="W is used instead of its transpose in the backward pass: rows instead of columns",
    question="Which weights carry the error to this neuron: those of its row, or of its column?",
    rewrite=_backward,
    weight=COMMON,
)


def _transposing(role: Role) -> Callable[[Op, Exercise], Iterator[Rewriting]]:
    """Return what transposes the result of every operation of a role, where that is square."""

    def rewrite(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
        if op.role == role and _is_square(exercise, op.target):
            yield Rewriting(op.expression.T)

    return rewrite


GRADIENT = OperationMistake(
    id="gradient-transposed",
    topic="matrices and transposes",
    diagnosis="the outer product of the gradient is transposed",
    question="Row i, column j of the gradient belongs to which weight?",
    rewrite=_transposing("weight gradient"),
    weight=COMMON,
)


WRITTEN = OperationMistake(
    id="written-transposed",
    topic="matrices and transposes",
    diagnosis="the matrix is written down transposed",
    question="Is a row of this matrix a neuron, or an input?",
    rewrite=_transposing("weight update"),
)


def _from_start(exercise: Exercise) -> Iterator[Alternative]:
    square = [id for id in exercise.weights if _is_square(exercise, id)]
    turned = {id: frozen(np.ascontiguousarray(exercise.program.start[id].T)) for id in square}
    for id in square:
        yield Alternative(id, start={id: turned[id]})
    if len(square) > 1:
        yield Alternative("all of them", start=turned)


ALL_ALONG = ProgramMistake(
    id="transposed-all-along",
    topic="matrices and transposes",
    diagnosis="the weight matrix is read transposed from the start: columns instead of rows",
    question="Does the exercise give one row a neuron, or one column a neuron?",
    rebuild=_from_start,
)
