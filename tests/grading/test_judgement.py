"""Verdicts read off a story: shapes, and numbers that follow from others."""

from __future__ import annotations

import pytest

from nnstep.grading.verdict import RAGGED, Verdict
from tests.grading.diagnose.exercises import TWO_LAYERS, graded


def verdicts(sheet: str) -> dict[str, Verdict]:
    return {verdict.place: verdict for verdict in graded(TWO_LAYERS, sheet).verdicts}


@pytest.mark.parametrize(
    ("sheet", "remark"),
    [
        ("W1 = [[0.1, 0.2], [0.3]]", RAGGED),
        ("z1 = [0.35, -0.05, 1]", ""),
    ],
)
def test_a_wrong_shape_is_said_with_what_would_be_right(sheet: str, remark: str) -> None:
    (verdict,) = verdicts(sheet).values()
    assert (verdict.kind, verdict.remark, verdict.index) == ("shape", remark, None)


def test_an_element_left_open_is_missing_and_says_nothing_of_its_value() -> None:
    found = verdicts('z1 = [0.35, "?"]')
    assert [(verdict.kind, verdict.written is None) for verdict in found.values()] == [
        ("correct", False),
        ("missing", True),
    ]


def test_what_follows_from_a_rounded_number_is_rounded_and_from_a_wrong_one_carried() -> None:
    rounded = verdicts("a1 = [0.5866, 0.4875]\nz2 = [0.4562]")
    assert {verdict.kind for verdict in rounded.values()} <= {"correct", "rounded"}
    wrong = verdicts("z1 = [0.9, -0.05]\na1 = [0.710950, 0.487503]")
    assert wrong["z1[0]"].kind not in ("correct", "carried")
    assert wrong["a1[0]"].kind == "carried"
    assert wrong["a1[1]"].kind == "correct"
