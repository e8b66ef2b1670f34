"""Which training steps of a run are looked at."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.session.sampling import Stretch


@pytest.mark.parametrize(
    ("first", "end", "every", "steps"),
    [
        (0, 5, 1, [0, 1, 2, 3, 4]),
        (0, 10, 3, [2, 5, 8]),
        (2, 10, 3, [2, 5, 8]),
        (3, 10, 3, [5, 8]),
        (0, 2, 3, []),
        (4, 4, 1, []),
    ],
)
def test_groups_are_counted_from_the_start_of_the_run(first: int, end: int, every: int, steps: list[int]) -> None:
    assert Stretch(first, end).each(every).tolist() == steps


@given(st.integers(0, 1000), st.integers(1, 10**9), st.integers(2, 500))
def test_evenly_spaced_ones_have_both_ends_and_nearly_equal_distances(first: int, length: int, count: int) -> None:
    steps = Stretch(first, first + min(length, count * 10**6)).evenly(count)
    assert steps[0] == first
    assert steps[-1] == first + min(length, count * 10**6) - 1
    assert len(steps) == min(count, length)
    distances = np.diff(steps)
    assert not distances.size or np.ptp(distances) <= 1
