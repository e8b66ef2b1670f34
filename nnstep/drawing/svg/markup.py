"""SVG elements as text, with every text in them escaped, and the room that a text takes."""

from __future__ import annotations

from html import escape

from nnstep.harmless_text import cells, visible
from nnstep.outputs.document_text import html_text

_FAMILIES = (
    *("DejaVu Sans", "Verdana", "Liberation Sans", "Arial", "Helvetica Neue", "Helvetica", "Segoe UI", "Noto Sans"),
    *("Open Sans", "Roboto", "Ubuntu", "Cantarell", "FreeSans", "Nimbus Sans"),
)
FONT = ", ".join((*(f"'{name}'" for name in _FAMILIES), "sans-serif"))
"""Many families: a renderer without settings of the system knows no font that `sans-serif` stands for."""
INK = "#222222"
FAINT_INK = "#5c5c5c"
_WIDTH_OF_A_CELL = 0.62
"""Width of a character in font sizes, about: nothing here knows the font that a viewer has."""


def coordinate(value: float) -> str:
    """Return a coordinate to a hundredth of a unit, without zeros at its end."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def element(name: str, content: str = "", **attributes: str | float) -> str:
    """Return an element around `content`, which is markup already; an underscore in a name stands for a hyphen."""
    parts = [name]
    for key, value in attributes.items():
        shown = coordinate(value) if isinstance(value, int | float) else html_text(value)
        parts.append(f'{key.replace("_", "-")}="{shown}"')
    opening = " ".join(parts)
    return f"<{opening}>{content}</{name}>" if content else f"<{opening}/>"


def plain(text: str) -> str:
    """Return any text as markup that shows it, with what is not seen as an escape."""
    return escape(visible(text), quote=False)


def root_of(svg: str) -> str:
    """Return the picture of an SVG file as an element that a page can hold, without the XML declaration."""
    return svg[svg.index("<svg") :].strip()


def label(
    text: str,
    x: float,
    y: float,
    *,
    size: float = 12,
    anchor: str = "start",
    fill: str = INK,
    room: float | None = None,
    weight: str = "normal",
) -> str:
    """Return a line of text with its baseline at `y`; one wider than `room` is cut, and whole in its tooltip."""
    shown = visible(text)
    cut = shown if room is None else fitted(shown, size, room)
    tooltip = element("title", plain(text)) if cut != shown else ""
    given: dict[str, str | float] = {"x": x, "y": y, "font_size": size, "text_anchor": anchor, "fill": fill}
    if weight != "normal":
        given["font_weight"] = weight
    return element("text", tooltip + plain(cut), **given)


def text_width(text: str, size: float) -> float:
    """Return about how wide a visible text is, in units, if anything too much."""
    return cells(text) * size * _WIDTH_OF_A_CELL


def fitted(text: str, size: float, room: float) -> str:
    """Return a visible text, cut so that it fits into `room` units."""
    if text_width(text, size) <= room:
        return text
    count = max(0, int(room / (size * _WIDTH_OF_A_CELL)) - 1)
    cut = text[:count]
    while cut and cells(cut) > count:
        cut = cut[:-1]
    return f"{cut.rstrip()}…"
