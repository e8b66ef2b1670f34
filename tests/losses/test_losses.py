"""Every error function's value and derivative, and the short output deltas."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
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
    "absolute": lambda a, y: sum(abs(p - t) for p, t in zip(a, y, strict=True)),
    "huber": lambda a, y: sum(huber(p - t, 1.0) for p, t in zip(a, y, strict=True)),
    "hinge": lambda a, y: sum(max(0.0, 1 - p * t) for p, t in zip(a, y, strict=True)),
    "root-mean-squared": lambda a, y: math.sqrt(sum((p - t) ** 2 for p, t in zip(a, y, strict=True)) / len(a)),
}


def huber(distance: float, delta: float) -> float:
    """As PyTorch's documentation has it."""
    return 0.5 * distance**2 if abs(distance) <= delta else delta * (abs(distance) - 0.5 * delta)


OUTPUTS = st.lists(st.floats(0.05, 0.95), min_size=3, max_size=3)


def column(values: list[float]) -> np.ndarray:
    return np.array(values).reshape(-1, 1)


def value(loss: str, a: np.ndarray, y: np.ndarray) -> float:
    return float(evaluate(LOSSES[loss].with_settings({}).value, {"a": a, "y": y, "n": np.array(float(a.size))}))


def test_these_error_functions_exist() -> None:
    assert set(LOSSES) == set(REFERENCE)


@pytest.mark.parametrize("loss", sorted(LOSSES))
@given(a=OUTPUTS, y=OUTPUTS)
def test_the_value_is_the_textbook_one(loss: str, a: list[float], y: list[float]) -> None:
    assert value(loss, column(a), column(y)) == pytest.approx(REFERENCE[loss](a, y), rel=1e-12, abs=1e-14)


def away(loss: str, a: list[float], y: list[float]) -> bool:
    """Return whether no output is near a kink, and the sum of squares not so near 0 that a difference is coarse."""
    if loss == "root-mean-squared":
        return sum((p - t) ** 2 for p, t in zip(a, y, strict=True)) > 1e-2
    return loss != "absolute" or all(abs(p - t) > 1e-5 for p, t in zip(a, y, strict=True))


@given(a=st.lists(st.floats(-9, 9), min_size=3, max_size=3), delta=st.floats(0.1, 4))
def test_the_delta_of_huber_is_a_setting(a: list[float], delta: float) -> None:
    loss, y = LOSSES["huber"].with_settings({"error_delta": delta}), [0.5, -0.25, 2.0]
    values = {"a": column(a), "y": column(y)}
    distances = [p - t for p, t in zip(a, y, strict=True)]
    expected = sum(huber(d, delta) for d in distances)
    assert evaluate(loss.value, values) == pytest.approx(expected, rel=1e-12, abs=1e-14)
    slope = [d if abs(d) <= delta else math.copysign(delta, d) for d in distances]
    np.testing.assert_allclose(evaluate(loss.slope, values).ravel(), slope, rtol=1e-13)


def test_the_slopes_where_there_is_no_derivative_are_zero() -> None:
    same = {"a": column([0.5, 1.0, 2.0]), "y": column([0.5, 1.0, 2.0]), "n": np.array(3.0)}
    for loss in ("absolute", "root-mean-squared"):
        assert not evaluate(LOSSES[loss].slope, same).any()
    margin = {"a": column([1.0, -1.0, 2.0]), "y": column([1.0, -1.0, 1.0])}
    assert not evaluate(LOSSES["hinge"].slope, margin).any()


def test_the_root_of_several_samples_is_taken_of_each() -> None:
    """By hand: sqrt((9 + 16) / 2) and sqrt((1 + 1) / 2), in sum."""
    values = {"a": np.array([[3.0, 1.0], [4.0, -1.0]]), "y": np.zeros((2, 2)), "n": np.array(2.0)}
    assert evaluate(LOSSES["root-mean-squared"].value, values) == pytest.approx(math.sqrt(12.5) + 1)


@pytest.mark.parametrize("loss", sorted(LOSSES))
@given(a=OUTPUTS, y=OUTPUTS)
def test_the_slope_is_the_central_difference(loss: str, a: list[float], y: list[float]) -> None:
    assume(away(loss, a, y))
    slope = evaluate(LOSSES[loss].with_settings({}).slope, {"a": column(a), "y": column(y), "n": np.array(3.0)})
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
