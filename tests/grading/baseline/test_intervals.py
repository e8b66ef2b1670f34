"""Interval compiler: what is worked out from any numbers within the bounds lies within the result's."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.expr.primitives import PRIMITIVES
from nnstep.expr.tree import Binary, Call, Element, Expr, Name, Total, Transpose, call
from nnstep.expr.walks.evaluate import evaluate
from nnstep.grading.baseline.intervals import Interval, bounds
from tests.grading.made_mistakes import SETTINGS
from tests.grading.test_mistakes import engine_of


@given(
    st.sampled_from(list(SETTINGS)), st.integers(0, 2), st.integers(0, 2**32 - 1), st.sampled_from([1e-6, 0.01, 0.3])
)
def test_every_operation_of_every_kind_of_exercise(setting: str, seed: int, draw: int, width: float) -> None:
    grader, random = engine_of(setting, seed), np.random.default_rng(draw)
    exact = grader.exact.step(1)
    values = {**exact.before, **exact.after}
    low = {id: np.asarray(value, dtype=float) - width * np.abs(value) for id, value in values.items()}
    high = {id: np.asarray(value, dtype=float) + width * np.abs(value) for id, value in values.items()}
    for op in grader.program.ops:
        with np.errstate(all="ignore"):
            result = bounds(op.expression, {id: Interval(low[id], high[id]) for id in values})
        inside = {id: low[id] + random.random(np.shape(low[id])) * (high[id] - low[id]) for id in values}
        value = evaluate(op.expression, inside)
        allowed = 1e-12 * (1 + np.abs(value))
        known = np.isfinite(result.low) & np.isfinite(result.high) & np.isfinite(value)
        assert np.all(~known | ((result.low - allowed <= value) & (value <= result.high + allowed))), op.target


def test_a_point_stays_a_point() -> None:
    grader = engine_of("sigmoids", 0)
    exact = grader.exact.step(1)
    values = {id: Interval.of(value) for id, value in {**exact.after, **exact.before}.items()}
    for op in grader.program.ops:
        result = bounds(op.expression, values)
        np.testing.assert_allclose(result.low, exact.after[op.target], rtol=1e-12)
        np.testing.assert_allclose(result.high, exact.after[op.target], rtol=1e-12)


FAST_PATH_ONLY = {"log_softmax", "log_softmax_rows", "column_argmax", "row_argmax"}
"""No program has them, so nothing asks for their bounds."""


@pytest.mark.parametrize("function", PRIMITIVES)
def test_a_function_has_a_fact_to_be_bounded_by_and_lies_within_the_bounds(function: str) -> None:
    row, random = PRIMITIVES[function], np.random.default_rng(1)
    nothing = row.course is None and row.definition is None and row.paper is None
    assert nothing == (function in FAST_PATH_ONLY)
    call = Call(function, tuple(Name(name) for name in "uv"[: row.arity]))
    for width in (0.01, 0.5, 4.0):
        low = {name: random.uniform(-5, 5, (3, 2)) for name in "uv"}
        if row.paper is not None:  # the first argument is a probability, the second one is where it comes from
            low = {"u": random.uniform(0.1, 0.5, (3, 2)), "v": random.uniform(20, 30, (3, 2))}
        high = {name: value + (min(width, 0.4) if row.paper is not None else width) for name, value in low.items()}
        with np.errstate(all="ignore"):
            found = bounds(call, {name: Interval(low[name], high[name]) for name in "uv"})
            for _ in range(200):
                share = random.random((3, 2))
                value = row.function(*(low[n] + share * (high[n] - low[n]) for n in "uv"[: row.arity]))
                known = np.isfinite(found.low) & np.isfinite(found.high) & np.isfinite(value)
                inside = (found.low - 1e-12 <= value) & (value <= found.high + 1e-12)
                assert np.all(~known | inside), (function, width)
                assert np.shape(value) == found.low.shape


def test_nothing_is_known_of_a_function_without_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = replace(PRIMITIVES["sin"], course=None)
    monkeypatch.setitem(PRIMITIVES, "bare", bare)
    found = bounds(Call("bare", (Name("u"),)), {"u": Interval(np.array([0.1]), np.array([0.2]))})
    assert np.isnan(found.low).all()
    assert np.isnan(found.high).all()


U, V = Name("u"), Name("v")


@pytest.mark.parametrize(
    ("expr", "u", "v", "expected"),
    [
        (U * U, (-1, 2), (0, 0), (0, 4)),
        (U * V, (-1, 2), (3, 5), (-5, 10)),
        (U * (1 - U), (-1, 2), (0, 0), (-2, 0.25)),
        (U * (1 - U), (0.25, 0.5), (0, 0), (0.1875, 0.25)),
        (U * (1 - U), (0.5, 0.75), (0, 0), (0.1875, 0.25)),
        (U * (1 - U), (0.75, 1), (0, 0), (0, 0.1875)),
        (U / V, (1, 2), (2, 4), (0.25, 1)),
        (U / V, (1, 2), (0, 4), (math.nan, math.nan)),
        (U / V, (1, 2), (-4, 0), (math.nan, math.nan)),
        (Element("u", (0,)), (1, 2), (0, 0), (1, 2)),
        (U + V, (1, 2), (3, 5), (4, 7)),
        (U - V, (1, 2), (3, 5), (-4, -1)),
        (-U, (1, 2), (0, 0), (-2, -1)),
        (U * V, (-2, -1), (-5, 3), (-6, 10)),
        (U / V, (-1, 2), (-4, -2), (-1, 0.5)),
        (U**2, (-3, 2), (0, 0), (0, 9)),
        (U**2, (-3, 0), (0, 0), (0, 9)),
        (U**2, (0, 2), (0, 0), (0, 4)),
        (U**2, (-3, -2), (0, 0), (4, 9)),
        (U**3, (-1, 2), (0, 0), (-1, 8)),
        (U**V, (1, 2), (2, 3), (1, 8)),
        (U**V, (0.25, 4), (0.5, 2), (0.0625, 16)),
        (U**0, (-1, 2), (0, 0), (1, 1)),
        (U**-2.0, (1, 2), (0, 0), (0.25, 1)),
        (U**-2.0, (-1, 2), (0, 0), (math.nan, math.nan)),  # beyond all bounds at 0
        (U**-1.0, (-1, 2), (0, 0), (math.nan, math.nan)),
        (U**-1.0, (0, 2), (0, 0), (math.nan, math.nan)),
        (Total((U, V, U)), (1, 2), (3, 5), (5, 9)),
        (call("abs", U), (-3, 2), (0, 0), (0, 3)),
        (call("abs", U), (1, 2), (0, 0), (1, 2)),
        (call("sin", U), (1, 2), (0, 0), (-1, 1)),  # it turns at pi / 2
        (call("sin", U), (-1, 1), (0, 0), (math.sin(-1), math.sin(1))),
        (call("sin", U), (2, 4), (0, 0), (math.sin(4), math.sin(2))),
        (call("cos", U), (-1, 1), (0, 0), (-1, 1)),
        (call("cos", U), (1, 2), (0, 0), (math.cos(2), math.cos(1))),
    ],
)
def test_bounds_are_no_wider_than_they_must_be(
    expr: Expr, u: tuple[float, float], v: tuple[float, float], expected: tuple[float, float]
) -> None:
    values = {id: Interval(np.array([low]), np.array([high])) for id, (low, high) in {"u": u, "v": v}.items()}
    with np.errstate(divide="ignore"):
        result = bounds(expr, values)
    np.testing.assert_array_equal([result.low.item(), result.high.item()], expected)


def wider(part: Interval) -> Interval:
    """Round by up to 1."""
    return Interval(part.low - 1, part.high + 1)


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (U + V, (4, 7)),  # its own result is not rounded here, nor is what it reads
        (U + 2 * V, (6, 13)),
        (U + 2 * V + 1, (6, 15)),  # the product, then the sum
        (-(U * V), (-11, -2)),
        (V - (-(U * V)), (5, 16)),  # a changed sign is no work
        (2 * V * (1 - 2 * V), (-11 * 10, -5 * 4)),
        ((U + 1) * (U + 1), (1, 16)),
        (call("exp", U - V), (math.exp(-5), 1.0)),
        (Total((U * V, V)), (5, 16)),
    ],
)
def test_each_result_within_an_expression_may_be_rounded(expr: Expr, expected: tuple[float, float]) -> None:
    values = {"u": Interval(np.array([1.0]), np.array([2.0])), "v": Interval(np.array([3.0]), np.array([5.0]))}
    result = bounds(expr, values, wider)
    assert (result.low.item(), result.high.item()) == pytest.approx(expected)


def test_each_product_of_a_matrix_product_may_be_rounded() -> None:
    values = {"u": Interval.of([[1.0, 2.0, 3.0], [0.0, 1.0, 0.0]]), "v": Interval.of([[4.0, 5.0, 6.0]])}
    exact = bounds(Binary("@", U, Transpose(V)), values)
    assert exact.low.tolist() == exact.high.tolist() == [[32.0], [5.0]]
    rounded = bounds(Binary("@", U, Transpose(V)), values, wider)
    assert (rounded.low.tolist(), rounded.high.tolist()) == ([[29.0], [2.0]], [[35.0], [8.0]])
