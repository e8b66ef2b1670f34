"""A rectangle of characters to draw on, each with the name of a style; read as styled lines."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from nnstep.drawing.styled_text import StyledLine
from nnstep.harmless_text import cells

_STYLE = itemgetter(1)
_BLANK = (" ", "")
_INK_ONLY = frozenset({"edge", *(f"{sign}{lit}" for sign in ("positive", "negative") for lit in ("", "-lit"))})
"""Styles in which a space looks as in any other: between the dots of a line it need not be a piece of its own."""


class CharacterGrid:
    """A blank rectangle of `width` by `height` cells; what is put outside it is dropped."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._rows: list[list[tuple[str, str]]] = [[_BLANK] * width for _ in range(height)]

    def put_character(self, x: int, y: int, character: str, style: str) -> None:
        """Write a character that takes one cell."""
        if 0 <= y < self.height and 0 <= x < self.width:
            self._rows[y][x] = (character, style)

    def put(self, x: int, y: int, text: str, style: str) -> None:
        """Write `text` from a cell on; a wide character that would be cut is left out."""
        if not 0 <= y < self.height:
            return
        row, at = self._rows[y], x
        if text.isascii() and x >= 0 and x + len(text) <= self.width:
            row[x : x + len(text)] = [(character, style) for character in text]
            return
        for character in text:
            size = cells(character) if ord(character) > 0x2FF else 1
            if not size:
                if 0 < at <= self.width:
                    row[at - 1] = (row[at - 1][0] + character, row[at - 1][1])
                continue
            if at >= 0 and at + size <= self.width:
                row[at] = (character, style)
                if size == 2:
                    row[at + 1] = ("", style)
            at += size

    def put_centred(self, x: int, y: int, width: int, text: str, style: str) -> None:
        """Write `text` in the middle of `width` cells from `x` on, as far as it fits into them."""
        taken = len(text) if text.isascii() else cells(text)
        if taken <= width:
            self.put(x + (width - taken) // 2, y, text, style)

    @property
    def lines(self) -> list[StyledLine]:
        """What was drawn, each line without the blanks at its end."""
        return [_pieces(row) for row in self._rows]


def _pieces(row: list[tuple[str, str]]) -> StyledLine:
    styled, style = [], "plain"
    for cell in row:
        if cell[1]:
            style = cell[1]
            styled.append(cell)
        else:
            style = style if style in _INK_ONLY else "plain"
            styled.append((" ", style))
    pieces = [("".join(map(itemgetter(0), run)), style) for style, run in groupby(styled, _STYLE)]
    while pieces and pieces[-1][0].isspace():
        pieces.pop()
    return pieces
