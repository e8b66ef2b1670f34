"""The weight penalty, which every optimizer can be used with: L2, L1, or both (the elastic net), and how λ counts."""

from __future__ import annotations

from nnstep.expr.setting import NOT_NEGATIVE, FormChoice, Setting
from nnstep.expr.tree import Expr, Name

L2 = Setting("l2", 0.0, "λ", NOT_NEGATIVE, "λ of the sum of squared weights that is added to the error")
L1 = Setting("l1", 0.0, "λ₁", NOT_NEGATIVE, "λ₁ of the sum of absolute weights that is added to the error")

SQUARES, WEIGHTS, ABSOLUTES, SIGNS = (
    Name("l2_of_squares"),
    Name("l2_of_weights"),
    Name("l1_of_sizes"),
    Name("l1_of_signs"),
)
"""What the squares, the weights in their derivative, the absolute values and the signs in theirs are multiplied by."""
SAMPLES = Name("samples")
"""How many samples there are to train on."""
_L2, _L1, _B = Name(L2.id), Name(L1.id), Name("B")


def _form(squares: Expr, weights: Expr, absolutes: Expr = _L1) -> dict[str, Expr]:
    return {SQUARES.id: squares, WEIGHTS.id: weights, ABSOLUTES.id: absolutes, SIGNS.id: absolutes}


PENALTY = FormChoice(
    "penalty",
    {
        "lambda/2": _form(0.5 * _L2, _L2),
        "lambda": _form(_L2, 2 * _L2),
        "lambda/(2m)": _form(_L2 / (2 * SAMPLES), _L2 / SAMPLES, _L1 / SAMPLES),
        "lambda/(2B)": _form(_L2 / (2 * _B), _L2 / _B, _L1 / _B),
    },
    "what Σ W² is multiplied by (m: all samples to train on, B: those of the batch); the absolute weights are "
    "multiplied by λ₁, or by λ₁/m or λ₁/B",
)
DECLARED = (L2, L1, PENALTY)
"""What a scenario can state of it."""
