"""A slip of no known kind in a number that is not on the sheet: its value is solved for from what follows."""

from __future__ import annotations

import pytest

from tests.grading.diagnose.exercises import TWO_LAYERS, graded

SLIPPED = """
W1 = [[0.1005, 0.2010], [0.3011, -0.3979]]
b1 = [0.1010, 0.2021]
W2 = [[0.1248, 0.2206]]
b2 = [0.3422]
"""
"""z2 came out as 0.556 where 0.456 is right; all else was worked on from it, and rounded to four decimals."""


@pytest.mark.thorough
def test_one_slip_off_the_sheet_is_solved_for_and_counts_once() -> None:
    result = graded(TWO_LAYERS, SLIPPED)
    assert len(result.new_mistakes) == 1
    wrong = [verdict for verdict in result.verdicts if not verdict.is_right]
    assert {verdict.kind for verdict in wrong} == {"wrong"}
    assert {verdict.source for verdict in wrong} == {"z2[0] = 0.556, where 0.4562 is right"}
    assert "1 mistake (z2[0] = 0.556, where 0.4562 is right; of no known kind)" in result.summary


def test_no_number_is_called_a_mistake_that_the_others_refute() -> None:
    result = graded(TWO_LAYERS, SLIPPED)
    assert not result.mistakes
    assert not any(verdict.explanations for verdict in result.verdicts)


def test_a_slip_on_the_sheet_is_no_hidden_one() -> None:
    """σ(0.556) = 0.63553: what follows is carried from what was written."""
    result = graded(TWO_LAYERS, "z2 = [0.556]\na2 = [0.63553]\n")
    assert [verdict.kind for verdict in result.verdicts] == ["wrong", "carried"]
    assert not any(verdict.source for verdict in result.verdicts)
