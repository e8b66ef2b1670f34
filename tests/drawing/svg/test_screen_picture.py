"""A screen as a small picture: each character in its cell, and areas where they were."""

from __future__ import annotations

import re
from io import StringIO
from xml.etree import ElementTree

import numpy as np
import pytest
from rich.console import Console
from rich.text import Text

from nnstep.drawing.svg.exported_screen import smaller_screen
from nnstep.drawing.svg.screen_picture import Patch, TextRun, screen_picture

SVG = "{http://www.w3.org/2000/svg}"
CELL = np.array([9.0, 17.0])
RED, BLUE, PAPER = "#ff0000", "#0000ff", "#101010"


def areas(svg: str) -> dict[str, list[tuple[float, float, float, float]]]:
    """Return by colour the areas: column, row, width and height, in cells."""
    found: dict[str, list[tuple[float, float, float, float]]] = {}
    for path in ElementTree.fromstring(svg).iter(f"{SVG}path"):
        for x, y, width, height in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)", path.get("d", "")):
            box = np.array([[float(x), float(y)], [float(width), float(height)]]) / CELL
            found.setdefault(path.get("fill", ""), []).append(tuple(box.round(3).ravel()))
    return found


def texts(svg: str) -> list[tuple[float, float, str]]:
    """Return the texts with column and row."""
    found = ElementTree.fromstring(svg).iter(f"{SVG}text")
    return [(float(text.get("x", 0)) / 9, float(text.get("y", 0)) // 17, text.text or "") for text in found]


def drawn(*runs: TextRun, patches: tuple[Patch, ...] = ()) -> str:
    ground = tuple(Patch(row, 0, 20, PAPER) for row in range(4))
    return screen_picture((20, 4), ground + patches, runs, "a <screen>")


def test_text_stands_in_its_cells_without_the_gaps() -> None:
    svg = drawn(TextRun(1, 2, "a b   c<&\n", "fill: #ff0000"))
    assert texts(svg) == [(2, 1, "a b"), (8, 1, "c<&")]
    assert "<title>a &lt;screen&gt;</title>" in svg


def test_areas_of_a_colour_that_touch_are_one_and_the_paper_is_none() -> None:
    svg = drawn(patches=(Patch(2, 3, 2, RED), Patch(2, 5, 4, RED), Patch(3, 3, 1, RED)))
    assert areas(svg) == {RED: [(3, 2, 6, 1), (3, 3, 1, 1)]}


@pytest.mark.parametrize(
    ("sign", "boxes"),
    [
        ("▀", [(0, 0, 1, 0.5)]),
        ("▄", [(0, 0.5, 1, 0.5)]),
        ("█", [(0, 0, 1, 1)]),
        ("▌", [(0, 0, 0.5, 1)]),
        ("▐", [(0.5, 0, 0.5, 1)]),
        ("▂", [(0, 0.75, 1, 0.25)]),
        ("▚", [(0, 0, 0.5, 0.5), (0.5, 0.5, 0.5, 0.5)]),
    ],
)
def test_a_block_character_is_an_area(sign: str, boxes: list[tuple[float, ...]]) -> None:
    """The areas are those in which Unicode's chart of the block elements shows them."""
    svg = drawn(TextRun(1, 2, f"x{sign}{sign}", "fill: #ff0000; font-weight: bold"), patches=(Patch(1, 3, 2, BLUE),))
    assert texts(svg) == [(2, 1, "x")]
    covered = np.zeros((80, 180))
    for left, top, width, height in areas(svg)[RED]:
        covered[round(top * 20) : round((top + height) * 20), round(left * 9) : round((left + width) * 9)] += 1
    wanted = np.zeros_like(covered)
    for left, top, width, height in boxes:
        for start in (3, 4):
            wanted[
                round((1 + top) * 20) : round((1 + top + height) * 20),
                round((start + left) * 9) : round((start + left + width) * 9),
            ] += 1
    np.testing.assert_array_equal(covered, wanted)
    assert list(areas(svg)) == [BLUE, RED]


def test_what_the_framework_exports_is_read_cell_by_cell() -> None:
    """Rich draws with its own exporter what is then looked for at its place."""
    console = Console(record=True, width=30, file=StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.assemble(("ab", "#ff0000 on #0000ff"), "   ", ("δ₁ = ", "bold #00ff00"), "▀"))
    console.print(Text("second line", "#ff0000 on #202020"))
    svg = smaller_screen(console.export_svg(title="t"), (30, 2), "t")
    assert texts(svg) == [(0, 0, "ab"), (0, 1, "second line"), (5, 0, "δ₁ =")]
    assert areas(svg)[BLUE] == [(0, 0, 2, 1)]
    assert "url(" not in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
