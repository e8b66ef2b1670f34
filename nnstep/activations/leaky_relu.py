"""Leaky rectified linear unit: z where z > 0, leak z elsewhere; the derivative at 0 is a convention."""

from nnstep.activations.activation import Activation, Z
from nnstep.expr.setting import FRACTION, Setting
from nnstep.expr.tree import Name, call

_LEAK = Name("leak")

LEAKY_RELU = Activation(
    "leaky-relu",
    "LeakyReLU",
    value=call("leaky_relu", Z, _LEAK),
    slope=call("leaky_step", Z, _LEAK),
    slope_right=call("leaky_step_up", Z, _LEAK),
    kinks=(Z,),
    declared=(Setting("leak", 0.01, "leak", FRACTION, "the slope below 0", (0.01, 0.1, 0.2, 0.3)),),
    idle="dead",
    familiar=True,
)
