"""A picture in TikZ has every line, box and text of the SVG that it is made from."""

from __future__ import annotations

import re

import numpy as np
import pytest

from nnstep.drawing.svg.palette import level_colours
from nnstep.drawing.svg.pixels.raster import raster
from nnstep.drawing.svg.scale import Area
from nnstep.exports.tex_parts.pixels import pixels_of
from nnstep.exports.tex_parts.tikz_picture import tikz_picture
from tests.exports.solutions.test_numbers import solved


@pytest.mark.parametrize("name", ["xor", "zheng-exercise-1", "bradbury-graph-many-paths", "kapur-chain"])
def test_every_element_of_a_picture_is_drawn(name: str) -> None:
    for picture in solved(name).pictures:
        drawn = tikz_picture(picture.svg)
        assert drawn.count(r"\node") == picture.svg.count("<text ")
        seen = re.findall(r"<(?:rect|line|path|circle)\b[^>]*>", picture.svg)
        invisible = [tag for tag in seen if 'fill="none"' in tag and "stroke=" not in tag]
        assert drawn.count(r"\path[") == len(seen) - len(invisible)


def test_a_path_goes_through_the_points_of_the_svg() -> None:
    drawn = tikz_picture(
        '<svg width="10" height="10"><path d="M1 2L3.5 4M5 6L-7 8" fill="none" stroke="#0072b2"/></svg>'
    )
    assert "(1,2) -- (3.5,4) (5,6) -- (-7,8);" in drawn
    assert "draw={rgb,255:red,0;green,114;blue,178}" in drawn


def test_the_pixels_of_an_image_are_those_that_were_put_in() -> None:
    levels = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20
    address = re.search(r'href="([^"]*)"', raster(levels, Area(0, 0, 4, 3)))
    assert address is not None
    found = np.array(pixels_of(address[1]))
    assert np.array_equal(found, level_colours()[levels])
