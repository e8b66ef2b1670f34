"""From exact numbers to an estimate: the nearest floats, and what roundings a library may have made on the way."""

from __future__ import annotations

from collections.abc import Sequence

from nnstep.expr.array import Shape
from nnstep.traces.recomputing.common_fraction import CommonFraction
from nnstep.traces.recomputing.estimate import Estimate
from nnstep.traces.recomputing.float_model import MARGIN, FloatModel


def rounded(
    shape: Shape, fraction: CommonFraction, passed: Sequence[float] | None, roundings: int, model: FloatModel
) -> Estimate | None:
    """Return exact numbers that a library rounds so often; None where one may be too large for its precision.

    `passed` has the errors that their arguments pass on to each; None: none.
    """
    try:
        values = fraction.nearest()
    except OverflowError:
        return None
    if passed is None and (roundings == 0 or (roundings == 1 and fraction.fits(model.digits))):
        return Estimate(shape, values, None, fraction)
    unit, smallest = roundings * model.unit * MARGIN, roundings * model.smallest
    if passed is None:
        bounds = [
            unit * abs(value) + smallest if above else 0.0
            for value, above in zip(values, fraction.numerators, strict=True)
        ]
    else:
        bounds = [
            (error + unit * (abs(value) + error)) * MARGIN + smallest if above or error else 0.0
            for value, error, above in zip(values, passed, fraction.numerators, strict=True)
        ]
    if not max(map(abs, values)) + max(bounds) <= model.largest:
        return None
    return Estimate(shape, values, bounds, fraction)


def rounded_once(shape: Shape, fraction: CommonFraction, model: FloatModel) -> Estimate | None:
    """Return the numbers that every library rounds one sum, difference or quotient of its numbers to.

    None where one may be too large for its precision.
    """
    try:
        values = model.rounded(fraction.nearest())
    except OverflowError:
        return None
    return Estimate(shape, values) if max(map(abs, values)) <= model.largest else None
