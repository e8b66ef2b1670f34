"""Arctangent, with the derivative 1 / (1 + z^2)."""

from nnstep.activations.activation import Activation, Z
from nnstep.expr.tree import call

ARCTAN = Activation("arctan", "arctan", value=call("arctan", Z), slope=1 / (1 + Z**2))
