"""A rectangle of characters to draw on, each with the name of a style; read as styled lines."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from nnstep.drawing.styled_text import StyledLine, StyledPiece
from nnstep.harmless_text import cells

_INK_ONLY = frozenset({"edge", *(f"{sign}{lit}" for sign in ("positive", "negative") for lit in ("", "-lit"))})
"""Styles in which a space looks as in any other: between the dots of a line it need not be a piece of its own."""


class CharacterGrid:
    """A blank rectangle of `width` by `height` cells; what is put outside it is dropped."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._characters = [[" "] * width for _ in range(height)]
        self._styles = [[""] * width for _ in range(height)]

    def put_cells(self, cells: Iterable[tuple[int, int, str, str]]) -> None:
        """Write characters that take one cell each: column, line, character and style."""
        for x, y, character, style in cells:
            if 0 <= y < self.height and 0 <= x < self.width:
                self._characters[y][x] = character
                self._styles[y][x] = style

    def put(self, x: int, y: int, text: str, style: str) -> None:
        """Write `text` from a cell on; a wide character that would be cut is left out."""
        if not 0 <= y < self.height:
            return
        characters, styles, at = self._characters[y], self._styles[y], x
        end = x + len(text)
        if x >= 0 and end <= self.width and (text.isascii() or _is_narrow(text)):
            characters[x:end] = text
            styles[x:end] = [style] * len(text)
            return
        for character in text:
            size = cells(character)
            if not size:
                if 0 < at <= self.width:
                    characters[at - 1] += character
                continue
            if at >= 0 and at + size <= self.width:
                characters[at], styles[at] = character, style
                if size == 2:
                    characters[at + 1], styles[at + 1] = "", style
            at += size

    def put_centred(self, x: int, y: int, width: int, text: str, style: str) -> None:
        """Write `text` in the middle of `width` cells from `x` on, as far as it fits into them."""
        taken = len(text) if text.isascii() else cells(text)
        if taken <= width:
            self.put(x + (width - taken) // 2, y, text, style)

    @property
    def lines(self) -> list[StyledLine]:
        """What was drawn, each line without the blanks at its end."""
        return list(map(_pieces, self._characters, self._styles))


@lru_cache(maxsize=1024)
def _is_narrow(text: str) -> bool:
    """Return whether each character takes one cell."""
    return all(cells(character) == 1 for character in text)


def _pieces(characters: list[str], styles: list[str]) -> StyledLine:
    pieces: list[StyledPiece] = []
    begun, style = 0, "plain"
    for at, put in enumerate(styles):
        following = put or (style if style in _INK_ONLY else "plain")
        if following != style:
            if at > begun:
                pieces.append(("".join(characters[begun:at]), style))
            begun, style = at, following
    pieces.append(("".join(characters[begun:]), style))
    while pieces and (pieces[-1][0].isspace() or not pieces[-1][0]):
        pieces.pop()
    return pieces
