"""Every activation's value and derivative, against references that are not the tables themselves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.activations import ACTIVATIONS
from nnstep.expr.tree import Name
from nnstep.expr.walks.evaluate import evaluate

REFERENCE = {
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": lambda z: (math.exp(z) - math.exp(-z)) / (math.exp(z) + math.exp(-z)),
    "relu": lambda z: max(0.0, z),
    "leaky-relu": lambda z: z if z > 0 else 0.01 * z,
    "linear": lambda z: z,
}
KINKED = {"relu", "leaky-relu"}


def value(activation: str, z: np.ndarray) -> np.ndarray:
    return evaluate(ACTIVATIONS[activation].apply(Name("z")), {"z": z})


def pulled_back(activation: str, z: np.ndarray, upstream: np.ndarray) -> np.ndarray:
    expr = ACTIVATIONS[activation].pull_back(Name("g"), Name("z"), Name("a"))
    return evaluate(expr, {"z": z, "a": value(activation, z), "g": upstream})


def test_these_activations_exist() -> None:
    assert set(ACTIVATIONS) == {"sigmoid", "tanh", "relu", "leaky-relu", "linear", "softmax"}


@pytest.mark.parametrize("activation", sorted(REFERENCE))
@given(z=st.floats(-20, 20))
def test_the_value_is_the_textbook_one(activation: str, z: float) -> None:
    assert value(activation, np.array([[z]])).item() == pytest.approx(REFERENCE[activation](z), rel=1e-13, abs=1e-15)


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
@given(data=st.data())
def test_the_derivative_is_the_central_difference(activation: str, data: st.DataObject) -> None:
    floats = st.floats(-4, 4).filter(lambda v: activation not in KINKED or abs(v) > 1e-3)
    z = np.array(data.draw(st.lists(floats, min_size=3, max_size=3))).reshape(3, 1)
    upstream = np.array(data.draw(st.lists(st.floats(-2, 2), min_size=3, max_size=3))).reshape(3, 1)
    step = 1e-6
    for i in range(3):
        nudge = np.zeros((3, 1))
        nudge[i] = step
        difference = (value(activation, z + nudge) - value(activation, z - nudge)) / (2 * step)
        expected = float((upstream * difference).sum())
        assert pulled_back(activation, z, upstream)[i, 0] == pytest.approx(expected, rel=1e-6, abs=1e-8)


def test_sigmoid_is_stable_far_out() -> None:
    with np.errstate(all="raise", under="ignore"):
        far = value("sigmoid", np.array([[-1e6], [-740.0], [-40.0], [40.0], [1e6]]))
    assert far[0, 0] == 0.0
    assert far[1, 0] == pytest.approx(math.exp(-740.0))
    assert far[2, 0] == pytest.approx(math.exp(-40.0), rel=1e-14)
    assert far[4, 0] == 1.0


def test_softmax_is_stable_far_out_and_sums_to_one_in_each_column() -> None:
    far = value("softmax", np.array([[1000.0, -1000.0], [999.0, -1000.0]]))
    np.testing.assert_allclose(far.sum(axis=0), [1, 1])
    assert far[0, 0] == pytest.approx(1 / (1 + math.exp(-1)))


def test_the_slopes_at_the_kink_are_those_of_the_left_side() -> None:
    zero, one = np.zeros((1, 1)), np.ones((1, 1))
    assert pulled_back("relu", zero, one) == 0.0
    assert pulled_back("leaky-relu", zero, one) == 0.01
