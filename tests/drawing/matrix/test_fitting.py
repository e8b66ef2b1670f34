"""Which drawing each array gets, so that all are seen in one room."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.drawing.matrix.fitting import bottom_of, flowed
from nnstep.drawing.matrix.heat_block import HeatBlock
from nnstep.drawing.matrix.map_layout import ImageLayout, PooledMatrix, WrappedLine
from nnstep.drawing.matrix.matrix_block import Block
from nnstep.drawing.matrix.shown_array import ShownArray
from tests.drawing.matrix.drawn_text import drawings_of, lines_of, screen_of

RANDOM = np.random.default_rng(5)


def shown(rows: int, columns: int, **marks: object) -> ShownArray:
    return ShownArray("z", (rows, columns), RANDOM.normal(size=(rows, columns)), **marks)  # type: ignore[arg-type]


def layer() -> list[ShownArray]:
    """Return the arrays of ``z = W x + b`` for a batch of images, with the cursor on an element of the result."""
    weights, inputs = shown(32, 64, sample_axis=0), shown(64, 32, sample_axis=1)
    return [
        shown(32, 32, cursor=(5, 12)),
        ShownArray("W", (32, 64), weights.values, feeds=frozenset((5, k) for k in range(64)), sample_axis=0),
        ShownArray("x", (64, 32), inputs.values, feeds=frozenset((k, 12) for k in range(64)), sample_axis=1),
        shown(32, 1, feeds=frozenset([(5, 0)])),
    ]


def test_a_small_matrix_is_shown_as_numbers_even_where_one_has_to_scroll() -> None:
    (drawing,) = drawings_of([shown(10, 3)], 30, 5)
    assert isinstance(drawing, Block)
    assert "min" in lines_of(drawing)[1]
    (drawing,) = drawings_of([shown(4, 3)], 60, 20)
    assert [line[:1] for line in lines_of(drawing)] == ["z", "⎡", "⎢", "⎢", "⎣"]


def test_a_matrix_is_a_map_where_its_numbers_do_not_fit() -> None:
    assert isinstance(drawings_of([shown(20, 5)], 80, 30)[0], Block)
    assert isinstance(drawings_of([shown(20, 5)], 80, 15)[0], HeatBlock)
    assert isinstance(drawings_of([shown(20, 5)], 25, 30)[0], HeatBlock)


def test_a_matrix_that_is_not_computed_yet_is_a_title_and_a_dot_unless_it_is_small() -> None:
    assert screen_of([ShownArray("z", (32, 32), None)], 60, 20) == ["z 32×32", " ·"]
    assert screen_of([ShownArray("z", (1, 2), None)], 60, 20) == ["z 1×2", "[· ·]"]


def test_a_person_can_ask_for_numbers_for_maps_or_for_both() -> None:
    assert all(isinstance(drawing, Block) for drawing in drawings_of(layer(), 48, 14, "numbers"))
    assert all(isinstance(drawing, HeatBlock) for drawing in drawings_of([shown(4, 3, cursor=(0, 0))], 48, 14, "map"))
    both = drawings_of(layer(), 48, 14, "both")
    assert isinstance(both[0], HeatBlock)
    assert isinstance(both[1], Block)
    assert both[1].shown is both[0].shown
    assert not any(isinstance(drawing, Block) for drawing in both[2:])


def test_the_operands_of_a_layer_of_images_are_the_images_that_feed_the_element_and_all_fit() -> None:
    result, weights, inputs, biases = drawings_of(layer(), 48, 14, coloured=True)
    assert isinstance(result, HeatBlock)
    assert result.layout == PooledMatrix((32, 32), 6, 1)
    for drawing, part in ((weights, "row 5"), (inputs, "column 12")):
        assert isinstance(drawing, HeatBlock)
        assert isinstance(drawing.layout, ImageLayout)
        assert drawing.layout.part == part
    assert isinstance(biases, HeatBlock)
    assert isinstance(biases.layout, WrappedLine)
    assert bottom_of([result, weights, inputs, biases], 48) <= 14


def test_where_a_legible_map_of_the_result_leaves_no_room_it_takes_all_and_the_rest_is_below() -> None:
    result, *operands = drawings_of(layer(), 50, 7, coloured=True)
    assert isinstance(result, HeatBlock)
    assert result.height == 7
    assert result.below.startswith("[5,12] = ")
    assert all(drawing.height <= 7 for drawing in operands)


def test_an_operand_that_would_be_too_small_a_map_is_only_the_line_that_feeds_the_element() -> None:
    arrays = [shown(40, 40, cursor=(3, 4)), shown(40, 90, feeds=frozenset((3, k) for k in range(90)))]
    result, operand = drawings_of(arrays, 60, 20, coloured=True)
    assert isinstance(result, HeatBlock)
    assert isinstance(operand, HeatBlock)
    assert operand.layout.part == "row 3"
    assert operand.heading.startswith("z 40×90 row 3")
    assert "±" in operand.heading


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 6)), max_size=8), st.integers(0, 60))
def test_what_flows_stays_in_order_and_within_the_width_and_nothing_overlaps(
    sizes: list[tuple[int, int]], width: int
) -> None:
    things = [drawings_of([ShownArray("x" * wide, (high, 1), None)], 80, 40)[0] for wide, high in sizes]
    corners = flowed(things, width)
    assert corners == sorted(corners, key=lambda corner: (corner.y, corner.x))
    taken: set[tuple[int, int]] = set()
    for (x, y), thing in zip(corners, things, strict=True):
        cells = {(x + i, y + j) for i in range(thing.width) for j in range(thing.height)}
        assert not cells & taken
        assert x == 0 or x + thing.width <= width
        taken |= cells


@pytest.mark.parametrize("size", [(20, 2), (40, 8), (48, 14), (80, 30), (160, 50)])
@pytest.mark.parametrize("coloured", [True, False])
def test_the_number_under_the_cursor_is_seen_in_every_room(size: tuple[int, int], coloured: bool) -> None:
    arrays = layer()
    number = f"{arrays[0].present[5, 12]:.6g}".replace("-", "−")
    screen = screen_of(arrays, *size, coloured=coloured)[: size[1]]
    if size[1] > 4:
        assert any(number[:6] in line for line in screen)
    assert any("◆" in line for line in screen)
