"""Partial derivatives: they read as in a text, and agree with central differences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nnstep.errors import ProgramError
from nnstep.expr.parsing.expressions import parse_expression
from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import (
    Binary,
    Derivative,
    Element,
    Expr,
    Name,
    Negative,
    Number,
    Total,
    Transpose,
    call,
    substitute,
    walk,
)
from nnstep.expr.walks.derive import partial
from nnstep.expr.walks.evaluate import evaluate
from nnstep.expr.walks.formula import formula
from nnstep.expr.walks.numpy_line import source
from nnstep.expr.walks.pen import Pen

KNOWN = ("x", "y", "a1", "a2")
PEN = Pen(dict.fromkeys(KNOWN, ()), str)
X, Y = Name("x"), Name("y")


def value(expr: Expr, **at: float) -> float:
    return float(evaluate(expr, {name: np.asarray(number, dtype=float) for name, number in at.items()}))


def derived(text: str, name: str) -> Expr:
    return partial(parse_expression(text, KNOWN), name)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("x**2", "x", "2·x"),
        ("2*x**2 + 3*x*y + y**3", "x", "4·x + 3·y"),
        ("2*x**2 + 3*x*y + y**3", "y", "3·x + 3·y²"),
        ("2*a1 + a2", "a1", "2"),
        ("2*a1 + a2", "a2", "1"),
        ("3*x", "x", "3"),
        ("(x - 3)**2/2", "x", "x − 3"),
        ("x**2/3", "x", "2·x / 3"),
        ("x*x*x", "x", "3·x·x"),
        ("x*y", "y", "x"),
        ("x - y", "x", "1"),
        ("1/x", "x", "−1 / x²"),
        ("x/y", "x", "1 / y"),
        ("x/y", "y", "−x / y²"),
        ("x**-2", "x", "−2·x⁻³"),
        ("2**x", "x", "2^x·ln 2"),
        ("exp(2*x)", "x", "2·e^(2·x)"),
        ("ln(x)", "x", "1 / x"),
        ("ln(x)**2", "x", "2·ln x / x"),
        ("sqrt(x)", "x", "1 / (2·√(x))"),
        ("sqrt(x**2 + 1)", "x", "x / √(x² + 1)"),
        ("sin(x)*y", "x", "y·cos(x)"),
        ("cos(3*x)", "x", "−3·sin(3·x)"),
        ("abs(x)", "x", "[x > 0] − [−x > 0]"),
        ("sigmoid(x)", "x", "σ(x)·(1 − σ(x))"),
        ("tanh(x)", "x", "1 − tanh(x)²"),
        ("relu(x)", "x", "[x > 0]"),
        ("max(0, x)", "x", "[x > 0]"),
        ("step(x)*x", "x", "[x > 0]"),
        ("-(-x)", "x", "1"),
        ("x - 3*x", "x", "−2"),
        ("y + 4", "x", "0"),
    ],
)
def test_derivatives_read_as_in_a_text(text: str, name: str, expected: str) -> None:
    assert formula(derived(text, name), PEN).replace("-", "−") == expected


def test_the_derivative_of_a_negative_is_minus_one() -> None:
    assert derived("-x", "x") == Number(-1.0)


def test_what_does_not_depend_on_the_name_keeps_its_form() -> None:
    assert source(derived("(2 + 3*1)*y*x", "x")) == "(2 + 3 * 1) * y"


def test_a_constant_quotient_is_not_rounded() -> None:
    assert source(derived("x/3", "x")) == "1 / 3"
    assert source(derived("x**2/6", "x")) == "x / 3"


def test_an_exponent_that_depends_on_the_name_has_a_part_of_its_own() -> None:
    assert value(derived("x**x", "x"), x=2.0) == pytest.approx(4 * (1 + np.log(2)))


def test_a_negative_base_with_a_fixed_exponent_needs_no_logarithm() -> None:
    assert value(derived("x**y", "x"), x=-2.0, y=3.0) == 12.0


def test_the_slope_of_an_activation_is_derived_by_its_body() -> None:
    assert partial(Derivative("tanh′", X, 1 - X**2), "x") == Negative(2 * X)


def test_sums_of_an_expansion_and_transposes_are_derived_term_by_term() -> None:
    assert source(partial(Total((X * Y, Transpose(X), Element("x", ()))), "x")) == "y + 1 + 1"


@pytest.mark.parametrize("expr", [X @ Y, call("softmax", X), call("column_sums", X)])
def test_what_only_matrices_have_is_refused(expr: Expr) -> None:
    with pytest.raises(ProgramError, match="is for matrices"):
        partial(expr, "x")


def test_an_element_of_a_matrix_is_no_number_to_derive_by() -> None:
    with pytest.raises(ProgramError, match="W is not a number"):
        partial(Element("W", (0, 1)) * X, "W")


@pytest.mark.parametrize(
    ("text", "at", "by_x", "by_y"),
    [
        ("abs(x)", {"x": 0.0}, 0.0, 0.0),
        ("relu(x)", {"x": 0.0}, 0.0, 0.0),
        ("step(x)", {"x": 0.0}, 0.0, 0.0),
        ("max(0, x)", {"x": 0.0}, 0.0, 0.0),
        ("max(x, y)", {"x": 2.0, "y": 2.0}, 1.0, 0.0),
        ("leaky_relu(x, 0.01)", {"x": 0.0}, 0.01, 0.0),
    ],
)
def test_at_a_kink_the_stated_convention_holds(text: str, at: dict[str, float], by_x: float, by_y: float) -> None:
    assert value(derived(text, "x"), **at) == by_x
    assert value(derived(text, "y"), **at) == by_y


SCALAR = [name for name, row in PRIMITIVES.items() if row.shaping in ("elementwise", "number") and name != "float32"]


def central(expr: Expr, name: str, at: dict[str, float], h: float) -> float:
    above, below = at | {name: at[name] + h}, at | {name: at[name] - h}
    return (value(expr, **above) - value(expr, **below)) / (2 * h)


@pytest.mark.parametrize("function", SCALAR)
@pytest.mark.parametrize(("u", "v"), [(0.75, 0.5), (0.25, 1.5), (-0.75, 0.5)])
def test_every_scalar_function_has_the_slope_of_its_values(function: str, u: float, v: float) -> None:
    row = PRIMITIVES[function]
    expr = call(function, *(X, Y)[: row.arity])
    at = {"x": abs(u) if function.startswith(("ln", "sqrt")) else u, "y": v}
    assert len(row.slopes) == row.arity
    for name in "xy"[: row.arity]:
        assert value(partial(expr, name), **at) == pytest.approx(central(expr, name, at, 1e-6), abs=1e-8)


@pytest.mark.parametrize("function", [name for name in SCALAR if PRIMITIVES[name].definition is not None])
@pytest.mark.parametrize("at", [{"u": 0.75, "v": 0.01}, {"u": -1.5, "v": 0.01}, {"u": 0.0, "v": 0.01}])
def test_a_functions_slope_is_that_of_its_definition(function: str, at: dict[str, float]) -> None:
    row = PRIMITIVES[function]
    assert row.definition is not None
    assert value(row.slopes[0], **at) == pytest.approx(value(partial(row.definition, "u"), **at))


def scalar_trees() -> st.SearchStrategy[Expr]:
    numbers = st.sampled_from([-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0]).map(Number)
    leaves = st.one_of(st.sampled_from([X, Y]), numbers)
    one = [name for name in SCALAR if PRIMITIVES[name].arity == 1]
    two = [name for name in SCALAR if PRIMITIVES[name].arity == 2]
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            inner.map(Negative),
            st.builds(Binary, st.sampled_from(["+", "-", "*", "/", "**"]), inner, inner),
            st.builds(lambda base, power: base**power, inner, st.integers(-2, 4)),
            st.builds(call, st.sampled_from(one), inner),
            st.builds(call, st.sampled_from(two), inner, inner),
        ),
        max_leaves=8,
    )


POINTS = st.floats(-2, 2).filter(lambda number: abs(number) > 0.05)


@given(scalar_trees(), POINTS, POINTS, st.sampled_from("xy"))
def test_derivatives_agree_with_central_differences(expr: Expr, x: float, y: float, name: str) -> None:
    at = {"x": x, "y": y}
    slope = partial(expr, name)
    # At a singularity of a part (the root of 0, the logarithm of a negative number) there is nothing to compare.
    assume(all(np.isfinite(value(part, **at)) for tree in (expr, slope) for part in walk(tree)))
    fine, coarse = central(expr, name, at, 1e-5), central(expr, name, at, 2e-3)
    sides = [central(expr, name, at | {name: at[name] + shift}, 1e-5) for shift in (-2e-5, 2e-5)]
    # Away from singularities, kinks and jumps all differences nearly agree; large values would drown them.
    assume(np.isfinite([fine, coarse, *sides]).all())
    assume(abs(value(expr, **at)) < 1e4)
    assume(max(abs(fine - other) for other in (coarse, *sides)) <= 1e-2 * max(1, abs(fine)))
    assert value(slope, **at) == pytest.approx(fine, rel=1e-2, abs=1e-3)


@given(scalar_trees(), POINTS, POINTS)
def test_the_chain_rule_holds_for_a_name_put_in(expr: Expr, x: float, y: float) -> None:
    inner = X * Y + 1
    outside = partial(expr, "x")
    direct = value(partial(substitute(expr, {"x": inner}), "x"), x=x, y=y)
    by_steps = value(outside, x=value(inner, x=x, y=y), y=y) * y
    assume(np.isfinite([direct, by_steps]).all())
    assert direct == pytest.approx(by_steps, rel=1e-6, abs=1e-9)
