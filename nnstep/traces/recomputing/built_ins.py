"""The one table of how each built-in function is recomputed: its name, and a function of the precision and estimates.

A function of ``nnstep.expr.primitives`` that is added there needs a row here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import prod
from typing import TypeAlias

from nnstep.traces.recomputing import cell_choices as choices
from nnstep.traces.recomputing import cell_functions as functions
from nnstep.traces.recomputing import lines
from nnstep.traces.recomputing.estimate import Estimate, elementwise, estimate
from nnstep.traces.recomputing.float_model import Bounded, FloatModel
from nnstep.traces.recomputing.joined import joined
from nnstep.traces.recomputing.matrix_product import matrix_product

Recomputing: TypeAlias = Callable[[FloatModel, Sequence[Estimate]], Estimate]
"""How a built-in function is recomputed from its arguments."""


def _each(function: Callable[..., Bounded]) -> Recomputing:
    """Return a function applied element by element."""
    return lambda model, arguments: elementwise(function, model, arguments)


def _unrounded(function: Callable[..., Bounded]) -> Recomputing:
    """Return a function applied element by element that rounds nothing, or always in the same way."""
    return lambda model, arguments: elementwise(lambda _, *cells: function(*cells), model, arguments)


def _along(axis: int, function: lines.OfLine) -> Recomputing:
    """Return a function of each column (axis 0) or row (axis 1)."""
    return lambda model, arguments: lines.along(axis, function, model, arguments)


def _ones(*shape: int) -> Estimate:
    return Estimate(shape, [1.0] * prod(shape))


def _constant(value: float) -> Recomputing:
    """Return a function that is this number everywhere."""
    return lambda _, arguments: Estimate(arguments[0].shape, [value] * len(arguments[0].values))


def _column_sums(model: FloatModel, arguments: Sequence[Estimate]) -> Estimate:
    return matrix_product(_ones(1, arguments[0].shape[0]), arguments[0], model, -1)


def _row_sums(model: FloatModel, arguments: Sequence[Estimate]) -> Estimate:
    return matrix_product(arguments[0], _ones(arguments[0].shape[1], 1), model, -1)


def _sum(model: FloatModel, arguments: Sequence[Estimate], extra: int = 0) -> Estimate:
    count = len(arguments[0].values)
    column = replace(arguments[0], shape=(count, 1))
    return replace(matrix_product(_ones(1, count), column, model, extra - 1), shape=())


def _mean(model: FloatModel, arguments: Sequence[Estimate]) -> Estimate:
    """Return the mean; a library may divide each element, or the sum."""
    count = Estimate((), [float(len(arguments[0].values))])
    return joined("/", _sum(model, arguments, 1), count, model)


def _largest(model: FloatModel, arguments: Sequence[Estimate]) -> Estimate:
    cells = list(zip(arguments[0].values, arguments[0].bounds_of_values(), strict=True))
    return estimate((), [lines.largest(model, cells)])


def _smallest(model: FloatModel, arguments: Sequence[Estimate]) -> Estimate:
    cells = [(-value, bound) for value, bound in zip(arguments[0].values, arguments[0].bounds_of_values(), strict=True)]
    value, bound = lines.largest(model, cells)
    return estimate((), [(-value, bound)])


def _extended(axis: int, *, at_end: bool = False) -> Recomputing:
    """Return what has a row (axis 0) or column (axis 1) of ones more."""

    def extended(_: FloatModel, arguments: Sequence[Estimate]) -> Estimate:
        rows, columns = arguments[0].shape
        place = rows * columns  # of a 1 behind all elements
        order = [list(range(start, start + columns)) for start in range(0, rows * columns, columns)]
        if axis == 1:
            order = [[*row, place] if at_end else [place, *row] for row in order]
        else:
            order = [*order, [place] * columns] if at_end else [[place] * columns, *order]
        shape = (len(order), len(order[0]))
        return arguments[0].with_one_behind().taken([at for row in order for at in row], shape)

    return extended


def _shortened(axis: int, *, at_end: bool = False) -> Recomputing:
    """Return what has the first row (axis 0) or column (axis 1) less, or the last."""

    def shortened(_: FloatModel, arguments: Sequence[Estimate]) -> Estimate:
        kept = [range(size) for size in arguments[0].shape]
        kept[axis] = kept[axis][:-1] if at_end else kept[axis][1:]
        columns = arguments[0].shape[1]
        order = [row * columns + column for row in kept[0] for column in kept[1]]
        return arguments[0].taken(order, (len(kept[0]), len(kept[1])))

    return shortened


RECOMPUTED: Mapping[str, Recomputing] = {
    "abs": _unrounded(functions.absolute),
    "arctan": _each(functions.arctan),
    "column_argmax": _along(0, lines.argmax),
    "column_sums": _column_sums,
    "cos": _each(functions.cos),
    "exp": _each(functions.exp),
    "expm1": _each(functions.expm1),
    "finite_or": _unrounded(choices.finite_or),
    "float32": _unrounded(functions.to_single),
    "floor": _each(functions.floor),
    "half_of_tanh": _each(functions.half_of_tanh),
    "heaviside": _unrounded(choices.heaviside),
    "largest": _largest,
    "leaky_relu": _each(choices.leaky_relu),
    "leaky_step": _unrounded(choices.leaky_step),
    "leaky_step_up": _unrounded(choices.leaky_step_up),
    "linear": lambda _, arguments: arguments[0],
    "ln": _each(functions.ln),
    "ln_rest_of_sigmoid": _each(choices.ln_rest_of_sigmoid),
    "ln_sigmoid": _each(choices.ln_sigmoid),
    "ln_softmax": _along(0, lines.ln_softmax),
    "ln_softmax_rows": _along(1, lines.ln_softmax),
    "log1p": _each(functions.log1p),
    "log_softmax": _along(0, lines.log_softmax),
    "log_softmax_rows": _along(1, lines.log_softmax),
    "max": _each(choices.maximum),
    "mean": _mean,
    "min": _each(choices.minimum),
    "normal_cdf": _each(functions.normal_cdf),
    "ones": _constant(1.0),
    "relu": _each(choices.relu),
    "rest_of_sigmoid": _each(choices.rest_of_sigmoid),
    "row_argmax": _along(1, lines.argmax),
    "row_sums": _row_sums,
    "sigmoid": _each(functions.logistic),
    "sign": _each(functions.sign),
    "sin": _each(functions.sin),
    "smallest": _smallest,
    "softmax": _along(0, lines.softmax),
    "softmax_rows": _along(1, lines.softmax),
    "sqrt": _each(functions.sqrt),
    "step": _each(functions.step),
    "step_up": _each(functions.step_up),
    "sum": _sum,
    "tanh": _each(functions.tanh),
    "times_ln": _each(choices.times_ln),
    "with_one": _extended(0),
    "with_one_column": _extended(1),
    "with_one_last": _extended(0, at_end=True),
    "with_one_last_column": _extended(1, at_end=True),
    "without_first_column": _shortened(1),
    "without_first_row": _shortened(0),
    "without_last_column": _shortened(1, at_end=True),
    "without_last_row": _shortened(0, at_end=True),
    "zero_over": _each(choices.zero_over),
    "zeros": _constant(0.0),
}
"""By name, how each built-in function is recomputed."""
