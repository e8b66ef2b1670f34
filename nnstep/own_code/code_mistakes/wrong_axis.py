"""Sums along the wrong axis: softmax over the samples, a bias gradient over the neurons."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.tree import Call, Name, Transpose, call, names, transform_children
from nnstep.grading.mistakes.rewriting import put
from nnstep.own_code.aligning.supposed_run import Supposition
from nnstep.own_code.supposing.code_mistake import CodeMistake, CodeSetting, Rewritten


def _over_samples(setting: CodeSetting, _start: Supposition) -> Iterator[Rewritten]:
    for op in setting.context.exercise.ops:
        if op.role == "activation" and isinstance(op.expression, Call) and op.expression.function == "softmax":
            turned = Transpose(transform_children(op.expression, Transpose))
            diagnosis = "softmax goes along the wrong axis: over the samples, not over the classes"
            yield Rewritten(diagnosis, {op.target: turned})
            exponentials = call("exp", *op.expression.arguments)
            diagnosis = "softmax is normalised by the sum over all samples and classes, not by each sample's own sum"
            yield Rewritten(diagnosis, {op.target: exponentials / call("sum", exponentials)})


def _over_neurons(setting: CodeSetting, _start: Supposition) -> Iterator[Rewritten]:
    """Yield sums over the neurons: where there are as many samples, the shapes fit all the same."""
    exercise = setting.context.exercise
    for op in exercise.ops:
        if op.role == "bias gradient":
            for id in names(op.expression):
                turned = put(op.expression, id, Transpose(Name(id)))
                if len(exercise.shapes.get(id, ())) == 2 and exercise.fits(op.target, turned):
                    yield Rewritten("the sum goes along the wrong axis: over the neurons", {op.target: turned})


WRONG_SUM = CodeMistake(
    id="wrong-axis",
    question="Which axis counts the samples, and which the neurons?",
    suppose=_over_neurons,
)
WRONG_AXIS = CodeMistake(
    id="softmax-axis",
    question="Along which axis must the outputs of one sample add up to 1?",
    suppose=_over_samples,
)
