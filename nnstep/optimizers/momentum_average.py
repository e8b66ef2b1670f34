"""Momentum as a moving average of the gradients: V := mu V + (1 - mu) dW; W := W - lr V."""

from nnstep.expr.tree import Name
from nnstep.optimizers.momentum import MU, VELOCITY
from nnstep.optimizers.optimizer import LR, G, Optimizer, W

_V, _MU = Name("v"), Name("mu")

MOMENTUM_AVERAGE = Optimizer(
    "momentum-average",
    lines=((VELOCITY, _MU * _V + (1 - _MU) * G), (None, W - LR * _V)),
    state=(VELOCITY,),
    declared=(MU,),
)
