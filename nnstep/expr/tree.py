"""The nodes of an expression, and the operators that build them.

An expression is what stands right of the ``=`` in an operation. Everything that nnstep says about an operation
(the NumPy line, the formula, the numbers put in, one element's expansion, the sub-steps) is a walk over this tree.
The tree knows no values, no notation and no network.

``@`` is the matrix product. ``*`` is the Hadamard product, or a plain product where one side is a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Literal, TypeAlias, assert_never

Operator: TypeAlias = Literal["+", "-", "*", "/", "@", "**"]


def _joined(operator: Operator) -> Callable[[Expr, Expr | float], Binary]:
    return lambda left, right: Binary(operator, left, expression(right))


def _joined_to_number(operator: Operator) -> Callable[[Expr, float], Binary]:
    return lambda right, left: Binary(operator, expression(left), right)


class _Operators:
    """Lets an expression be written with Python's own operators: ``Name("W1") @ Name("x")``."""

    __slots__ = ()

    __add__, __radd__ = _joined("+"), _joined_to_number("+")
    __sub__, __rsub__ = _joined("-"), _joined_to_number("-")
    __mul__, __rmul__ = _joined("*"), _joined_to_number("*")
    __truediv__, __rtruediv__ = _joined("/"), _joined_to_number("/")
    __matmul__, __pow__ = _joined("@"), _joined("**")

    def __neg__(self: Expr) -> Negative:  # type: ignore[misc]
        return Negative(self)

    @property
    def T(self: Expr) -> Transpose:  # type: ignore[misc]  # noqa: N802 - NumPy's own name for it
        """The transpose."""
        return Transpose(self)


@dataclass(frozen=True, slots=True)
class Number(_Operators):
    """A number written in the expression itself, such as the 1/2 of the half-squared error."""

    value: float


@dataclass(frozen=True, slots=True)
class Name(_Operators):
    """A quantity, by its id."""

    id: str


@dataclass(frozen=True, slots=True)
class Element(_Operators):
    """One element of a quantity; only scalar expansions hold such nodes. Indices count from 0, as NumPy's do."""

    id: str
    index: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Negative(_Operators):
    """The negative of `operand`."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Binary(_Operators):
    """Two expressions joined by an operator."""

    operator: Operator
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Total(_Operators):
    """The sum of many terms; only scalar expansions hold such nodes (a dot product, a sum over elements)."""

    terms: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Transpose(_Operators):
    """The transpose of `operand`."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Call(_Operators):
    """A built-in function of ``nnstep.expr.primitives`` applied to its arguments."""

    function: str
    arguments: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Shorthand(_Operators):
    """An expression that a text writes ``symbol(argument)``; `body` is what is computed."""

    symbol: str
    argument: Expr
    body: Expr


@dataclass(frozen=True, slots=True)
class Derivative(Shorthand):
    """The derivative f'(z) of an activation: of the sigmoid ``σ′(z)``, worked out as ``a * (1 - a)``."""


@dataclass(frozen=True, slots=True)
class Range:
    """The indices from `start` to before `stop`, as in ``0:3``; None stands for the first, or for after the last."""

    start: int | None = None
    stop: int | None = None


@dataclass(frozen=True, slots=True)
class Pick(_Operators):
    """Elements of `operand`, chosen by indices as in NumPy: ``W1[0,2]``, ``W1[0,:]``."""

    operand: Expr
    index: tuple[int | Range, ...]

    @property
    def subscript(self) -> tuple[int | slice, ...]:
        """The index as NumPy takes it."""
        return tuple(slice(part.start, part.stop) if isinstance(part, Range) else part for part in self.index)


Expr: TypeAlias = Number | Name | Element | Negative | Binary | Total | Transpose | Call | Shorthand | Pick


_READING = (Name, Element)


def expression(value: Expr | float) -> Expr:
    """Return `value` itself, or the number that it is as a node."""
    return Number(float(value)) if isinstance(value, int | float) else value


def call(function: str, *arguments: Expr | float) -> Call:
    """Return the built-in `function` applied to `arguments`."""
    return Call(function, tuple(expression(argument) for argument in arguments))


def children(expr: Expr) -> tuple[Expr, ...]:
    """Return the sub-expressions that are computed for `expr`, in evaluation order."""
    match expr:
        case Number() | Name() | Element():
            return ()
        case Negative(operand) | Transpose(operand) | Pick(operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Total(terms):
            return terms
        case Call(_, arguments):
            return arguments
        case Shorthand(_, _, body):
            return (body,)
        case _:
            assert_never(expr)


def walk(expr: Expr) -> Iterator[Expr]:
    """Yield every node that is computed, children before the node itself."""
    for child in children(expr):
        yield from walk(child)
    yield expr


def names(expr: Expr) -> tuple[str, ...]:
    """Return the ids of the quantities that `expr` reads, each once, in the order it reads them."""
    return tuple(dict.fromkeys(node.id for node in walk(expr) if isinstance(node, _READING)))


def transform(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """Return `expr` with every node, from the leaves upwards, replaced by what `change` makes of it."""
    return change(transform_children(expr, lambda child: transform(child, change)))


def transform_children(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """Return `expr` with each expression that it holds itself replaced by what `change` makes of it."""
    changed: dict[str, Expr | tuple[Expr, ...]] = {}
    for name in _field_names(type(expr)):  # type: ignore[arg-type]
        value = getattr(expr, name)
        if isinstance(value, _Operators):
            new = change(value)  # type: ignore[arg-type]
            if new is not value:
                changed[name] = new
        elif isinstance(value, tuple) and value and isinstance(value[0], _Operators):
            items = tuple(change(item) for item in value)
            if any(item is not old for item, old in zip(items, value, strict=True)):
                changed[name] = items
    return replace(expr, **changed) if changed else expr  # type: ignore[arg-type]


@cache
def _field_names(node: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(node))


def substitute(expr: Expr, replacements: Mapping[str, Expr]) -> Expr:
    """Return `expr` with each name that is a key of `replacements` replaced by its value."""
    return transform(expr, lambda node: replacements.get(node.id, node) if isinstance(node, Name) else node)
