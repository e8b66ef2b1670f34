"""The partial derivative of a scalar expression, as a tree of the same language, tidied so that it reads as in a text.

Every rule is data: an operator's slopes stand here, a built-in function's in its row of ``primitives``, both over
``u`` and ``v``; the chain rule puts them together. Knows no values, no notation and no network.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import assert_never

from nnstep.errors import ProgramError
from nnstep.expr import tree
from nnstep.expr.primitives import PRIMITIVES

_U, _V = tree.Name("u"), tree.Name("v")
_ZERO, _ONE = tree.Number(0.0), tree.Number(1.0)

_SLOPES: dict[tree.Operator, tuple[tree.Expr, ...]] = {
    "+": (_ONE, _ONE),
    "-": (_ONE, tree.Number(-1.0)),
    "*": (_V, _U),
    "/": (1 / _V, -_U / _V**2),
    "**": (_V * _U ** (_V - 1), _U**_V * tree.Call("ln", (_U,))),
    "@": (),
}
"""Each operator's derivative by its left side u and by its right side v."""


def partial(expr: tree.Expr, name: str) -> tree.Expr:
    """Return the derivative of `expr` by the quantity `name`, all else in it held fixed.

    `expr` is scalar: every quantity in it is a number. Raise ProgramError for what only matrices have (a matrix
    product, softmax). At kinks the conventions of the table of built-ins hold.
    """
    if name not in tree.names(expr):
        return _ZERO
    match expr:
        case tree.Number():
            return _ZERO
        case tree.Name() | tree.Element(_, ()):
            return _ONE
        case tree.Element(id):
            raise ProgramError(f"{id} is not a number, so there is no derivative by it here")
        case tree.Pick():
            raise ProgramError("an index is for matrices: there is no derivative between numbers here")
        case tree.Negative(operand):
            return _negative(partial(operand, name))
        case tree.Transpose(operand) | tree.Shorthand(_, _, operand):
            return partial(operand, name)
        case tree.Total(terms):
            return reduce(_sum, (partial(term, name) for term in terms))
        case tree.Binary(operator, left, right):
            return _chain(operator, _SLOPES[operator], (left, right), name)
        case tree.Call(function, arguments):
            return _chain(function, PRIMITIVES[function].slopes, arguments, name)
        case _:
            assert_never(expr)


def _chain(what: str, slopes: Sequence[tree.Expr], arguments: Sequence[tree.Expr], name: str) -> tree.Expr:
    """Return the sum, over the arguments that depend on `name`, of the outer slope times the inner derivative."""
    if not slopes:
        raise ProgramError(f"{what} is for matrices: it has no derivative between numbers", "write * for a product")
    inner = dict(zip("uv", arguments, strict=False))
    dependent = [(slope, arg) for slope, arg in zip(slopes, arguments, strict=True) if name in tree.names(arg)]
    return reduce(_sum, (_product(_filled(slope, inner), partial(arg, name)) for slope, arg in dependent))


def _filled(slope: tree.Expr, arguments: Mapping[str, tree.Expr]) -> tree.Expr:
    """Return a rule with its arguments put in and tidied; the arguments stay as their author wrote them."""
    match slope:
        case tree.Name(id):
            return arguments[id]
        case tree.Negative(operand):
            return _negative(_filled(operand, arguments))
        case tree.Binary(operator, left, right):
            return _joined(operator, _filled(left, arguments), _filled(right, arguments))
        case tree.Call(function, inner):
            return tree.Call(function, tuple(_filled(argument, arguments) for argument in inner))
        case _:
            return slope


def _joined(operator: tree.Operator, left: tree.Expr, right: tree.Expr) -> tree.Expr:
    if operator == "-":
        return _sum(left, _negative(right))
    rules = {"+": _sum, "*": _product, "/": _quotient, "**": _power}
    return rules[operator](left, right) if operator in rules else tree.Binary(operator, left, right)


def _parted(expr: tree.Expr) -> tuple[float, tree.Expr]:
    """Return the number in front of `expr`, and the rest: -4 x / y is -4 and x / y."""
    match expr:
        case tree.Number(value):
            return value, _ONE
        case tree.Negative(operand):
            factor, rest = _parted(operand)
            return -factor, rest
        case tree.Binary("*", tree.Number(value), rest):
            return value, rest
        case tree.Binary("/", top, bottom):
            factor, rest = _parted(top)
            return factor, tree.Binary("/", rest, bottom)
        case _:
            return 1.0, expr


def _scaled(factor: float, rest: tree.Expr) -> tree.Expr:
    """Return factor times rest; a minus stands in front of the whole, as on paper."""
    if rest == _ONE or factor == 0:
        return tree.Number(factor + 0.0)  # -0 becomes 0
    if factor < 0:
        return tree.Negative(_scaled(-factor, rest))
    if factor == 1:
        return rest
    match rest:
        case tree.Binary("/", top, bottom):
            return tree.Binary("/", _scaled(factor, top), bottom)
        case _:
            return tree.Binary("*", tree.Number(factor), rest)


def _negative(expr: tree.Expr) -> tree.Expr:
    factor, rest = _parted(expr)
    return _scaled(-factor, rest)


def _sum(left: tree.Expr, right: tree.Expr) -> tree.Expr:
    if left == _ZERO:
        return right
    if right == _ZERO:
        return left
    (a, rest), (b, other) = _parted(left), _parted(right)
    if rest == other and math.isfinite(a + b):
        return _scaled(a + b, rest)
    return tree.Binary("-", left, _scaled(-b, other)) if b < 0 else tree.Binary("+", left, right)


def _product(left: tree.Expr, right: tree.Expr) -> tree.Expr:
    (a, rest), (b, other) = _parted(left), _parted(right)
    factor = a * b
    if not math.isfinite(factor):
        return tree.Binary("*", left, right)
    if _ONE in (rest, other):
        return _scaled(factor, other if rest == _ONE else rest)
    match rest, other:
        case _, tree.Binary("/", tree.Number(1.0), bottom):
            return _quotient(_scaled(factor, rest), bottom)
        case tree.Binary("/", tree.Number(1.0), bottom), _:
            return _quotient(_scaled(factor, other), bottom)
        case _:
            return _scaled(factor, tree.Binary("*", rest, other))


def _quotient(top: tree.Expr, bottom: tree.Expr) -> tree.Expr:
    (a, rest), (b, other) = _parted(top), _parted(bottom)
    if a == 0 or b == 0:
        return _ZERO if b else tree.Binary("/", top, bottom)
    sign = math.copysign(1.0, a) * math.copysign(1.0, b)
    a, b = _reduced(abs(a), abs(b))
    above, below = _scaled(a, rest), _scaled(b, other)
    return _scaled(sign, above if below == _ONE else tree.Binary("/", above, below))


def _reduced(a: float, b: float) -> tuple[float, float]:
    """Return the fraction a / b in simpler numbers where one of them goes into the other; a third stays a third."""
    if (a / b).is_integer() and a / b * b == a:
        return a / b, 1.0
    if (b / a).is_integer() and b / a * a == b:
        return 1.0, b / a
    return a, b


def _power(base: tree.Expr, exponent: tree.Expr) -> tree.Expr:
    if exponent == _ONE:
        return base
    return _ONE if exponent == _ZERO else tree.Binary("**", base, exponent)
