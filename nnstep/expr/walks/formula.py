"""An expression as people write it: in a notation's symbols, or with the numbers put in, by one and the same walk.

Textbook formulas may drop brackets that change no value on paper; the NumPy line (``source``) never does.
Knows symbols and digits as things handed in; knows no notation by name and no network.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

import numpy as np

from nnstep.expr.array import Array, Shape
from nnstep.expr.digits import MINUS, Digits, column_texts
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
    Shorthand,
    Total,
    Transpose,
    substitute,
)
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.expand import expand
from nnstep.expr.walks.layout import Box, beside, bracketed, matrix, raised, text
from nnstep.expr.walks.numpy_line import source
from nnstep.expr.walks.paper import on_paper
from nnstep.expr.walks.shape import shape_of

Piece: TypeAlias = tuple[Box, int]
"""A part of a formula, and how tightly it binds."""
Symbols: TypeAlias = Callable[[str], str]
"""From a quantity's id to how a notation writes it."""
ElementSymbols: TypeAlias = Callable[[str, tuple[int, ...]], str]
"""From a quantity's id and an index to a notation's own name of that element, or an empty text where it has none.

A quantity of which a sample is one column has one index here, its row.
"""

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_RAISED = tuple("⁰¹²³⁴⁵⁶⁷⁸⁹")
_FRACTIONS = {0.5: "½", 0.25: "¼", 0.75: "¾"}
_HOLE = re.compile(r"(\(\{\d\}\)|\{\d\})")


def no_name(id: str, index: tuple[int, ...]) -> str:  # noqa: ARG001 - it takes what every ElementSymbols takes
    """Return no name of its own for any element: it is written by its quantity and index, as ``W₁[0,2]``."""
    return ""


@dataclass(frozen=True, slots=True)
class Pen:
    """How the leaves of a formula are written."""

    shapes: Mapping[str, Shape]
    symbols: Symbols
    values: Mapping[str, Array] | None = None
    """Where given, names and elements are written as their numbers."""
    digits: Digits = field(default_factory=Digits)
    columns: Collection[str] = ()
    """Quantities whose elements are written with one index where they have one column."""
    most_terms: int = 8
    """A longer sum shows its first and last terms around an ellipsis."""
    most_rows: int = 6
    most_columns: int = 6
    element: ElementSymbols = no_name
    """The names that elements have of their own."""
    sample_axis: int = 1
    """Along which axis a batch's samples lie: 1 where a sample is a column, 0 where it is a row."""
    hadamard: str = "⊙"
    """What stands between the factors of a product element by element."""


def formula(expr: Expr, pen: Pen) -> str:
    """Return `expr` in symbols, on one line."""
    return "\n".join(_piece(expr, pen)[0].lines)


def layout(expr: Expr, pen: Pen) -> Box:
    """Return `expr` as a block of lines: with `pen.values`, matrices are written out in brackets."""
    return _piece(expr, pen)[0]


def value_box(value: Array, pen: Pen) -> Box:
    """Return one value as a block: a number, or a matrix cut down to the pen's most rows and columns."""
    return _value(value, pen)[0]


def element_symbol(id: str, index: tuple[int, ...], pen: Pen) -> str:
    """Return how one element is written: ``W₁[0,2]``; that of one of the pen's columns has one index, a number none.

    A name that the notation has for it, such as n₃, stands for the whole index; of several columns, for the row.
    """
    axis = pen.sample_axis
    if id not in pen.columns or len(index) != 2:
        name = pen.element(id, index if axis else index[::-1])
        return name or pen.symbols(id) + (f"[{','.join(map(str, index))}]" if index else "")
    alone = pen.shapes[id][axis] == 1
    name = pen.element(id, (index[1 - axis],))
    shown = ((index[1 - axis],) if alone else index) if not name else (() if alone else (index[axis],))
    return (name or pen.symbols(id)) + (f"[{','.join(map(str, shown))}]" if shown else "")


def _piece(expr: Expr, pen: Pen) -> Piece:
    match expr:
        case Number(value):
            return _number(value, _FRACTIONS.get(value) or pen.digits.number(value))
        case Name(id):
            return (text(pen.symbols(id)), Binding.ATOM) if pen.values is None else _value(pen.values[id], pen)
        case Element(id, index):
            if pen.values is None:
                return text(element_symbol(id, index, pen)), Binding.ATOM
            return _value(pen.values[id][index], pen)
        case Negative(operand):
            return beside(text(MINUS), _inside(operand, Binding.PRODUCT, pen)), Binding.NEGATIVE
        case Transpose(operand):
            if _written_as_number(operand, pen):
                return _piece(operand, pen)
            return raised(_inside(operand, Binding.POWER, pen), "ᵀ"), Binding.POWER
        case Pick(Call(function) as whole, index) if PRIMITIVES[function].paper is not None:
            place = tuple(part for part in index if isinstance(part, int))
            return _piece(expand(on_paper(whole), place, pen.shapes), pen)
        case Pick(operand):
            if pen.values is not None:
                return _value(evaluate(expr, pen.values), pen)
            inside = source(Pick(Name("_"), expr.index)).removeprefix("_")
            return beside(_inside(operand, Binding.ATOM, pen), text(inside.replace(" ", ""))), Binding.ATOM
        case Shorthand(symbol, argument, body):
            if pen.values is not None:  # what is worked out: a shorthand has no number of its own
                return _piece(body, pen)
            return beside(text(symbol), bracketed(_piece(argument, pen)[0])), Binding.ATOM
        case Binary():
            return _binary(expr, pen)
        case Total(terms):
            return _total(terms, pen), Binding.SUM
        case Call(function, (operand,)) if PRIMITIVES[function].formula == "{0}":
            return _piece(operand, pen)
        case Call(function, arguments):
            return _call(function, arguments, pen)
        case _:
            assert_never(expr)


