"""Adagrad: S := S + dW^2; W := W - lr dW / (sqrt(S) + eps). Source: Duchi, Hazan and Singer (2011)."""

from nnstep.expr.setting import NOT_NEGATIVE, FormChoice, Setting
from nnstep.expr.tree import Expr, Name, call
from nnstep.optimizers.optimizer import LR, Accumulator, G, Optimizer, W

EPS = Setting("eps", 1e-8, "ε", NOT_NEGATIVE, "added to the root, so that nothing is divided by 0")
ROOT = Name("root")
"""What the gradient is divided by."""
_SUM = Accumulator("s", "sum of squares", "s")
_S, _EPS = Name("s"), Name("eps")


def eps_place(squares: Expr) -> FormChoice:
    """Return the choice of where epsilon stands, `ROOT` being the root of `squares`."""
    forms: dict[str, dict[str, Expr]] = {
        "outside": {ROOT.id: call("sqrt", squares) + _EPS},
        "inside": {ROOT.id: call("sqrt", squares + _EPS)},
    }
    return FormChoice("eps_place", forms, "where ε is added: `outside` √s + ε, `inside` √(s + ε)")


ADAGRAD = Optimizer(
    "adagrad",
    lines=((_SUM, _S + G**2), (None, W - LR * G / ROOT)),
    state=(_SUM,),
    declared=(EPS, eps_place(_S)),
)
