"""RMSProp: S := rho S + (1 - rho) dW^2; W := W - lr dW / (sqrt(S) + eps). Source: Tieleman and Hinton (2012)."""

from nnstep.expr.tree import Name, call
from nnstep.optimizers.optimizer import LR, G, Optimizer, W

_S, _RHO, _EPS = Name("s"), Name("rho"), Name("eps")

RMSPROP = Optimizer(
    "rmsprop",
    lines=(("s", _RHO * _S + (1 - _RHO) * G**2), ("W", W - LR * G / (call("sqrt", _S) + _EPS))),
    state=("s",),
    settings={"rho": 0.9, "eps": 1e-8},
)
