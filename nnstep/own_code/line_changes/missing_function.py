"""A function that is not applied, such as an activation."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nnstep.own_code.mending.line_change import Changed, EvaluatedLine, LineChange, written

_OF_NUMPY = ("sign", "tanh", "exp", "abs", "log")


def _not_applied(line: EvaluatedLine) -> Iterator[Changed]:
    owners = {id(node.value) for node in line.parts() if isinstance(node, ast.Attribute)}
    for node in line.parts():
        if (
            id(node) in owners
            or not _reads(line, node)
            or not isinstance(node, ast.Name | ast.BinOp | ast.Call)
            or line.value(node) is None
        ):
            continue
        for name in line.functions:
            yield _applied(line, node, ast.Name(name, ast.Load()), "the activation or another function")
        for name in _OF_NUMPY:
            func = ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load())
            yield _applied(line, node, func, "the function or derivative")


def _reads(line: EvaluatedLine, node: ast.expr) -> bool:
    """Return whether an expression reads a value of the program, and is not all numbers."""
    return any(isinstance(one, ast.Name) and line.value(one) is not None for one in ast.walk(node))


def _applied(line: EvaluatedLine, node: ast.expr, func: ast.expr, what: str) -> Changed:
    new = ast.Call(func, [node], [])
    return Changed(line.with_part(node, new), f"{what} {written(func)} is not applied to {written(node)}")


MISSING_FUNCTION = LineChange(
    id="function-missing",
    question="Which function does the formula apply here: an activation, or its derivative?",
    ways=_not_applied,
    rank=2,
    gives_way=True,
)
