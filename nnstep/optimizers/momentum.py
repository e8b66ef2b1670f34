"""Momentum in Kapur's form: V := mu V - lr dW; W := W + V."""

from nnstep.expr.tree import Name
from nnstep.optimizers.optimizer import LR, G, Optimizer, W

_V, _MU = Name("v"), Name("mu")

MOMENTUM = Optimizer("momentum", lines=(("v", _MU * _V - LR * G), ("W", W + _V)), state=("v",), settings={"mu": 0.9})
