"""AdamW's decay: left out, without the learning rate, of the biases, or in the gradient as L2 is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nnstep.expr.tree import Binary, Expr, Name, Number, transform
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import Alternative, OperationMistake, ProgramMistake, Rewriting
from nnstep.grading.mistakes.rewriting import put, reads
from nnstep.program.operations.updates import update_ids
from nnstep.program.program import Op

_UPDATES = ("weight update", "bias update", "parameter update")


def _decay(exercise: Exercise) -> str:
    """Return the id of the decay."""
    return update_ids(exercise.scenario).of_training("weight_decay")


def _ways(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    decay = _decay(exercise)
    if op.role not in _UPDATES or not reads(op.expression, decay):
        return
    yield Rewriting(put(op.expression, decay, Number(0.0)), "left out")
    if op.role == "bias update":
        yield Rewriting(put(op.expression, decay, Number(0.0)), "left out of the biases")
    yield Rewriting(put(op.expression, decay, -Name(decay)), "with the other sign")

    def without_rate(node: Expr) -> Expr:
        match node:
            case Binary("*", Name(), Name(id)) if id == decay:
                return Name(decay)
            case _:
                return node

    yield Rewriting(transform(op.expression, without_rate), "not multiplied by the learning rate")


DECAY = OperationMistake(
    id="decay-term",
    topic="regularisation",
    diagnosis="the decay of the weights is left out, or is not the learning rate times λ times the weight",
    question="Which part of itself does every parameter lose in a step?",
    source="Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, algorithm 2",
    rewrite=_ways,
)


def _in_gradient(exercise: Exercise) -> Iterator[Alternative]:
    decay = _decay(exercise)
    if not any(op.role in _UPDATES and reads(op.expression, decay) for op in exercise.ops):
        return
    ops = [_coupled(op, exercise, decay) for op in exercise.ops]
    yield Alternative(ops=tuple(ops))


def _coupled(op: Op, exercise: Exercise, decay: str) -> Op:
    """Return an operation of an update with the decay in the gradient."""
    if op.role in _UPDATES:
        return replace(op, expression=put(op.expression, decay, Number(0.0)))
    gradient = exercise.program.gradients.get(op.parameter, "")
    if op.role == "optimizer state" and gradient and reads(op.expression, gradient):
        shrinking = Name(decay) * Name(op.parameter)
        is_slope = exercise.program.gradient_sign > 0
        other = Name(gradient) + shrinking if is_slope else Name(gradient) - shrinking
        return replace(op, expression=put(op.expression, gradient, other))
    return op


IN_GRADIENT = ProgramMistake(
    id="decay-in-gradient",
    topic="regularisation",
    diagnosis="the decay is added to the gradient, as an L2 term is, and so goes through the moments",
    question="Does the decay go through the moments, or straight to the weight?",
    source="Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, algorithm 2",
    rebuild=_in_gradient,
)
