"""Binary cross-entropy: E = - sum (y ln a + (1 - y) ln(1 - a)). With the sigmoid the output delta is a - y."""

from nnstep.expr.tree import call
from nnstep.losses.loss import A, Loss, Y

BINARY_CROSS_ENTROPY = Loss(
    "binary-cross-entropy",
    value=-call("sum", call("xlogy", Y, A) + call("xlogy", 1 - Y, 1 - A)),
    slope=(A - Y) / (A * (1 - A)),
    fused={"sigmoid": A - Y},
    outputs=("sigmoid",),
)
