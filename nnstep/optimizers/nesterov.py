"""Nesterov's momentum, with the gradient taken at W itself: V := mu V - lr dW; W := W + mu V - lr dW.

Source: Sutskever, Martens, Dahl and Hinton (2013), in the form of Bengio, Boulanger-Lewandowski and Pascanu (2012).
"""

from nnstep.expr.tree import Name
from nnstep.optimizers.momentum import MU, VELOCITY
from nnstep.optimizers.optimizer import LR, G, Optimizer, W

_V, _MU = Name("v"), Name("mu")

NESTEROV = Optimizer(
    "nesterov",
    lines=((VELOCITY, _MU * _V - LR * G), (None, W + _MU * _V - LR * G)),
    state=(VELOCITY,),
    declared=(MU,),
)
