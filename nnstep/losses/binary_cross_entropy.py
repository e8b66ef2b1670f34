"""Binary cross-entropy: E = - sum (y ln a + (1 - y) ln(1 - a)). With the sigmoid the output delta is a - y."""

from nnstep.expr.tree import call
from nnstep.losses.loss import A, Loss, Y

BINARY_CROSS_ENTROPY = Loss(
    "binary-cross-entropy",
    value=-call("sum", call("times_ln", Y, call("ln", A)) + call("times_ln", 1 - Y, call("ln", 1 - A))),
    slope=call("zero_over", 1 - Y, 1 - A) - call("zero_over", Y, A),
    fused={"sigmoid": A - Y},
    cancelled={"sigmoid": A - Y},
    outputs=("sigmoid",),
)
