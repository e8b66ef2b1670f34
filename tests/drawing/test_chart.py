"""A curve in character cells: what stands where, and what gives way when there is little room."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from nnstep.drawing.chart import NARROW, Chart, draw_chart

nan, inf = np.nan, np.inf


def chart(values: list[float], width: int, height: int, *, log: bool = False) -> Chart:
    return draw_chart(np.array(values, dtype=np.float64), width, height, log=log)


def lines(drawn: Chart) -> list[str]:
    text = [gutter + row for gutter, row in zip(drawn.gutter, drawn.rows, strict=True)]
    return [*text, drawn.footer] if drawn.footer else text


def test_a_curve_has_labels_left_and_the_first_and_last_step_below() -> None:
    assert lines(chart([4, 3, 2, 1, 0], 16, 6)) == [
        "4┤⠑⠢⣀           ",
        " │   ⠑⠢⣀        ",
        "2┤      ⠑⠢⡀     ",
        " │        ⠈⠒⢄   ",
        "0┤           ⠉⠢⢄",
        "  1            5",
    ]


def test_a_log_axis_is_labelled_in_powers_of_ten() -> None:
    drawn = chart([1000, 100, 10, 1], 20, 8, log=True)
    assert [gutter.strip(" ┤│") for gutter in drawn.gutter if "┤" in gutter] == ["1e3", "100", "10", "1"]


def test_a_single_line_is_the_curve_alone() -> None:
    assert lines(chart([3, 2, 1, 0], 2, 1)) == ["⠑⢄"]


def test_two_lines_are_the_curve_and_the_steps() -> None:
    assert lines(chart([3, 2, 1, 0], 4, 2))[1] == "1  4"


def test_a_narrow_curve_has_no_labels_on_the_left() -> None:
    assert set(chart([1, 2], NARROW - 1, 5).gutter) == {""}
    assert "" not in chart([1, 2], NARROW, 5).gutter


def test_a_single_step_is_numbered_once() -> None:
    assert chart([16553], 20, 3).footer.split() == ["1"]


def test_what_is_left_out_is_counted_between_the_steps() -> None:
    drawn = chart([1, nan, 2, inf, -inf], 40, 5)
    assert drawn.note == "3 not finite"
    assert drawn.footer.split() == ["1", "3", "not", "finite", "5"]


def test_the_count_goes_before_the_step_numbers_where_both_do_not_fit() -> None:
    assert chart([1, nan, 2], 14, 5).footer.strip() == "1 not finite"


def test_values_that_a_log_axis_leaves_out_are_counted_too() -> None:
    assert chart([1, 0, -1, nan, 5], 60, 5, log=True).note == "1 not finite, 2 not positive"


def test_a_log_axis_that_became_linear_says_so() -> None:
    assert chart([0, -1, -2], 60, 5, log=True).note == "none positive: linear axis"


def test_without_values_there_is_no_error_yet() -> None:
    assert (chart([], 20, 5).rows, chart([], 20, 5).note) == ((), "no error yet")


def test_without_finite_values_there_is_only_their_count() -> None:
    assert (chart([nan, inf], 20, 5).rows, chart([nan, inf], 20, 5).note) == ((), "2 not finite")


def test_the_cell_of_a_sample_lies_on_the_curve() -> None:
    drawn = chart([4, 3, 2, 1, 0], 16, 6)
    assert [drawn.cell(index) for index in (0, 2, 4)] == [(0, 0), (7, 2), (13, 4)]


def test_a_sample_left_out_has_a_column_but_no_row() -> None:
    assert chart([1, nan, 2], 22, 5).cell(1) == (10, None)


@pytest.mark.parametrize("index", [None, -1, 3])
def test_what_is_not_on_the_curve_has_no_cell(index: int | None) -> None:
    assert chart([3, 2, 1], 22, 5).cell(index) is None
    assert chart([], 22, 5).cell(0) is None


@given(
    st.lists(st.floats(), max_size=150).map(lambda values: np.array(values, dtype=np.float64)),
    st.integers(1, 70),
    st.integers(1, 20),
    st.booleans(),
)
def test_any_values_at_any_size_fill_exactly_the_room(
    values: NDArray[np.float64], width: int, height: int, log: bool
) -> None:
    drawn = draw_chart(values, width, height, log=log)
    if drawn.rows:
        text = lines(drawn)
        assert [len(line) for line in text] == [width] * height
        column, row = drawn.cell(len(values) - 1) or (-1, None)
        assert 0 <= column < len(drawn.rows[0])
        assert row is None or drawn.rows[row][column] != " "
    else:
        assert not np.isfinite(values).any()


@pytest.mark.parametrize("height", [4, 5, 6, 12, 40])
def test_two_labels_never_touch(height: int) -> None:
    labelled = [index for index, gutter in enumerate(chart([0, 1, 16553], 60, height).gutter) if "┤" in gutter]
    assert len(labelled) > 1
    assert min(np.diff(labelled)) > 1


def test_of_labels_that_crowd_together_on_a_log_axis_some_are_left_out() -> None:
    gutter = chart([5, 50], 30, 12, log=True).gutter
    assert [label.strip("┤│ ") for label in gutter if "┤" in label] == ["50", "30", "20", "10"]


def test_two_rows_are_labelled_at_both_ends() -> None:
    assert chart([0, 16553], 60, 3).gutter == ("16553┤", "    0┤")
