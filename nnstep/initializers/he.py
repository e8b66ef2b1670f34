"""He's initialization, for ReLU: normal with the variance 2 / inputs. Source: He, Zhang, Ren and Sun (2015), eq. 10."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nnstep.initializers.initializer import Initializer

if TYPE_CHECKING:
    from nnstep.expr.array import Array


def _draw(random: np.random.Generator, neurons: int, inputs: int, scale: float) -> Array:
    weights: Array = scale * np.sqrt(2 / inputs) * random.standard_normal((neurons, inputs))
    return weights


HE = Initializer("he", "normal, with the standard deviation `scale` times sqrt(2 / inputs)", _draw)
