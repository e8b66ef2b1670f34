"""Hyperbolic tangent, with the derivative 1 - a^2."""

from nnstep.activations.activation import A, Activation, Z
from nnstep.expr.tree import call

TANH = Activation("tanh", "tanh", value=call("tanh", Z), slope=1 - A**2, familiar=True)
