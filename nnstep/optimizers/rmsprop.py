"""RMSProp: S := rho S + (1 - rho) dW^2; W := W - lr dW / (sqrt(S) + eps). Source: Tieleman and Hinton (2012)."""

from nnstep.expr.setting import FRACTION, Setting
from nnstep.expr.tree import Name
from nnstep.optimizers.adagrad import EPS, ROOT, eps_place
from nnstep.optimizers.optimizer import LR, Accumulator, G, Optimizer, W

_MEAN = Accumulator("s", "second moment", "s")
_S, _RHO = Name("s"), Name("rho")

RMSPROP = Optimizer(
    "rmsprop",
    lines=((_MEAN, _RHO * _S + (1 - _RHO) * G**2), (None, W - LR * G / ROOT)),
    state=(_MEAN,),
    declared=(
        Setting("rho", 0.9, "ρ", FRACTION, "how much of the mean square is kept from step to step"),
        EPS,
        eps_place(_S),
    ),
)
