"""Every activation's value and derivative, against references that are not the tables themselves."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nnstep.activations import ACTIVATIONS
from nnstep.activations.activation import Activation
from nnstep.expr.tree import Name
from nnstep.expr.walks.evaluate import evaluate
from nnstep.grading.baseline.intervals import Interval, bounds

REFERENCE = {
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": lambda z: (math.exp(z) - math.exp(-z)) / (math.exp(z) + math.exp(-z)),
    "relu": lambda z: max(0.0, z),
    "leaky-relu": lambda z: z if z > 0 else 0.01 * z,
    "linear": lambda z: z,
    "step": lambda z: 1.0 if z > 0 else 0.0,
    "sign": lambda z: (z > 0) - (z < 0),
    "softplus": lambda z: math.log1p(math.exp(z)),
    "elu": lambda z: z if z > 0 else math.expm1(z),
    "gelu": lambda z: 0.5 * z * math.erfc(-z / math.sqrt(2)),
    "gelu-tanh": lambda z: z / (1 + math.exp(-2 * math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))),
    "swish": lambda z: z / (1 + math.exp(-z)),
    "hard-sigmoid": lambda z: min(max(0.0, z + 3), 6.0) / 6,
    "arctan": math.atan,
    "square": lambda z: z * z,
    "cube": lambda z: z * z * z,
    "reciprocal": lambda z: 1 / z,
    "exponential": math.exp,
}
"""Of PyTorch's documentation, where it has them, in a form that keeps its digits."""
SETTINGS = {
    ("sigmoid", "steepness", 2.5): lambda z: 1 / (1 + math.exp(-2.5 * z)),
    ("leaky-relu", "leak", 0.25): lambda z: z if z > 0 else 0.25 * z,
    ("elu", "alpha", 0.5): lambda z: z if z > 0 else 0.5 * math.expm1(z),
    ("swish", "steepness", 1.5): lambda z: z / (1 + math.exp(-1.5 * z)),
    ("hard-sigmoid", "slope", 0.2): lambda z: min(1.0, max(0.0, 0.2 * z + 0.5)),
    ("step", "at_zero", 1.0): lambda z: 1.0 if z >= 0 else 0.0,
}
SLOPES = {
    "softplus": lambda z: 1 / (1 + math.exp(-z)),
    "elu": lambda z: 1.0 if z > 0 else math.exp(z),
    "gelu": lambda z: 0.5 * math.erfc(-z / math.sqrt(2)) + z * math.exp(-z * z / 2) / math.sqrt(2 * math.pi),
    "swish": lambda z: (1 + math.exp(-z) * (1 + z)) / (1 + math.exp(-z)) ** 2,
    "hard-sigmoid": lambda z: 1 / 6 if -3 < z < 3 else 0.0,
    "arctan": lambda z: math.cos(math.atan(z)) ** 2,
    "square": lambda z: z + z,
    "cube": lambda z: 3 * z * z,
    "reciprocal": lambda z: -1 / z / z,
    "exponential": math.exp,
}
"""By formulas of their own."""
KINKS = {
    "relu": (0,), "leaky-relu": (0,), "elu": (0,), "step": (0,), "sign": (0,), "hard-sigmoid": (-3, 3),
    "reciprocal": (0,),
}  # fmt: skip


def own(activation: str, **settings: float) -> Activation:
    return ACTIVATIONS[activation].with_settings(settings)


def away(activation: str, z: float, least: float = 1e-3) -> bool:
    return all(abs(z - kink) > least for kink in KINKS.get(activation, ()))


def value(activation: str, z: np.ndarray) -> np.ndarray:
    return evaluate(own(activation).apply(Name("z")), {"z": z})


def pulled_back(activation: str, z: np.ndarray, upstream: np.ndarray) -> np.ndarray:
    expr = own(activation).pull_back(Name("g"), Name("z"), Name("a"))
    return evaluate(expr, {"z": z, "a": value(activation, z), "g": upstream})


def test_these_activations_exist() -> None:
    assert set(ACTIVATIONS) == {*REFERENCE, "softmax"}


@pytest.mark.parametrize("activation", sorted(REFERENCE))
@given(z=st.floats(-20, 20))
def test_the_value_is_the_textbook_one(activation: str, z: float) -> None:
    assume(away(activation, z, 0.0))
    assert value(activation, np.array([[z]])).item() == pytest.approx(REFERENCE[activation](z), rel=1e-13, abs=1e-15)


@pytest.mark.parametrize(("activation", "setting", "number"), sorted(SETTINGS))
@given(z=st.floats(-20, 20))
def test_a_setting_changes_value_and_derivative(activation: str, setting: str, number: float, z: float) -> None:
    chosen, expected = own(activation, **{setting: number}), SETTINGS[activation, setting, number]
    assert evaluate(chosen.apply(Name("z")), {"z": np.array(z)}) == pytest.approx(expected(z), rel=1e-13, abs=1e-15)
    assume(abs(z) > 1e-3 and abs(abs(z) - 2.5) > 1e-3)
    difference = (expected(z + 1e-6) - expected(z - 1e-6)) / 2e-6
    a = np.array(expected(z))
    assert chosen.slope is not None
    assert evaluate(chosen.slope, {"z": np.array(z), "a": a}) == pytest.approx(difference, rel=1e-5, abs=1e-8)


