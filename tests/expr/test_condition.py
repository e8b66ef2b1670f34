"""What conditions may ask of whole quantities: whether they changed, turned, or hold odd numbers."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.expr.condition import any_beyond, any_infinite, any_nan, changed, turned

NAN, INFINITE = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ([1, 2], [1, 2], False),
        ([1, 3], [1, 2], True),
        ([1, 2], [1, NAN], False),  # it had no value before
        ([1, NAN], [1, 2], True),
        ([1, 2, 3], [1, 2], True),  # a smaller or larger batch
    ],
)
def test_any_other_value_is_a_change(now: list[float], before: list[float], *, expected: bool) -> None:
    assert changed(np.array(now), np.array(before)) is expected


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ([1, 2], [3, -1], True),
        ([1, 2], [3, 1], False),
        ([0, 2], [-3, 1], False),
        ([1, 2], [NAN, 1], False),
        ([1, 2, 3], [-1, -2], False),
    ],
)
def test_a_sign_turns_from_plus_to_minus_or_back(now: list[float], before: list[float], *, expected: bool) -> None:
    assert turned(np.array(now), np.array(before)) is expected


def test_one_odd_element_is_enough() -> None:
    assert any_nan(np.array([0, NAN]))
    assert not any_nan(np.array([0, INFINITE]))
    assert any_infinite(np.array([0, -INFINITE]))
    assert not any_infinite(np.array([0, NAN]))


@pytest.mark.parametrize(("values", "expected"), [([2, -2], False), ([2, -2.5], True), ([2, NAN], True)])
def test_beyond_a_bound_is_what_is_larger_without_its_sign_or_no_number(values: list[float], *, expected: bool) -> None:
    assert any_beyond(np.array(values), 2.0) is expected
