"""One matrix as it stands on the screen: aligned cells, brackets, marks, and what of it lies in a window."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nnstep.drawing.matrix.cell_format import cell_format
from nnstep.drawing.matrix.matrix_block import MISSING, Block
from nnstep.drawing.matrix.shown_array import ShownArray
from nnstep.expr.array import Array
from nnstep.expr.digits import Digits

nan, inf = np.nan, np.inf
SIX = Digits()


def block_of(values: Array | list[list[float]], **settings: object) -> Block:
    array = np.asarray(values, dtype=np.float64)
    return drawn(ShownArray("W", array.shape, array, **settings))  # type: ignore[arg-type]


def drawn(shown: ShownArray, digits: Digits = SIX, **settings: object) -> Block:
    return Block(shown, cell_format(shown.values, shown.columns, digits), **settings)  # type: ignore[arg-type]


def left_of(block: Block, index: tuple[int, ...]) -> int:
    box = block.box_of(index)
    assert box is not None
    return box.x


def rows(block: Block) -> list[str]:
    """Return the lines below the title, as they stand where there is room for all."""
    return [text(block, row) for row in range(1, block.height)]


def text(block: Block, row: int, begin: int = 0, end: int | None = None) -> str:
    return "".join(piece for piece, _ in block.line(row, begin, block.width if end is None else end))


def text_from(block: Block, row: int, begin: int, end: int, *, top: int) -> str:
    """Return a line of a window that begins at a column and a line of the block."""
    return "".join(piece for piece, _ in block.line(row, begin, end, top))


def styles(block: Block, row: int) -> list[str]:
    """Return the styles of a row's cells."""
    pieces = block.line(row, 0, block.width)
    return [style for text, style in pieces if any(character.isalnum() or character == MISSING for character in text)]


def test_the_numbers_of_a_matrix_line_up_between_brackets_under_title_and_shape() -> None:
    block = block_of([[-261.5, -137], [5, 0.25]])
    assert text(block, 0).rstrip() == "W 2×2"
    assert rows(block) == ["⎡−261.50 −137.00⎤", "⎣   5.00    0.25⎦"]


def test_one_row_has_plain_brackets_and_many_have_tall_ones() -> None:
    assert [row.strip() for row in rows(block_of([[1, 2]]))] == ["[1 2]"]
    assert [row.strip() for row in rows(block_of([[1], [2], [3], [4]]))] == ["⎡1⎤", "⎢2⎥", "⎢3⎥", "⎣4⎦"]


def test_a_number_stands_without_brackets_and_shape() -> None:
    number = block_of(np.asarray(16553.0))
    assert (number.heading, number.height) == ("W", 2)
    assert [row.rstrip() for row in rows(number)] == [" 16553"]


def test_a_quantity_without_a_value_shows_dots_and_no_number() -> None:
    block = drawn(ShownArray("W", (2, 3), None))
    assert [row.strip() for row in rows(block)] == ["⎡· · ·⎤", "⎣· · ·⎦"]
    assert set(styles(block, 1)) == {"faint"}
    assert block.line(0, 0, block.width)[0] == ("W 2×3", "faint")
    number = drawn(ShownArray("E", (), None))
    assert [row.rstrip() for row in rows(number)] == [" ·"]


def test_what_is_not_finite_is_written_in_the_same_columns() -> None:
    assert rows(block_of([[nan, 1], [-inf, inf]])) == ["⎡ nan    1⎤", "⎣−inf  inf⎦"]
    assert [row.strip() for row in rows(block_of([[nan, nan]]))] == ["[nan nan]"]


@pytest.mark.parametrize(
    "values",
    [
        [[1e-300, 1.0], [0.0, -2.5]],
        [[0.0, 1e-131, 1.0]],
        [[-0.5, 1e-120, 0.5]],
        [[1e200, -1e-200], [1.0, 0.0]],
        [[1e15, -1.0]],
    ],
)
def test_rows_are_equally_wide_whatever_the_exponents(values: list[list[float]]) -> None:
    block = block_of(values)
    for row in range(1, block.height):
        assert len(text(block, row, 0, 500).rstrip()) == 2 + block.form.width


@given(
    arrays(
        np.float64,
        array_shapes(min_dims=2, max_dims=2, max_side=5),
        elements=st.floats(-1e12, 1e12).map(lambda value: round(value, 3)) | st.sampled_from([nan, inf, -inf, 1e-9]),
    ),
    st.integers(2, 17),
)
def test_every_row_ends_with_its_bracket_in_the_last_column(values: Array, significant: int) -> None:
    block = drawn(ShownArray("W", values.shape, values), Digits(significant))
    lines = [text(block, row, 0, 500).rstrip() for row in range(1, block.height)]
    assert {line[-1] for line in lines} <= set("]⎤⎥⎦")
    assert {len(line) for line in lines} == {2 + block.form.width}


@pytest.mark.parametrize("values", [[[1e-14, 2.5e-14]], [[6.83897e-14]], [[1.2e-161], [3.4e-161]]])
def test_tiny_numbers_are_written_with_exponents_and_not_with_rows_of_zeros(values: list[list[float]]) -> None:
    assert block_of(values).form.pitch <= 1 + len("−1.23457e−161")


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 3))
def test_a_part_of_a_line_is_that_part_of_the_whole_line(begin: int, length: int, row: int) -> None:
    values = np.array([[1.5, -22.25, 3], [4, 5, 6], [7, 8, 9]])
    block = drawn(ShownArray("a title that is wider than the numbers", values.shape, values))
    assert text(block, row, begin, begin + length) == text(block, row, 0, 100)[begin : begin + length]


