"""Glorot's initialization, named Xavier's: uniform, with the variance 2 / (inputs + neurons).

Source: Glorot and Bengio (2010), equation 16.
"""

from __future__ import annotations

import numpy as np

from nnstep.expr.array import Array
from nnstep.initializers.initializer import Initializer


def _draw(random: np.random.Generator, neurons: int, inputs: int, scale: float) -> Array:
    weights: Array = scale * np.sqrt(6 / (inputs + neurons)) * random.uniform(-1, 1, (neurons, inputs))
    return weights


XAVIER = Initializer("xavier", "uniform within `scale` times sqrt(6 / (inputs + neurons))", _draw)
