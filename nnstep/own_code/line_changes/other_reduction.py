"""A sum in place of a mean, a maximum in place of a sum."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nnstep.own_code.line_changes.other_axis import reduction_of
from nnstep.own_code.mending.line_change import Changed, EvaluatedLine, LineChange, written

_WORDS = {
    "sum": "the sum",
    "mean": "the mean over the samples of the batch",
    "max": "the maximum",
    "min": "the minimum",
}


def _other_reductions(line: EvaluatedLine) -> Iterator[Changed]:
    for node in line.parts():
        name = reduction_of(node)
        if name is None or not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        for other in ("sum", "mean", "max"):
            if other != name:
                func = ast.Attribute(node.func.value, other, ast.Load())
                new = ast.Call(func, node.args, node.keywords)
                said = f"{written(node)} takes {_WORDS.get(name, name)}: {_WORDS[other]} belongs here"
                yield Changed(line.with_part(node, new), said)


OTHER_REDUCTION = LineChange(
    id="other-reduction",
    question="Does the formula sum, average, or take the largest?",
    ways=_other_reductions,
    rank=1,
    gives_way=True,
)
