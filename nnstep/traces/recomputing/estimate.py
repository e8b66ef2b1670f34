"""What is known of an array while it is recomputed: the values, a bound of each, and the exact ones where it can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import repeat
from math import inf, prod

from nnstep.expr.array import Shape
from nnstep.traces.recomputing.common_fraction import CommonFraction
from nnstep.traces.recomputing.float_model import MARGIN, OWN_UNIT, Bounded, FloatModel


@dataclass(frozen=True, slots=True)
class Estimate:
    """An array, flat and in C order."""

    shape: Shape
    values: Sequence[float]
    bounds: Sequence[float] | None = None
    """How far at most what a library computes lies from `fraction`, or from the values where there is none; None: each
    library has exactly these values."""
    fraction: CommonFraction | None = None
    """The exact numbers of which `values` are the nearest floats, where they are not floats themselves."""
    written: bool = False
    """Whether it is made of written numbers alone, which take on the precision of the array that they meet."""

    def exact(self) -> CommonFraction | None:
        """Return the exact numbers; None where there are none, or they were rounded in computing them here."""
        if self.fraction is not None or self.bounds is not None:
            return self.fraction
        return CommonFraction.of(self.values)

    def bounds_of_values(self) -> Sequence[float]:
        """Return how far at most a library's values lie from `values`."""
        if self.bounds is None:
            return [0.0] * len(self.values)
        if self.fraction is None:
            return self.bounds
        pairs = zip(self.values, self.bounds, strict=True)
        return [(bound + OWN_UNIT * abs(value) + 2.0**-1074) * MARGIN for value, bound in pairs]

    def met(self, model: FloatModel) -> Estimate:
        """Return written numbers as they meet an array of this precision."""
        if not self.written:
            return self
        if self.bounds is None:
            return Estimate(self.shape, model.rounded(self.values))
        cells = zip(self.values, self.bounds_of_values(), strict=True)
        return estimate(self.shape, [model.settled(*cell, 1) if cell[1] < inf else cell for cell in cells])

    def taken(self, order: Sequence[int], shape: Shape) -> Estimate:
        """Return the elements with these numbers, as an array of this shape."""

        def of(items: Sequence[float]) -> Sequence[float]:
            return [items[place] for place in order]

        fraction = None if self.fraction is None else self.fraction.taken(order)
        bounds = None if self.bounds is None else of(self.bounds)
        return Estimate(shape, of(self.values), bounds, fraction, self.written)

    def with_one_behind(self) -> Estimate:
        """Return the elements in a row, and an exact 1 behind them."""
        fraction = self.fraction
        if fraction is not None:
            fraction = CommonFraction([*fraction.numerators, fraction.denominator], fraction.denominator)
        bounds = None if self.bounds is None else [*self.bounds, 0.0]
        return Estimate((len(self.values) + 1,), [*self.values, 1.0], bounds, fraction, self.written)

    def spread(self, shape: Shape) -> Estimate:
        """Return it broadcast to `shape`, as NumPy does."""
        return self if shape == self.shape else self.taken(spread_order(self.shape, shape), shape)


def estimate(shape: Shape, cells: Sequence[Bounded]) -> Estimate:
    """Return bounded values as an array."""
    values, bounds = [value for value, _ in cells], [bound for _, bound in cells]
    return Estimate(shape, values, bounds if any(bounds) else None)


def broadcast(*shapes: Shape) -> Shape:
    """Return the shape that arrays of these shapes have side by side."""
    rank = max(map(len, shapes))
    padded = [(1,) * (rank - len(shape)) + shape for shape in shapes]
    return tuple(next((size for size in sizes if size != 1), 1) for sizes in zip(*padded, strict=True))


def spread_order(shape: Shape, wide: Shape) -> Sequence[int]:
    """Return which element of an array stands at each place of a wider one."""
    if prod(shape) == 1:
        return [0] * prod(wide)
    shape = (1,) * (len(wide) - len(shape)) + shape
    order = [0]
    for size, wide_size in zip(shape, wide, strict=True):
        places = range(size) if size == wide_size else [0] * wide_size
        order = [start * size + place for start in order for place in places]
    return order


def elementwise(function: Callable[..., Bounded], model: FloatModel, arguments: Sequence[Estimate]) -> Estimate:
    """Return a function of bounded values applied element by element."""
    shape = broadcast(*(argument.shape for argument in arguments))
    wide = [argument.spread(shape) for argument in arguments]
    columns = [column for each in wide for column in (each.values, each.bounds_of_values())]
    return estimate(shape, list(map(function, repeat(model), *columns)))
