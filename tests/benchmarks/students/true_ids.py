"""Which of nnstep's mistakes are the one that a student made: the only place that knows nnstep's ids.

Written after the list of mistakes, from docs/mistakes.md alone. A mistake without ids has no counterpart there yet.
"""

from __future__ import annotations

TRUE_IDS: dict[str, frozenset[str]] = {
    made: frozenset(ids.split())
    for made, ids in {
        "bias-left-out": "bias-missing term-left-out",
        "bias-subtracted": "bias-sign term-sign",
        "bias-of-neighbour": "bias-of-another index-swapped",
        "bias-of-other-layer": "bias-of-another",
        "forward-transposed": "transposed-forward",
        "weights-exchanged": "index-swapped factors-exchanged weights-exchanged inputs-exchanged",
        "inputs-exchanged": "index-swapped factors-exchanged weights-exchanged inputs-exchanged",
        "term-left-out": "term-left-out",
        "weight-of-neighbour": "index-swapped",
        "input-for-hidden-forward": "other-activation",
        "activation-left-out": "not-activated another-copied other-function other-function-throughout",
        "tanh-for-sigmoid": "other-function other-function-throughout",
        "sigmoid-for-tanh": "other-function other-function-throughout",
        "exponent-sign-lost": "exponent-sign",
        "softmax-not-normalized": "softmax-not-normalized",
        "softmax-without-exp": "softmax-without-exp",
        "e-is-2.7": "e-rounded",
        "error-half-missing": "factor-two",
        "error-half-added": "factor-two",
        "error-square-missing": "error-without-square",
        "error-absolute": "error-absolute",
        "error-of-one-output": "term-left-out error-of-one-output",
        "error-square-of-sum": "error-sum-squared",
        "error-root": "error-root",
        "error-mean-for-sum": "factor-two sum-or-mean",
        "error-log10": "logarithm-base",
        "error-minus-lost": "sign-of-result sign-lost cross-entropy-sign",
        "error-after-update": "error-after-update",
        "output-derivative-missing": "derivative-missing-output delta-of-cross-entropy factor-left-out",
        "hidden-derivative-missing": "derivative-missing-hidden factor-left-out relu-always-open",
        "derivative-at-activation": "derivative-at-activation",
        "derivative-of-z": "derivative-of-pre-activation",
        "derivative-of-neighbour": "derivative-of-neighbour",
        "derivative-of-sigmoid": "derivative-of-other-function",
        "derivative-of-tanh": "derivative-of-other-function",
        "derivative-is-a": "factor-left-out derivative-part",
        "derivative-is-1-a": "factor-left-out derivative-part",
        "derivative-of-difference": "derivative-of-error",
        "cross-entropy-derivative-added": "derivative-with-cross-entropy",
        "difference-reversed": "difference-reversed sign-lost",
        "factor-2": "factor-two",
        "factor-half": "factor-two",
        "mean-forgotten": "factor-two sum-or-mean",
        "error-for-difference": "error-for-difference",
        "one-path": "one-path",
        "backward-not-transposed": "not-transposed-backward",
        "backward-updated-weights": "updated-weights",
        "backward-without-weights": "factor-left-out",
        "backward-weight-of-neighbour": "index-swapped",
        "relu-passes-negative": "relu-always-open derivative-missing-hidden derivative-missing-output"
        " delta-of-cross-entropy",
        "input-for-hidden": "other-activation",
        "hidden-for-input": "other-activation",
        "gradient-transposed": "gradient-transposed",
        "delta-for-gradient": "factor-left-out gradient-without-input",
        "gradient-without-delta": "factor-left-out gradient-without-delta",
        "z-for-a": "not-activated other-activation",
        "bias-times-input": "bias-times-input",
        "step-added": "step-added",
        "rate-twice": "rate-twice",
        "rate-not-used": "rate-forgotten",
        "rate-other": "other-rate",
        "bias-not-updated": "bias-not-updated update-forgotten",
        "step-for-weight": "step-alone",
        "step-for-gradient": "step-for-gradient steps-for-gradients",
        "weight-not-updated": "update-forgotten",
        "one-step-too-many": "step-too-many",
        "one-step-too-few": "step-too-few",
        "momentum-left-out": "momentum-reset moment-forgotten",
        "momentum-sign": "momentum-sign",
        "momentum-of-gradient": "momentum-of-gradient",
        "momentum-average": "momentum-in-shares momentum-form",
        "adam-first-uncorrected": "moment-not-corrected",
        "adam-second-uncorrected": "moment-not-corrected",
        "adam-root-missing": "root-missing",
        "adam-not-squared": "",
        "digits-exchanged": "digits-exchanged",
        "point-misplaced": "decimal-point",
        "digit-doubled": "digit-doubled",
        "digit-left-out": "digit-dropped",
        "minus-lost": "sign-of-result sign-lost",
        "number-copied": "another-copied index-swapped",
        "arithmetic-slip": "",
    }.items()
}
"""The ids that count as the true one, for each mistake of a student."""

SAME = (frozenset({"weights-exchanged", "inputs-exchanged"}),)
"""Mistakes that always give the same numbers."""


def alike(one: str, other: str) -> bool:
    """Return whether two mistakes of students have the same name in nnstep, so that neither is a rival of the other."""
    return one == other or bool(TRUE_IDS[one] & TRUE_IDS[other]) or any({one, other} <= group for group in SAME)
