"""What a training script does between the backward pass and the update that nnstep's own engine does not."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnstep.expr.array import Array
from nnstep.program.program import Program

ADDED_UP = "gradients of an earlier backward pass are added: call optimizer.zero_grad() before each backward()"
Values = Mapping[str, Array]


def likely_cause(program: Program, first: str, ours: Values, theirs: Values, stale: Values, rounding: float) -> str:
    """Return in words what makes the quantity `first` differ; empty where it is nothing that scripts usually do.

    `ours` and `theirs` are the values of a training step by id, `stale` the gradients that were there before its
    backward pass, by parameter. `rounding` is the part of a number by which equal ones may differ.
    """
    deltas = [op.target for op in program.ops if op.role in ("output delta", "hidden delta")]
    gradients = {id: gradient for id, gradient in program.gradients.items() if gradient in theirs}
    if first in deltas:
        ratio = _ratio([(ours[id], theirs[id]) for id in deltas], rounding)
        return "" if ratio is None else f"backward is called on {ratio:.4g} times the loss that loss_fn gives"
    if first not in gradients.values():
        return ""
    if stale and all(_near(ours[g] + stale.get(id, 0.0), theirs[g], rounding) for id, g in gradients.items()):
        return ADDED_UP
    pairs = [(ours[gradient], theirs[gradient]) for gradient in gradients.values()]
    ratio = _ratio(pairs, rounding)
    if ratio == -1:
        return "the sign of every gradient is turned before the update"
    if ratio is not None:
        return f"every gradient is {ratio:.4g} times what the backward pass gives, as after clip_grad_norm_"
    largest = max(float(np.max(np.abs(value))) for _, value in pairs)
    if all(_near(np.clip(value, -largest, largest), other, rounding) for value, other in pairs):
        return f"gradients are cut off at {largest:.4g}, as after clip_grad_value_"
    return "gradients are changed between the backward pass and the update"


def _ratio(pairs: list[tuple[Array, Array]], rounding: float) -> float | None:
    """Return by what all second arrays are multiples of the first ones, to a few digits; None where they are not."""
    ours, theirs = (np.concatenate([np.ravel(pair[side]) for pair in pairs]).astype(np.float64) for side in (0, 1))
    square = float(np.dot(ours, ours))
    if not square or not np.isfinite(square):
        return None
    ratio = float(np.dot(ours, theirs)) / square
    near = round(ratio)
    ratio = near if abs(ratio - near) <= rounding else ratio
    return ratio if _near(ratio * ours, theirs, rounding) else None


def _near(one: Array, other: Array, rounding: float) -> bool:
    scale = float(np.max(np.abs(other), initial=0.0))
    return bool(np.all(np.abs(one - other) <= rounding * scale))
