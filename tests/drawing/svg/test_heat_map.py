"""Heat maps and images: each pixel's colour is held against its number."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from nnstep.drawing.svg.figure import Figure, Panel, svg_text
from nnstep.drawing.svg.heat_map import HeatMap, farthest
from nnstep.drawing.svg.images import Images, best_grid
from nnstep.drawing.svg.palette import LEVEL_COUNT, MISSING, level_colours, levels
from nnstep.drawing.svg.scale import Area
from tests.drawing.svg.drawn import Element, found, labels, parsed, pixels, rectangle, texts

nan, inf = np.nan, np.inf
GREY = tuple(bytes.fromhex(MISSING[1:]))


def picture(panel: Panel, width: int = 800, height: int = 500) -> Element:
    return parsed(svg_text(Figure("T", "s", (panel,), width, height)))


def heat_map(values: NDArray[np.float64]) -> HeatMap:
    steps, elements = values.shape
    names = [f"[{number}]" for number in range(elements)]
    return HeatMap("W1", names, np.arange(1.0, steps + 1), values)


def read_back(colours: NDArray[np.uint8], extent: float) -> NDArray[np.float64]:
    """Return the number that each colour stands for, by the colour of the bar that is nearest to it."""
    bar = level_colours().astype(int)[1:]
    distance = np.abs(colours[..., np.newaxis, :].astype(int) - bar).sum(axis=-1)
    assert not distance.min(axis=-1).any()
    return (distance.argmin(axis=-1) / (len(bar) - 1) * 2 - 1) * extent


def test_rows_are_elements_columns_are_steps_and_colours_are_values() -> None:
    values = np.random.default_rng(0).normal(size=(40, 6))
    root = picture(heat_map(values))
    shown = pixels(found(root, "image")[0])
    assert shown.shape == (6, 40, 3)
    extent = float(np.abs(values).max())
    np.testing.assert_allclose(read_back(shown, extent), values.T, atol=extent / 250)


def test_zero_is_the_middle_of_the_colours_and_both_sides_are_told_apart() -> None:
    colours = level_colours().astype(int)
    assert len(colours) == LEVEL_COUNT == 256
    assert levels(np.array([[0.0, -0.0]]), 3.0).tolist() == [[128, 128]]
    assert levels(np.array([[-3.0, 3]]), 3.0).tolist() == [[1, 255]]
    assert np.ptp(colours[128]) == 0
    assert colours[1:100, 2].mean() > colours[1:100, 0].mean()
    assert colours[156:, 0].mean() > colours[156:, 2].mean()
    brightness = colours @ np.array([0.299, 0.587, 0.114])
    assert (np.diff(brightness[1:129]) >= -1).all()
    assert (np.diff(brightness[128:]) <= 1).all()


def test_the_bar_is_labelled_with_the_values_of_its_colours() -> None:
    values = np.array([[1.0, -4], [2, 0.5]])
    root = picture(heat_map(values))
    bar = found(root, "image")[1]
    left, top, _, height = rectangle(bar)
    shown = read_back(pixels(bar)[:, 0], 4.0)
    beside = [(y, text) for x, y, text in labels(root, "start") if x > left]
    assert len(beside) >= 3
    for y, text in beside:
        row = min(int((y - 4 - top) / height * len(shown)), len(shown) - 1)
        assert shown[row] == pytest.approx(float(text), abs=0.05)


def test_what_is_not_finite_is_grey_and_counted() -> None:
    root = picture(heat_map(np.array([[1.0, nan], [inf, 2], [-inf, 3]])))
    shown = pixels(found(root, "image")[0])
    grey = (shown == GREY).all(axis=-1)
    assert grey.tolist() == [[False, True, True], [True, False, False]]
    assert any("grey: 3 not finite" in text for text in texts(root))


@pytest.mark.parametrize("value", [0.0, 5.0, nan, 1e308, -1e308, 5e-324])
def test_every_matrix_makes_a_picture(value: float) -> None:
    root = picture(heat_map(np.full((3, 2), value)))
    shown = pixels(found(root, "image")[0])
    expected = {0.0: 128, 5.0: 255, 1e308: 255, -1e308: 1, 5e-324: 255}.get(value, 0)
    assert (shown == level_colours()[expected]).all()


def test_steps_are_labelled_below_the_middle_of_their_columns() -> None:
    values = np.zeros((10, 1))
    root = picture(heat_map(values))
    left, _, width, _ = rectangle(found(root, "image")[0])
    for x, _, text in labels(root, "middle"):
        assert x == pytest.approx(left + (int(text) - 0.5) * width / 10, abs=0.02)


def test_elements_are_named_beside_the_middle_of_their_rows_as_many_as_have_room() -> None:
    for count in (3, 300):
        root = picture(heat_map(np.ones((4, count))))
        _, top, _, height = rectangle(found(root, "image")[0])
        named = labels(root, "end")
        assert len(named) == 3 if count == 3 else 10 < len(named) < 60
        for _, y, text in named:
            row = int(text.strip("[]"))
            assert y - 4 == pytest.approx(top + (row + 0.5) * height / count, abs=0.02)


@pytest.mark.thorough
def test_a_large_one_shows_the_value_farthest_from_zero_of_each_pixel() -> None:
    values = np.random.default_rng(0).normal(size=(3000, 2000)) * 0.01
    values[1500, 1000] = -7
    text = svg_text(Figure("T", "s", (heat_map(values),), 800, 500))
    assert len(text) < 1_000_000
    root = parsed(text)
    image = found(root, "image")[0]
    shown = pixels(image)
    _, _, width, height = rectangle(image)
    assert shown.shape[0] <= height
    assert shown.shape[1] <= width
    row, column = np.argwhere((shown == level_colours()[1]).all(axis=-1))[0]
    assert row / shown.shape[0] == pytest.approx(0.5, abs=0.01)
    assert column / shown.shape[1] == pytest.approx(0.5, abs=0.01)
    assert any("the one farthest from zero" in text for text in texts(root))


def test_groups_are_complete_and_keep_signs_and_what_is_not_finite() -> None:
    values = np.array([[1.0, 0], [-3, 0], [2, nan], [0.5, 4], [0, -inf]])
    np.testing.assert_array_equal(farthest(values, 2), [[-3, 0], [2, nan]])
    assert farthest(values, 5) is values
    many = np.random.default_rng(3).normal(size=(1001, 3))
    reduced = farthest(many, 10)
    assert reduced.shape == (10, 3)
    np.testing.assert_array_equal(np.abs(reduced).max(axis=0), np.abs(many).max(axis=0))


def test_images_are_tiles_of_one_colour_scale_in_the_order_of_their_names() -> None:
    values = np.random.default_rng(0).normal(size=(5, 3, 4))
    root = picture(Images("W1", [f"[{i}]" for i in range(5)], values))
    *tiles, _ = found(root, "image")
    extent = float(np.abs(values).max())
    for tile, value in zip(tiles, values, strict=True):
        np.testing.assert_allclose(read_back(pixels(tile), extent), value, atol=extent / 250)
        _, _, width, height = rectangle(tile)
        assert width / height == pytest.approx(4 / 3, rel=1e-3)
    places = [rectangle(tile)[:2] for tile in tiles]
    assert places == sorted(places, key=lambda place: (place[1], place[0]))
    assert len(set(places)) == 5
    assert [text for _, _, text in labels(root, "middle")] == [f"[{i}]" for i in range(5)]


def test_images_lie_within_the_picture_and_apart() -> None:
    for count, width, height in ((1, 240, 240), (7, 900, 300), (500, 240, 240), (1024, 300, 900)):
        root = picture(Images("W1", [f"[{i}]" for i in range(count)], np.ones((count, 2, 2))), width, height)
        boxes = [rectangle(box) for box in found(root, "rect", "box")]
        assert len(boxes) == count + 1
        for left, top, wide, high in boxes:
            assert 0 < wide < width
            assert 0 < high < height
            assert left >= 0 and top >= 0  # noqa: PT018
            assert left + wide <= width
            assert top + high <= height
        first, second = boxes[0], boxes[1]
        assert first[0] + first[2] < second[0] or first[1] + first[3] < second[1]


def test_the_layout_is_the_one_with_the_largest_pixels() -> None:
    assert best_grid(4, 8, 8, Area(0, 0, 400, 400), 0.0).across == 2
    assert best_grid(4, 8, 8, Area(0, 0, 1600, 200), 0.0).across == 4
    assert best_grid(3, 1, 10, Area(0, 0, 400, 400), 0.0).across == 1
