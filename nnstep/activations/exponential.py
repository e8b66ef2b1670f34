"""Exponential: e^z, its own derivative."""

from nnstep.activations.activation import A, Activation, Z
from nnstep.expr.tree import call

EXPONENTIAL = Activation("exponential", "exp", value=call("exp", Z), slope=A)
