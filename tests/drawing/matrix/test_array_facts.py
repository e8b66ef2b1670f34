"""The measures of an array, compared with NumPy's, whatever is not finite in it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nnstep.drawing.matrix.array_facts import facts_of, joined, share_text

nan, inf = np.nan, np.inf
ELEMENTS = st.floats(-1e6, 1e6) | st.sampled_from([nan, inf, -inf, 0.0, -0.0])


@given(arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=7), elements=ELEMENTS))
def test_the_measures_are_those_of_the_finite_elements(values: np.ndarray) -> None:
    facts = facts_of(values)
    finite = [value for value in values.ravel().tolist() if np.isfinite(value)]
    assert facts.zeros == sum(value == 0 for value in finite)
    assert (facts.nans, facts.infinite) == (int(np.isnan(values).sum()), int(np.isinf(values).sum()))
    if finite:
        assert (facts.least, facts.most) == (min(finite), max(finite))
        assert facts.mean == pytest.approx(sum(finite) / len(finite), rel=1e-9, abs=1e-9)
        assert facts.extent == max(map(abs, finite))
    else:
        assert facts.extent == 0


@pytest.mark.filterwarnings("error")
def test_the_mean_of_very_large_numbers_does_not_overflow() -> None:
    assert facts_of(np.full((10, 10), 1.7e308)).mean == pytest.approx(1.7e308)
    assert facts_of(np.full((100, 100), 3e38, dtype=np.float32)).mean == pytest.approx(3e38, rel=1e-6)


def test_the_measures_are_told_from_the_most_important_one_on() -> None:
    assert facts_of(np.array([[-0.714, 0.0], [0.64, 0.0]])).texts() == [
        *("min −0.714", "mean −0.0185", "max 0.64", "50 % zeros")
    ]
    assert facts_of(np.array([[nan, inf, 2.0, -inf]])).texts()[3:] == ["0 % zeros", "1 NaN", "2 infinite"]
    assert facts_of(np.array([[nan, nan]])).texts() == ["0 % zeros", "2 NaN"]


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 %"), (1, "<1 %"), (500, "50 %"), (999, ">99 %"), (1000, "100 %"), (10, "1 %")]
)
def test_only_none_is_no_percent_and_only_all_are_a_hundred(count: int, text: str) -> None:
    assert share_text(count, 1000) == text


def test_texts_are_joined_as_far_as_there_is_room() -> None:
    assert joined(["one", "two", "three"], 8) == "one  two"
    assert joined(["one", "two", "three"], 7) == "one"
    assert joined(["one"], 2) == ""
