"""Fractions that are cut off: an integer dtype, a floor division, a rounding that does not belong there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nnstep.own_code.mending.line_change import Changed, EvaluatedLine, LineChange, written

_ROUNDING = frozenset(("round", "around", "rint", "floor", "ceil", "trunc", "fix", "int", "astype"))


def _whole(line: EvaluatedLine) -> Iterator[Changed]:
    for node in line.parts():
        match node:
            case ast.Call(ast.Attribute(inner, "astype")):
                said = f"{written(node)} has an integer dtype: everything after the decimal point is cut off"
                yield Changed(line.with_part(node, inner), said)
            case ast.Call(ast.Attribute(inner, name)) if name in _ROUNDING and line.value(inner) is not None:
                yield Changed(line.with_part(node, inner), f"the numbers are rounded by {written(node)}")
            case ast.Call(ast.Name(name) | ast.Attribute(_, name), [inner, *_]) if name in _ROUNDING:
                yield Changed(line.with_part(node, inner), f"the numbers are rounded by {written(node)}")
            case ast.Call(_, _, keywords) if any(one.arg == "dtype" for one in keywords):
                left = [one for one in keywords if one.arg != "dtype"]
                said = f"{written(node)} has an integer dtype: everything after the decimal point is cut off"
                yield Changed(line.with_part(node, ast.Call(node.func, node.args, left)), said)
            case ast.BinOp(left_side, ast.FloorDiv(), right_side):
                said = f"the quotient is rounded down to a whole number by // in {written(node)}"
                yield Changed(line.with_part(node, ast.BinOp(left_side, ast.Div(), right_side)), said)
                yield Changed(line.with_part(node, left_side), said)


CUT_OFF = LineChange(
    id="cut-to-whole-numbers",
    question="Where does this line round, or use an integer dtype?",
    ways=_whole,
    least_bits=2.0,
    shows_itself=True,
    rank=-1,
)
