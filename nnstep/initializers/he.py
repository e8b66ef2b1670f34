"""He's initialization, for ReLU: normal with the variance 2 / inputs. Source: He, Zhang, Ren and Sun (2015), eq. 10."""

from __future__ import annotations

import numpy as np

from nnstep.expr.array import Array
from nnstep.initializers.initializer import Initializer


def _draw(random: np.random.Generator, neurons: int, inputs: int, scale: float) -> Array:
    weights: Array = scale * np.sqrt(2 / inputs) * random.standard_normal((neurons, inputs))
    return weights


HE = Initializer("he", "normal, with the standard deviation `scale` times sqrt(2 / inputs)", _draw)
