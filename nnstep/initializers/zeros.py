"""All weights 0, which shows why one does not do that."""

from __future__ import annotations

import numpy as np

from nnstep.expr.array import Array
from nnstep.initializers.initializer import Initializer


def _draw(random: np.random.Generator, neurons: int, inputs: int, scale: float) -> Array:  # noqa: ARG001
    return np.zeros((neurons, inputs))


ZEROS = Initializer("zeros", "all 0", _draw)
