"""What is pasted into an exercise, however it was written down; held against the numbers written down."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.errors import SheetError
from nnstep.session.practice.pasted import Filling, filling, plain, rows_in

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


GRID = tuple(np.ndindex(2, 4))
EIGHT = dict(zip(GRID, "12345678", strict=True))


@pytest.mark.parametrize("at", [(0, 0), (1, 2)])
@pytest.mark.parametrize(
    "text",
    [
        "1 2 3 4\n5 6 7 8",
        "W2 = [[1, 2, 3, 4], [5, 6, 7, 8]]",
        "array([[1, 2, 3, 4],\n       [5, 6, 7, 8]])",
        "tensor([[1, 2, 3, 4],\n        [5, 6, 7, 8]], dtype=torch.float64)",
        r"\begin{pmatrix} 1 & 2 & 3 & 4 \\ 5 & 6 & 7 & 8 \end{pmatrix}",
        "[1 2 3 4; 5 6 7 8]",
        "1\t2\t3\t4\n5\t6\t7\t8\n",
        "⎡1 2 3 4⎤\n⎣5 6 7 8⎦",
        "1 2 3 4 5 6 7 8",
        "[1, 2, 3, 4, 5, 6, 7, 8]",
    ],
)
def test_the_whole_quantity_fills_all_cells_wherever_the_cursor_is(text: str, at: tuple[int, int]) -> None:
    assert filling(text, (2, 4), GRID, at) == Filling(EIGHT)


def test_a_transposed_one_is_turned_and_that_is_said() -> None:
    found = filling("[[1, 5], [2, 6], [3, 7], [4, 8]]", (2, 4), GRID, (1, 1))
    assert found == Filling(EIGHT, "rows and columns were exchanged: 2×4 expected")


def test_a_column_is_taken_lying_and_standing_and_with_decimal_commas() -> None:
    column = tuple(np.ndindex(3, 1))
    expected = Filling(dict(zip(column, ("-0.5", "1.25", "7"), strict=True)))
    for text in ("−0,5\n1,25\n7", "[-0.5, 1.25, 7]", "[[-0.5], [1.25], [7]]", "-0,5; 1,25; 7", "-0.5 1.25 7"):
        assert filling(text, (3, 1), column, (2, 0)) == expected, text


@given(st.integers(2, 5), st.integers(2, 5), st.data())
def test_what_numpy_prints_of_any_matrix_fills_it(rows: int, columns: int, data: st.DataObject) -> None:
    values = data.draw(st.lists(st.floats(-1e4, 1e4), min_size=rows * columns, max_size=rows * columns))
    matrix = np.array(values).reshape(rows, columns)
    cells = tuple(np.ndindex(rows, columns))
    for text in (repr(matrix), str(matrix.tolist()), "\n".join("\t".join(map(repr, row.tolist())) for row in matrix)):
        found = filling(text, matrix.shape, cells, cells[-1]).texts
        np.testing.assert_allclose([float(found[cell]) for cell in cells], matrix.ravel(), rtol=1e-6, atol=1e-6)


def test_of_a_large_quantity_the_whole_gives_the_elements_asked_for() -> None:
    matrix = np.arange(64 * 32).reshape(64, 32)
    asked = ((1, 5), (20, 3), (63, 31))
    texts = {(1, 5): "37", (20, 3): "643", (63, 31): "2047"}
    assert filling(str(matrix.tolist()), (64, 32), asked, (20, 3)).texts == texts
    assert filling("37 643 2047", (64, 32), asked, (20, 3)).texts == texts
    assert filling("643 2047", (64, 32), asked, (20, 3)).texts == {(20, 3): "643", (63, 31): "2047"}


@pytest.mark.parametrize(
    ("text", "at", "refusal"),
    [
        ("1 2 3\n4 5 6\n7 8 9", (0, 0), "pasted 3×3, 2×4 expected"),
        ("1 2 3\n4 5", (0, 0), "the pasted rows have 2 and 3 numbers; 2×4 expected"),
        ("1 2\n3 4", (0, 3), "pasted 2×2, which does not fit into 2×4 from this cell on"),
        ("1 2 3", (1, 2), "pasted 1×3, which does not fit into 2×4 from this cell on"),
    ],
)
def test_what_fits_nowhere_is_refused(text: str, at: tuple[int, int], refusal: str) -> None:
    with pytest.raises(SheetError, match=refusal):
        filling(text, (2, 4), GRID, at)


def test_one_number_or_none_goes_into_the_cell() -> None:
    assert filling("E = 0.298", (), ((),), ()).texts == {(): "0.298"}
    assert filling("hello", (2, 4), GRID, (0, 1)).texts == {(0, 1): "hello"}
