"""Normally distributed weights: mean 0, standard deviation `scale`."""

from __future__ import annotations

import numpy as np

from nnstep.expr.array import Array
from nnstep.initializers.initializer import Initializer


def _draw(random: np.random.Generator, neurons: int, inputs: int, scale: float) -> Array:
    return scale * random.standard_normal((neurons, inputs))


NORMAL = Initializer("normal", "normal, with the standard deviation `scale`", _draw)
