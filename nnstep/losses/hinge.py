"""Hinge error for targets -1 and 1: E = sum max(0, 1 - y a), with the derivative -y where y a < 1, else 0."""

from nnstep.expr.tree import call
from nnstep.losses.loss import A, Loss, Y

_MARGIN = 1 - Y * A

HINGE = Loss(
    "hinge",
    value=call("sum", call("max", 0, _MARGIN)),
    slope=-(Y * call("step", _MARGIN)),
    kinks=(_MARGIN,),
    targets=(-1.0, 1.0),
)
