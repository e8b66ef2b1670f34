"""Where a rounded argument may be on either side of a kink, a jump or a pole, the bound covers both sides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstep.expr.array import NUMBER_TYPES, RunPrecision
from nnstep.expr.parsing.expressions import parse_expression
from nnstep.expr.tree import Expr, Name, Number, call
from nnstep.expr.walks.precision import typed
from nnstep.traces.recomputing.recompute import Numbers, recomputed
from tests.traces.recomputing.other_library import OtherLibrary

PRECISIONS: tuple[RunPrecision, ...] = ("float64", "float32")
NAMES = ("u", "v", "w")
U, V, W = map(Name, NAMES)
NEARLY_ZERO = U * V - W
"""Rounded, 0 or on either side of it."""
TYPED = [
    "step(u*v - w)",
    "abs(u*v - w)",
    "relu(u*v - w)",
    "max(u*v, w) - w",
    "floor(u*v/w)",
    "floor(u/v*w)",
    "1/(u*v - w)",
    "(u*v - w)**-1",
    "(u*v - w)**3",
    "sqrt(u*v - w)",
    "ln(u*v - w)",
    "(u*v - w)/(u*v - w)",
    "ln(1 + (u*v - w - 1))",
    "leaky_relu(u*v - w, 0.1)",
    "exp(700*u*v)/exp(700*w)",
    "tanh(u*v - w)*1e9",
    "sigmoid(1e16*(u*v - w))",
    "sin(1e15*(u*v - w))",
    "largest(u*v - w)",
    "step(sum(u*v) - sum(w))",
    "exp(u*v*709.78)",
]
CALLED = [
    call("step_up", NEARLY_ZERO),
    call("sign", NEARLY_ZERO),
    call("heaviside", NEARLY_ZERO, 0.5),
    call("leaky_step", NEARLY_ZERO, 0.1),
    call("leaky_step_up", NEARLY_ZERO, 0.1),
    call("times_ln", NEARLY_ZERO, call("ln", NEARLY_ZERO)),
    call("zero_over", NEARLY_ZERO, NEARLY_ZERO),
    call("zero_over", NEARLY_ZERO, U - V),
    call("finite_or", 1 / NEARLY_ZERO, 7.0),
    call("column_argmax", NEARLY_ZERO),
    call("row_argmax", U @ V.T),
    call("min", U * V, W) - W,
    call("log_softmax", 1e15 * NEARLY_ZERO),
    call("softmax", 1e15 * NEARLY_ZERO),
    call("rest_of_sigmoid", 1 - call("sigmoid", U), U),
    call("ln_sigmoid", call("sigmoid", 9 * U), 9 * U),
    call("ln_rest_of_sigmoid", 1 - call("sigmoid", 9 * U), 9 * U),
    call("ln_softmax", call("softmax", 9 * U), 9 * U),
    call("log1p", NEARLY_ZERO - 1),
    call("normal_cdf", 1e16 * NEARLY_ZERO),
]
EXPRESSIONS = [*(parse_expression(text, NAMES) for text in TYPED), *CALLED]
factors = st.lists(st.sampled_from([0.1, 0.3, -0.7, 1.1, 1 / 3, 2.0, 0.0, -1.0, 1.0]), min_size=6, max_size=6)


def within(expr: Expr, precision: RunPrecision, seed: int, **values: object) -> bool:
    read = {name: np.asarray(value, NUMBER_TYPES[precision]) for name, value in values.items()}
    expr = typed(expr, precision)
    library = OtherLibrary(np.random.default_rng(seed), precision)
    again = recomputed(expr, {name: Numbers.of(array) for name, array in read.items()}, precision)
    return all(again.first_outside(library.value(expr, read).ravel().tolist()) is None for _ in range(3))


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("number", range(len(EXPRESSIONS)))
@given(u=factors, v=factors, seed=st.integers(0, 1000))
@settings(max_examples=10)
def test_whatever_side_a_library_is_on(
    number: int, precision: RunPrecision, u: list[float], v: list[float], seed: int
) -> None:
    a, b = (np.reshape(each, (2, 3)).astype(NUMBER_TYPES[precision]) for each in (u, v))
    assert within(EXPRESSIONS[number], precision, seed, u=a, v=b, w=a * b)


def again_of(expr: Expr, **values: float) -> tuple[float, float]:
    found = recomputed(expr, {name: Numbers([value], ()) for name, value in values.items()}, "float64")
    return found.values[0], found.bounds[0]


def test_a_step_whose_argument_is_rounded_to_about_zero_may_be_either() -> None:
    value, bound = again_of(call("step", NEARLY_ZERO), u=0.1, v=0.3, w=0.1 * 0.3)
    assert value - bound <= 0
    assert value + bound >= 1


def test_a_step_whose_argument_is_not_rounded_is_certain() -> None:
    assert again_of(call("step", U - V), u=0.3, v=0.3) == (0.0, 0.0)
    assert again_of(call("step", U - V), u=0.3, v=np.nextafter(0.3, 0)) == (1.0, 0.0)
    assert again_of(call("step", NEARLY_ZERO), u=3, v=5, w=15) == (0.0, 0.0)


def test_a_quotient_by_what_may_be_zero_can_be_anything() -> None:
    assert again_of(1 / NEARLY_ZERO, u=0.1, v=0.3, w=0.1 * 0.3)[1] == np.inf
    assert again_of(U / (V - W), u=1, v=2, w=2) == (np.inf, 0.0)


def test_a_whole_quotient_has_a_certain_floor() -> None:
    assert again_of(call("floor", U / V), u=10, v=5) == (2.0, 0.0)


def test_zeros_have_the_sign_of_ieee_754() -> None:
    assert again_of(1 / (U * V), u=0.0, v=-1.0) == (-np.inf, 0.0)
    assert again_of(1 / (U - V), u=3.0, v=3.0) == (np.inf, 0.0)
    assert again_of(1 / -(U * V), u=0.0, v=-1.0) == (np.inf, 0.0)
    assert again_of(Number(1.0) / U, u=-0.0) == (-np.inf, 0.0)


def test_a_difference_that_overflows_on_the_way_is_not_trusted() -> None:
    largest = 1.7e308
    assert again_of(U + V - W, u=largest, v=largest, w=largest) == (np.inf, 0.0)
    matrix = Numbers([largest, largest, -largest], (1, 3))
    ones = Numbers([1.0, 1.0, 1.0], (3, 1))
    assert recomputed(U @ V, {"u": matrix, "v": ones}, "float64").bounds == [np.inf]


def test_a_sum_that_overflows_on_one_side_only_is_infinite() -> None:
    terms = Numbers([8e19, -1.5e308, -1e308, 5.0], (4, 1))
    again = recomputed(call("sum", U), {"u": terms}, "float64")
    assert (again.values, again.bounds) == ([-np.inf], [0.0])


def test_a_product_that_overflows_within_a_sum_may_be_fused_with_it() -> None:
    """-inf + inf is NaN, while -inf plus a large product that is not rounded is -inf."""
    ones = Numbers([1e300, 1e300], (2, 1))
    assert recomputed(U @ V, {"u": Numbers([-1e300, 2e300], (1, 2)), "v": ones}, "float64").bounds == [np.inf]
    positive = recomputed(U @ V, {"u": Numbers([1e300, 2e300], (1, 2)), "v": ones}, "float64")
    assert (positive.values, positive.bounds) == ([np.inf], [0.0])


def test_what_may_be_no_number_is_not_certain_to_be_one() -> None:
    assert again_of(U * call("ln", NEARLY_ZERO), u=1.0, v=0.1, w=0.1)[1] == 0.0
    assert again_of(V * call("ln", NEARLY_ZERO), u=0.1, v=0.1, w=0.1 * 0.1)[1] == np.inf
    assert again_of(V / call("ln", NEARLY_ZERO), u=0.1, v=0.1, w=0.1 * 0.1)[1] == np.inf
