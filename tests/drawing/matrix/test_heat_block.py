"""A heat map as it stands on a screen: cells, indices, marks, legend; what a click means; and that images are seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstep.drawing.matrix.diverging_scale import LEVELS
from nnstep.drawing.matrix.heat_block import HeatBlock
from nnstep.drawing.matrix.shown_array import ShownArray
from nnstep.drawing.styled_text import Tone
from nnstep.scenario.bundled import find
from tests.drawing.matrix.drawn_text import drawings_of, lines_of, screen_of, text_of


def wave(rows: int, columns: int) -> np.ndarray:
    """Return hills and valleys between -10 and 10."""
    down, across = np.arange(rows)[:, np.newaxis], np.arange(columns)
    return np.round(10 * np.sin(down / 3) * np.cos(across / 4), 1)


def map_of(values: np.ndarray, width: int, height: int, *, coloured: bool = False, **marks: object) -> HeatBlock:
    shown = ShownArray("z", values.shape, values, **marks)  # type: ignore[arg-type]
    drawing = drawings_of([shown], width, height, "map", coloured=coloured)[0]
    assert isinstance(drawing, HeatBlock)
    return drawing


def dots_of(drawing: HeatBlock) -> np.ndarray:
    """Return the levels that a coloured map is painted in, read back from its lines."""
    rows = []
    for y in range(drawing.head, drawing.height):
        line = drawing.line(y, drawing.margin, drawing.margin + drawing.layout.columns * drawing.look.zoom)
        tones = [style if isinstance(style, Tone) else Tone(0, 0) for text, style in line for _ in text]
        rows += [[tone.ink for tone in tones], [tone.rest for tone in tones]]
    return np.array(rows)[: drawing.layout.rows * drawing.look.zoom]


def test_a_map_has_title_legend_measures_and_indices_and_the_number_under_the_cursor() -> None:
    assert screen_of([ShownArray("z", (16, 24), wave(16, 24), cursor=(3, 5))], 40, 10) == [
        "z 16×24 each cell 3×1",
        "−10 ≡═─╌ 0 ░▒▓█ 10  min −10",
        "   0    ▾5 8       16",
        " 0 ▓▓▓▒▒░░╌───═════──╌░░▒▒▓",
        " 3▸███▓▓◆░╌─═≡≡≡≡≡≡═─╌░▒▓▓█",
        "   ███▓▒▒░╌─══≡≡≡≡══─╌░▒▒▓█",
        "   ─────╌╌░░▒▒▒▒▒▒▒▒░░╌╌───",
        "12 ≡≡≡══─╌░▒▓██████▓▒░╌─══≡",
        "   ≡≡≡══─╌░▒▓██████▓▒░╌──═≡",
        "[3,5] = 2.7  row max 8.4",
    ]


def test_where_there_is_room_the_numbers_around_the_cursor_stand_beside_the_map() -> None:
    screen = screen_of([ShownArray("z", (16, 24), wave(16, 24), cursor=(3, 5))], 70, 14)
    assert screen[0] == "z 16×24 each cell 2×1                     around the cursor"
    assert screen[1].endswith(" 3    4   ▾5    6    7")
    assert [line[42:] for line in screen[4:7]] == [
        "2 ⎢ 4.5  3.3  1.9  0.4 −1.1⎥",
        "3▸⎢ 6.2  4.5[ 2.7] 0.6 −1.5⎥",
        "4 ⎢ 7.1  5.3  3.1  0.7 −1.7⎥",
    ]


def test_with_colours_a_line_has_two_rows_and_equal_neighbours_are_one_piece() -> None:
    values = np.array([[1.0, 1.0, -1.0] * 40, [0.0, 0.0, 0.5] * 40])
    drawing = map_of(values, 130, 12, coloured=True)
    pieces = drawing.line(drawing.head, drawing.margin, drawing.margin + 6)
    assert [(text, style) for text, style in pieces if text][:3] == [
        ("▀▀", Tone(LEVELS, 0)),
        ("▀", Tone(-LEVELS, LEVELS // 2)),
        ("▀▀", Tone(LEVELS, 0)),
    ]


def test_what_is_not_finite_has_signs_of_its_own_and_zero_is_blank() -> None:
    values = wave(4, 30)
    values[1, 3], values[1, 4], values[1, 5], values[1, 6] = np.nan, np.inf, -np.inf, 0.0
    for coloured, row in ((True, 0), (False, 1)):
        drawing = map_of(values, 40, 12, coloured=coloured)
        assert lines_of(drawing)[drawing.head + row][drawing.margin + 3 : drawing.margin + 6] == "?∞∞"
    assert lines_of(drawing)[drawing.head + 1][drawing.margin + 6] == " "
    assert "1 NaN" in lines_of(map_of(values, 100, 20))[2]


@given(st.integers(2, 70), st.integers(2, 70), st.integers(20, 90), st.integers(2, 30), st.booleans(), st.booleans())
def test_a_map_is_never_wider_or_higher_than_its_room(
    rows: int, columns: int, width: int, height: int, coloured: bool, with_cursor: bool
) -> None:
    cursor = (rows - 1, columns // 2) if with_cursor else None
    drawing = map_of(wave(rows, columns), width, height, coloured=coloured, cursor=cursor)
    assert drawing.width <= width
    assert drawing.height <= height
    for y in range(drawing.height):
        assert len(text_of(drawing.line(y, 0, drawing.width))) == drawing.width
    box = drawing.box_of(cursor) if cursor else None
    assert box is None or lines_of(drawing)[box.y][box.x] == "◆"


@given(st.integers(2, 40), st.integers(2, 70), st.integers(20, 60), st.integers(4, 20), st.booleans(), st.data())
def test_a_click_chooses_the_element_whose_value_is_seen(
    rows: int, columns: int, width: int, height: int, coloured: bool, data: st.DataObject
) -> None:
    values = wave(rows, columns)
    drawing = map_of(values, width, height, coloured=coloured)
    index = data.draw(st.tuples(st.integers(0, rows - 1), st.integers(0, columns - 1)))
    box = drawing.box_of(index)
    assert box is not None
    chosen = drawing.cell_at(box.x, box.y)
    assert chosen is not None
    assert drawing.box_of(chosen) == box
    assert abs(values[chosen]) == np.abs(drawing.layout.pooled(values)[drawing.layout.cell_of(chosen)])
    again = map_of(values, width, height, coloured=coloured, cursor=chosen)
    below = again.cell_at(box.x, box.y)
    is_upper = coloured and drawing.layout.cell_of(chosen)[0] % 2 == 0 and drawing.look.zoom == 1
    if is_upper and drawing.layout.cell_of(chosen)[0] + 1 < drawing.layout.rows and again.layout == drawing.layout:
        assert below is not None
        assert drawing.layout.cell_of(below)[0] == drawing.layout.cell_of(chosen)[0] + 1
    for x, y in ((box.x, drawing.head - 1), (drawing.margin - 1, box.y), (box.x, drawing.height), (width + 9, box.y)):
        assert drawing.cell_at(x, y) is None


def test_the_row_and_the_column_that_feed_the_selected_element_are_marked_in_the_margins() -> None:
    row = map_of(wave(20, 60), 70, 30, feeds=frozenset((4, column) for column in range(60)))
    lines = lines_of(row)
    assert [line[: row.margin] for line in lines if "▸" in line] == [" 4▸"]
    assert not any("▾" in line for line in lines)
    one = map_of(wave(20, 60), 70, 30, feeds=frozenset([(4, 9)]))
    assert "▾9" in lines_of(one)[one.head - 1]
    assert lines_of(one)[one.head + 4][one.margin + 9] == "◇"


# Images


def digits() -> np.ndarray:
    """Return the first ten digits of the bundled set, shape (64, 10): a column each."""
    with np.load(find("digits").parent / "data" / "digits.npz") as file:
        return np.asarray(file["inputs"][:10], dtype=np.float64).T / 16


@pytest.mark.parametrize("number", range(10))
def test_a_digit_is_drawn_so_that_it_can_be_read_back(number: int) -> None:
    pixels = digits()
    shown = ShownArray("x", pixels.shape, pixels, feeds=frozenset((i, number) for i in range(64)), sample_axis=1)
    (drawing,) = drawings_of([shown], 60, 14, coloured=True)
    assert isinstance(drawing, HeatBlock)
    assert lines_of(drawing)[:2] == ["x 64×10", f"column {number} ±1"]
    zoom = drawing.look.zoom
    drawn = dots_of(drawing)[::zoom, ::zoom]
    image = pixels[:, number].reshape(8, 8)
    assert drawn.shape == (8, 8)
    assert np.array_equal(drawn == 0, image == 0)
    order = np.argsort(image, axis=None)
    assert (np.diff(drawn.ravel()[order]) >= 0).all()
    assert np.abs(drawn / LEVELS - image).max() <= 1 / LEVELS


def test_an_image_of_many_pixels_keeps_enough_of_them_and_an_update_of_one_weight_marks_its_pixel() -> None:
    image = np.kron(digits()[:, 3].reshape(8, 8), np.ones((3, 3)))
    image = np.pad(image, 2).reshape(-1, 1)
    shown = ShownArray("x", (784, 1), image, sample_axis=1)
    (drawing,) = drawings_of([shown], 40, 6, coloured=True)
    assert lines_of(drawing)[:3] == ["x 784×1", "±0.938", "each cell 2×2"]
    assert dots_of(drawing).shape == (14, 14)
    (marked,) = drawings_of([ShownArray("x", (784, 1), image, feeds=frozenset([(29, 0)]), sample_axis=1)], 40, 20)
    assert sum(line.count("◇") for line in lines_of(marked)) == 1


def test_without_colours_a_pixel_is_as_wide_as_high_where_there_is_room() -> None:
    shown = ShownArray("x", (64, 1), digits()[:, :1], sample_axis=1)
    assert screen_of([shown], 40, 12) == [
        "x 64×1",
        "±0.938",
        "    ▒▒██▓▓░░",
        "    ████▓▓██▒▒",
        "  ░░██░░  ▓▓▓▓",
        "  ▒▒██    ▓▓▓▓",
        "  ▒▒▓▓    ▓▓▓▓",
        "  ▒▒▓▓  ░░██▒▒",
        "  ░░██▒▒▓▓██",
        "    ▒▒██▓▓",
    ]
