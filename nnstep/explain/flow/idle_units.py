"""The units of a layer that pass hardly any gradient: dead or saturated, by the derivative of their activation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, assert_never

import numpy as np
from numpy.typing import NDArray

from nnstep.activations.activation import Activation
from nnstep.engine.frame import Frame
from nnstep.expr.array import Array
from nnstep.expr.tree import Name, substitute
from nnstep.expr.tree import names as read_names
from nnstep.expr.walks.evaluate import evaluate
from nnstep.program.operations.chosen_functions import activation_of

SATURATED = 0.01
"""A derivative below this part of the largest possible one passes hardly any gradient."""


@dataclass(frozen=True, slots=True, eq=False)
class IdleUnits:
    """Which units of a layer pass hardly any gradient, for every sample of the batch."""

    kind: Literal["dead", "saturated"]
    idle: NDArray[np.bool_]
    """Shape (units,)."""

    @property
    def count(self) -> int:
        """How many they are."""
        return int(np.count_nonzero(self.idle))

    @property
    def all(self) -> bool:
        """Whether no unit of the layer passes a gradient."""
        return bool(self.idle.all())


def idle_units(frame: Frame, layer: int) -> IdleUnits | None:
    """Return the units of `layer`, from 1, that are dead or saturated; None where that can't be said."""
    activation = activation_of(frame.program.scenario, layer)
    slopes = slopes_of(activation, frame, layer) if activation.idle != "none" else None
    if slopes is None:
        return None
    match activation.idle:
        case "dead":
            return IdleUnits("dead", np.all(slopes == 0, axis=frame.program.sample_axis))
        case "saturated":
            low = np.abs(slopes) < SATURATED * largest_slope(activation)
            return IdleUnits("saturated", np.all(low, axis=frame.program.sample_axis))
        case "none":
            return None
        case _:
            assert_never(activation.idle)


def slopes_of(activation: Activation, frame: Frame, layer: int) -> Array | None:
    """Return the derivative of a layer's activation at each of its elements, or None where it is not known."""
    if activation.slope is None:
        return None
    kink = frame.program.scenario.conventions.at_kink
    names = {"z": Name(f"z{layer}"), "a": Name(f"a{layer}")}
    slope = substitute(activation.slope_at(kink), names)
    known = [frame.values[id] for id in (f"z{layer}", f"a{layer}") if id in frame.values]
    if not known or any(id not in frame.values for id in read_names(slope)):  # what is given has no z of its own
        return None
    return np.broadcast_to(evaluate(slope, frame.values), known[0].shape)


def largest_slope(activation: Activation) -> float:
    """Return the derivative at z = 0, where those of sigmoid and tanh are largest; 0 where there is none."""
    z = {"z": np.asarray(0.0)}
    a = evaluate(activation.value, z)
    slope = evaluate(activation.slope, {**z, "a": a}) if activation.slope is not None else np.asarray(0.0)
    return float(np.max(np.abs(slope)))
