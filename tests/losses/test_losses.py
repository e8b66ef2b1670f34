"""Every error function's value and derivative, and the short output deltas."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.activations import ACTIVATIONS
from nnstep.expr.tree import Name
from nnstep.expr.walks.evaluate import evaluate
from nnstep.losses import LOSSES

REFERENCE = {
    "half-squared": lambda a, y: 0.5 * sum((p - t) ** 2 for p, t in zip(a, y, strict=True)),
    "squared": lambda a, y: sum((p - t) ** 2 for p, t in zip(a, y, strict=True)),
    "mean-squared": lambda a, y: sum((p - t) ** 2 for p, t in zip(a, y, strict=True)) / len(a),
    "cross-entropy": lambda a, y: -sum(t * math.log(p) for p, t in zip(a, y, strict=True)),
    "binary-cross-entropy": lambda a, y: (
        -sum(t * math.log(p) + (1 - t) * math.log(1 - p) for p, t in zip(a, y, strict=True))
    ),
    "none": lambda a, y: sum(a),
}
OUTPUTS = st.lists(st.floats(0.05, 0.95), min_size=3, max_size=3)


def column(values: list[float]) -> np.ndarray:
    return np.array(values).reshape(-1, 1)


def value(loss: str, a: np.ndarray, y: np.ndarray) -> float:
    return float(evaluate(LOSSES[loss].value, {"a": a, "y": y, "n": np.array(float(a.size))}))


def test_these_error_functions_exist() -> None:
    assert set(LOSSES) == set(REFERENCE)


@pytest.mark.parametrize("loss", sorted(LOSSES))
@given(a=OUTPUTS, y=OUTPUTS)
def test_the_value_is_the_textbook_one(loss: str, a: list[float], y: list[float]) -> None:
    assert value(loss, column(a), column(y)) == pytest.approx(REFERENCE[loss](a, y), rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("loss", sorted(LOSSES))
@given(a=OUTPUTS, y=OUTPUTS)
def test_the_slope_is_the_central_difference(loss: str, a: list[float], y: list[float]) -> None:
    slope = evaluate(LOSSES[loss].slope, {"a": column(a), "y": column(y), "n": np.array(3.0)})
    for i in range(3):
        nudge = np.zeros((3, 1))
        nudge[i] = 1e-6
        up, down = value(loss, column(a) + nudge, column(y)), value(loss, column(a) - nudge, column(y))
        assert slope[i, 0] == pytest.approx((up - down) / 2e-6, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize(("loss", "activation"), [(loss.id, fused) for loss in LOSSES.values() for fused in loss.fused])
@given(z=st.lists(st.floats(-3, 3), min_size=3, max_size=3), hot=st.integers(0, 2))
def test_the_short_output_delta_agrees_with_the_long_one(loss: str, activation: str, z: list[float], hot: int) -> None:
    y = np.eye(3)[:, [hot]]
    a = evaluate(ACTIVATIONS[activation].with_settings({}).apply(Name("z")), {"z": column(z)})
    values = {"z": column(z), "a": a, "y": y, "n": np.array(3.0)}
    long_form = ACTIVATIONS[activation].with_settings({}).pull_back(LOSSES[loss].slope, Name("z"), Name("a"))
    np.testing.assert_allclose(
        evaluate(LOSSES[loss].fused[activation], values), evaluate(long_form, values), atol=1e-12
    )


@pytest.mark.parametrize("loss", ["cross-entropy", "binary-cross-entropy"])
def test_a_certain_and_right_answer_costs_nothing_rather_than_not_a_number(loss: str) -> None:
    assert value(loss, column([1.0, 0.0]), column([1.0, 0.0])) == 0.0


def test_a_certain_and_wrong_answer_costs_infinitely_much() -> None:
    assert value("cross-entropy", column([0.0, 1.0]), column([1.0, 0.0])) == math.inf
