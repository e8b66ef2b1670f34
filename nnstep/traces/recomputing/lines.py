"""Functions of a whole row or column: softmax and its logarithms, and the number of the largest element."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from math import inf
from typing import TypeAlias

from nnstep.traces.recomputing.cell_arithmetic import add, divide, subtract, total
from nnstep.traces.recomputing.cell_choices import NEAR_ACTIVATION, Certainty, chosen, maximum, near
from nnstep.traces.recomputing.cell_functions import exp, ln, log1p
from nnstep.traces.recomputing.estimate import Estimate, estimate
from nnstep.traces.recomputing.float_model import Bounded, FloatModel

BoundedLine: TypeAlias = Sequence[Bounded]
"""A row or column."""
OfLine: TypeAlias = Callable[..., BoundedLine]
"""A function of the precision and one line or two of the same place."""


def along(axis: int, function: OfLine, model: FloatModel, arguments: Sequence[Estimate]) -> Estimate:
    """Return a function applied to each column (axis 0) or row (axis 1)."""
    rows, columns = arguments[0].shape
    step = columns if axis == 0 else 1
    starts = range(columns) if axis == 0 else range(0, rows * columns, columns)
    every = [list(zip(each.values, each.bounds_of_values(), strict=True)) for each in arguments]
    length = rows if axis == 0 else columns
    found = [function(model, *(cells[start : start + step * length : step] for cells in every)) for start in starts]
    if axis == 1:
        return estimate((rows, len(found[0])), [cell for line in found for cell in line])
    return estimate((len(found[0]), columns), [cell for row in zip(*found, strict=True) for cell in row])


def largest(model: FloatModel, line: BoundedLine) -> Bounded:
    """Return the largest element; NaN where one is."""
    return reduce(lambda a, b: maximum(model, *a, *b), line)


def _below(model: FloatModel, line: BoundedLine) -> BoundedLine:
    """Return each element less the largest."""
    top = largest(model, line)
    return [subtract(model, *cell, *top) for cell in line]


def softmax(model: FloatModel, line: BoundedLine) -> BoundedLine:
    """Return e^z over its sum, for z less the largest."""
    exponentials = [exp(model, *cell) for cell in _below(model, line)]
    whole = total(model, [value for value, _ in exponentials], [bound for _, bound in exponentials])
    return [divide(model, *each, *whole) for each in exponentials]


def log_softmax(model: FloatModel, line: BoundedLine) -> BoundedLine:
    """Return z less the largest, less ln of the sum of e^that; the largest's own 1 is added by log1p."""
    below = _below(model, line)
    others = [_less_top(model, cell) for cell in below]
    tops = sum(value == 0 for value, _ in below)
    rest = total(model, [value for value, _ in others], [bound for _, bound in others])
    logarithm = log1p(model, *(rest if tops == 1 else add(model, *rest, tops - 1.0, 0.0)))
    return [subtract(model, *cell, *logarithm) for cell in below]


def _less_top(model: FloatModel, cell: Bounded) -> Bounded:
    """Return e^cell, less 1 where `cell` is 0.

    Where it may be 0 in one library and not in another, the 1 is added again later, so that only roundings differ.
    """
    value, bound = exp(model, *cell)
    if cell == (0.0, 0.0):
        return 0.0, 0.0
    if cell[0] + cell[1] < 0:
        return value, bound
    return (value - 1 if cell[0] == 0 else value), bound + 4 * model.unit


def ln_softmax(model: FloatModel, activations: BoundedLine, line: BoundedLine) -> BoundedLine:
    """Return ln a: from z where a is softmax(z), but for rounding."""
    triples = zip(activations, softmax(model, line), log_softmax(model, line), strict=True)
    return [chosen(_near(*a, *own), exact, ln(model, *a)) for a, own, exact in triples]


def _near(a: float, bound: float, own: float, own_bound: float) -> Certainty:
    """Return whether an activation counts as softmax(z), its own value; None where that is open."""
    low, high = (own - own_bound, own + own_bound) if own_bound < inf else (-inf, inf)
    return near(a, bound, low, high, NEAR_ACTIVATION)


def argmax(_: FloatModel, line: BoundedLine) -> BoundedLine:
    """Return the number of the first largest element, from 0; of the first NaN where there is one."""
    numbers = range(len(line))
    if any(not bound < inf for _, bound in line):
        return [(0.0, float(len(line) - 1))]
    first_nan = next((number for number in numbers if line[number][0] != line[number][0]), None)
    if first_nan is not None:
        return [(float(first_nan), 0.0)]
    least = max(value - bound for value, bound in line)
    before, possible = -inf, []
    for number, (value, bound) in enumerate(line):
        if value + bound >= least and (value + bound > before or not number):
            possible.append(number)
        before = max(before, value - bound)
    likely = max(numbers, key=lambda number: line[number][0])
    return [(float(likely), float(max(abs(number - likely) for number in possible)))]
