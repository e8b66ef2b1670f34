"""Which quantities hold images: the input and the first layer's weights, where an input is a square of pixels."""

from __future__ import annotations

from math import isqrt

from nnstep.program.program import Program

_LEAST_SIDE = 5
"""Fewer pixels are more likely numbers of another kind."""


def image_axis(program: Program, id: str) -> int | None:
    """Return the axis along which a quantity has one image after another; None where it holds none.

    A file says nothing of the sides of its images, so only squares of one colour are known for what they are.
    """
    shape = program.shapes.get(id, ())
    if len(shape) != 2 or not _is_read_by_pixels(program, id):
        return None
    axis = program.sample_axis if id == "x" else 1 - program.sample_axis
    side = isqrt(shape[1 - axis])
    return axis if side >= _LEAST_SIDE and side * side == shape[1 - axis] else None


def _is_read_by_pixels(program: Program, id: str) -> bool:
    """Return whether a quantity is the input, or has a number for each weight that reads it."""
    if program.scenario.graph is not None:
        return False
    return id in ("x", "W1", program.gradients.get("W1")) or any(
        op.target == id and op.parameter == "W1" for op in program.ops
    )
