"""Mean squared error over the n outputs: E = 1/n sum (a - y)^2, with the derivative 2/n (a - y)."""

from nnstep.expr.tree import call
from nnstep.losses.loss import OUTPUTS, A, Loss, Y

MEAN_SQUARED = Loss(
    "mean-squared", value=call("sum", (A - Y) ** 2) / OUTPUTS, slope=2 / OUTPUTS * (A - Y), is_mean=True
)
