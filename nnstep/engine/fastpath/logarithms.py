"""The logarithms of activations in a training step in which z itself gave the activation: no other can stand there.

Then the function that is shown takes its way from z, and that alone is computed. Knows operations, no values.
"""

from __future__ import annotations

from collections.abc import Sequence

from nnstep.expr.tree import Binary, Call, Expr, Name, Number, call, transform

Assignment = tuple[str, Expr, tuple[str, ...]]


def from_z(assignments: Sequence[Assignment]) -> list[Assignment]:
    """Return the assignments with each logarithm of an activation of theirs computed from z alone."""
    own = {target: expr for target, expr, _ in assignments}
    return [(target, transform(expr, lambda node: _from_z(node, own)), behind) for target, expr, behind in assignments]


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
