"""Linear, or no activation: a = z, with the derivative 1."""

from nnstep.activations.activation import Activation, Z
from nnstep.expr.tree import call

LINEAR = Activation("linear", "linear", value=call("linear", Z), slope=call("ones", Z), familiar=True)
