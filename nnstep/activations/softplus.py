"""Softplus: ln(1 + e^z), in a form that does not overflow; its derivative is the sigmoid."""

from nnstep.activations.activation import Activation, Z
from nnstep.expr.tree import call

SOFTPLUS = Activation(
    "softplus",
    "softplus",
    value=call("max", 0, Z) + call("log1p", call("exp", -call("abs", Z))),
    slope=call("sigmoid", Z),
)
