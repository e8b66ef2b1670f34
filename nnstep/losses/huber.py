"""Huber's error: with d = a - y cut off at -delta and delta, E = sum d (a - y - d/2), and the derivative d.

That is 1/2 (a - y)^2 near the target and delta (|a - y| - delta/2) beyond. Source: P. Huber (1964).
"""

from nnstep.expr.setting import POSITIVE, Setting
from nnstep.expr.tree import Name, call
from nnstep.losses.loss import A, Loss, Y

_DELTA = Name("error_delta")
_CUT = call("max", -_DELTA, call("min", _DELTA, A - Y))

HUBER = Loss(
    "huber",
    value=call("sum", _CUT * (A - Y - 0.5 * _CUT)),
    slope=_CUT,
    declared=(
        Setting(
            "error_delta",
            1.0,
            "δ",
            POSITIVE,
            "from which distance to the target the error is linear",
            (0.1, 0.5, 1, 1.345, 1.5, 2),
        ),
    ),
)
