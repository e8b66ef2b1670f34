"""Adagrad: S := S + dW^2; W := W - lr dW / (sqrt(S) + eps). Source: Duchi, Hazan and Singer (2011)."""

from nnstep.expr.tree import Name, call
from nnstep.optimizers.optimizer import LR, G, Optimizer, W

_S, _EPS = Name("s"), Name("eps")

ADAGRAD = Optimizer(
    "adagrad",
    lines=(("s", _S + G**2), ("W", W - LR * G / (call("sqrt", _S) + _EPS))),
    state=("s",),
    settings={"eps": 1e-8},
)
