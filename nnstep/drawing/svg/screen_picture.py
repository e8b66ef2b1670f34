"""A screen of characters as a small SVG: text on areas of colour, and block characters as areas without seams."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from nnstep.drawing.svg.markup import element, plain
from nnstep.harmless_text import cells

_WIDTH, _HEIGHT, _BASELINE = 9, 17, 13
"""Of a cell, in units of the picture, and where its text stands."""
_MARGIN = 8
_FONT = "DejaVu Sans Mono, Menlo, Consolas, Liberation Mono, Noto Sans Mono, monospace"
_FONT_SIZE = 14.9
"""The characters of the first font are 0.602 of it wide: as wide as a cell."""
_EIGHTHS = {chr(0x2580 + n): (0.0, 1 - n / 8, 1.0, n / 8) for n in range(1, 9)}
_BLOCKS: dict[str, tuple[tuple[float, float, float, float], ...]] = {
    **{sign: (box,) for sign, box in _EIGHTHS.items()},
    **{chr(0x2588 + n): ((0.0, 0.0, 1 - n / 8, 1.0),) for n in range(1, 8)},
    "▀": ((0.0, 0.0, 1.0, 0.5),),
    "▐": ((0.5, 0.0, 0.5, 1.0),),
    "▔": ((0.0, 0.0, 1.0, 0.125),),
    "▕": ((0.875, 0.0, 0.125, 1.0),),
    "▖": ((0.0, 0.5, 0.5, 0.5),),
    "▗": ((0.5, 0.5, 0.5, 0.5),),
    "▘": ((0.0, 0.0, 0.5, 0.5),),
    "▝": ((0.5, 0.0, 0.5, 0.5),),
    "▚": ((0.0, 0.0, 0.5, 0.5), (0.5, 0.5, 0.5, 0.5)),
    "▞": ((0.5, 0.0, 0.5, 0.5), (0.0, 0.5, 0.5, 0.5)),
}
"""Left, top, width and height of the areas of a block character, in parts of its cell."""
_SIGNS = "".join(_BLOCKS)
_PIECE = re.compile(rf"[{_SIGNS}]+|[^\s{_SIGNS}]+(?: [^\s{_SIGNS}]+)*")


@dataclass(frozen=True, slots=True)
class Patch:
    """Cells of one background, in one row."""

    row: int
    column: int
    width: int
    colour: str


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text of one style, in one row."""

    row: int
    column: int
    text: str
    style: str
    """Declarations of CSS, among them ``fill``."""

    @property
    def colour(self) -> str:
        """The colour of the text."""
        declared = dict(part.split(":", 1) for part in self.style.split(";") if ":" in part)
        return declared.get("fill", "#000").strip()


def screen_picture(size: tuple[int, int], patches: Iterable[Patch], runs: Iterable[TextRun], title: str) -> str:
    """Return the picture of a screen of columns by lines; `title` is what is read out instead of it."""
    columns, lines = size
    width, height = columns * _WIDTH + 2 * _MARGIN, lines * _HEIGHT + 2 * _MARGIN
    grounds = _merged(patches)
    paper = max(grounds, key=lambda colour: sum(patch.width for patch in grounds[colour]), default="#000")
    areas: dict[str, list[str]] = defaultdict(list)
    texts: dict[str, list[str]] = defaultdict(list)
    for colour, own in grounds.items():
        if colour != paper:
            areas[colour] += [_area(patch.column, patch.row, patch.width, 1) for patch in own]
    over: dict[str, list[str]] = defaultdict(list)
    for run in runs:
        for piece in _pieces(run):
            if piece.text[0] in _BLOCKS:
                over[piece.colour] += _block_areas(piece)
            else:
                texts[piece.style].append(_text(piece))
    content = [
        element("title", plain(title)),
        element("rect", width=width, height=height, rx=_MARGIN, fill=paper),
        f'<g transform="translate({_MARGIN} {_MARGIN})" shape-rendering="crispEdges">',
        *(element("path", fill=colour, d="".join(own)) for layer in (areas, over) for colour, own in layer.items()),
        "</g>",
        f'<g transform="translate({_MARGIN} {_MARGIN})" font-family="{_FONT}" font-size="{_FONT_SIZE}">',
        *(element("g", "\n".join(own), style=style) for style, own in texts.items()),
        "</g>",
    ]
    body = "\n".join(content)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" xml:space="preserve">\n'
        f"{body}\n</svg>\n"
    )


def _merged(patches: Iterable[Patch]) -> dict[str, list[Patch]]:
    """Return patches by colour, those that touch in a row as one."""
    found: dict[str, list[Patch]] = defaultdict(list)
    for patch in sorted(patches, key=lambda patch: (patch.row, patch.column)):
        own = found[patch.colour]
        last = own[-1] if own else None
        if last is not None and last.row == patch.row and last.column + last.width == patch.column:
            own[-1] = Patch(patch.row, last.column, last.width + patch.width, patch.colour)
        elif patch.width:
            own.append(patch)
    return found


def _pieces(run: TextRun) -> Iterator[TextRun]:
    """Yield a run in pieces without wide gaps, those of block characters apart from the others."""
    for found in _PIECE.finditer(run.text):
        yield TextRun(run.row, run.column + cells(run.text[: found.start()]), found[0], run.style)


def _block_areas(piece: TextRun) -> Iterator[str]:
    """Yield the areas of block characters, equal ones side by side as one."""
    column = piece.column
    for sign, group in groupby(piece.text):
        count = len(list(group))
        joined = count if _BLOCKS[sign][0][2] == 1 else 1
        for start in range(0, count, joined):
            for left, top, width, height in _BLOCKS[sign]:
                yield _area(column + start + left, piece.row + top, width * joined, height)
        column += count


def _area(column: float, row: float, width: float, height: float) -> str:
    """Return a part of a path: a rectangle, given in cells."""
    x, y, across, down = (round(part, 2) for part in (column * _WIDTH, row * _HEIGHT, width * _WIDTH, height * _HEIGHT))
    return f"M{x:g} {y:g}h{across:g}v{down:g}h{-across:g}z"


def _text(piece: TextRun) -> str:
    return element(
        *("text", plain(piece.text)),
        x=piece.column * _WIDTH,
        y=piece.row * _HEIGHT + _BASELINE,
        textLength=cells(piece.text) * _WIDTH,
    )
