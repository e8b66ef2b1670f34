"""A term that is left out of a sum, such as the bias."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nnstep.own_code.mending.line_change import Changed, EvaluatedLine, LineChange, written


def _left_out(line: EvaluatedLine) -> Iterator[Changed]:
    read = {node.id for node in line.parts() if isinstance(node, ast.Name)}
    for name in line.names:
        if name.isidentifier() and name not in read and name not in line.given:
            term = ast.Name(name, ast.Load())
            new = ast.BinOp(line.node, ast.Add(), term)
            yield Changed(new, f"a term, {written(term)}, is missing in {written(line.node)}")


MISSING_TERM = LineChange(
    id="term-missing",
    question="Which terms has the formula, and is the bias one of them?",
    ways=_left_out,
    rank=2,
    gives_way=True,
)
