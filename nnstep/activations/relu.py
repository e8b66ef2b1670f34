"""Rectified linear unit: max(0, z), with the derivative 1 where z > 0 and 0 elsewhere; at 0 a convention."""

from nnstep.activations.activation import Activation, Z
from nnstep.expr.tree import call

RELU = Activation(
    "relu",
    "ReLU",
    value=call("relu", Z),
    slope=call("step", Z),
    slope_right=call("step_up", Z),
    kinks=(Z,),
    idle="dead",
    familiar=True,
)
