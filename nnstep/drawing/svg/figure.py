"""A figure: a title, what it is of, and panels below one another, as a whole SVG file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, assert_never

from nnstep.drawing.network.graph_scene import GraphScene
from nnstep.drawing.network.network_scene import NetworkScene
from nnstep.drawing.svg.curves import Curves, draw_curves
from nnstep.drawing.svg.diagrams.graph_panel import draw_graph_panel
from nnstep.drawing.svg.diagrams.network_panel import draw_network_panel
from nnstep.drawing.svg.heat_map import HeatMap, draw_heat_map
from nnstep.drawing.svg.images import Images, draw_images
from nnstep.drawing.svg.markup import FAINT_INK, FONT, element, label, plain
from nnstep.drawing.svg.palette import BACKGROUND
from nnstep.drawing.svg.scale import Area

Panel: TypeAlias = Curves | HeatMap | Images | NetworkScene | GraphScene

HEADING = 62.0
"""Height of the title and the line below it, with the margin above them."""
LEAST_PANEL = 130.0
"""Lower than this no panel can be read."""
_MARGIN = 20.0
_BETWEEN = 26.0


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """What a picture shows, in a rectangle of `width` by `height` units; at least one panel."""

    title: str
    subtitle: str
    panels: tuple[Panel, ...]
    width: int
    height: int


def least_height(panel_count: int) -> int:
    """Return the height that a figure of so many panels needs."""
    return int(HEADING + _MARGIN + panel_count * (LEAST_PANEL + _BETWEEN))


def svg_text(figure: Figure) -> str:
    """Return a figure as the text of an SVG file: the same bytes for the same figure, with a background of its own."""
    width, height = float(figure.width), float(figure.height)
    room = width - 2 * _MARGIN
    title = label(figure.title, _MARGIN, 30, size=17, room=room, weight="bold")
    subtitle = label(figure.subtitle, _MARGIN, 49, size=12, fill=FAINT_INK, room=room)
    each = (height - HEADING - _MARGIN - _BETWEEN * (len(figure.panels) - 1)) / len(figure.panels)
    tops = (HEADING + number * (each + _BETWEEN) for number in range(len(figure.panels)))
    drawn = [
        element("g", f"\n{_drawn(panel, Area(_MARGIN, top, width - _MARGIN, top + each))}\n", **{"class": "panel"})
        for panel, top in zip(figure.panels, tops, strict=True)
    ]
    about = [element("title", plain(figure.title)), element("desc", plain(figure.subtitle) or "a picture")]
    background = element("rect", width=width, height=height, fill=BACKGROUND)
    content = "\n".join(["", *about, background, title, subtitle, *drawn, ""])
    root = element(
        "svg",
        content,
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {figure.width} {figure.height}",
        font_family=FONT,
        role="img",
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'


def _drawn(panel: Panel, box: Area) -> str:
    match panel:
        case Curves():
            return draw_curves(panel, box)
        case HeatMap():
            return draw_heat_map(panel, box)
        case Images():
            return draw_images(panel, box)
        case NetworkScene():
            return draw_network_panel(panel, box)
        case GraphScene():
            return draw_graph_panel(panel, box)
        case _:
            assert_never(panel)
