"""Adagrad: S := S + dW^2; W := W - lr dW / (sqrt(S) + eps). Source: Duchi, Hazan and Singer (2011)."""

from nnstep.expr.setting import POSITIVE, Setting
from nnstep.expr.tree import Name, call
from nnstep.optimizers.optimizer import LR, Accumulator, G, Optimizer, W

EPS = Setting("eps", 1e-8, "ε", POSITIVE, "added to the root, so that nothing is divided by 0")
_SUM = Accumulator("s", "sum of squares", "s")
_S, _EPS = Name("s"), Name("eps")

ADAGRAD = Optimizer(
    "adagrad",
    lines=((_SUM, _S + G**2), (None, W - LR * G / (call("sqrt", _S) + _EPS))),
    state=(_SUM,),
    declared=(EPS,),
)
