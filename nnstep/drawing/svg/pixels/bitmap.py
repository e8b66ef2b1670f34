"""From an SVG to a PNG, with the package of the extra `png`."""

from __future__ import annotations

from typing import Any

from nnstep.drawing.svg.markup import FONT, element
from nnstep.errors import OutputError


def png_of(svg: str) -> bytes:
    """Return an SVG as a PNG of as many pixels as it has units; raise OutputError where the package is missing."""
    data: bytes = _renderer().svg_to_bytes(svg_string=svg)
    return data


def check_png() -> None:
    """Raise OutputError where no PNG can be made: the package is missing, or every font that its text could have.

    The package leaves out text silently for which it finds no font.
    """
    empty, lettered = (png_of(_probe(text)) for text in ("", "x"))
    if empty == lettered:
        hint = "install DejaVu Sans (the package fonts-dejavu on Debian and Ubuntu), or end the name in .svg"
        raise OutputError("no font was found for the text of a .png picture", hint)


def _renderer() -> Any:
    try:
        import resvg_py
    except ImportError:
        hint = "pip install 'nnstep[png]', or end the name in .svg"
        raise OutputError(".png pictures need the package resvg-py", hint) from None
    return resvg_py


def _probe(text: str) -> str:
    """Return a small picture of a text, or of nothing."""
    drawn = element("text", text, x=2, y=16, font_family=FONT, font_size=16)
    return element("svg", drawn, xmlns="http://www.w3.org/2000/svg", width=20, height=20)
