"""The one walk that sets a formula from an expression: as text, or in another language of formulas.

Textbook formulas may drop brackets that change no value on paper; the NumPy line (``source``) never does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar, assert_never

import numpy as np

from nnstep.expr.array import Array
from nnstep.expr.digits import MINUS, column_texts
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
from nnstep.expr.walks.numpy_line import source
from nnstep.expr.walks.paper import on_paper
from nnstep.expr.walks.pen import Pen, element_symbol
from nnstep.expr.walks.shape import shape_of

Set = TypeVar("Set")
"""A part of a formula as it is set."""

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_RAISED = tuple("⁰¹²³⁴⁵⁶⁷⁸⁹")
_FRACTIONS = {0.5: "½", 0.25: "¼", 0.75: "¾"}
_HOLE = re.compile(r"(\(\{\d\}\)|\{\d\})")


class Typesetting(Protocol[Set]):
    """How the parts of a formula are set and put together."""

    stacks: bool
    """Whether a quotient is set with a bar, which makes brackets in it needless."""

    def text(self, content: str) -> Set:
        """Return words, signs and spaces."""
        ...

    def number(self, content: str) -> Set:
        """Return a number, or a fraction of two."""
        ...

    def symbol(self, content: str) -> Set:
        """Return the symbol of a quantity or of an element."""
        ...

    def beside(self, *parts: Set) -> Set:
        """Return the parts side by side."""
        ...

    def bracketed(self, part: Set) -> Set:
        """Return the part in round brackets."""
        ...

    def raised(self, part: Set, mark: str) -> Set:
        """Return the part with an exponent, or the transpose's T, in raised characters."""
        ...

    def quotient(self, above: Set, below: Set) -> Set:
        """Return a quotient with a bar; only where the setting stacks them."""
        ...

    def matrix(self, cells: list[list[str]]) -> Set:
        """Return numbers, all of one width, as a matrix."""
        ...


