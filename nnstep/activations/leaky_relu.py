"""Leaky rectified linear unit: z where z > 0, 0.01 z elsewhere; the derivative at 0 is a convention."""

from nnstep.activations.activation import Activation, Z
from nnstep.expr.tree import call

_LEAK = 0.01

LEAKY_RELU = Activation(
    "leaky-relu",
    "LeakyReLU",
    value=call("leaky_relu", Z, _LEAK),
    slope=call("leaky_step", Z, _LEAK),
    slope_right=call("leaky_step_up", Z, _LEAK),
)
