"""The NumPy line of an operation, and its compiled form: the line that is shown is the line that is run.

Grouping is kept exactly as the tree has it, since other brackets can change the last bit. Knows no notation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never

import numpy as np

from nnstep.expr.primitive import OPERATORS, Binding
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import (
    Binary,
    Call,
    Element,
    Expr,
    Name,
    Negative,
    Number,
    Pick,
    Range,
    Shorthand,
    Total,
    Transpose,
)


def source(expr: Expr) -> str:
    """Return `expr` as Python over NumPy."""
    return _write(expr)[0]


def line(target: str, expr: Expr) -> str:
    """Return the whole NumPy line ``target = ...``."""
    return f"{target} = {source(expr)}"


def namespace() -> dict[str, Any]:
    """Return the globals that NumPy lines run in: ``np``, the named built-ins, and none of Python's own."""
    named = {name: row.function for name, row in PRIMITIVES.items() if row.named}
    return {"__builtins__": {}, "np": np, **named}


def number_source(value: float) -> str:
    """Return a number of an expression as it is written in source: whole numbers without a point."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _write(expr: Expr) -> tuple[str, int]:
    """Return the source and how tightly it binds in Python."""
    match expr:
        case Number(value):
            return number_source(value), Binding.UNARY if value < 0 else Binding.ATOM
        case Name(id):
            return id, Binding.ATOM
        case Element(id, index):
            return f"{id}[{', '.join(map(str, index))}]" if index else id, Binding.ATOM
        case Negative(operand):
            return f"-{_inside(operand, Binding.UNARY)}", Binding.UNARY
        case Transpose(operand):
            return f"{_inside(operand, Binding.ATOM)}.T", Binding.ATOM
        case Pick(operand, index):
            return f"{_inside(operand, Binding.ATOM)}[{', '.join(map(_subscript, index))}]", Binding.ATOM
        case Shorthand(_, _, body):
            return _write(body)
        case Binary():
            return _binary(expr)
        case Total(terms):
            return " + ".join(_inside(term, Binding.PRODUCT) for term in terms) or "0", Binding.SUM
        case Call(function, arguments):
            return _call(function, arguments)
        case _:
            assert_never(expr)


def _subscript(part: int | Range) -> str:
    """Return one index as it is written in brackets."""
    if isinstance(part, int):
        return str(part)
    return f"{'' if part.start is None else part.start}:{'' if part.stop is None else part.stop}"


def _inside(expr: Expr, binding: int) -> str:
    text, own = _write(expr)
    return text if own >= binding else f"({text})"


def _binary(expr: Binary) -> tuple[str, int]:
    binding = OPERATORS[expr.operator][0]
    left = _inside(expr.left, binding + (expr.operator == "**"))
    right = _inside(expr.right, binding + 1)
    # Python gives @ and * the same rank, paper does not: brackets say what is meant.
    if binding == Binding.PRODUCT and _mixes(expr.operator, expr.left):
        left = f"({left})"
    return f"{left} {expr.operator} {right}", binding


def _mixes(operator: str, left: Expr) -> bool:
    while isinstance(left, Shorthand):
        left = left.body
    return isinstance(left, Binary) and left.operator != operator and "@" in (operator, left.operator)


def _call(function: str, arguments: Sequence[Expr]) -> tuple[str, int]:
    primitive = PRIMITIVES[function]
    if primitive.source == "{0}":
        return _write(arguments[0])
    # An argument that is compared or repeated by the template stands beside operators of every rank.
    bare = primitive.named or (primitive.source.endswith(")") and " >" not in primitive.source)
    texts = [source(argument) if bare else _inside(argument, Binding.ATOM) for argument in arguments]
    return primitive.written(texts), Binding.ATOM
