"""Step: 1 where z > 0 and 0 where z < 0, with the derivative 0. Source: F. Rosenblatt, The Perceptron (1958)."""

from nnstep.activations.activation import Activation, Z
from nnstep.expr.setting import Setting
from nnstep.expr.tree import Name, call
from nnstep.problems.rules import Real

STEP = Activation(
    "step",
    "step",
    value=call("heaviside", Z, Name("at_zero")),
    slope=call("zeros", Z),
    kinks=(Z,),
    declared=(Setting("at_zero", 0.0, "step(0)", Real(least=0, most=1), "its value at z = 0", (0, 0.5, 1)),),
    idle="none",
)
