"""A figure: a title, what it is of, and panels below one another, as a whole SVG file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from nnstep.drawing.svg.picture_theme import AUTO_STYLE, PictureTheme, theme_attributes
from nnstep.drawing.svg.scale import Area
from nnstep.drawing.svg.text_block import TextBlock, draw_text_block

Panel: TypeAlias = Curves | HeatMap | Images | NetworkScene | GraphScene | TextBlock

HEADING = 62.0
"""Height of the title and the line below it, with the margin above them."""
LEAST_PANEL = 130.0
"""Lower than this no panel can be read."""
MARGIN = 20.0
_BETWEEN = 26.0


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """What a picture shows, in a rectangle of `width` by `height` units; at least one panel."""

    title: str
    subtitle: str
    panels: tuple[Panel, ...]
    width: int
    height: int
    heights: tuple[float, ...] = ()
    """The heights of the panels, relative to one another; where there are none, all are alike."""
    description: str = ""
    """What is read out instead of the picture, after the title; the subtitle where there is none."""


def least_height(panel_count: int) -> int:
    """Return the height that a figure of so many panels needs."""
    return int(HEADING + MARGIN + panel_count * (LEAST_PANEL + _BETWEEN))


def full_height(heights: Sequence[float]) -> int:
    """Return the height of a figure whose panels are to be so high."""
    return round(HEADING + MARGIN + sum(heights) + _BETWEEN * (len(heights) - 1))


def svg_text(figure: Figure, theme: PictureTheme = "light") -> str:
    """Return a figure as the text of an SVG file: the same bytes for the same figure, with a background of its own."""
    width, height = float(figure.width), float(figure.height)
    room = width - 2 * MARGIN
    title = label(figure.title, MARGIN, 30, size=17, room=room, weight="bold")
    subtitle = label(figure.subtitle, MARGIN, 49, size=12, fill=FAINT_INK, room=room)
    drawn = [
        element("g", f"\n{_drawn(panel, box)}\n", **{"class": "panel"})
        for panel, box in zip(figure.panels, _boxes(figure), strict=True)
    ]
    about = [element("title", plain(figure.title)), element("desc", plain(_description(figure)))]
    if theme == "auto":
        about.append(element("style", AUTO_STYLE))
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
        **theme_attributes(theme),
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'


def _description(figure: Figure) -> str:
    return figure.description or figure.subtitle or "a picture"


def _boxes(figure: Figure) -> Iterator[Area]:
    """Yield where each panel stands."""
    shares = figure.heights or (1.0,) * len(figure.panels)
    room = figure.height - HEADING - MARGIN - _BETWEEN * (len(shares) - 1)
    top = HEADING
    for share in shares:
        bottom = top + room * share / sum(shares)
        yield Area(MARGIN, top, figure.width - MARGIN, bottom)
        top = bottom + _BETWEEN


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
        case TextBlock():
            return draw_text_block(panel, box)
        case _:
            assert_never(panel)
