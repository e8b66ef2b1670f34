"""Squared error: E = sum (a - y)^2, with the derivative 2 (a - y)."""

from nnstep.expr.tree import call
from nnstep.losses.loss import A, Loss, Y

SQUARED = Loss("squared", value=call("sum", (A - Y) ** 2), slope=2 * (A - Y))
