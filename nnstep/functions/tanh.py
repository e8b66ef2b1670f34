"""Hyperbolic tangent, with the derivative 1 - a^2."""

from nnstep.expr.tree import call
from nnstep.functions.activation import A, Activation, Z

TANH = Activation("tanh", value=call("tanh", Z), slope=1 - A**2)
