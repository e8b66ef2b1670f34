"""An expression as people write it: in a notation's symbols, or with the numbers put in, as lines of text."""

from __future__ import annotations

from nnstep.expr.array import Array
from nnstep.expr.tree import Expr
from nnstep.expr.walks.layout import Box, beside, bracketed, matrix, raised, text
from nnstep.expr.walks.pen import Pen
from nnstep.expr.walks.setter import Setter


def formula(expr: Expr, pen: Pen) -> str:
    """Return `expr` in symbols, on one line."""
    return "\n".join(layout(expr, pen).lines)


def layout(expr: Expr, pen: Pen) -> Box:
    """Return `expr` as a block of lines: with `pen.values`, matrices are written out in brackets."""
    return Setter(pen, TextSetting()).formula(expr)


def value_box(value: Array, pen: Pen) -> Box:
    """Return one value as a block: a number, or a matrix cut down to the pen's most rows and columns."""
    return Setter(pen, TextSetting()).value(value)


class TextSetting:
    """Lines of text."""

    stacks = False

    def text(self, content: str) -> Box:
        """Return a box of one line."""
        return text(content)

    def number(self, content: str) -> Box:
        """Return a box of one line."""
        return text(content)

    def symbol(self, content: str) -> Box:
        """Return a box of one line."""
        return text(content)

    def beside(self, *parts: Box) -> Box:
        """Return the boxes base line on base line."""
        return beside(*parts)

    def bracketed(self, part: Box) -> Box:
        """Return the box in brackets as tall as it is."""
        return bracketed(part)

    def raised(self, part: Box, mark: str) -> Box:
        """Return the box with `mark` at its upper right."""
        return raised(part, mark)

    def quotient(self, above: Box, below: Box) -> Box:
        """Return both on one line."""
        return beside(above, text(" / "), below)

    def matrix(self, cells: list[list[str]]) -> Box:
        """Return the numbers in square brackets."""
        return matrix(cells)
