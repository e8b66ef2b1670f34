"""Two curves on one axis: the one that counts, and another one beside it for comparison."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from nnstep.drawing.braille import FIRST_BRAILLE
from nnstep.drawing.chart import Chart, draw_chart

nan, inf = np.nan, np.inf


def chart(values: list[float], beside: list[float] | None, *, log: bool = False, last: int | None = None) -> Chart:
    other: NDArray[np.float64] | None = None if beside is None else np.array(beside, dtype=np.float64)
    return draw_chart(np.array(values, dtype=np.float64), 30, 8, log=log, beside=other, last=last)


def labels(drawn: Chart) -> list[str]:
    return [text.strip(" ┤│") for text in drawn.gutter if "┤" in text]


def is_dotted(rows: tuple[str, ...], solid: tuple[str, ...]) -> bool:
    """Return whether rows have some of the dots of a solid line, in nearly all cells that it takes, and no other."""
    pairs = [
        tuple(0 if cell == " " else ord(cell) - FIRST_BRAILLE for cell in cells)
        for row, whole in zip(rows, solid, strict=True)
        for cells in zip(row, whole, strict=True)
    ]
    taken = [(part, whole) for part, whole in pairs if whole]
    return (
        all(part & ~whole == 0 for part, whole in pairs)
        and any(part != whole for part, whole in taken)
        and sum(part > 0 for part, _ in taken) >= 0.7 * len(taken)
    )


@pytest.mark.parametrize("count", [1, 2, 5, 29, 60, 61, 333])
@pytest.mark.parametrize("width", [8, 30])
def test_a_column_says_which_samples_it_shows(count: int, width: int) -> None:
    drawn = draw_chart(np.linspace(2, 1, count), width, 6)
    columns = len(drawn.rows[0])
    shown = {column: list(drawn.samples_in(column)) for column in range(columns)}
    assert sorted(index for found in shown.values() for index in found) == list(range(count))
    for column, found in shown.items():
        assert all((drawn.cell(index) or (-1, 0))[0] == column for index in found)
        nearest = drawn.sample_at(column)
        assert nearest is not None
        assert nearest == found[-1] if found else abs((drawn.cell(nearest) or (0, 0))[0] - column) > 0


@pytest.mark.parametrize("count", [1, 2, 5, 60, 333])
def test_going_column_by_column_meets_each_that_has_a_sample_and_comes_back_the_same_way(count: int) -> None:
    drawn = draw_chart(np.linspace(2, 1, count), 30, 6)
    way = [0]
    while (following := drawn.sample_beside(way[-1], 1)) is not None:
        way.append(following)
    assert way[-1] == count - 1
    columns = [(drawn.cell(index) or (-1, 0))[0] for index in way]
    assert columns == [column for column in range(len(drawn.rows[0])) if drawn.samples_in(column)]
    back = [way[-1]]
    while (before := drawn.sample_beside(back[-1], -1)) is not None:
        back.append(before)
    assert back[:-1] == way[:0:-1]
    assert drawn.sample_beside(count, -1) is None


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
    assert is_dotted(drawn.beside, swapped.rows)
    assert is_dotted(swapped.beside, drawn.rows)


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
