"""Adam, with the bias of both moments corrected. Source: Kingma and Ba (2015), algorithm 1."""

from nnstep.expr.setting import FRACTION, FormChoice, Setting
from nnstep.expr.tree import Expr, Name, call
from nnstep.optimizers.adagrad import EPS, ROOT, eps_place
from nnstep.optimizers.optimizer import LR, STEP, Accumulator, G, Optimizer, W

_FIRST, _SECOND = Accumulator("m", "first moment", "m"), Accumulator("s", "second moment", "s")
_CORRECTED_FIRST = Accumulator("mhat", "corrected first moment", "m̂")
_CORRECTED_SECOND = Accumulator("shat", "corrected second moment", "ŝ")
_M, _S, _MHAT, _SHAT = Name("m"), Name("s"), Name("mhat"), Name("shat")
_BETA1, _BETA2 = Name("beta1"), Name("beta2")
_MEAN, _SQUARES, _RATE = Name("mean"), Name("squares"), Name("rate")
"""The moments as the update takes them, corrected or not, and the rate."""
_CORRECTED_RATE = LR * call("sqrt", 1 - _BETA2**STEP) / (1 - _BETA1**STEP)


def _form(mean: Expr, squares: Expr, rate: Expr = LR) -> dict[str, Expr]:
    return {_MEAN.id: mean, _SQUARES.id: squares, _RATE.id: rate}


_BIAS_CORRECTION = FormChoice(
    "bias_correction",
    {
        "both": _form(_MHAT, _SHAT),
        "first": _form(_MHAT, _S),
        "second": _form(_M, _SHAT),
        "none": _form(_M, _S),
        "rate": _form(_M, _S, _CORRECTED_RATE),
    },
    "which moments are divided by 1 − βᵗ; `rate`: the learning rate is corrected in their place, so that ε is added to "
    "a root that is not, as Keras does",
)
MOMENTS = (
    (_FIRST, _BETA1 * _M + (1 - _BETA1) * G),
    (_SECOND, _BETA2 * _S + (1 - _BETA2) * G**2),
    (_CORRECTED_FIRST, _M / (1 - _BETA1**STEP)),
    (_CORRECTED_SECOND, _S / (1 - _BETA2**STEP)),
)
"""The lines before the update."""
CHANGE = _RATE * _MEAN / ROOT
STATE = (_FIRST, _SECOND)
DECLARED = (
    Setting("beta1", 0.9, "β₁", FRACTION, "how much of the first moment is kept from step to step"),
    Setting("beta2", 0.999, "β₂", FRACTION, "how much of the second moment is kept from step to step"),
    EPS,
    eps_place(_SQUARES),
    _BIAS_CORRECTION,
)

ADAM = Optimizer("adam", lines=(*MOMENTS, (None, W - CHANGE)), state=STATE, declared=DECLARED)
