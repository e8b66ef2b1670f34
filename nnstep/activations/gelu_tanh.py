"""GELU by the hyperbolic tangent: z/2 (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3))). Source: as of GELU."""

import math

from nnstep.activations.activation import Activation, Z
from nnstep.expr.tree import call

_ROOT = math.sqrt(2 / math.pi)
_SHARE = call("half_of_tanh", _ROOT * (Z + 0.044715 * Z**3))

GELU_TANH = Activation(
    "gelu-tanh",
    "GELU",
    value=Z * _SHARE,
    slope=_SHARE + Z * (2 * _ROOT * (_SHARE * (1 - _SHARE)) * (1 + 3 * 0.044715 * Z**2)),
    idle="none",
)
