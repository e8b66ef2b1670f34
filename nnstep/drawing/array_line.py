"""An array in one line: its name, its shape, and its elements, as many as fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstep.drawing.styled_text import StyledPiece, cut, width_of
from nnstep.expr.array import Array, Shape
from nnstep.expr.digits import MINUS, Digits

ELLIPSIS = "…"


def in_a_line(values: Array, digits: Digits, width: int) -> str:
    """Return the elements row by row, rows parted by a semicolon; an ellipsis stands for those that do not fit.

    No number is cut; all have the decimals that they have in a column.
    """
    columns = values.shape[1] if values.ndim == 2 and values.shape[1] > 1 else max(1, values.size)
    shown = values.ravel()[: width + 1] if values.ndim else values
    texts, text = digits.texts(shown), ""
    for at, number in enumerate(shown.ravel().tolist()):
        gap = "" if at == 0 else "; " if at % columns == 0 else " "
        more = f"{text}{gap}{texts.of(number).replace('-', MINUS)}"
        if len(more) + (0 if at == values.size - 1 else 2) > width:
            return f"{text} {ELLIPSIS}" if text and len(text) + 2 <= width else ELLIPSIS if width > 0 else ""
        text = more
    return text


def is_line(shape: Shape) -> bool:
    """Return whether an array of this shape is a number or a vector, which one line can show."""
    return len(shape) < 2 or 1 in shape


@dataclass(frozen=True, slots=True, eq=False)
class ArrayLine:
    """A number or a vector beside its name."""

    heading: str
    text: str
    """The elements."""
    style: str
    indent: int
    """The column at which the elements begin."""
    quantity: str
    """The id of the quantity that it is the value of."""
    shape: Shape

    @property
    def width(self) -> int:
        """Cells across."""
        return self.indent + len(self.text)

    @property
    def height(self) -> int:
        """One line."""
        return 1

    def line(self, y: int, begin: int, end: int, top: int = 0) -> list[StyledPiece]:  # noqa: ARG002 - as of matrices
        """Return line `y` between two columns, blank where nothing stands."""
        head = "faint" if self.style == "faint" else "heading"
        pieces: list[StyledPiece] = [(self.heading.ljust(self.indent), head), (self.text, self.style)] if y == 0 else []
        kept = cut(pieces, begin, end)
        return [*kept, (" " * (end - begin - width_of(kept)), "plain")]

    def cell_at(self, x: int, y: int) -> tuple[int, ...] | None:
        """Return the index of the element at a place; None where there is none."""
        at = x - self.indent
        if y != 0 or not 0 <= at < len(self.text) or self.text[at] in " ;":
            return None
        return tuple(int(part) for part in np.unravel_index(len(self.text[:at].split(" ")) - 1, self.shape))
