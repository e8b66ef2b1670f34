"""Uniformly distributed weights, from -`scale` to `scale`."""

from __future__ import annotations

import numpy as np

from nnstep.expr.array import Array
from nnstep.initializers.initializer import Initializer


def _draw(random: np.random.Generator, neurons: int, inputs: int, scale: float) -> Array:
    return scale * random.uniform(-1, 1, (neurons, inputs))


UNIFORM = Initializer("uniform", "uniform from -`scale` to `scale`", _draw)
