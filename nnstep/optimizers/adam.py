"""Adam, with the bias of both moments corrected. Source: Kingma and Ba (2015), algorithm 1."""

from nnstep.expr.setting import FRACTION, Setting
from nnstep.expr.tree import Name, call
from nnstep.optimizers.adagrad import EPS
from nnstep.optimizers.optimizer import LR, STEP, Accumulator, G, Optimizer, W

_FIRST, _SECOND = Accumulator("m", "first moment", "m"), Accumulator("s", "second moment", "s")
_CORRECTED_FIRST = Accumulator("mhat", "corrected first moment", "m̂")
_CORRECTED_SECOND = Accumulator("shat", "corrected second moment", "ŝ")
_M, _S, _MHAT, _SHAT = Name("m"), Name("s"), Name("mhat"), Name("shat")
_BETA1, _BETA2, _EPS = Name("beta1"), Name("beta2"), Name("eps")

ADAM = Optimizer(
    "adam",
    lines=(
        (_FIRST, _BETA1 * _M + (1 - _BETA1) * G),
        (_SECOND, _BETA2 * _S + (1 - _BETA2) * G**2),
        (_CORRECTED_FIRST, _M / (1 - _BETA1**STEP)),
        (_CORRECTED_SECOND, _S / (1 - _BETA2**STEP)),
        (None, W - LR * _MHAT / (call("sqrt", _SHAT) + _EPS)),
    ),
    state=(_FIRST, _SECOND),
    declared=(
        Setting("beta1", 0.9, "β₁", FRACTION, "how much of the first moment is kept from step to step"),
        Setting("beta2", 0.999, "β₂", FRACTION, "how much of the second moment is kept from step to step"),
        EPS,
    ),
)
