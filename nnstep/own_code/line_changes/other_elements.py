"""Slices and indices that take other elements than belong there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import product

import numpy as np

from nnstep.own_code.mending.line_change import Changed, EvaluatedLine, LineChange, exchanged, written

_MOST_INDICES = 6


def _left_outs(line: EvaluatedLine) -> Iterator[Changed]:
    picked = [node for node in line.parts() if isinstance(node, ast.Subscript)]
    for node in picked:
        if any(isinstance(part, ast.Slice) for part in ast.walk(node.slice)):
            alike = [one for one in picked if ast.dump(one.slice) == ast.dump(node.slice)]
            for group in ([node], alike):
                others: dict[int, ast.expr] = {id(one): one.value for one in group}
                yield Changed(exchanged(line.node, others), _left_out(line, node))
    yield from _stored_whole(line)


def _other_indices(line: EvaluatedLine) -> Iterator[Changed]:
    for node in line.parts():
        if not isinstance(node, ast.Subscript) or _is_shape(node.value):
            continue
        for index in _indices(line, node):
            new = ast.Subscript(node.value, index, ast.Load())
            said = f"{written(node)} takes another element or slice than belongs here: {written(new)}"
            yield Changed(line.with_part(node, new), said)


def _left_out(line: EvaluatedLine, node: ast.Subscript) -> str:
    part, whole = line.value(node), line.value(node.value)
    if isinstance(part, np.ndarray) and isinstance(whole, np.ndarray) and part.ndim == whole.ndim:
        wide = [axis for axis in range(part.ndim) if part.shape[axis] == 1 < whole.shape[axis]]
        if wide:
            return (
                f"{written(node)} has the shape {part.shape} and is broadcast to all of the others: "
                f"all of {written(node.value)} belongs here, an element for each"
            )
    return f"in {written(node)} some are left out: every element of {written(node.value)} belongs here"


def _stored_whole(line: EvaluatedLine) -> Iterator[Changed]:
    """Yield an assignment to all of an array, in place of one to some of its elements."""
    match line.node:
        case ast.Call(ast.Name("<stored>"), [_, index, value]):
            slices = [one for one in ast.walk(value) if isinstance(one, ast.Subscript)]
            others = {id(one): one.value for one in slices if ast.dump(one.slice) == ast.dump(index)}
            said = f"only the elements [{ast.unparse(index)}] are changed: the others are left out, and never updated"
            yield Changed(exchanged(value, others), said)


def _indices(line: EvaluatedLine, node: ast.Subscript) -> Iterator[ast.expr]:
    """Yield other indices: others along each axis, other ends of slices, and those that the line has elsewhere."""
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    shape = np.shape(line.value(node.value)) if line.value(node.value) is not None else ()
    for at, part in enumerate(parts):
        length = shape[at] if at < len(shape) else 0
        for other in (*_others(part, length), *_counters(line, part, length)):
            several = [*parts[:at], other, *parts[at + 1 :]]
            yield several[0] if len(several) == 1 else ast.Tuple(several, ast.Load())
    for one in line.parts():
        if isinstance(one, ast.Subscript) and ast.dump(one.slice) != ast.dump(node.slice):
            yield one.slice


def _others(part: ast.expr, length: int) -> Iterator[ast.expr]:
    match part:
        case ast.Slice(lower, upper, None):
            begins, ends = _end_of(lower, 0), _end_of(upper, length)
            if begins is None or ends is None:
                return
            for first, last in product((-1, 0, 1), repeat=2):
                begin, end = begins + first, ends + last
                if 0 <= begin < end <= length and (first or last):
                    yield ast.Slice(ast.Constant(begin), ast.Constant(end), None)
        case ast.Slice():
            yield ast.Slice(part.lower, part.upper, None)
        case _:
            yield from (ast.Constant(index) for index in range(min(length, _MOST_INDICES)))


def _is_shape(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "shape"


def _counters(line: EvaluatedLine, part: ast.expr, length: int) -> Iterator[ast.expr]:
    """Yield the whole numbers of the program that can stand in place of an index."""
    for name in line.names if not isinstance(part, ast.Slice) else ():
        index = ast.Name(name, ast.Load())
        value = line.value(index) if name.isidentifier() and name != ast.unparse(part) else None
        if isinstance(value, int) and 0 <= value < length:
            yield index


def _end_of(node: ast.expr | None, left_out: int) -> int | None:
    """Return an end of a slice where it is a number."""
    match node:
        case None:
            return left_out
        case ast.Constant(int() as number):
            return number
        case ast.UnaryOp(ast.USub(), ast.Constant(int() as number)) if left_out:
            return left_out - number
    return None


_QUESTION = "Which elements, by index, does this line take, and which belong here?"
LEFT_OUT = LineChange(
    id="elements-left-out",
    question=_QUESTION,
    ways=_left_outs,
    rank=1,
    keeps_size=False,
    least_bits=8.0,
)
OTHER_ELEMENTS = LineChange(
    id="other-elements",
    question=_QUESTION,
    ways=_other_indices,
    rank=1,
)
