"""The gradient: without one of its factors, with another delta, or with the step in its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nnstep.expr.tree import Binary, Expr, Name, call
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import Alternative, OperationMistake, ProgramMistake, Rewriting
from nnstep.grading.mistakes.rewriting import arriving, incoming, put, reads
from nnstep.program.program import Op

_GRADIENTS = ("weight gradient", "bias gradient", "gradient of a sample")
_UPDATES = ("weight update", "bias update", "parameter update")


def _without_input(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in ("weight gradient", "gradient of a sample"):
        before = incoming(op.layer)
        yield Rewriting(put(op.expression, before, call("ones", Name(before))))


WITHOUT_INPUT = OperationMistake(
    id="gradient-without-input",
    topic="gradients",
    diagnosis="the delta alone is used as the gradient, without the number that comes in along the weight",
    question="What is the derivative of z with respect to this weight?",
    rewrite=_without_input,
)


def _without_delta(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in ("weight gradient", "gradient of a sample"):
        delta = f"delta{op.layer}"
        yield Rewriting(put(op.expression, delta, call("ones", Name(delta))))


WITHOUT_DELTA = OperationMistake(
    id="gradient-without-delta",
    topic="gradients",
    diagnosis="what comes in along the weight is used as the gradient, without the delta",
    question="How does the error depend on the z that this weight leads to?",
    rewrite=_without_delta,
)


def _of_arriving(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in _GRADIENTS:
        without = arriving(exercise, op.layer)
        if without is not None:
            yield Rewriting(put(op.expression, f"delta{op.layer}", without))


OF_ARRIVING = OperationMistake(
    id="gradient-without-derivative",
    topic="gradients",
    diagnosis="the gradient uses what arrives at the activation, such as a − y, in place of the delta",
    question="Is the activation's derivative in the number that you multiply by the input?",
    rewrite=_of_arriving,
)


def _of_other_layer(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role in _GRADIENTS and not exercise.is_graph:
        own = f"delta{op.layer}"
        for layer in range(1, exercise.last_layer + 1):
            if layer != op.layer and f"delta{layer}" in exercise.positions:
                yield Rewriting(put(op.expression, own, Name(f"delta{layer}")), f"delta{layer} in place of {own}")


OF_OTHER_LAYER = OperationMistake(
    id="delta-of-another-layer",
    topic="gradients",
    diagnosis="the gradient uses another layer's delta",
    question="Which layer's weights is this the gradient of?",
    rewrite=_of_other_layer,
)


def _rate(exercise: Exercise, parameter: str) -> Name | None:
    """Return the learning rate of a parameter, where it is there before the gradients are computed."""
    rate = exercise.rate_of(parameter)
    return Name(rate) if parameter and exercise.is_constant(rate) else None


def _step(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    rate = _rate(exercise, exercise.gradient_of(op.target))
    if rate is not None:
        yield Rewriting(-(rate * op.expression), "with a minus sign")
        yield Rewriting(rate * op.expression, "without a minus sign")


STEP = OperationMistake(
    id="step-for-gradient",
    topic="gradient descent",
    diagnosis="the step, the learning rate times the gradient, is written in place of the gradient",
    question="Does the gradient depend on the learning rate?",
    rewrite=_step,
)


def _steps_listed(exercise: Exercise) -> Iterator[Alternative]:
    for sign, detail in ((-1, "with a minus sign"), (1, "without a minus sign")):
        ops = [_listed(op, exercise, sign) for op in exercise.ops]
        if any(own != op for own, op in zip(ops, exercise.ops, strict=True)):
            yield Alternative(detail, ops=tuple(ops))


def _listed(op: Op, exercise: Exercise, sign: int) -> Op:
    """Return an operation with the step in the gradient's place, and the update that then adds just that."""
    parameter = exercise.gradient_of(op.target)
    if parameter and (rate := _rate(exercise, parameter)) and _is_plain(exercise.op(parameter), exercise):
        step: Expr = rate * op.expression
        return replace(op, expression=-step if sign < 0 else step)
    if op.role in _UPDATES and _rate(exercise, op.target) and _is_plain(op, exercise):
        gradient = Name(exercise.program.gradients[op.target])
        steps_down = exercise.program.gradient_sign > 0
        return replace(
            op, expression=Name(op.target) + gradient if steps_down == (sign < 0) else Name(op.target) - gradient
        )
    return op


def _is_plain(op: Op | None, exercise: Exercise) -> bool:
    """Return whether an update takes or adds just the learning rate times the gradient."""
    if op is None or op.target not in exercise.program.gradients:
        return False
    rate, gradient = Name(exercise.rate_of(op.target)), Name(exercise.program.gradients[op.target])
    match op.expression:
        case Binary("-" | "+", left, right):
            return left == Name(op.target) and right == rate * gradient
        case _:
            return False


STEPS_LISTED = ProgramMistake(
    id="steps-for-gradients",
    topic="gradient descent",
    diagnosis="the steps are listed in place of the gradients, and the updates then add them",
    question="Does the gradient depend on the learning rate?",
    rebuild=_steps_listed,
)


def _with_other(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role not in (*_UPDATES, "optimizer state"):
        return
    own = exercise.program.gradients.get(op.parameter, "")
    for other in dict.fromkeys(exercise.program.gradients.values()):
        if other != own and reads(op.expression, own):
            yield Rewriting(put(op.expression, own, Name(other)), f"{other} in place of {own}")


WITH_OTHER = OperationMistake(
    id="gradient-of-another",
    topic="gradient descent",
    diagnosis="the update uses another parameter's gradient",
    question="Which gradient belongs to this parameter?",
    rewrite=_with_other,
)


def _rate_alone(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    gradient = exercise.program.gradients.get(op.parameter, "")
    if op.role in (*_UPDATES, "optimizer state") and reads(op.expression, gradient):
        yield Rewriting(put(op.expression, gradient, call("ones", Name(gradient))), "1 in its place")
        yield Rewriting(put(op.expression, gradient, call("sign", Name(gradient))), "its sign in its place")


RATE_ALONE = OperationMistake(
    id="step-without-gradient",
    topic="gradient descent",
    diagnosis="the step is the learning rate alone, or with the gradient's sign, without its size",
    question="What is the learning rate multiplied by?",
    rewrite=_rate_alone,
)
