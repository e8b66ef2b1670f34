"""L2: its factor, where it goes, and where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nnstep.expr.tree import Name, Number
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import OperationMistake, Rewriting
from nnstep.grading.mistakes.rewriting import put, reads
from nnstep.program.operations.penalty_terms import gradient_terms
from nnstep.program.program import Op


def _factor(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if reads(op.expression, "l2"):
        yield Rewriting(put(op.expression, "l2", 2 * Name("l2")), "twice it")
        yield Rewriting(put(op.expression, "l2", 0.5 * Name("l2")), "half of it")


L2_FACTOR = OperationMistake(
    id="l2-factor",
    topic="regularisation",
    diagnosis="the L2 term is off by a factor of 2",
    question="With ½ λ Σ W² in the error, what is its derivative?",
    rewrite=_factor,
)


def _on_biases(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if exercise.scenario.l2 and op.role == "bias gradient":
        *_, penalty = gradient_terms(replace(exercise.scenario, l1=0.0), Name(f"b{op.layer}"))
        yield Rewriting(op.expression + penalty if exercise.program.gradient_sign > 0 else op.expression - penalty)


L2_ON_BIASES = OperationMistake(
    id="l2-on-biases",
    topic="regularisation",
    diagnosis="the L2 term is added to the biases' gradients too",
    question="Which parameters does the L2 term include?",
    rewrite=_on_biases,
)


def _left_out(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if reads(op.expression, "l2"):
        where = "in the error" if op.role == "error" else "in the gradient"
        yield Rewriting(put(op.expression, "l2", Number(0.0)), where)


L2_LEFT_OUT = OperationMistake(
    id="l2-left-out",
    topic="regularisation",
    diagnosis="the L2 term is left out, so that error and gradient do not belong together",
    question="Is the L2 term both in the error and in its derivative?",
    rewrite=_left_out,
)
