"""Reads pictures back: what is drawn where, by the labels that stand beside it."""

from __future__ import annotations

import re
import struct
import zlib
from base64 import b64decode
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np
from numpy.typing import NDArray

SVG = "{http://www.w3.org/2000/svg}"
Points = list[list[tuple[float, float]]]


def parsed(svg: str) -> Element:
    return ElementTree.fromstring(svg.encode())


def found(root: Element, name: str, kind: str = "") -> list[Element]:
    """Return the elements of this name, and of this class if one is given."""
    return [part for part in root.iter(f"{SVG}{name}") if not kind or part.get("class") == kind]


def texts(root: Element) -> list[str]:
    """Return what is written, without tooltips."""
    return ["".join((text.text or "", *(part.tail or "" for part in text))) for text in found(root, "text")]


def panels(root: Element) -> list[Element]:
    return found(root, "g", "panel")


def curves(root: Element) -> dict[str, Points]:
    """Return the points of each curve by its name: parts with gaps between them."""
    return {path.findtext(f"{SVG}title", ""): points(path.get("d", "")) for path in found(root, "path", "curve")}


def points(data: str) -> Points:
    parts: Points = []
    for letter, x, y in re.findall(r"([ML])(-?[\d.]+) (-?[\d.]+)", data):
        if letter == "M":
            parts.append([])
        parts[-1].append((float(x), float(y)))
    return parts


def number(text: str) -> float:
    return float(text.replace(",", ""))


def labels(root: Element, anchor: str, size: str = "11") -> list[tuple[float, float, str]]:
    """Return x, y and text of the labels that are anchored so."""
    chosen = [
        text for text in found(root, "text") if (text.get("text-anchor"), text.get("font-size")) == (anchor, size)
    ]
    return [(float(text.get("x", "")), float(text.get("y", "")), text.text or "") for text in chosen]


def line_through(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the slope and the offset of a line through points."""
    slope, offset = np.polyfit([x for x, _ in pairs], [y for _, y in pairs], 1)
    return float(slope), float(offset)


def values_of(
    root: Element, part: list[tuple[float, float]], *, log: bool = False, log_x: bool = False
) -> list[tuple[float, float]]:
    """Return drawn points as step numbers and values, read off by the grid lines and labels of the axes."""
    across = [line for line in found(root, "line", "grid") if line.get("y1") == line.get("y2")]
    down = [line for line in found(root, "line", "grid") if line.get("x1") == line.get("x2")]
    rows = [number(text) for _, _, text in labels(root, "end")]
    steps = [number(text) for _, _, text in labels(root, "middle")]
    ys = [float(line.get("y1", "")) for line in across]
    xs = [float(line.get("x1", "")) for line in down]
    to_value = line_through(list(zip(ys, np.log10(rows) if log else rows, strict=True)))
    to_step = line_through(list(zip(xs, np.log10(steps) if log_x else steps, strict=True)))
    read = []
    for x, y in part:
        value, step = to_value[0] * y + to_value[1], to_step[0] * x + to_step[1]
        read.append((10**step if log_x else step, 10**value if log else value))
    return read


def pixels(image: Element) -> NDArray[np.uint8]:
    """Return the colours of an embedded PNG, shape (rows, columns, 3): eight bits of a palette, no filter."""
    data = b64decode(image.get("href", "").removeprefix("data:image/png;base64,"))
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = {}, 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, content = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + content)
        chunks[kind], at = content, at + 12 + length
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), dtype=np.uint8).reshape(height, width + 1)
    assert not lines[:, 0].any()
    return np.frombuffer(chunks[b"PLTE"], dtype=np.uint8).reshape(-1, 3)[lines[:, 1:]]


def rectangle(part: Element) -> tuple[float, float, float, float]:
    """Return left, top, width and height."""
    left, top, width, height = (float(part.get(name, "")) for name in ("x", "y", "width", "height"))
    return left, top, width, height
