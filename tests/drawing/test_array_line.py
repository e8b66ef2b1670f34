"""Arrays in one line: whole numbers only, rows told apart, and a sign where some are left out."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.drawing.array_line import ArrayLine, in_a_line, is_line
from nnstep.expr.digits import Digits


@pytest.mark.parametrize(
    ("values", "width", "text"),
    [
        (486.0, 9, "486"),
        ([486, 679, -397], 12, "486 679 −397"),
        ([[486], [679], [-397]], 12, "486 679 −397"),
        ([[1, 2], [3, 4.5]], 16, "1.0 2.0; 3.0 4.5"),
        ([[486], [679], [-397]], 11, "486 679 …"),
        ([[486], [679], [-397]], 8, "486 …"),
        ([486, 679], 4, "…"),
        ([486], 2, "…"),
        ([486], 0, ""),
        (np.zeros((0,)), 5, ""),
        ([np.nan, np.inf], 9, "nan inf"),
        (np.zeros(10**6), 9, "0 0 0 0 …"),
    ],
)
def test_no_number_is_cut_and_an_ellipsis_stands_for_those_left_out(values: list[float], width: int, text: str) -> None:
    assert in_a_line(np.array(values, dtype=float), Digits(6), width) == text
    assert len(text) <= width


def test_numbers_rows_and_columns_are_lines_and_matrices_are_not() -> None:
    assert [shape for shape in [(), (3,), (1, 4), (4, 1), (1, 1), (2, 2)] if is_line(shape)] == [
        *[(), (3,), (1, 4), (4, 1), (1, 1)]
    ]


def test_a_line_is_cut_to_the_columns_that_are_asked_for() -> None:
    line = ArrayLine("z1", "23 12", "changed", 4)
    assert (line.width, line.height) == (9, 1)
    assert line.line(0, 0, 12) == [("z1  ", "heading"), ("23 12", "changed"), ("   ", "plain")]
    assert "".join(text for text, _ in line.line(0, 2, 6)) == "  23"
    assert "".join(text for text, _ in line.line(1, 0, 4)) == "    "
