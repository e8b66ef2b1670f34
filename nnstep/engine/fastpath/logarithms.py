"""Logarithms of an activation's value, computed from z alone where the training step itself computed it from z."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nnstep.engine.fastpath.ir import Statement
from nnstep.expr.tree import Binary, Call, Expr, Name, Number, call, transform


def from_z(statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements with each logarithm of an activation that they compute taken from z."""
    own = {statement.target: statement.expression for statement in statements}
    return [replace(s, expression=transform(s.expression, lambda node: _from_z(node, own))) for s in statements]


def _from_z(node: Expr, own: dict[str, Expr]) -> Expr:
    match node:
        case Call("ln_sigmoid", (Name(a), z)) if own.get(a) == call("sigmoid", z):
            return -call("relu", -z) - _beyond(z)
        case Call("ln_rest_of_sigmoid", (Binary("-", Number(1.0), Name(a)), z)) if own.get(a) == call("sigmoid", z):
            return -call("relu", z) - _beyond(z)
        case Call("ln_softmax", (Name(a), z)) if own.get(a) == call("softmax", z):
            return call("log_softmax", z)
        case Call("ln_softmax_rows", (Name(a), z)) if own.get(a) == call("softmax_rows", z):
            return call("log_softmax_rows", z)
        case _:
            return node


def _beyond(z: Expr) -> Expr:
    return call("log1p", call("exp", -call("abs", z)))
