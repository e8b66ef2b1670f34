"""An input that is an image is drawn as one, as large as there is room."""

from __future__ import annotations

import numpy as np
import pytest

from nnstep.drawing.network.character_grid import CharacterGrid
from nnstep.drawing.network.pixel_image import draw_image, pixel_grid

RING = np.array([[0, 1, 1, 0], [1, 0, 0, 1], [1, 0, 0, 1], [0, 1, 1, 0]], dtype=float)


def drawn(image: np.ndarray, width: int, height: int) -> list[str]:
    grid = CharacterGrid(width, height)
    draw_image(grid, pixel_grid((0, width), range(height + 1), image.shape), image.ravel(), "plain")
    return ["".join(text for text, _ in line).rstrip() for line in grid.lines]


def test_where_there_is_room_two_cells_are_a_pixel_in_shades() -> None:
    assert drawn(RING, 8, 4) == ["  ████", "██    ██", "██    ██", "  ████"]
    assert drawn(RING * np.array([0, 0.25, 0.5, 1]), 8, 4) == ["  ░░▒▒", "      ██", "      ██", "  ░░▒▒"]


def test_else_a_cell_is_two_pixels() -> None:
    assert drawn(RING, 7, 4) == ["", " ▄▀▀▄", " ▀▄▄▀", ""]


def test_where_that_has_no_room_squares_of_pixels_are_drawn_as_one() -> None:
    square = np.kron(np.array([[1.0, 0], [0, 1]]), np.ones((2, 2)))
    assert drawn(square, 2, 1) == ["▀▄"]


def test_a_smaller_square_at_the_edge_is_as_bright_as_its_own_pixels() -> None:
    image = np.zeros((5, 5))
    image[0, 0], image[3:, 3:] = 1, 0.6
    assert drawn(image, 2, 1) == [" ▄"]  # of squares of 3 by 3, the last one of 2 by 2


def test_values_that_are_not_finite_do_not_spoil_the_others() -> None:
    image = RING.copy()
    image[0, 1], image[1, 0] = np.nan, np.inf
    assert drawn(image, 8, 4) == ["    ██", "      ██", "██    ██", "  ████"]
    assert "".join(drawn(np.full((4, 4), np.nan), 8, 4)) == ""


def test_the_scale_goes_from_the_least_to_the_largest() -> None:
    assert drawn(RING * 7 - 3, 8, 4) == drawn(RING, 8, 4)


@pytest.mark.parametrize("width", range(1, 60, 5))
@pytest.mark.parametrize("height", [1, 2, 5, 14, 30])
def test_every_cell_of_the_image_belongs_to_a_pixel(width: int, height: int) -> None:
    pixels = pixel_grid((3, width), range(1, height + 2), (28, 28))
    found = {pixels.unit_at(x, y) for x in range(70) for y in range(40)} - {None}
    assert found <= set(range(784))
    assert len(found) == len({unit // 28 for unit in found if unit is not None}) * len(
        {unit % 28 for unit in found if unit is not None}
    )
    assert pixels.y + pixels.height <= height + 1
