"""A plus in place of a minus, the reverse, or the two sides of a difference exchanged."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nnstep.own_code.mending.line_change import Changed, EvaluatedLine, LineChange, written


def _other_signs(line: EvaluatedLine) -> Iterator[Changed]:
    for node in line.parts():
        match node:
            case ast.BinOp(left, ast.Add() | ast.Sub() as op, right):
                other, said = (ast.Sub(), "minus") if isinstance(op, ast.Add) else (ast.Add(), "plus")
                new = ast.BinOp(left, other, right)
                diagnosis = f"the sign in {written(node)} is wrong: {said} belongs here"
                yield Changed(line.with_part(node, new), diagnosis)
                if isinstance(op, ast.Sub):
                    turned = ast.BinOp(right, op, left)
                    diagnosis = f"{written(node)} has the opposite sign: {written(turned)} would be right here"
                    yield Changed(line.with_part(node, turned), diagnosis)
            case ast.UnaryOp(ast.USub(), inner):
                yield Changed(line.with_part(node, inner), f"the minus sign of {written(node)} does not belong here")


OTHER_SIGN = LineChange(
    id="sign-in-line",
    question="Is it added or subtracted in the formula?",
    ways=_other_signs,
    gives_way=True,
)
