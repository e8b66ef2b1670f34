"""A factor or divisor too many, or one that is missing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from nnstep.own_code.mending.line_change import Changed, EvaluatedLine, LineChange, written


def _too_many(line: EvaluatedLine) -> Iterator[Changed]:
    for node in line.parts():
        match node:
            case ast.BinOp(left, ast.Mult(), right):
                for kept, dropped in ((left, right), (right, left)):
                    yield Changed(
                        line.with_part(node, kept), f"{written(dropped)} is a factor too many in {written(node)}"
                    )
                if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult):
                    said = f"{written(left.right)} and {written(right)} are factors too many in {written(node)}"
                    yield Changed(line.with_part(node, left.left), said)
            case ast.BinOp(left, ast.Div(), right):
                said = f"{written(node)} is divided by {written(right)}, a factor that does not belong in it"
                yield Changed(line.with_part(node, left), said)


def _missing(line: EvaluatedLine) -> Iterator[Changed]:
    """Yield a term times or over a number of the program's own."""
    numbers = [name for name in line.names if name.isidentifier()]
    for node in line.parts():
        if not isinstance(node, ast.BinOp | ast.Name | ast.Call | ast.Attribute) or line.value(node) is None:
            continue
        for name in numbers:
            factor = ast.Name(name, ast.Load())
            if np.ndim(line.value(factor)) or line.value(factor) in (None, 0, 1):
                continue
            for op, said in ((ast.Mult(), "the factor"), (ast.Div(), "the division by")):
                new = ast.BinOp(node, op, factor)
                yield Changed(line.with_part(node, new), f"{said} {written(factor)} is missing at {written(node)}")


TOO_MANY = LineChange(
    id="factor-too-many",
    question="Which factors has the formula?",
    ways=_too_many,
    rank=1,
    gives_way=True,
)
MISSING_FACTOR = LineChange(
    id="factor-missing",
    question="Which factors has the formula?",
    ways=_missing,
    rank=3,
    gives_way=True,
)