def test_the_cursor_the_elements_that_go_into_it_and_changed_values_have_their_own_styles() -> None:
    block = block_of(
        [[1, 2], [3, 4]],
        cursor=(0, 0),
        feeds=frozenset({(0, 1)}),
        before=np.array([[2.0, 3.0], [2.0, 4.0]]),
    )
    assert styles(block, 1) == ["cursor", "feeds"]
    assert styles(block, 2) == ["changed", "plain"]


def test_the_cursor_has_brackets_in_place_of_the_blanks_around_it() -> None:
    assert rows(block_of([[1, 2, 3], [4, 5, 6]], cursor=(0, 1))) == ["⎡1[2]3⎤", "⎣4 5 6⎦"]
    assert rows(block_of([[1, 2, 3], [4, 5, 6]], cursor=(1, 2))) == ["⎡1 2 3⎤", "⎣4 5[6]"]
    assert [row.strip() for row in rows(block_of([[1], [2]], cursor=(0, 0)))] == ["[1]", "⎣2⎦"]
    assert [row.strip() for row in rows(block_of(np.asarray(3.0), cursor=()))] == ["[3]"]


def test_many_rows_or_columns_have_indices_and_those_of_the_cursor_are_marked() -> None:
    block = block_of(np.arange(24).reshape(2, 12), cursor=(1, 7))
    assert text(block, 1).rstrip() == "  0  1  2  3  4  5  6 ▾7  8  9 10 11"
    assert text(block, 3).rstrip() == "⎣12 13 14 15 16 17 18[19]20 21 22 23⎦"
    tall = block_of(np.arange(12).reshape(12, 1), cursor=(3, 0))
    assert [text(tall, y).rstrip() for y in (1, 4, 12)] == [" 0 ⎡ 0⎤", " 3▸[ 3]", "11 ⎣11⎦"]


def test_a_window_of_a_matrix_has_its_own_brackets_and_the_indices_of_the_whole() -> None:
    values = np.arange(200.0).reshape(10, 20)
    shown = ShownArray("W", values.shape, values, cursor=(5, 12))
    block = Block(shown, cell_format(values[4:7, 11:14], 3, SIX), (range(4, 7), range(11, 14)), title="around")
    assert [text(block, y).rstrip() for y in range(block.height)] == [
        *("around", "    11 ▾12  13"),
        *("4 ⎡ 91  92  93⎤", "5▸⎢111[112]113⎥", "6 ⎣131 132 133⎦"),
    ]
    assert block.box_of((3, 12)) is None
    assert block.cell_at(left_of(block, (6, 13)), 4) == (6, 13)


def test_what_is_scrolled_keeps_title_and_indices_in_view() -> None:
    block = block_of(np.arange(400.0).reshape(20, 20), cursor=(18, 13))
    window = [text_from(block, y, 41, 66, top=15) for y in range(15, 21)]
    assert window == [
        "W 20×20" + " " * 18,
        "    10  11  12 ▾13  14  1",
        "15 310 311 312 313 314 31",
        "16 330 331 332 333 334 33",
        "17 350 351 352 353 354 35",
        "18▸370 371 372[373]374 37",
    ]
    x = left_of(block, (18, 13))
    assert block.cell_at(x, block.head + 18, 41, 15) == (18, 13)
    assert block.cell_at(42, block.head + 18, 41, 15) is None, "the margin covers it"
    assert block.cell_at(x, 16, 41, 15) is None, "the head covers it"


@given(st.integers(0, 80), st.integers(3, 60), st.integers(0, 19))
def test_a_window_shows_what_it_would_show_of_the_whole_with_the_index_at_its_left(
    begin: int, width: int, row: int
) -> None:
    block = block_of(np.arange(400.0).reshape(20, 20))
    line = text_from(block, block.head + row, begin, begin + width, top=row)
    whole = text_from(block, block.head + row, 0, 200, top=0)
    assert line == f"{row:>2} " + whole[begin + block.margin : begin + width]


def test_columns_have_their_own_widths_where_that_saves_much() -> None:
    assert rows(block_of([[1, 123456, 2], [3, 4, 5]])) == ["⎡1 123456 2⎤", "⎣3      4 5⎦"]
    assert rows(block_of([[1, 12], [3, 4]])) == ["⎡ 1 12⎤", "⎣ 3  4⎦"]
    narrow = block_of([[1, 123456, 2], [3, 4, 5]])
    assert narrow.cell_at(left_of(narrow, (1, 2)), 2) == (1, 2)


def test_the_cursor_on_a_number_marks_it() -> None:
    assert styles(block_of(np.asarray(3.0), cursor=()), 1) == ["cursor"]


def test_the_cell_at_a_place_is_the_one_that_is_painted_there() -> None:
    block = block_of([[10, 20, 30], [40, 50, 60]])
    for row in range(2):
        for column in range(3):
            x = left_of(block, (row, column))
            assert text(block, row + 1, x, x + 2) == str(10 * (3 * row + column + 1))
            assert {block.cell_at(x + offset, row + 1) for offset in range(2)} == {(row, column)}


def test_beside_the_cells_there_is_none() -> None:
    block = block_of([[1, 2], [3, 4]])
    assert block.cell_at(1, 0) is None
    assert block.cell_at(0, 1) is None
    assert block.cell_at(block.width, 1) is None
    assert block.cell_at(1, 3) is None
    assert block.cell_at(-1, -1) is None
    assert block_of(np.asarray(2.0)).cell_at(1, 1) == ()


def test_a_title_that_is_wider_than_the_numbers_makes_the_block_as_wide() -> None:
    block = drawn(ShownArray("dE/dW", (1, 1), np.array([[1.0]])))
    assert block.width == len("dE/dW 1×1")
    assert text(block, 1) == "[1]" + " " * 6
