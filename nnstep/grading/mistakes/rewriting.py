"""What mistakes have in common in rewriting expressions: leaving a factor out, putting another name in, scaling."""

from __future__ import annotations

from collections.abc import Iterable

from nnstep.expr.tree import Binary, Call, Derivative, Expr, Name, Number, Pick, Range, substitute, transform, walk
from nnstep.grading.mistakes.exercise import Exercise


def put(expr: Expr, id: str, other: Expr) -> Expr:
    """Return `expr` with a quantity replaced by something else."""
    return substitute(expr, {id: other})


def scaled(factor: float, expr: Expr) -> Expr:
    """Return a number times `expr`."""
    return Number(float(factor)) * expr


def has_slope(expr: Expr) -> bool:
    """Return whether an activation's derivative is a factor of `expr`."""
    return any(isinstance(node, Derivative) for node in walk(expr))


def with_slope(expr: Expr, body: Expr | None) -> Expr:
    """Return `expr` with each activation's derivative worked out as `body`; None leaves that factor out."""

    def change(node: Expr) -> Expr:
        match node:
            case Binary("*", left, Derivative()) if body is None:
                return left
            case Derivative(symbol, argument, _) if body is not None:
                return Derivative(symbol, argument, body)
            case _:
                return node

    return transform(expr, change)


def upstream(expr: Expr) -> Expr | None:
    """Return what an activation's derivative is multiplied by, if it is."""
    if isinstance(expr, Call) and expr.function == "finite_or":
        expr = expr.arguments[0]
    return (
        expr.left if isinstance(expr, Binary) and expr.operator == "*" and isinstance(expr.right, Derivative) else None
    )


def flipped(expr: Expr) -> Expr | None:
    """Return an update with the opposite sign before what is added or subtracted; None where it is no such thing."""
    match expr:
        case Binary("-", left, right):
            return left + right
        case Binary("+", left, right):
            return left - right
        case _:
            return None


def one_row(expr: Expr, row: int) -> Pick:
    """Return one row of a matrix, as a matrix of one row."""
    return Pick(expr, (Range(row, row + 1), Range()))


def one_column(expr: Expr, column: int) -> Pick:
    """Return one column of a matrix, as a matrix of one column."""
    return Pick(expr, (Range(), Range(column, column + 1)))


def parts(expr: Expr) -> Iterable[Expr]:
    """Return each different part of an expression once, and the whole."""
    return dict.fromkeys(walk(expr))


def reads(expr: Expr, id: str) -> bool:
    """Return whether `expr` reads a quantity."""
    return any(isinstance(node, Name) and node.id == id for node in walk(expr))


def without_term(expr: Expr, id: str) -> Expr | None:
    """Return a sum without the term that is just the quantity `id`; None where there is no such term."""
    match expr:
        case Binary("+" | "-", left, Name(name)) if name == id:
            return left
        case Binary("+", Name(name), right) if name == id:
            return right
        case _:
            return None


def calls(expr: Expr, *functions: str) -> bool:
    """Return whether one of the built-in functions is called in `expr`."""
    return any(isinstance(node, Call) and node.function in functions for node in walk(expr))


def replaced(expr: Expr, old: Expr, new: Expr) -> Expr:
    """Return `expr` with one of its nodes, wherever it stands, replaced by another."""
    return transform(expr, lambda node: new if node == old else node)


def difference(exercise: Exercise) -> Expr:
    """Return output less target, or target less output, as the text has its deltas."""
    output, target = Name(f"a{exercise.last_layer}"), Name("y")
    return output - target if exercise.program.gradient_sign > 0 else target - output


def incoming(layer: int) -> str:
    """Return the id of what comes in along a layer's weights."""
    return f"a{layer - 1}" if layer > 1 else "x"


def arriving(exercise: Exercise, layer: int) -> Expr | None:
    """Return dE/da of a layer as the exercise has it: its delta without the derivative; None where that is the same."""
    op = exercise.op(f"delta{layer}")
    if op is None or exercise.activation(layer).id == "linear":
        return None
    without = with_slope(op.expression, None)
    if isinstance(without, Call) and without.function == "finite_or":
        without = without.arguments[0]
    return None if without == op.expression else without
