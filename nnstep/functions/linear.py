"""Linear, or no activation: a = z, with the derivative 1."""

from nnstep.expr.tree import call
from nnstep.functions.activation import Activation, Z

LINEAR = Activation("linear", value=call("linear", Z), slope=call("ones", Z))
