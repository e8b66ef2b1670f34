"""The perceptron rule: a derivative that it does not have, the sum for the output, and the step at 0."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.tree import Call, Name, Number, walk
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import OperationMistake, Rewriting
from nnstep.grading.mistakes.rewriting import put, replaced
from nnstep.program.program import Op


def _is_rule(op: Op, exercise: Exercise) -> bool:
    return op.role == "output delta" and not exercise.program.descends


def _with_derivative(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if _is_rule(op, exercise):
        activation = exercise.activation(op.layer)
        if activation.slope is not None and not activation.flat:
            z, a = Name(f"z{op.layer}"), Name(f"a{op.layer}")
            slope = activation.derivative(z, a, exercise.scenario.conventions.at_kink)
            yield Rewriting(op.expression * slope)


WITH_DERIVATIVE = OperationMistake(
    id="perceptron-with-derivative",
    topic="perceptron rule",
    diagnosis="the perceptron rule's difference is multiplied by the activation's derivative",
    question="Does this rule follow the slope of an error?",
    rewrite=_with_derivative,
)


def _of_sum(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if _is_rule(op, exercise):
        output = f"a{op.layer}"
        yield Rewriting(put(op.expression, output, Name(f"z{op.layer}")), "z in place of a")
        yield Rewriting(put(op.expression, output, Number(0.0)), "the target alone")


OF_SUM = OperationMistake(
    id="perceptron-difference",
    topic="perceptron rule",
    diagnosis="the perceptron rule takes another difference than that of output and target",
    question="Which two numbers does the rule compare?",
    rewrite=_of_sum,
)


def _step_at_zero(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role != "activation" or exercise.is_graph:
        return
    for node in walk(op.expression):
        match node:
            case Call("heaviside", (z, Number(at_zero))):
                for other in (0.0, 1.0):
                    if other != at_zero:
                        yield Rewriting(
                            replaced(op.expression, node, Call("heaviside", (z, Number(other)))), f"{other:g}"
                        )
                yield Rewriting(
                    replaced(op.expression, node, 2 * Call("heaviside", (z, Number(at_zero))) - 1), "−1 for 0"
                )
            case _:
                pass


STEP_AT_ZERO = OperationMistake(
    id="step-function",
    topic="perceptron rule",
    diagnosis="the step function has another value at 0, or −1 in place of 0",
    question="Which output does the exercise state for z = 0, and which for z below 0?",
    rewrite=_step_at_zero,
)
