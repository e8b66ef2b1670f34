"""Signs: of the difference, of a step."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.tree import Name
from nnstep.expr.walks.paper import negated
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import COMMON, OperationMistake, Rewriting
from nnstep.grading.mistakes.rewriting import flipped
from nnstep.program.program import Op

_BACKWARD = (
    "hidden delta",
    "activation gradient",
    "input gradient",
    "activation derivative",
    "weight gradient",
    "gradient of a sample",
    "bias gradient",
    "derivative",
    "local derivative",
    "chain rule along a path",
    "sum rule across paths",
    "step taken",
)


def _difference(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in ("output delta", "output difference"):
        yield Rewriting(negated(op.expression))


DIFFERENCE_REVERSED = OperationMistake(
    id="difference-reversed",
    topic="error functions",
    diagnosis="the sign of a − y is reversed: target less output where output less target is right, or the reverse",
    question="Is it output less target here, and does the update subtract?",
    rewrite=_difference,
    weight=COMMON,
)


def _lost(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in _BACKWARD:
        yield Rewriting(negated(op.expression))


SIGN_LOST = OperationMistake(
    id="sign-lost",
    diagnosis="a minus sign is lost, or added, in the backward pass",
    question="Follow the sign of the delta through every factor: where does it turn?",
    rewrite=_lost,
    weight=COMMON,
)


def _added(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in ("weight update", "bias update", "parameter update"):
        other = flipped(op.expression)
        if other is not None:
            yield Rewriting(other)
    elif op.meaning == "velocity":
        other = flipped(op.expression)
        if other is not None:
            yield Rewriting(other, "in the momentum")


STEP_ADDED = OperationMistake(
    id="step-added",
    topic="gradient descent",
    diagnosis="the step is added where it should be subtracted, or the reverse",
    question="Does the error go down if the weight moves this way?",
    rewrite=_added,
    weight=COMMON,
)


def _step_alone(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in ("weight update", "bias update", "parameter update"):
        for sign, detail in ((-1, "as it is subtracted"), (1, "as it is")):
            step = op.expression - Name(op.target) if sign > 0 else Name(op.target) - op.expression
            yield Rewriting(step, detail)


STEP_ALONE = OperationMistake(
    id="step-alone",
    topic="gradient descent",
    diagnosis="it is the step alone, without the old value",
    question="What is the step subtracted from?",
    rewrite=_step_alone,
)
