"""Gaussian error linear unit: z/2 (1 + erf(z / sqrt 2)). Source: D. Hendrycks, K. Gimpel (2016)."""

import math

from nnstep.activations.activation import Activation, Z
from nnstep.expr.tree import call

_DENSITY = call("exp", -(0.5 * Z**2)) / math.sqrt(2 * math.pi)

GELU = Activation(
    "gelu",
    "GELU",
    value=Z * call("normal_cdf", Z),
    slope=call("normal_cdf", Z) + Z * _DENSITY,
    idle="none",
)
