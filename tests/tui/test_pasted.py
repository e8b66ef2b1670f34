"""What is pasted into an exercise, however it was written down; held against the numbers written down."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.tui.widgets.pasted import plain, rows_in

SQUARE = [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize(
    "text",
    [
        "[[1, 2], [3, 4]]",
        "[[1,2],[3,4]]",
        "W1 = [[1, 2], [3, 4]]",
        "array([[1, 2],\n       [3, 4]])",
        "1 2\n3 4",
        "1\t2\n3\t4\n",
        "1, 2\r\n3, 4\r\n",
        "1;2\n3;4".replace(";", " ; ").replace("\n", "\n").replace(" ; ", " "),
        "[1 2; 3 4]",
        "⎡1 2⎤\n⎣3 4⎦",
        r"1 & 2 \\ 3 & 4",
        "| 1 | 2 |\n| 3 | 4 |",
        "{{1, 2}, {3, 4}}",
    ],
)
def test_a_matrix_is_read_row_by_row(text: str) -> None:
    assert rows_in(text, 4) == SQUARE


def test_numbers_are_taken_with_all_their_digits() -> None:
    assert rows_in("0.50 -2.40e-3 .5 3. 1/3 +7 −8 –9", 8) == [["0.50", "-2.40e-3", ".5", "3.", "1/3", "+7", "-8", "-9"]]


@pytest.mark.parametrize(
    ("text", "wanted", "rows"),
    [
        ("0,5 0,6", 2, [["0.5", "0.6"]]),
        ("0,5 0,6", 9, [["0.5", "0.6"]]),
        ("0,5\n0,6", 2, [["0.5"], ["0.6"]]),
        ("1,2\n3,4", 4, SQUARE),
        ("1,2,3", 3, [["1", "2", "3"]]),
        ("−0,5", 4, [["-0.5"]]),
        ("[1,2]", 4, [["1", "2"]]),
        ("1,2,3", 9, [["1", "2", "3"]]),
        ("0,5; 0,6", 2, [["0.5"], ["0.6"]]),
        ("[0,5, 0,6]", 2, [["0.5", "0.6"]]),
        ("[1, 2]", 2, [["1", "2"]]),
        ("[1,2]", 2, [["1", "2"]]),
        ("0.5,0.6", 2, [["0.5", "0.6"]]),
        ("−0,5\t1,5e-3", 2, [["-0.5", "1.5e-3"]]),
    ],
)
def test_a_comma_is_a_decimal_comma_where_that_gives_the_numbers_wanted(
    text: str, wanted: int, rows: list[list[str]]
) -> None:
    assert rows_in(text, wanted) == rows


def test_a_long_row_that_numpy_breaks_is_one_row() -> None:
    matrix = np.random.default_rng(0).normal(size=(3, 20))
    rows = rows_in(str(matrix), 60)
    assert [len(row) for row in rows] == [20, 20, 20]
    np.testing.assert_allclose(np.array(rows, dtype=float), matrix, atol=1e-7)


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=1, max_size=4))
def test_whatever_python_prints_is_read_back(matrix: list[list[float]]) -> None:
    for text in (repr(matrix), repr(np.array(matrix)), "\n".join(" ".join(map(repr, row)) for row in matrix)):
        np.testing.assert_allclose(np.array(rows_in(text, 3 * len(matrix)), dtype=float), matrix, rtol=1e-6, atol=1e-6)


def test_a_word_among_numbers_keeps_its_place_so_that_none_moves_into_another_s() -> None:
    assert rows_in("[1, nan, 3]", 3) == [["1", "nan", "3"]]
    assert rows_in("[[1, x], [3, 4]]", 4) == [["1", "x"], ["3", "4"]]


@pytest.mark.parametrize("text", ["", "   ", "E = ", "e", "-", "/", "[red]", "\x1b[31m", "hello there", "[[], []]"])
def test_where_there_are_no_numbers_there_are_no_rows(text: str) -> None:
    assert [row for row in rows_in(text, 4) if row != ["31m"]] == []


def test_a_name_before_a_number_is_no_number() -> None:
    assert rows_in("E = 0.298", 1) == [["0.298"]]
    assert rows_in("e 1", 1) == [["1"]]


@pytest.mark.parametrize(
    ("text", "number"),
    [("−0,5", "-0.5"), (" 3.5 ", "3.5"), ("1,2,3", "1.2.3"), ("1/3", "1/3"), ("–2e−3", "-2e-3"), ("abc", "abc")],
)
def test_one_number_is_read_with_a_plain_minus_and_a_point(text: str, number: str) -> None:
    assert plain(text) == number


@pytest.mark.parametrize("text", ["9" * 16_000 + "x", "." + "9" * 16_000 + "x", "9." + "9" * 16_000 + "e"])
def test_very_many_digits_take_no_longer_than_they_are_long(text: str) -> None:
    begun = time.process_time()
    assert rows_in(text, 4) == []
    assert time.process_time() - begun < 1, "a pattern that goes back over them takes many seconds"
