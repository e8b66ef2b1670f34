"""Factors: 2 and 1/2, the number of outputs, the learning rate."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.tree import Name, Number
from nnstep.grading.mistakes.exercise import FREE, Exercise
from nnstep.grading.mistakes.kinds import COMMON, OperationMistake, Rewriting
from nnstep.grading.mistakes.rewriting import put, reads, scaled
from nnstep.program.program import Op

_SCALED = ("error", "output delta", "hidden delta", "weight gradient", "bias gradient")


def _factors(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role not in _SCALED:
        return
    yield Rewriting(scaled(2, op.expression), "a factor 2 too many")
    yield Rewriting(scaled(0.5, op.expression), "a factor ½ too many")
    outputs = 0 if exercise.is_graph else exercise.neurons(exercise.last_layer)
    if outputs > 1 and op.role in ("error", "output delta"):
        yield Rewriting(scaled(1 / outputs, op.expression), f"divided by the {outputs} outputs")
        yield Rewriting(scaled(outputs, op.expression), f"times the {outputs} outputs")
        if outputs != 2:
            yield Rewriting(scaled(2 / outputs, op.expression), f"times 2/{outputs}")
            yield Rewriting(scaled(outputs / 2, op.expression), f"times {outputs}/2")


FACTOR = OperationMistake(
    id="factor-two",
    diagnosis="a factor 2 or ½, or the number of outputs, is missing or added",
    question="Does the error have a ½ before the sum? What is left of it after differentiating?",
    rewrite=_factors,
    weight=COMMON,
)


def _rate_of(op: Op, exercise: Exercise) -> str:
    """Return the id of the learning rate that an operation of an update reads, its parameter's own or that of all."""
    if op.role not in ("weight update", "bias update", "parameter update", "optimizer state"):
        return ""
    rate = exercise.rate_of(op.parameter)
    return rate if reads(op.expression, rate) else ""


def _rate_twice(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if rate := _rate_of(op, exercise):
        yield Rewriting(put(op.expression, rate, Name(rate) * Name(rate)))


RATE_TWICE = OperationMistake(
    id="rate-twice",
    topic="gradient descent",
    diagnosis="the learning rate is used twice",
    question="Was the rate in the gradient already when the step was taken?",
    rewrite=_rate_twice,
    weight=COMMON,
)


def _rate_forgotten(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if rate := _rate_of(op, exercise):
        yield Rewriting(put(op.expression, rate, Number(1.0)))


RATE_FORGOTTEN = OperationMistake(
    id="rate-forgotten",
    topic="gradient descent",
    diagnosis="the learning rate is not used",
    question="How long is the step: the gradient itself, or the learning rate times it?",
    rewrite=_rate_forgotten,
    weight=COMMON,
)


def _other_rate(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if id := _rate_of(op, exercise):
        yield Rewriting(put(op.expression, id, Name(FREE)))


OTHER_RATE = OperationMistake(
    id="other-rate",
    topic="gradient descent",
    diagnosis="another learning rate is used than the one stated",
    question="Which learning rate does the exercise state?",
    rewrite=_other_rate,
)


def _other_factor(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in _SCALED:
        yield Rewriting(Name(FREE) * op.expression)


OTHER_FACTOR = OperationMistake(
    id="other-factor",
    diagnosis="it is multiplied by another number than it should be",
    question="Which constant factors does the formula have?",
    weight=0.2,
    rewrite=_other_factor,
)