def _inside(expr: Expr, binding: int, pen: Pen) -> Box:
    box, own = _piece(expr, pen)
    return box if own >= binding else bracketed(box)


def _value(value: Array, pen: Pen) -> Piece:
    value = np.asarray(value)
    if value.ndim == 0 or value.size == 1:
        return _number(value.item(), pen.digits.number(value.item()))
    return matrix(_cells(np.atleast_2d(value), pen)), Binding.ATOM


def _cells(value: Array, pen: Pen) -> list[list[str]]:
    """Return the matrix as texts, its middle rows and columns left out where there are too many."""
    rows, columns = _kept(value.shape[0], pen.most_rows), _kept(value.shape[1], pen.most_columns)
    kept = value[np.ix_([r for r in rows if r >= 0], [c for c in columns if c >= 0])]
    shown = column_texts(kept, pen.digits)
    texts, width = iter(shown), len(shown[0][0])
    result = []
    for row in rows:
        cells = iter(next(texts)) if row >= 0 else None
        gap, dots = "⋯", "⋮".rjust(width)
        result.append([(next(cells) if cells else dots) if c >= 0 else (gap if cells else "⋱") for c in columns])
    return [[cell.replace("-", MINUS) for cell in row] for row in result]


def _kept(count: int, most: int) -> list[int]:
    """Return which of `count` indices are shown; -1 stands for the ones left out."""
    if count <= most:
        return list(range(count))
    return [*range(most - 2), -1, count - 1]


def _number(value: float, shown: str) -> Piece:
    binding = Binding.NEGATIVE if value < 0 else Binding.PRODUCT if "/" in shown else Binding.ATOM
    return text(shown.replace("-", MINUS)), binding


def _binary(expr: Binary, pen: Pen) -> Piece:
    binding, left_needs, right_needs = OPERATORS[expr.operator]
    # A quotient before a product would read as if the product were divided by.
    quotient = isinstance(expr.left, Binary) and expr.left.operator == "/" and expr.operator in "*@"
    left = _inside(expr.left, Binding.UNARY if quotient else left_needs, pen)
    if expr.operator == "**":
        return _power(_base(expr.left, left), expr.right, pen), binding
    right = _inside(expr.right, right_needs, pen)
    return beside(left, text(_sign(expr, pen)), right), binding


def _base(expr: Expr, box: Box) -> Box:
    """Return a power's base, in brackets where its symbol is one that an exponent would be read as a part of."""
    symbol = box.lines[0] if isinstance(expr, Name | Element) and box.height == 1 else ""
    return bracketed(box) if symbol.endswith(_RAISED) or "/" in symbol or " " in symbol else box


def _power(base: Box, exponent: Expr, pen: Pen) -> Box:
    if isinstance(exponent, Number) and exponent.value.is_integer():
        return raised(base, str(int(exponent.value)).translate(_SUPERSCRIPTS))
    return beside(base, text("^"), _inside(exponent, Binding.ATOM, pen))


def _sign(expr: Binary, pen: Pen) -> str:
    if expr.operator == "*":
        return _times(expr, pen)
    if expr.operator == "@":
        return "·" if _written_as_number(expr.left, pen) and _written_as_number(expr.right, pen) else " "
    return f" {expr.operator} ".replace("-", MINUS)


def _times(expr: Binary, pen: Pen) -> str:
    """Return the text's sign between matrices, a dot between numbers, and nothing between a number and a matrix."""
    matrices = [_is_matrix(side, pen) for side in (expr.left, expr.right)]
    if all(matrices):
        return f" {pen.hadamard} "
    fraction = isinstance(expr.left, Number) and expr.left.value in _FRACTIONS
    return " " if any(matrices) or fraction else "·"


def _is_matrix(expr: Expr, pen: Pen) -> bool:
    return bool(shape_of(expr, pen.shapes)) and not _written_as_number(expr, pen)


def _written_as_number(expr: Expr, pen: Pen) -> bool:
    """Return whether the numbers put in are one number: a matrix of one element is written without brackets."""
    return pen.values is not None and all(size == 1 for size in shape_of(expr, pen.shapes))


def _total(terms: Sequence[Expr], pen: Pen) -> Box:
    shown = [_inside(terms[i], Binding.SUM, pen) for i in _kept(len(terms), pen.most_terms) if i >= 0]
    parts = [part for box in shown for part in (text(" + "), box)][1:]
    if len(terms) > pen.most_terms:
        parts[-2:-2] = [text(" + ⋯")]
    return beside(*parts)


def _call(function: str, arguments: Sequence[Expr], pen: Pen) -> Piece:
    primitive = PRIMITIVES[function]
    if primitive.paper is not None:
        return _piece(substitute(primitive.paper, dict(zip("uv", arguments, strict=False))), pen)
    parts = [
        _argument(part, arguments, primitive.binds, pen) if _HOLE.fullmatch(part) else text(part)
        for part in _HOLE.split(primitive.formula)
        if part
    ]
    return beside(*parts), primitive.binds


def _argument(hole: str, arguments: Sequence[Expr], binds: int, pen: Pen) -> Box:
    expr = arguments[int(hole.strip("({})"))]
    if hole.startswith("("):
        return bracketed(_piece(expr, pen)[0])
    return _inside(expr, Binding.NEGATIVE if binds == Binding.ATOM else binds, pen)
