"""What ``nnstep gradcheck --json`` says of the gradient of one parameter."""

from __future__ import annotations

from typing import TypedDict

from nnstep.explain.gradcheck import GradientCheck, GradientVerdict
from nnstep.expr.array import plain
from nnstep.json_schemas.type_schema import JsonArray, JsonMask


class GradientFacts(TypedDict):
    """One parameter's gradient, both ways; each array has the parameter's shape."""

    parameter: str
    """The id of the parameter."""
    verdict: GradientVerdict
    """`kink`: right, except where a kink can't be checked; `no derivative`: the update takes none, so none is compared.
    """
    relative_error: JsonArray
    """How far the two are apart, relative to the larger one."""
    backpropagated: JsonArray
    """The gradient of the backward pass."""
    numerical: JsonArray
    """The central difference."""
    kink: JsonMask
    """Whether the difference says nothing about an element, because it lies at a kink."""


def gradient_facts(check: GradientCheck) -> GradientFacts:
    """Return the check of one parameter's gradient."""
    return {
        "parameter": check.parameter,
        "verdict": check.verdict,
        "relative_error": plain(check.relative_errors),
        "backpropagated": plain(check.gradient),
        "numerical": plain(check.numerical),
        "kink": check.kinks.astype(bool).tolist(),
    }
