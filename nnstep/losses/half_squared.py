"""Half the squared error: E = 1/2 sum (a - y)^2, with the derivative a - y."""

from nnstep.expr.tree import call
from nnstep.losses.loss import A, Loss, Y

HALF_SQUARED = Loss("half-squared", value=0.5 * call("sum", (A - Y) ** 2), slope=A - Y)
