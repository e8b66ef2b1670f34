"""Cross-entropy: E = - sum y ln a. With softmax and targets that sum to 1 the output delta is a - y."""

from nnstep.expr.tree import call
from nnstep.losses.loss import A, Loss, Y

CROSS_ENTROPY = Loss(
    "cross-entropy",
    value=-call("sum", call("times_ln", Y, call("ln", A))),
    slope=-call("zero_over", Y, A),
    fused={"softmax": A - Y},
    cancelled={"softmax": A * call("column_sums", Y) - Y, "sigmoid": -(Y * (1 - A))},
    outputs=("softmax", "sigmoid"),
    whole=("softmax",),
    takes_classes=True,
)
