"""Adam, with the bias of both moments corrected. Source: Kingma and Ba (2015), algorithm 1."""

from nnstep.expr.tree import Name, call
from nnstep.optimizers.optimizer import LR, STEP, G, Optimizer, W

_M, _S, _MHAT, _SHAT = Name("m"), Name("s"), Name("mhat"), Name("shat")
_BETA1, _BETA2, _EPS = Name("beta1"), Name("beta2"), Name("eps")

ADAM = Optimizer(
    "adam",
    lines=(
        ("m", _BETA1 * _M + (1 - _BETA1) * G),
        ("s", _BETA2 * _S + (1 - _BETA2) * G**2),
        ("mhat", _M / (1 - _BETA1**STEP)),
        ("shat", _S / (1 - _BETA2**STEP)),
        ("W", W - LR * _MHAT / (call("sqrt", _SHAT) + _EPS)),
    ),
    state=("m", "s"),
    settings={"beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
)
