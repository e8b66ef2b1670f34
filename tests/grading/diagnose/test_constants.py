"""Constants that can be any number are solved for: the fewest digits that fit all numbers, over several steps too."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.grading.diagnose.constants import shortest
from tests.grading.diagnose.exercises import NEURON, graded


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (0.349, 0.3512, (0.35, 2)),
        (0.31, 0.44, (0.4, 1)),
        (-2.04, -1.98, (-2.0, 1)),
        (119.6, 120.4, (120.0, 2)),
        (-0.1, 0.2, (0.0, 1)),
        (0.123456, 0.123456, (0.123456, 6)),
        (5e-7, 5e-7, (5e-7, 1)),
    ],
)
def test_the_shortest_number_between_two_is_found(low: float, high: float, found: tuple[float, int]) -> None:
    assert shortest(low, high) == found


@pytest.mark.parametrize(
    ("low", "high"), [(0.4, 0.3), (math.nan, 1), (1, math.inf), (1 / 3, 1 / 3 + 1e-12), (-math.inf, math.inf)]
)
def test_there_is_none_that_a_person_would_write(low: float, high: float) -> None:
    assert shortest(low, high) is None


@given(st.floats(1e-6, 1e6), st.floats(1e-3, 0.5))
def test_it_lies_between_the_two_and_has_so_many_digits(middle: float, share: float) -> None:
    low, high = middle * (1 - share), middle * (1 + share)
    found = shortest(low, high)
    assert found is not None
    number, digits = found
    assert low * (1 - 1e-8) <= number <= high * (1 + 1e-8)
    assert float(f"{number:.{digits - 1}e}") == number


ONE_STEP = "W1 = [[0.33250812, 0.88916396]]\nb1 = [0.22167208]\n"


@pytest.mark.parametrize(
    "sheet",
    [
        ONE_STEP,
        f"{ONE_STEP}[step.2]\nW1 = [[0.36231799, 0.87922734]]\n",
        "[step.5]\nW1 = [[0.43773776, 0.85408741]]\nb1 = [0.2918251718]\n",
    ],
)
def test_another_rate_is_solved_for_over_the_steps_before(sheet: str) -> None:
    """0.35 in place of 0.4, by a NumPy loop of d = (a - y) a (1 - a), w -= 0.35 d x."""
    result = graded(NEURON, sheet)
    assert len(result.new_mistakes) == 1
    first = result.first_mistake
    assert first is not None
    assert first.kind == "mistake"
    assert first.explanations[0].ids == "other-rate"
    assert "0.35" in first.explanations[0].remark
    assert not any(verdict.is_right for verdict in result.verdicts)
