"""A grid of cells to type numbers into, one an element; arrows move between them, a pasted matrix fills them.

Knows text only: what is typed is judged elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.containers import Grid
from textual.message import Message
from textual.widgets import Input

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual import events

    from nnstep.expr.array import Shape

_NUMERIC = frozenset("0123456789.+-eE/")
_CELL_WIDTH = 14
_MINUS = str.maketrans("−", "-")
_BETWEEN = re.compile(r"[\s,;\[\]()⎡⎢⎣⎤⎥⎦&]+")


class Cell(Input):
    """One cell: takes the characters of numbers, and lets all other keys through."""

    DEFAULT_CSS = """
    Cell { width: 14; height: 1; border: none; padding: 0 1; background: $surface; }
    Cell:focus { background: $primary-muted; }
    Cell.-right { color: $text-success; }
    Cell.-carried { color: $text-primary; }
    Cell.-wrong { color: $text-error; }
    """

    def __init__(self, index: tuple[int, ...]) -> None:
        super().__init__(compact=True)
        self.index = index

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return whether a key is typed here."""
        return key != "space" and character in _NUMERIC

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable and not self.check_consume_key(event.key, event.character):
            event.prevent_default()  # so that it is not typed, and is heard further up

    def _on_paste(self, event: events.Paste) -> None:
        """Hand several numbers on to the grid."""
        if len(numbers_in(event.text)) > 1:
            self.post_message(CellGrid.Pasted(self, event.text))
            event.stop()
            event.prevent_default()


class CellGrid(Grid):
    """The cells of one quantity."""

    DEFAULT_CSS = """
    CellGrid { height: auto; grid-gutter: 0 1; grid-rows: 1; }
    """

    @dataclass
    class Pasted(Message):
        """Several numbers were pasted, from a cell on."""

        cell: Cell
        text: str

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self._rows, self._columns = (*shape, 1, 1)[:2] if shape else (1, 1)
        self.cells = {index: Cell(index) for index in self._indices(shape)}
        self.styles.grid_size_columns = self._columns
        self.styles.grid_columns = str(_CELL_WIDTH)
        self.styles.width = self._columns * (_CELL_WIDTH + 1)

    @staticmethod
    def _indices(shape: Shape) -> list[tuple[int, ...]]:
        if not shape:
            return [()]
        return [(row, column) for row in range(shape[0]) for column in range(shape[1])]

    def compose(self):  # type: ignore[no-untyped-def]  # noqa: ANN201 - Textual's own signature
        """Yield the cells, row by row."""
        yield from self.cells.values()

    @property
    def texts(self) -> Mapping[tuple[int, ...], str]:
        """What was typed, by index."""
        return {index: cell.value.translate(_MINUS) for index, cell in self.cells.items()}

    @property
    def pointed(self) -> tuple[int, ...]:
        """The index of the cell that is typed into, or the first one's."""
        return next((index for index, cell in self.cells.items() if cell.has_focus), next(iter(self.cells)))

    def focus_first_open(self) -> None:
        """Type into the first cell that is empty, or into the first one."""
        cells = list(self.cells.values())
        next((cell for cell in cells if not cell.value), cells[0]).focus()

    def move(self, rows: int, columns: int) -> bool:
        """Type into another cell; return whether there is one there."""
        at = (*self.pointed, 0, 0)[:2]
        row, column = at[0] + rows, at[1] + columns
        if not (0 <= row < self._rows and 0 <= column < self._columns):
            return False
        list(self.cells.values())[row * self._columns + column].focus()
        return True

    def move_on(self) -> bool:
        """Type into the next empty cell; return whether there is one."""
        cells = list(self.cells.values())
        at = cells.index(self.cells[self.pointed])
        following = next((cell for cell in (*cells[at + 1 :], *cells[:at]) if not cell.value), None)
        if following is not None:
            following.focus()
        return following is not None

    def mark(self, styles: Mapping[tuple[int, ...], str]) -> None:
        """Give cells the look of their verdicts: right, carried or wrong."""
        for index, cell in self.cells.items():
            for style in ("right", "carried", "wrong"):
                cell.set_class(styles.get(index) == style, f"-{style}")

    def on_cell_grid_pasted(self, event: CellGrid.Pasted) -> None:
        """Fill the cells with what was pasted, from its cell on, row by row."""
        event.stop()
        cells = list(self.cells.values())
        first = cells.index(event.cell)
        for cell, text in zip(cells[first:], numbers_in(event.text), strict=False):
            cell.value = text


def numbers_in(text: str) -> list[str]:
    """Return the numbers of a text, whatever stands between them, with plain minus signs."""
    return [word for word in _BETWEEN.split(text.translate(_MINUS)) if word and set(word) <= _NUMERIC]
