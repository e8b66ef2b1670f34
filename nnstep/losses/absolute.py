"""Absolute error, or L1: E = sum |a - y|, with the derivative sign(a - y), 0 where a is y."""

from nnstep.expr.tree import call
from nnstep.losses.loss import A, Loss, Y

ABSOLUTE = Loss("absolute", value=call("sum", call("abs", A - Y)), slope=call("sign", A - Y), kinks=(A - Y,))
