"""When a value of a person's line is just another one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnstep.own_code.mending.line_values import agrees

OWN = np.array([1.0, -200.0])


@pytest.mark.parametrize(
    ("value", "own", "expected"),
    [
        ([1.0, -200.0], OWN, True),
        ([1.0 + 1e-7, -200.0], OWN, True),  # as a part of the largest
        ([1.0 + 3e-7, -200.0], OWN, False),
        ([[1.0, -200.0]], OWN, False),
        ([1.0], OWN, False),
        (None, OWN, False),
        ("1", OWN, False),
        ([0.0, 0.0], np.zeros(2), True),
        ([5.0, 5.0], np.array([np.inf, 5.0]), False),  # a finite number is no infinite one
        ([np.inf, 5.0], np.array([np.inf, 5.0]), False),
    ],
)
def test_a_value_agrees_in_its_shape_and_up_to_a_part_of_the_largest_number(
    value: Any, own: np.ndarray, *, expected: bool
) -> None:
    assert agrees(value, own, 1e-9) is expected
