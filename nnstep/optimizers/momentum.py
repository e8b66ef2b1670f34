"""Momentum in Kapur's form: V := mu V - lr dW; W := W + V."""

from nnstep.expr.setting import FRACTION, Setting
from nnstep.expr.tree import Name
from nnstep.optimizers.optimizer import LR, Accumulator, G, Optimizer, W

MU = Setting("mu", 0.9, "μ", FRACTION, "how much of the velocity is kept from step to step")
VELOCITY = Accumulator("v", "velocity", "v")
_V, _MU = Name("v"), Name("mu")

MOMENTUM = Optimizer(
    "momentum", lines=((VELOCITY, _MU * _V - LR * G), (None, W + _V)), state=(VELOCITY,), declared=(MU,)
)
