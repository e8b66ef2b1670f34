"""Sums, means and maxima along another axis than the right one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from nnstep.own_code.mending.line_change import Changed, EvaluatedLine, LineChange, written

REDUCTIONS = frozenset(("sum", "mean", "max", "min", "prod", "amax", "average"))
_AXES: tuple[int | None, ...] = (None, 0, 1)


def reduction_of(node: ast.expr) -> str | None:
    """Return which reduction a call is: ``sum`` of ``np.sum(x, axis=0)`` or ``x.sum(0)``; None where it is none."""
    match node:
        case ast.Call(ast.Attribute(_, name)) if name in REDUCTIONS:
            return name
    return None


def reduced(line: EvaluatedLine, node: ast.expr) -> ast.expr | None:
    """Return what a reduction goes over."""
    match node:
        case ast.Call(ast.Attribute(ast.Name("np" | "numpy"), _), [inner, *_]):
            return inner
        case ast.Call(ast.Attribute(inner, _)) if line.value(inner) is not None:
            return inner
    return None


def _along(inner: ast.expr, name: str, axis: int | None, *, keepdims: bool) -> ast.Call:
    keywords = [ast.keyword("axis", ast.Constant(axis))]
    if keepdims:
        keywords.append(ast.keyword("keepdims", ast.Constant(value=True)))
    return ast.Call(ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load()), [inner], keywords)


def around(line: EvaluatedLine, node: ast.expr) -> Iterator[ast.expr]:
    """Yield a part, and what only picks its elements or shapes it: ``x.sum(1)``, then ``x.sum(1)[:3]``."""
    yield node
    current = node
    for _ in range(4):
        outer = next((one for one in line.parts() if _shapes(one, current)), None)
        if outer is None:
            return
        yield outer
        current = outer


def _shapes(outer: ast.expr, inner: ast.expr) -> bool:
    match outer:
        case ast.Subscript(value) | ast.Attribute(value, "T"):
            return value is inner
        case ast.Call(ast.Attribute(value, "reshape" | "repeat" | "ravel" | "transpose" | "flatten")):
            return value is inner
        case ast.Call(ast.Attribute(_, "resize" | "reshape" | "repeat" | "tile"), [value, *_]):
            return value is inner
    return False


def _other_axes(line: EvaluatedLine) -> Iterator[Changed]:
    for node in line.parts():
        name, inner = reduction_of(node), reduced(line, node)
        if name is None or inner is None:
            continue
        for outer in around(line, node):
            for axis in _AXES:
                for keepdims in (False, True):
                    new = _along(inner, name, axis, keepdims=keepdims)
                    yield Changed(line.with_part(outer, new), _said(line, node, axis))


def _said(line: EvaluatedLine, node: ast.expr, axis: int | None) -> str:
    right = "all axes" if axis is None else f"axis={axis}"
    if np.ndim(line.value(node)) == 0 and axis is not None:
        return (
            f"{written(node)} goes over samples and neurons alike, so that they share one number: {right} is right here"
        )
    return f"{written(node)} goes along the wrong axis: {right} would be right here"


OTHER_AXIS = LineChange(
    id="wrong-axis",
    question="Which axis counts the samples, and which the neurons?",
    ways=_other_axes,
    least_bits=6.0,
    keeps_size=False,
)