class Setter(Generic[Set]):
    """Sets an expression; each part comes with how tightly it binds."""

    def __init__(self, pen: Pen, setting: Typesetting[Set]) -> None:
        """`pen` writes the leaves; `setting` puts the parts together."""
        self._pen = pen
        self._set = setting

    def formula(self, expr: Expr) -> Set:
        """Return `expr`."""
        return self._piece(expr)[0]

    def value(self, value: Array) -> Set:
        """Return one value: a number, or a matrix cut down to the pen's most rows and columns."""
        return self._value(value)[0]

    def _piece(self, expr: Expr) -> tuple[Set, int]:
        match expr:
            case Number(value):
                return self._number(value, _FRACTIONS.get(value) or self._pen.digits.number(value))
            case Name(id):
                if self._pen.values is None:
                    return self._set.symbol(self._pen.symbols(id)), Binding.ATOM
                return self._value(self._pen.values[id])
            case Element(id, index):
                if self._pen.values is None:
                    return self._set.symbol(element_symbol(id, index, self._pen)), Binding.ATOM
                return self._value(self._pen.values[id][index])
            case Negative(operand):
                return self._set.beside(self._set.text(MINUS), self._inside(operand, Binding.PRODUCT)), Binding.NEGATIVE
            case Transpose(operand):
                if _written_as_number(operand, self._pen):
                    return self._piece(operand)
                return self._set.raised(self._inside(operand, Binding.POWER), "ᵀ"), Binding.POWER
            case Pick(Call(function) as whole, index) if PRIMITIVES[function].paper is not None:
                place = tuple(part for part in index if isinstance(part, int))
                return self._piece(expand(on_paper(whole), place, self._pen.shapes))
            case Pick(operand):
                if self._pen.values is not None:
                    return self._value(evaluate(expr, self._pen.values))
                inside = source(Pick(Name("_"), expr.index)).removeprefix("_")
                picked = self._set.text(inside.replace(" ", ""))
                return self._set.beside(self._inside(operand, Binding.ATOM), picked), Binding.ATOM
            case Shorthand(symbol, argument, body):
                if self._pen.values is not None:  # what is worked out: a shorthand has no number of its own
                    return self._piece(body)
                of = self._set.bracketed(self._piece(argument)[0])
                return self._set.beside(self._set.symbol(symbol), of), Binding.ATOM
            case Binary():
                return self._binary(expr)
            case Total(terms):
                return self._total(terms), Binding.SUM
            case Call(function, (operand,)) if PRIMITIVES[function].formula == "{0}":
                return self._piece(operand)
            case Call(function, arguments):
                return self._call(function, arguments)
            case _:
                assert_never(expr)

    def _inside(self, expr: Expr, binding: int) -> Set:
        box, own = self._piece(expr)
        return box if own >= binding else self._set.bracketed(box)

    def _value(self, value: Array) -> tuple[Set, int]:
        value = np.asarray(value)
        if value.ndim == 0 or value.size == 1:
            return self._number(value.item(), self._pen.digits.number(value.item()))
        return self._set.matrix(_cells(np.atleast_2d(value), self._pen)), Binding.ATOM

    def _number(self, value: float, shown: str) -> tuple[Set, int]:
        binding = Binding.NEGATIVE if value < 0 else Binding.PRODUCT if "/" in shown else Binding.ATOM
        return self._set.number(shown.replace("-", MINUS)), binding

    def _binary(self, expr: Binary) -> tuple[Set, int]:
        binding, left_needs, right_needs = OPERATORS[expr.operator]
        if expr.operator == "/" and self._set.stacks:
            return self._set.quotient(self.formula(expr.left), self.formula(expr.right)), Binding.UNARY
        # A quotient before a product would read as if the product were divided by.
        quotient = (
            not self._set.stacks
            and isinstance(expr.left, Binary)
            and expr.left.operator == "/"
            and expr.operator in "*@"
        )
        left = self._inside(expr.left, Binding.UNARY if quotient else left_needs)
        if expr.operator == "**":
            return self._power(self._base(expr.left, left), expr.right), binding
        right = self._inside(expr.right, right_needs)
        return self._set.beside(left, self._set.text(_sign(expr, self._pen)), right), binding

    def _base(self, expr: Expr, base: Set) -> Set:
        """Return a power's base, in brackets where its symbol is one that an exponent would be read as a part of."""
        match expr:
            case Name(id) if self._pen.values is None:
                symbol = self._pen.symbols(id)
            case Element(id, index) if self._pen.values is None:
                symbol = element_symbol(id, index, self._pen)
            case _:
                symbol = ""
        return self._set.bracketed(base) if symbol.endswith(_RAISED) or "/" in symbol or " " in symbol else base

    def _power(self, base: Set, exponent: Expr) -> Set:
        if isinstance(exponent, Number) and exponent.value.is_integer():
            return self._set.raised(base, str(int(exponent.value)).translate(_SUPERSCRIPTS))
        return self._set.beside(base, self._set.text("^"), self._inside(exponent, Binding.ATOM))

    def _total(self, terms: Sequence[Expr]) -> Set:
        shown = [self._inside(terms[i], Binding.SUM) for i in _kept(len(terms), self._pen.most_terms) if i >= 0]
        parts = [part for box in shown for part in (self._set.text(" + "), box)][1:]
        if len(terms) > self._pen.most_terms:
            parts[-2:-2] = [self._set.text(" + ⋯")]
        return self._set.beside(*parts)

    def _call(self, function: str, arguments: Sequence[Expr]) -> tuple[Set, int]:
        primitive = PRIMITIVES[function]
        if primitive.paper is not None:
            return self._piece(substitute(primitive.paper, dict(zip("uv", arguments, strict=False))))
        parts = [
            self._argument(part, arguments, primitive.binds) if _HOLE.fullmatch(part) else self._set.text(part)
            for part in _HOLE.split(primitive.formula)
            if part
        ]
        return self._set.beside(*parts), primitive.binds

    def _argument(self, hole: str, arguments: Sequence[Expr], binds: int) -> Set:
        expr = arguments[int(hole.strip("({})"))]
        if hole.startswith("("):
            return self._set.bracketed(self._piece(expr)[0])
        return self._inside(expr, Binding.NEGATIVE if binds == Binding.ATOM else binds)


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