def test_every_setting_is_tried() -> None:
    declared = {(one.id, setting.id) for one in ACTIVATIONS.values() for setting in one.declared}
    assert declared == {key[:2] for key in SETTINGS}


@pytest.mark.parametrize("activation", sorted(SLOPES))
@given(z=st.floats(-20, 20))
def test_the_derivative_is_that_of_another_formula(activation: str, z: float) -> None:
    assume(away(activation, z))
    a, one = value(activation, np.array(z)), np.array(1.0)
    slope = evaluate(own(activation).pull_back(Name("g"), Name("z"), Name("a")), {"z": np.array(z), "a": a, "g": one})
    assert slope == pytest.approx(SLOPES[activation](z), rel=1e-12, abs=1e-15)


@pytest.mark.sweep
@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
@given(data=st.data())
def test_the_derivative_is_the_central_difference(activation: str, data: st.DataObject) -> None:
    nearest = 0.2 if activation == "reciprocal" else 1e-3
    floats = st.floats(-4, 4).filter(lambda v: away(activation, v, nearest))
    z = np.array(data.draw(st.lists(floats, min_size=3, max_size=3))).reshape(3, 1)
    upstream = np.array(data.draw(st.lists(st.floats(-2, 2), min_size=3, max_size=3))).reshape(3, 1)
    step = 1e-6
    for i in range(3):
        nudge = np.zeros((3, 1))
        nudge[i] = step
        difference = (value(activation, z + nudge) - value(activation, z - nudge)) / (2 * step)
        expected = float((upstream * difference).sum())
        assert pulled_back(activation, z, upstream)[i, 0] == pytest.approx(expected, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("activation", sorted(REFERENCE))
@given(low=st.floats(-4, 4), width=st.floats(0, 1))
def test_values_and_derivatives_lie_within_their_bounds(activation: str, low: float, width: float) -> None:
    chosen, z = own(activation), np.linspace(low, low + width, 11)
    assume(activation != "reciprocal" or low * (low + width) > 1e-9)
    a = value(activation, z)
    given = {"z": Interval(z[0], z[-1])}
    given["a"] = bounds(chosen.apply(Name("z")), given)
    assert chosen.slope is not None
    for expr in (chosen.apply(Name("z")), chosen.slope):
        found, values = bounds(expr, given), evaluate(expr, {"z": z, "a": a})
        assert found.low - 1e-9 * np.abs(found.low) - 1e-12 <= values.min()
        assert values.max() <= found.high + 1e-9 * np.abs(found.high) + 1e-12


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


@pytest.mark.parametrize(
    ("activation", "at", "left", "right"),
    [
        ("relu", 0.0, 0.0, 1.0),
        ("leaky-relu", 0.0, 0.01, 1.0),
        ("elu", 0.0, 1.0, 1.0),
        ("hard-sigmoid", -3.0, 0.0, 1 / 6),
        ("hard-sigmoid", 3.0, 1 / 6, 0.0),
    ],
)
def test_the_convention_chooses_the_slope_at_a_kink(activation: str, at: float, left: float, right: float) -> None:
    values = {"z": np.array(at), "a": value(activation, np.array(at))}
    for kink, expected in (("left", left), ("right", right), ("middle", (left + right) / 2)):
        assert evaluate(own(activation).slope_at(kink), values) == expected


@pytest.mark.parametrize("activation", ["gelu", "gelu-tanh", "swish", "softplus", "elu"])
def test_values_far_below_zero_keep_their_digits(activation: str) -> None:
    """The reference is decimal arithmetic with 160 digits."""
    with localcontext() as context:
        context.prec = 160
        for z in (-5, -8, -12):
            exact = far_below(activation, Decimal(z))
            assert float(value(activation, np.array(float(z)))) == pytest.approx(float(exact), rel=1e-13, abs=0)


def far_below(activation: str, z: Decimal) -> Decimal:
    match activation:
        case "gelu":  # by the series of the integral of e^(-t^2/2) from 0, all terms
            term = total = -z
            for n in range(1, 2000):
                term *= -z * z * (2 * n - 1) / (2 * n * (2 * n + 1))
                total += term
            return z * (Decimal("0.5") - total / (2 * PI).sqrt())
        case "gelu-tanh":
            u = 2 * (2 / PI).sqrt() * (z + Decimal("0.044715") * z**3)
            return z * u.exp() / (1 + u.exp())
        case "swish":
            return z * z.exp() / (1 + z.exp())
        case "softplus":
            return (1 + z.exp()).ln()
        case _:
            return z.exp() - 1


PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")


def test_the_slopes_at_the_kink_are_those_of_the_left_side() -> None:
    zero, one = np.zeros((1, 1)), np.ones((1, 1))
    assert pulled_back("relu", zero, one) == 0.0
    assert pulled_back("leaky-relu", zero, one) == 0.01
