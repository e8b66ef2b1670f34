"""Sign: 1 where z > 0, -1 where z < 0, and 0 at 0, with the derivative 0."""

from nnstep.activations.activation import Activation, Z
from nnstep.expr.tree import call

SIGN = Activation("sign", "sign", value=call("sign", Z), slope=call("zeros", Z), kinks=(Z,), idle="none")
