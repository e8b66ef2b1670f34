"""An operation's value, recomputed without NumPy from what it reads, with a bound for each element.

Only the nodes of the tree are shared with what runs a program. Sums, differences, products, quotients by a number and
whole powers are exact; everything else is computed in Python's floats. The bound holds for any order of a sum, with
fused products or without, and for functions and powers that are off by at most 4 units in the last place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from math import prod
from typing import assert_never

from nnstep.expr import tree
from nnstep.expr.array import Array, RunPrecision, Shape
from nnstep.traces.recomputing.built_ins import RECOMPUTED
from nnstep.traces.recomputing.cell_arithmetic import same
from nnstep.traces.recomputing.estimate import Estimate
from nnstep.traces.recomputing.float_model import DOUBLE, MODELS, FloatModel
from nnstep.traces.recomputing.joined import joined, negative


@dataclass(frozen=True, slots=True)
class Numbers:
    """An array without NumPy: its numbers in C order, and its shape."""

    values: Sequence[float]
    shape: Shape

    def __post_init__(self) -> None:
        if len(self.values) != prod(self.shape):
            raise ValueError(f"{len(self.values)} numbers do not have the shape {self.shape}")

    @classmethod
    def of(cls, array: Array) -> Numbers:
        """Return an array of NumPy as numbers."""
        return cls([float(value) for value in array.ravel().tolist()], array.shape)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A recomputed array, and how far a recorded one may be from it."""

    values: Sequence[float]
    """In C order."""
    bounds: Sequence[float]
    """For each value: how far at most a correct library's lies from it; 0: it is exactly this, infinite: anything."""
    shape: Shape
    precision: RunPrecision

    def first_outside(self, recorded: Sequence[float], slack: float = 0.0) -> int | None:
        """Return the place of the first recorded number that no correct library computes; None: there is none.

        A number may be off by `slack` beside: by what other orders of the same operations make of rounding.

        Numbers of a run of single precision may have as few digits as tell them apart. Raise ValueError where there
        are more or fewer of them than values.
        """
        if len(recorded) != len(self.values):
            raise ValueError(f"{len(recorded)} numbers were recorded, not {len(self.values)}")
        numbers = MODELS[self.precision].rounded(recorded)
        for place, (number, value, bound) in enumerate(zip(numbers, self.values, self.bounds, strict=True)):
            if not (abs(number - value) <= bound + slack or same(number, value) or bound == float("inf")):
                return place
        return None


def recomputed(expression: tree.Expr, values: Mapping[str, Numbers], precision: RunPrecision) -> Recomputed:
    """Return the value of an operation's expression, recomputed from the values that it reads.

    `expression` is of a program that was compiled, so that all shapes fit. Raise KeyError where a value is missing.
    """
    model = MODELS[precision]
    read = {id: Estimate(values[id].shape, model.rounded(values[id].values)) for id in tree.names(expression)}
    found = _Recomputation(read, model).of(expression).met(model)
    return Recomputed(found.values, found.bounds_of_values(), found.shape, precision)


@dataclass(frozen=True, slots=True)
class _Recomputation:
    """The recomputation of one expression."""

    read: Mapping[str, Estimate]
    model: FloatModel

    def of(self, expr: tree.Expr) -> Estimate:
        """Return what is known of the value of a node."""
        match expr:
            case tree.Number(value):
                return Estimate((), [value], written=True)
            case tree.Name(id):
                return self.read[id]
            case tree.Element(id, index):
                return _picked(self.read[id], index)
            case tree.Negative(operand):
                return negative(self.of(operand))
            case tree.Transpose(operand):
                return _transposed(self.of(operand))
            case tree.Pick(operand, index):
                parts = (part if isinstance(part, int) else slice(part.start, part.stop) for part in index)
                return _picked(self.of(operand), tuple(parts))
            case tree.Shorthand(_, _, body):
                return self.of(body)
            case tree.Binary("**", base, tree.Number(2.0)):  # every library computes a square as a product
                factor = self.of(base)
                return self._joined("*", factor, factor)
            case tree.Binary(operator, left, right):
                return self._joined(operator, self.of(left), self.of(right))
            case tree.Total(terms):
                return reduce(lambda a, b: self._joined("+", a, b), map(self.of, terms))
            case tree.Call(function, arguments):
                return self._called(function, [self.of(argument) for argument in arguments])
            case _:
                assert_never(expr)

    def _joined(self, operator: tree.Operator, left: Estimate, right: Estimate) -> Estimate:
        if left.written and right.written:
            return replace(joined(operator, left, right, DOUBLE), written=True)
        return joined(operator, left.met(self.model), right.met(self.model), self.model)

    def _called(self, function: str, arguments: Sequence[Estimate]) -> Estimate:
        written = all(argument.written for argument in arguments)
        if written and function not in MODELS:
            return replace(RECOMPUTED[function](DOUBLE, arguments), written=True)
        if not written:
            arguments = [argument.met(self.model) for argument in arguments]
        return replace(RECOMPUTED[function](self.model, arguments), written=False)


def _transposed(operand: Estimate) -> Estimate:
    if len(operand.shape) < 2:
        return operand
    rows, columns = operand.shape
    order = [place for start in range(columns) for place in range(start, rows * columns, columns)]
    return operand.taken(order, (columns, rows))


def _picked(operand: Estimate, index: tuple[int | slice, ...]) -> Estimate:
    """Return the elements that an index chooses, as in NumPy."""
    order: list[int] = [0]
    shape: list[int] = []
    parts = [*index, *[slice(None)] * (len(operand.shape) - len(index))]
    for size, part in zip(operand.shape, parts, strict=True):
        places = range(size)[part] if isinstance(part, slice) else (range(size)[part],)
        if isinstance(part, slice):
            shape.append(len(places))
        order = [start * size + place for start in order for place in places]
    return operand.taken(order, tuple(shape))
