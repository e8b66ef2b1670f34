"""Softmax: without its exponentials, without their sum, or differentiated as if each output had its own z."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.tree import Name, call, substitute
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import OperationMistake, Rewriting
from nnstep.program.operations.chosen_functions import loss_of
from nnstep.program.operations.output_delta import loss_names, over_outputs
from nnstep.program.program import Op


def _is_softmax(op: Op, exercise: Exercise) -> bool:
    return op.role == "activation" and exercise.scenario.layers[op.layer - 1].activation == "softmax"


def _without_exponentials(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if _is_softmax(op, exercise):
        z = Name(f"z{op.layer}")
        yield Rewriting(z / call("column_sums", z), "z over the sum of all z")
        yield Rewriting(call("sigmoid", z) / call("column_sums", call("sigmoid", z)), "sigmoids over their sum")


SOFTMAX_WITHOUT_EXP = OperationMistake(
    id="softmax-without-exp",
    topic="softmax",
    diagnosis="softmax is computed as a number over the sum of the numbers, without the exponentials",
    question="What does softmax take the shares of: z, or e to the z?",
    rewrite=_without_exponentials,
)


def _not_normalized(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if _is_softmax(op, exercise):
        yield Rewriting(call("exp", Name(f"z{op.layer}")))


SOFTMAX_NOT_NORMALIZED = OperationMistake(
    id="softmax-not-normalized",
    topic="softmax",
    diagnosis="the exponentials of softmax are not divided by their sum",
    question="What do the outputs of softmax add up to?",
    rewrite=_not_normalized,
)


def _element_by_element(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if op.role == "output delta" and exercise.scenario.layers[op.layer - 1].activation == "softmax":
        a = Name(f"a{op.layer}")
        slope = substitute(loss_of(exercise.scenario).slope, loss_names(exercise.scenario))
        yield Rewriting(over_outputs(exercise.scenario, slope) * (a * (1 - a)))


SOFTMAX_ELEMENTWISE = OperationMistake(
    id="softmax-elementwise",
    topic="softmax",
    diagnosis="softmax is differentiated element by element, without the terms −p_i p_j between the classes",
    question="Which z does each output of softmax depend on?",
    rewrite=_element_by_element,
)
