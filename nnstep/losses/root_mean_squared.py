"""Root of the mean squared error of a sample: E = sqrt(1/n sum (a - y)^2), with the derivative (a - y) / (n E).

Where all outputs are right, the derivative is taken to be 0.
"""

from nnstep.expr.tree import call
from nnstep.losses.loss import OUTPUTS, A, Loss, Y

_ROOTS = call("sqrt", call("column_sums", (A - Y) ** 2) / OUTPUTS)

ROOT_MEAN_SQUARED = Loss(
    "root-mean-squared",
    value=call("sum", _ROOTS),
    slope=call("zero_over", A - Y, OUTPUTS * _ROOTS),
    is_mean=True,
    kinks=(_ROOTS,),
)
