"""The error's formula: its square, its sum, its root, and one output in place of all."""

from __future__ import annotations

from collections.abc import Iterator

from nnstep.expr.tree import Binary, Call, Expr, Number, Pick, Range, call, transform, walk
from nnstep.grading.mistakes.exercise import Exercise
from nnstep.grading.mistakes.kinds import OperationMistake, Rewriting
from nnstep.grading.mistakes.rewriting import calls, replaced
from nnstep.program.program import Op

_MOST_OUTPUTS = 12
_ERRORS = ("error", "error of an output", "error of a sample")


def _squares(expr: Expr) -> list[Expr]:
    """Return the squared differences in an expression, each once."""
    found = (node for node in walk(expr) if isinstance(node, Binary) and node.operator == "**")
    return [node for node in dict.fromkeys(found) if node.right == Number(2.0) and _is_difference(node.left)]


def _is_difference(expr: Expr) -> bool:
    return isinstance(expr, Binary) and expr.operator == "-"


def _where_of(op: Op, exercise: Exercise) -> bool:
    """Return whether an operation gives an error: of a graph, any of its lines may."""
    return op.role in _ERRORS or (exercise.is_graph and op.role == "line")


def _without_square(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if not _where_of(op, exercise):
        return
    for square in _squares(op.expression):
        base = square.left  # type: ignore[union-attr]
        plain = replaced(op.expression, square, base)
        yield Rewriting(plain, "the difference itself")
        yield Rewriting(_unscaled(plain), "the difference itself, without the factor")
        yield Rewriting(replaced(op.expression, square, 2 * base), "twice the difference")


def _unscaled(expr: Expr) -> Expr:
    """Return what a number multiplies, where `expr` is such a product."""
    return expr.right if isinstance(expr, Binary) and expr.operator == "*" and isinstance(expr.left, Number) else expr


WITHOUT_SQUARE = OperationMistake(
    id="error-without-square",
    topic="error functions",
    diagnosis="the difference in the error is not squared",
    question="Can errors of opposite signs cancel each other here?",
    rewrite=_without_square,
)


def _absolute(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if _where_of(op, exercise):
        for square in _squares(op.expression):
            size = replaced(op.expression, square, call("abs", square.left))  # type: ignore[union-attr]
            yield Rewriting(size, "with the factor")
            yield Rewriting(_unscaled(size), "without the factor")


ABSOLUTE = OperationMistake(
    id="error-absolute",
    topic="error functions",
    diagnosis="the error takes absolute values in place of squares",
    question="Which error function does the exercise state?",
    rewrite=_absolute,
)


def _root(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if not _where_of(op, exercise) or not _squares(op.expression):
        return
    if calls(op.expression, "sqrt"):
        yield Rewriting(transform(op.expression, _without_root), "the root left out")
        return
    yield Rewriting(call("sqrt", op.expression), "of the whole error")
    if _unscaled(op.expression) != op.expression:
        yield Rewriting(call("sqrt", _unscaled(op.expression)), "of the sum of squares")


def _without_root(node: Expr) -> Expr:
    return node.arguments[0] if isinstance(node, Call) and node.function == "sqrt" else node


ROOT = OperationMistake(
    id="error-root",
    topic="error functions",
    diagnosis="a root is taken of the error that has none, or left out of the one that has",
    question="Is there a root around the sum of squares?",
    rewrite=_root,
)


def _sum_squared(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if op.role not in _ERRORS:
        return
    for node in walk(op.expression):
        match node:
            case Call("sum" | "column_sums" as function, (Binary("**", base, Number(2.0)),)) if _is_difference(base):
                yield Rewriting(replaced(op.expression, node, call(function, base) ** 2), "of the differences")
                yield Rewriting(replaced(op.expression, node, call(function, call("abs", base)) ** 2), "of their sizes")
            case _:
                pass


SUM_SQUARED = OperationMistake(
    id="error-sum-squared",
    topic="error functions",
    diagnosis="the sum is squared, not each of its terms",
    question="What is done first: squaring, or adding?",
    rewrite=_sum_squared,
)


def _one_output(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    outputs = 0 if exercise.is_graph else exercise.neurons(exercise.last_layer)
    if op.role not in ("error", "error of a sample") or not 1 < outputs <= _MOST_OUTPUTS:
        return
    sums = next((node for node in walk(op.expression) if _is_sum(node)), None)
    if isinstance(sums, Call):
        for output in range(outputs):
            row = Pick(sums.arguments[0], (Range(output, output + 1), Range()))
            alone = replaced(op.expression, sums, Call(sums.function, (row,)))
            yield Rewriting(alone, f"that of output {output}")


def _is_sum(node: Expr) -> bool:
    return isinstance(node, Call) and node.function in ("sum", "column_sums")


ONE_OUTPUT = OperationMistake(
    id="error-of-one-output",
    topic="error functions",
    diagnosis="the error counts one output only, not the sum over all of them",
    question="How many outputs does the error sum over?",
    rewrite=_one_output,
)


def _product(op: Op, exercise: Exercise) -> Iterator[Rewriting]:
    if _where_of(op, exercise):
        for square in _squares(op.expression):
            match square:
                case Binary(_, Binary("-", left, right)):
                    yield Rewriting(
                        replaced(op.expression, square, left**2 - right**2), "the difference of the squares"
                    )
                    yield Rewriting(replaced(op.expression, square, (left + right) ** 2), "the square of the sum")
                case _:
                    pass


DIFFERENCE = OperationMistake(
    id="error-difference",
    topic="error functions",
    diagnosis="something else than the difference of output and target is squared",
    question="What is squared in the error?",
    rewrite=_product,
)


def _for_difference(op: Op, _exercise: Exercise) -> Iterator[Rewriting]:
    if op.role not in ("output delta", "output gradient"):
        return
    difference = next((node for node in walk(op.expression) if _is_difference(node)), None)
    if difference is not None:
        for factor, detail in ((0.5, "half its square"), (1.0, "its square")):
            other = difference**2 if factor == 1 else Number(factor) * difference**2
            yield Rewriting(replaced(op.expression, difference, other), detail)


FOR_DIFFERENCE = OperationMistake(
    id="error-for-difference",
    topic="error functions",
    diagnosis="the error itself stands where its derivative, the difference of output and target, should",
    question="Is it the error that is carried back, or its derivative?",
    rewrite=_for_difference,
)
