"""Two curves on one axis: the one that counts, and another one beside it for comparison."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from nnstep.drawing.chart import Chart, draw_chart

nan, inf = np.nan, np.inf


def chart(values: list[float], beside: list[float] | None, *, log: bool = False, last: int | None = None) -> Chart:
    other: NDArray[np.float64] | None = None if beside is None else np.array(beside, dtype=np.float64)
    return draw_chart(np.array(values, dtype=np.float64), 30, 8, log=log, beside=other, last=last)


def labels(drawn: Chart) -> list[str]:
    return [text.strip(" ┤│") for text in drawn.gutter if "┤" in text]


def test_without_another_curve_all_is_as_it_was() -> None:
    alone, empty = chart([3, 2, 1], None), chart([3, 2, 1], [])
    assert alone.beside == empty.beside == ()
    assert (alone.rows, alone.gutter, alone.footer) == (empty.rows, empty.gutter, empty.footer)


def test_both_curves_stand_on_the_axis_that_holds_both() -> None:
    drawn = chart([1, 1, 1], [9, 9, 9])
    assert labels(drawn)[0] not in labels(chart([1, 1, 1], None))
    own = [y for y, row in enumerate(drawn.rows) if row.strip()]
    other = [y for y, row in enumerate(drawn.beside) if row.strip()]
    assert max(other) < min(own), "9 is above 1"


def test_each_curve_is_drawn_as_it_would_be_alone_on_that_axis() -> None:
    drawn, swapped = chart([4, 0, 2], [0, 4, 1]), chart([0, 4, 1], [4, 0, 2])
    assert drawn.rows == swapped.beside
    assert drawn.beside == swapped.rows


@pytest.mark.parametrize(("own", "other"), [(2, 5), (5, 2), (1, 5), (5, 1)])
def test_the_shorter_one_ends_where_it_ends(own: int, other: int) -> None:
    drawn = chart([2.0] * own, [3.0] * other)
    ends = [max(len(row.rstrip()) for row in rows) for rows in (drawn.rows, drawn.beside)]
    assert (ends[0] < ends[1]) == (own < other)
    assert drawn.footer.split() == ["1", "5"]
    assert drawn.cell(own - 1) is not None


def test_the_marked_step_lies_on_its_own_curve_however_long_the_other_is() -> None:
    drawn = chart([4, 3, 2], [4.0] * 9)
    cell = drawn.cell(2)
    assert cell is not None
    column, row = cell
    assert row is not None
    assert drawn.rows[row][column] != " "
    assert drawn.cell(7) is None or drawn.cell(7)[1] is None  # type: ignore[index]


def test_only_what_is_left_out_of_the_one_that_counts_is_counted() -> None:
    assert chart([1, inf, 2], [nan, nan, 1]).note == "1 not finite"
    assert chart([1, 2, 3], [nan, nan, 1]).note == ""


def test_where_only_the_other_one_can_be_drawn_it_is() -> None:
    drawn = chart([nan, inf], [1, 2])
    assert not any(row.strip() for row in drawn.rows)
    assert any(row.strip() for row in drawn.beside)
    drawn = chart([], [1, 2])
    assert any(row.strip() for row in drawn.beside)


def test_on_an_axis_that_is_logarithmic_for_the_other_one_what_is_not_positive_is_counted() -> None:
    drawn = chart([0, -1, nan], [10, 100, 1000], log=True)
    assert drawn.note == "1 not finite, 2 not positive"
    assert not any(row.strip() for row in drawn.rows)
    assert labels(drawn)[-1] == "10"


def test_where_neither_has_anything_positive_the_axis_is_linear() -> None:
    assert chart([0, -1], [-2, -3], log=True).note == "none positive: linear axis"


def test_the_last_training_step_is_named_where_not_every_one_has_a_value() -> None:
    assert chart([3, 2, 1], None, last=2000).footer.split() == ["1", "2000"]
    assert chart([3], None, last=1).footer.split() == ["1"]
