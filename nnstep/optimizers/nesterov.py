"""Nesterov's momentum: V := mu V - lr dW; then W := W + mu V - lr dW, with the gradient taken at W itself.

Source: Sutskever, Martens, Dahl and Hinton (2013), in the form of Bengio, Boulanger-Lewandowski and Pascanu (2012).
With the gradient taken at the look-ahead point W + mu V, as Nesterov and Sutskever state it, W := W + V.
"""

from nnstep.expr.setting import FormChoice
from nnstep.expr.tree import Name
from nnstep.optimizers.momentum import MU, VELOCITY
from nnstep.optimizers.optimizer import LR, G, Optimizer, W

_V, _MU = Name("v"), Name("mu")
_POINT, _NEXT = Name("point"), Name("next")
_GRADIENT_AT = FormChoice(
    "gradient_at",
    {
        "weights": {_POINT.id: W, _NEXT.id: W + _MU * _V - LR * G},
        "look-ahead": {_POINT.id: W + _MU * _V, _NEXT.id: W + _V},
    },
    "`weights`: forward and backward pass use W; `look-ahead`: they use W + μ v",
)

NESTEROV = Optimizer(
    "nesterov",
    lines=((VELOCITY, _MU * _V - LR * G), (None, _NEXT)),
    state=(VELOCITY,),
    declared=(MU, _GRADIENT_AT),
    point=_POINT,
)
