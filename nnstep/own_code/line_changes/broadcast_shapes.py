"""Shapes that do not belong together and are broadcast: a column and a row become a whole table."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from nnstep.own_code.line_changes.other_axis import around, reduced
from nnstep.own_code.mending.line_change import Changed, EvaluatedLine, LineChange, exchanged, written

_RESHAPED = frozenset(("ravel", "flatten", "reshape", "squeeze"))


def _alike(line: EvaluatedLine) -> Iterator[Changed]:
    for node in line.parts():
        if not isinstance(node, ast.BinOp) or isinstance(node.op, ast.MatMult):
            continue
        shapes = [np.shape(line.value(side)) for side in (node.left, node.right)]
        sizes = [int(np.prod(shape, dtype=int)) for shape in shapes]
        whole = np.shape(line.value(node))
        if int(np.prod(whole, dtype=int)) <= max(sizes) or min(sizes) < 2:
            continue
        said = (
            f"{written(node.left)} has the shape {shapes[0]} and {written(node.right)} the shape {shapes[1]}: "
            f"they are broadcast to {whole}"
        )
        for shaped in _shaped_alike(line, node, shapes):
            outers = [node, *(o for one in line.parts() if reduced(line, one) is node for o in around(line, one))]
            for outer in outers:
                yield Changed(line.with_part(outer, shaped), said)


def _shaped_alike(line: EvaluatedLine, node: ast.BinOp, shapes: list[tuple[int, ...]]) -> Iterator[ast.expr]:
    """Yield the operation with both sides in one shape: one brought into the other's, or both left as they stood."""
    left, right = node.left, node.right
    if int(np.prod(shapes[0], dtype=int)) == int(np.prod(shapes[1], dtype=int)):
        yield ast.BinOp(left, node.op, _reshaped(right, shapes[0]))
        yield ast.BinOp(_reshaped(left, shapes[1]), node.op, right)
    for inner in ast.walk(node):
        match inner:
            case ast.Call(ast.Attribute(value, name)) if name in _RESHAPED and line.value(value) is not None:
                yield exchanged(node, {id(inner): value})
            case ast.Subscript(value, index) if any(_is_new_axis(part) for part in ast.walk(index)):
                yield exchanged(node, {id(inner): value})


def _reshaped(node: ast.expr, shape: tuple[int, ...]) -> ast.expr:
    lengths: list[ast.expr] = [ast.Constant(length) for length in shape]
    return ast.Call(ast.Attribute(node, "reshape", ast.Load()), [ast.Tuple(lengths, ast.Load())], [])


def _is_new_axis(node: ast.AST) -> bool:
    match node:
        case ast.Constant(None) | ast.Attribute(_, "newaxis"):
            return True
    return False


BROADCAST_SHAPES = LineChange(
    id="broadcast",
    question="Which shapes have the two sides, and which has the result?",
    ways=_alike,
    rank=-1,
    least_bits=2.0,
    keeps_size=False,
)
