"""A softmax along the wrong axis."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.tree import Call, Transpose, call, transform_children
from nnstep.own_code.aligning.supposed_run import Supposition
from nnstep.own_code.finding.code_mistake import CodeMistake, CodeSetting, Rewritten


def _over_samples(setting: CodeSetting, _start: Supposition) -> Iterator[Rewritten]:
    for op in setting.context.exercise.ops:
        if op.role == "activation" and isinstance(op.expression, Call) and op.expression.function == "softmax":
            turned = Transpose(transform_children(op.expression, Transpose))
            diagnosis = "softmax goes along the wrong axis: over the samples, not over the classes"
            yield Rewritten(diagnosis, {op.target: turned})
            exponentials = call("exp", *op.expression.arguments)
            diagnosis = "softmax is normalised by the sum over all samples and classes, not by each sample's own sum"
            yield Rewritten(diagnosis, {op.target: exponentials / call("sum", exponentials)})


WRONG_AXIS = CodeMistake(
    id="softmax-axis",
    question="Along which axis must the outputs of one sample add up to 1?",
    suppose=_over_samples,
)
