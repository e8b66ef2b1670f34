"""Softmax: e^z over the sum of all e^z of the sample.

Each output depends on every z, so its derivative is a matrix J with J_ik = a_i (1[i = k] - a_k); its product with
the upstream derivative g is a * (g - sum_k a_k g_k).
"""

from nnstep.activations.activation import UPSTREAM, A, Activation, Z
from nnstep.expr.tree import call

SOFTMAX = Activation(
    "softmax",
    "softmax",
    value=call("softmax", Z),
    pullback=A * (UPSTREAM - call("column_sums", A * UPSTREAM)),
    from_z=((call("ln", A), call("ln_softmax", A, Z)),),
)
