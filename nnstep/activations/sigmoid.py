"""Sigmoid: 1 / (1 + e^-z), with the derivative a (1 - a)."""

from nnstep.activations.activation import A, Activation, Z
from nnstep.expr.tree import call

SIGMOID = Activation(
    "sigmoid",
    "σ",
    value=call("sigmoid", Z),
    slope=A * (1 - A),
    from_z=(
        (call("ln", A), call("ln_sigmoid", A, Z)),
        (call("ln", 1 - A), call("ln_rest_of_sigmoid", 1 - A, Z)),
    ),
)
