"""How panes share the screen: columns, lines, turns, and no holes."""

from __future__ import annotations

from itertools import product

import pytest

from nnstep.tui.pane_grid import COLUMNS, GridCell, arranged, arrangement_name
from nnstep.tui.panes.pane import PanePlace

WIDE = COLUMNS["wide"]
LEFT, MIDDLE, RIGHT = ("left", PanePlace(0)), ("middle", PanePlace(1, "3fr")), ("right", PanePlace(2, "2fr"))


@pytest.mark.parametrize(
    ("size", "name"),
    [((110, 20), "wide"), ((110, 5), "wide"), ((109, 20), "narrow"), ((109, 19), "short"), ((1, 1), "short")],
)
def test_the_size_of_the_terminal_chooses_the_arrangement(size: tuple[int, int], name: str) -> None:
    assert arrangement_name(*size) == name


def test_the_last_pane_of_a_column_fills_it_and_one_that_goes_to_the_right_stands_below() -> None:
    grid = arranged(WIDE, [("band", PanePlace(1, "6", to_the_right=True)), LEFT, MIDDLE, RIGHT, ("low", PanePlace(2))])
    assert grid.columns == WIDE
    assert grid.rows == ("2fr", "1fr", "6")
    assert grid.cells == (
        GridCell("left", 0, 0, 3, 1),
        GridCell("middle", 0, 1, 2, 1),
        GridCell("right", 0, 2, 1, 1),
        GridCell("low", 1, 2, 1, 1),
        GridCell("band", 2, 1, 1, 2),
    )


def test_one_of_those_that_take_turns_is_shown_and_the_turn_comes_back() -> None:
    places = [LEFT, *((name, PanePlace(1, takes_turns=True)) for name in "abc")]
    shown = [[cell.pane for cell in arranged(WIDE, places, turn).cells] for turn in range(4)]
    assert shown == [["left", "a"], ["left", "b"], ["left", "c"], ["left", "a"]]


def test_no_panes_and_columns_without_any_take_no_room() -> None:
    assert arranged(WIDE, []).cells == ()
    assert arranged(WIDE, [LEFT, RIGHT]).columns == ("7fr", "7fr")
    assert arranged(WIDE, [("band", PanePlace(0, to_the_right=True))]).cells == (GridCell("band", 0, 0, 1, 1),)


def test_whatever_panes_declare_every_cell_of_the_grid_belongs_to_one_pane_and_reading_order_places_it() -> None:
    kinds = [PanePlace(column, to_the_right=wide) for column in range(3) for wide in (False, True)]
    for chosen in (some for count in range(1, 5) for some in product(kinds, repeat=count)):
        grid = arranged(WIDE, [(str(number), place) for number, place in enumerate(chosen)])
        taken = [
            (row, column)
            for cell in grid.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        ]
        assert sorted(taken) == list(product(range(len(grid.rows)), range(len(grid.columns)))), chosen
        assert len(grid.cells) == len(chosen)
        assert [(cell.row, cell.column) for cell in grid.cells] == sorted((c.row, c.column) for c in grid.cells)
