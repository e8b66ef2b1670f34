"""Lines of characters as a panel: each word in its column, smaller where the room is narrow; heights of panels."""

from __future__ import annotations

import itertools

import pytest

from nnstep.drawing.svg.figure import Figure, full_height, svg_text
from nnstep.drawing.svg.picture_theme import theme_attributes
from nnstep.drawing.svg.text_block import BlockLine, TextBlock
from tests.drawing.svg.drawn import found, parsed, texts

LINES = (
    BlockLine("z₁ = W₁ x₀", "strong"),
    BlockLine(""),
    BlockLine("   ⎡ 1  -2⎤"),
    BlockLine("z = 字 ⎣10   4⎦"),
    BlockLine("a < b & <script>\x1b[31m", "faint"),
)


def placed(width: int = 700) -> list[tuple[str, float, float, float]]:
    block = TextBlock(LINES)
    height = block.height(width - 40)
    root = parsed(svg_text(Figure("T", "s", (block,), width, full_height([height]))))
    inside = [text for text in found(root, "text") if text.get("textLength")]
    return [
        ("".join(text.itertext()), *(float(text.get(key, "")) for key in ("x", "y", "textLength"))) for text in inside
    ]


@pytest.mark.parametrize("width", [700, 240])
def test_each_word_stands_in_its_column_and_is_as_wide_as_its_characters(width: int) -> None:
    words = placed(width)
    cell = words[0][3] / 2  # of z₁
    by_text = {text: (x, y, length) for text, x, y, length in words}
    for text, column, cells in (("⎡", 3, 1), ("1", 5, 1), ("-2⎤", 8, 3), ("字", 4, 2), ("⎣10", 7, 3), ("4⎦", 13, 2)):
        x, _, length = by_text[text]
        assert x == pytest.approx(20 + column * cell, abs=0.02)
        assert length == pytest.approx(cells * cell, abs=0.02)
    lines = sorted({y for _, _, y, _ in words})
    assert len(lines) == 4
    assert all(x + length <= width - 19.9 for _, x, _, length in words)


def test_in_a_narrow_room_it_is_smaller_and_lower() -> None:
    block = TextBlock(LINES)
    assert block.size(700) == 13
    assert block.size(100) < 13
    assert block.height(100) < block.height(700)
    assert block.columns(700) * 13 * 0.602 <= 700
    assert TextBlock(()).height(700) == 0


def test_whatever_a_line_holds_is_harmless() -> None:
    root = parsed(svg_text(Figure("T", "s", (TextBlock(LINES),), 700, 300)))
    assert "<script>\\x1b[31m" in texts(root)
    assert not [part for part in root.iter() if part.tag.endswith("script")]


def test_panels_are_as_high_as_their_shares() -> None:
    blocks = tuple(TextBlock((BlockLine(name),)) for name in "abc")
    heights = (100.0, 300.0, 50.0)
    root = parsed(svg_text(Figure("T", "s", blocks, 700, full_height(heights), heights)))
    ys = [float(text.get("y", "")) for text in found(root, "text") if text.get("textLength")]
    assert [round(b - a) for a, b in itertools.pairwise(ys)] == [126, 326]


def test_a_description_is_read_out_in_place_of_the_subtitle() -> None:
    block = TextBlock(LINES)
    (said,) = found(parsed(svg_text(Figure("T", "s", (block,), 700, 300, description="more"))), "desc")
    assert said.text == "more"
    (said,) = found(parsed(svg_text(Figure("T", "s", (block,), 700, 300))), "desc")
    assert said.text == "s"


def test_the_light_picture_has_no_style_of_its_own() -> None:
    assert theme_attributes("light") == {}
    assert "<style" not in svg_text(Figure("T", "s", (TextBlock(LINES),), 700, 300))
