"""Interval compiler: what is worked out from any numbers within the bounds lies within the result's."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

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
