"""Momentum in the other common form, with the learning rate outside: V := mu V + dW; W := W - lr V."""

from nnstep.expr.tree import Name
from nnstep.optimizers.momentum import MU, VELOCITY
from nnstep.optimizers.optimizer import LR, G, Optimizer, W

_V, _MU = Name("v"), Name("mu")

MOMENTUM_SUM = Optimizer(
    "momentum-sum", lines=((VELOCITY, _MU * _V + G), (None, W - LR * _V)), state=(VELOCITY,), declared=(MU,)
)
