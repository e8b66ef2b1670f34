"""Drawings of matrices as the text that stands on a screen. Asserts nothing."""

from __future__ import annotations

from collections.abc import Sequence

from nnstep.drawing.matrix.drawn_matrix import DrawnMatrix
from nnstep.drawing.matrix.fitting import MatrixStyle, fitted, flowed
from nnstep.drawing.matrix.map_plan import Room
from nnstep.drawing.matrix.matrix_look import MatrixLook
from nnstep.drawing.matrix.measured_arrays import MeasuredArrays
from nnstep.drawing.matrix.shown_array import ShownArray
from nnstep.drawing.styled_text import StyledPiece
from nnstep.expr.digits import Digits


def lines_of(drawing: DrawnMatrix) -> list[str]:
    """Return all lines of a drawing, without the blanks at their ends."""
    return [text_of(drawing.line(y, 0, drawing.width)).rstrip() for y in range(drawing.height)]


def text_of(line: Sequence[StyledPiece]) -> str:
    """Return a line without its styles."""
    return "".join(text for text, _ in line)


def drawings_of(
    arrays: Sequence[ShownArray], width: int, height: int, look: MatrixLook = "automatic", *, coloured: bool = False
) -> list[DrawnMatrix]:
    """Return how arrays are drawn in a room."""
    return fitted(arrays, Room(width, height), MatrixStyle(look, Digits(), coloured), MeasuredArrays())


def screen_of(
    arrays: Sequence[ShownArray], width: int, height: int, look: MatrixLook = "automatic", *, coloured: bool = False
) -> list[str]:
    """Return what a room shows of arrays, the lines below it too."""
    drawings = drawings_of(arrays, width, height, look, coloured=coloured)
    screen: dict[int, str] = {}
    for (x, y), drawing in zip(flowed(drawings, width), drawings, strict=True):
        for number, line in enumerate(lines_of(drawing)):
            screen[y + number] = screen.get(y + number, "").ljust(x) + line
    return [screen.get(y, "") for y in range(max(screen, default=-1) + 1)]
