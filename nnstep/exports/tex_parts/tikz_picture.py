"""A picture of lines in TikZ, from SVG as nnstep draws it: rectangles, paths of lines, circles, texts, images."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from nnstep.drawing.svg.markup import root_of
from nnstep.exports.tex_parts.pixels import pixels_of
from nnstep.expr.mathematics.tex_text import tex_text

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_POINTS = re.compile(r"([ML])\s*(-?[\d.]+)[ ,]+(-?[\d.]+)")
_POINT = 0.711
"""Points of TeX in a unit of the picture, where 640 units are 16 cm wide."""
_ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}
_UNIT = "0.025cm"
_MOST_PIXELS = 4096


def tikz_picture(svg: str) -> str:
    """Return a picture; an image in it becomes a frame."""
    root = ET.fromstring(root_of(svg))  # noqa: S314 - written by this program a moment ago
    lines = filter(None, _elements(root))
    head = rf"\begin{{tikzpicture}}[x={_UNIT}, y=-{_UNIT}, line cap=round, line join=round]"
    clip = rf"\useasboundingbox (0,0) rectangle ({root.get('width')},{root.get('height')});"
    return "\n".join([head, clip, *lines, r"\end{tikzpicture}"])


def _elements(parent: ET.Element) -> Iterator[str]:
    for element in parent:
        match element.tag.rpartition("}")[2]:
            case "g":
                yield from _elements(element)
            case "rect":
                yield _rectangle(element)
            case "image":
                yield from _image(element)
            case "line":
                ends = (f"({element.get(f'x{end}')},{element.get(f'y{end}')})" for end in (1, 2))
                yield _drawn(element, " -- ".join(ends))
            case "path":
                yield _path(element)
            case "circle":
                at = f"({element.get('cx')},{element.get('cy')})"
                yield _drawn(element, f"{at} circle[radius={_points(element.get('r', '0'))}]")
            case "text":
                yield _label(element)


def _box(element: ET.Element) -> tuple[float, float, float, float]:
    x, y, width, height = (float(element.get(key, "0")) for key in ("x", "y", "width", "height"))
    return x, y, width, height


def _image(element: ET.Element) -> Iterator[str]:
    """Yield a rectangle for each pixel; of a large image one for all of them."""
    x, y, width, height = _box(element)
    rows = pixels_of(element.get("href", ""))
    if len(rows) * len(rows[0]) > _MOST_PIXELS:
        yield rf"\path[fill=gray] ({x:.2f},{y:.2f}) rectangle ({x + width:.2f},{y + height:.2f});"
        return
    across, down = width / len(rows[0]), height / len(rows)
    for i, row in enumerate(rows):
        for j, colour in enumerate(row):
            left, top = x + j * across, y + i * down
            corners = f"({left:.2f},{top:.2f}) rectangle ({left + across:.2f},{top + down:.2f})"
            yield rf"\path[fill={_mixed(*colour)}] {corners};"


def _rectangle(element: ET.Element) -> str:
    x, y, width, height = _box(element)
    corner = f", rounded corners={_points(element.get('rx', '0'))}" if element.get("rx") else ""
    shape = f"({x:.2f},{y:.2f}) rectangle ({x + width:.2f},{y + height:.2f})"
    return _drawn(element, shape, corner)


def _path(element: ET.Element) -> str:
    parts = []
    for command, x, y in _POINTS.findall(element.get("d", "")):
        parts.append(f"{' ' if command == 'M' else ' -- '}({x},{y})")
    return _drawn(element, "".join(parts).strip()) if parts else ""


def _label(element: ET.Element) -> str:
    size = float(element.get("font-size", "12")) * _POINT
    bold = r"\bfseries" if element.get("font-weight") == "bold" else ""
    text = "".join(part for part in element.itertext() if part)
    title = next((child.text or "" for child in element if child.tag.endswith("title")), "")
    options = [
        f"anchor={_ANCHORS[element.get('text-anchor', 'start')]}",
        "inner sep=0pt",
        f"text={_colour(element.get('fill', '#000000'))}",
        rf"font=\sffamily{bold}\fontsize{{{size:.1f}}}{{{size * 1.2:.1f}}}\selectfont",
    ]
    shown = tex_text(text.removeprefix(title))
    return rf"\node[{', '.join(options)}] at ({element.get('x')},{element.get('y')}) {{{shown}}};"


def _drawn(element: ET.Element, shape: str, more: str = "") -> str:
    """Return a path with the element's stroke and fill; nothing where it has neither."""
    fill, stroke = element.get("fill", "#000000"), element.get("stroke", "none")
    options = []
    if fill != "none":
        options.append(f"fill={_colour(fill)}")
        options += [f"fill opacity={element.get('fill-opacity')}"] if element.get("fill-opacity") else []
    if stroke != "none":
        options.append(f"draw={_colour(stroke)}")
        options.append(f"line width={_points(element.get('stroke-width', '1'))}")
        options += [f"draw opacity={element.get('stroke-opacity')}"] if element.get("stroke-opacity") else []
        options += _dashes(element.get("stroke-dasharray", "none"))
    return rf"\path[{', '.join(options)}{more}] {shape};" if options else ""


def _dashes(dashes: str) -> list[str]:
    lengths = [_points(length) for length in _NUMBER.findall(dashes)]
    pairs = zip(lengths[::2], lengths[1::2], strict=False)
    return [f"dash pattern={' '.join(f'on {on} off {off}' for on, off in pairs)}"] if lengths else []


def _points(length: str) -> str:
    return f"{float(length) * _POINT:.2f}pt"


def _colour(colour: str) -> str:
    """Return a colour such as ``#0072b2``, or ``white``, as xcolor reads it."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        return colour if colour.isalpha() else "black"
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return _mixed(red, green, blue)


def _mixed(red: int, green: int, blue: int) -> str:
    return f"{{rgb,255:red,{red};green,{green};blue,{blue}}}"
