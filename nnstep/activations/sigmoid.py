"""Sigmoid: 1 / (1 + e^-kz), with the steepness k and the derivative k a (1 - a)."""

from nnstep.activations.activation import A, Activation, Z
from nnstep.expr.setting import POSITIVE, Setting
from nnstep.expr.tree import Name, call

STEEPNESS = Setting("steepness", 1.0, "k", POSITIVE, "what z is multiplied by first", (0.5, 1, 2))
_K = Name("steepness")

SIGMOID = Activation(
    "sigmoid",
    "σ",
    value=call("sigmoid", _K * Z),
    slope=_K * (A * (1 - A)),
    from_z=(
        (call("ln", A), call("ln_sigmoid", A, _K * Z)),
        (call("ln", 1 - A), call("ln_rest_of_sigmoid", 1 - A, _K * Z)),
        (1 - A, call("rest_of_sigmoid", 1 - A, _K * Z)),
    ),
    declared=(STEEPNESS,),
    steepness=_K,
    familiar=True,
)
