"""A whole picture: harmless text, the same bytes each time, and PNG from it."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from nnstep.drawing.svg.curves import Curves, CurveSeries
from nnstep.drawing.svg.figure import LEAST_PANEL, Figure, Panel, least_height, svg_text
from nnstep.drawing.svg.heat_map import HeatMap
from nnstep.drawing.svg.images import Images
from nnstep.drawing.svg.pixels import bitmap
from nnstep.errors import OutputError
from tests.drawing.svg.drawn import found, panels, parsed, rectangle, texts

NASTY = "</text><script>alert(1)</script>&amp;\"'\x00\x1b[31m\u202e\ud800\ufffe\u200b]]>"
STEPS = np.arange(1, 4.0)


def three(name: str = "a") -> tuple[Panel, ...]:
    rows = np.array([[1.0, -2], [3, 4], [np.nan, 0]])
    return (
        Curves((CurveSeries(name, STEPS, rows[:, 0]),), name),
        HeatMap(name, [name, name], STEPS, rows, name),
        Images(name, [name], rows[np.newaxis]),
    )


def test_whatever_a_text_holds_is_shown_and_harmless() -> None:
    text = svg_text(Figure(NASTY, NASTY, three(NASTY), 5000, 1500))
    root = parsed(text)
    assert not [part.tag for part in root.iter() if part.tag.endswith("script")]
    assert text.isprintable() or set(filter(lambda sign: not sign.isprintable(), text)) == {"\n"}
    shown = "</text><script>alert(1)</script>&amp;\"'\\x00\\x1b[31m\\u202e\\ud800\\ufffe\\u200b]]>"
    assert texts(root).count(shown) >= 6


def test_a_text_too_long_for_its_place_is_cut_and_whole_in_its_tooltip() -> None:
    long = "W" * 500
    root = parsed(svg_text(Figure(long, "", three(), 400, 900)))
    title = found(root, "text")[0]
    assert texts(root)[0].endswith("…")
    assert title.findtext("{http://www.w3.org/2000/svg}title") == long


def test_the_background_is_drawn_so_that_dark_viewers_show_it_alike() -> None:
    root = parsed(svg_text(Figure("T", "s", three(), 700, 900)))
    first = found(root, "rect")[0]
    assert first.get("fill") == "#ffffff"
    assert (first.get("width"), first.get("height")) == ("700", "900")
    assert all(text.get("fill") for text in found(root, "text"))


def test_the_same_figure_is_the_same_text() -> None:
    assert svg_text(Figure("T", "s", three(), 700, 900)) == svg_text(Figure("T", "s", three(), 700, 900))


def test_panels_lie_below_one_another_and_are_high_enough_at_the_least_height() -> None:
    root = parsed(svg_text(Figure("T", "s", three(), 400, least_height(3))))
    tops = [rectangle(found(panel, "rect", "box")[0])[1] for panel in panels(root)]
    assert tops[1] - tops[0] > LEAST_PANEL
    assert tops[2] - tops[1] > LEAST_PANEL
    for box in found(root, "rect", "box"):
        assert min(rectangle(box)[2:]) > 0


def test_a_png_has_the_pixels_of_the_size() -> None:
    pytest.importorskip("resvg_py")
    data = bitmap.png_of(svg_text(Figure("T", "s", three(), 321, 500)))
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(data[16:20]) == 321
    assert int.from_bytes(data[20:24]) == 500


def test_without_the_package_an_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    for make in (bitmap.check_png, lambda: bitmap.png_of("<svg/>")):
        with pytest.raises(OutputError) as caught:
            make()
        assert "pip install 'nnstep[png]'" in caught.value.hint


def test_a_machine_without_a_font_is_told_so_before_there_is_a_picture_without_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    renderer = pytest.importorskip("resvg_py")
    bitmap.check_png()

    class WithoutFonts:
        @staticmethod
        def svg_to_bytes(svg_string: str) -> bytes:
            return renderer.svg_to_bytes(svg_string=svg_string, skip_system_fonts=True)

    monkeypatch.setattr(bitmap, "_renderer", WithoutFonts)
    with pytest.raises(OutputError, match="no font") as caught:
        bitmap.check_png()
    assert "DejaVu Sans" in caught.value.hint
