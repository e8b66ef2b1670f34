"""What the app's framework exports of a screen, read again to be drawn smaller."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from nnstep.drawing.svg.screen_picture import Patch, TextRun, screen_picture

_CELL, _LINE, _FIRST_PATCH, _FIRST_TEXT = 12.2, 24.4, 1.5, 20.0
"""Of the export: the size of a cell, and where the first line begins."""
_STYLE = re.compile(r"\.(?P<name>[\w-]+-r\d+) \{(?P<declarations>[^}]*)\}")
_SVG = "{http://www.w3.org/2000/svg}"


def smaller_screen(svg: str, size: tuple[int, int], title: str) -> str:
    """Return an export of a screen of columns by lines as a small picture, which names no fonts of another host."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - made by the framework a moment ago
    styles = {found["name"]: found["declarations"].strip() for found in _STYLE.finditer(svg)}
    return screen_picture(size, _patches(root), _runs(root, styles), title)


def _patches(root: ElementTree.Element) -> Iterator[Patch]:
    for found in root.iter(f"{_SVG}rect"):
        if found.get("shape-rendering") is not None:  # those of cells have it
            row, column, width = _row(found, _FIRST_PATCH), _cells(found, "x"), _cells(found, "width")
            yield Patch(row, column, width, found.get("fill", ""))


def _runs(root: ElementTree.Element, styles: dict[str, str]) -> Iterator[TextRun]:
    for found in root.iter(f"{_SVG}text"):
        style = styles.get(found.get("class", ""))
        if style is not None:  # the title has none
            text = (found.text or "").replace("\xa0", " ")
            yield TextRun(_row(found, _FIRST_TEXT), _cells(found, "x"), text, style)


def _row(found: ElementTree.Element, first: float) -> int:
    return round((float(found.get("y", 0)) - first) / _LINE)


def _cells(found: ElementTree.Element, name: str) -> int:
    return round(float(found.get(name, 0)) / _CELL)
