"""Hard sigmoid: a straight line through 1/2, cut off at 0 and 1. Its slope is 1/6 in PyTorch, 1/5 in Keras up to 2."""

from nnstep.activations.activation import Activation, Z
from nnstep.expr.setting import POSITIVE, Setting
from nnstep.expr.tree import Name, call

_SLOPE = Name("slope")
_LINE, _REST = _SLOPE * Z + 0.5, 0.5 - _SLOPE * Z

HARD_SIGMOID = Activation(
    "hard-sigmoid",
    "hardσ",
    value=call("max", 0, call("min", 1, _LINE)),
    slope=_SLOPE * (call("step", _LINE) * call("step_up", _REST)),
    slope_right=_SLOPE * (call("step_up", _LINE) * call("step", _REST)),
    kinks=(_LINE, _REST),
    declared=(Setting("slope", 1 / 6, "slope", POSITIVE, "how steep its middle is", (1 / 6, 0.2)),),
    idle="dead",
)
