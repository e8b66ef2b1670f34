"""What things cost in a story, in bits."""

from __future__ import annotations

import pytest

from nnstep.grading.diagnose import bits


@pytest.mark.parametrize(("count", "expected"), [(8, 3.0), (2, 1.0), (1, 0.0), (0.5, 0.0), (0, 0.0)])
def test_a_choice_costs_the_logarithm_of_how_many_there_are(count: float, expected: float) -> None:
    assert bits.of_choice(count) == expected


def test_a_story_is_told_as_what_happened_if_it_is_twenty_times_as_likely() -> None:
    assert pytest.approx(20) == 2**bits.ODDS
    assert pytest.approx(10) == 2**bits.DIGIT
