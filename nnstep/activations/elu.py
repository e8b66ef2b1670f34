"""Exponential linear unit: z where z > 0, alpha (e^z - 1) elsewhere. Source: Clevert, Unterthiner, Hochreiter (2015).

The derivative is 1 or alpha e^z; at 0, where these differ unless alpha is 1, it is a convention.
"""

from nnstep.activations.activation import Activation, Z
from nnstep.expr.setting import NOT_NEGATIVE, Setting
from nnstep.expr.tree import Name, call

_ALPHA, _BELOW = Name("alpha"), call("min", 0, Z)

ELU = Activation(
    "elu",
    "ELU",
    value=call("max", 0, Z) + _ALPHA * call("expm1", _BELOW),
    slope=call("leaky_step", Z, _ALPHA * call("exp", _BELOW)),
    slope_right=call("leaky_step_up", Z, _ALPHA * call("exp", _BELOW)),
    kinks=(Z,),
    declared=(Setting("alpha", 1.0, "α", NOT_NEGATIVE, "the value far below 0 is −alpha", (0.1, 0.5, 1, 2)),),
)
