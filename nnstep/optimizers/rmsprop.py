"""RMSProp: S := rho S + (1 - rho) dW^2; W := W - lr dW / (sqrt(S) + eps). Source: Tieleman and Hinton (2012)."""

from nnstep.expr.setting import FRACTION, Setting
from nnstep.expr.tree import Name, call
from nnstep.optimizers.adagrad import EPS
from nnstep.optimizers.optimizer import LR, Accumulator, G, Optimizer, W

_MEAN = Accumulator("s", "second moment", "s")
_S, _RHO, _EPS = Name("s"), Name("rho"), Name("eps")

RMSPROP = Optimizer(
    "rmsprop",
    lines=((_MEAN, _RHO * _S + (1 - _RHO) * G**2), (None, W - LR * G / (call("sqrt", _S) + _EPS))),
    state=(_MEAN,),
    declared=(Setting("rho", 0.9, "ρ", FRACTION, "how much of the mean square is kept from step to step"), EPS),
)
