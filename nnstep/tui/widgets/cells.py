"""A grid of cells to type numbers into, one per element; arrows move between them, a pasted matrix fills them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Grid
from textual.message import Message
from textual.widgets import Input

from nnstep.expr.array import Shape
from nnstep.harmless_text import visible
from nnstep.tui.fault_net import Netted
from nnstep.tui.widgets.pasted import plain, rows_in

_NUMERIC = frozenset("0123456789.,+-−eE/")
_TYPED = {",": ".", "−": "-"}
"""What a decimal comma and a real minus sign become, so that you see how they are read."""
_WIDTH = 14
_MOST_PASTED = 60


class Cell(Netted, Input):
    """One cell: takes the characters of numbers, and lets all other keys through."""

    DEFAULT_CSS = """
    Cell { width: 14; height: 1; border: none; padding: 0 1; background: $surface; }
    Cell:focus { background: $primary-muted; }
    Cell.-right { color: $text-success; }
    Cell.-carried { color: $text-primary; }
    Cell.-wrong { color: $text-error; }
    """

    @dataclass
    class Left(Message):
        """The cursor is to leave a cell by its left or right end."""

        columns: int

    @dataclass
    class Ended(Message):
        """A space ends the number in a cell."""

    def __init__(self, index: tuple[int, ...], text: str) -> None:
        super().__init__(text, compact=True)
        self.index = index

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002 - Textual's own signature
        """Return whether a key is typed here."""
        return character is not None and character in _NUMERIC

    def type_character(self, character: str) -> None:
        """Type one character of a number at the cursor, over what is selected."""
        self.replace(_TYPED.get(character, character), *self.selection)

    async def _on_key(self, event: events.Key) -> None:
        if self.check_consume_key(event.key, event.character):
            event.stop()
            self.type_character(event.character or "")
        elif event.key == "space" and self.value:
            event.stop()
            self.post_message(self.Ended())
        if event.is_printable:
            event.prevent_default()  # so that nothing else is typed; other keys are handled further up

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()  # it is for the grid, which it comes to next

    def action_cursor_left(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 - Textual's own signature
        """Go left, out of the cell at its left end."""
        if self.cursor_position == 0 and not select:
            self.post_message(self.Left(-1))
        else:
            super().action_cursor_left(select)

    def action_cursor_right(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 - Textual's own signature
        """Go right, out of the cell at its right end."""
        if self.cursor_position >= len(self.value) and not select:
            self.post_message(self.Left(1))
        else:
            super().action_cursor_right(select)


class CellGrid(Netted, Grid):
    """The cells of one quantity."""

    DEFAULT_CSS = """
    CellGrid { height: auto; grid-gutter: 0 1; grid-rows: 1; }
    """

    @dataclass
    class Pointed(Message):
        """Another cell is typed into."""

        index: tuple[int, ...]

    @dataclass
    class Refused(Message):
        """What was pasted does not fit."""

        text: str

    def __init__(self, shape: Shape, texts: Mapping[tuple[int, ...], str] | None = None) -> None:
        """Make cells for a quantity of `shape`, with `texts` to begin with."""
        super().__init__()
        self._rows, self._columns = shape or (1, 1)
        indices: list[tuple[int, ...]] = [(i, j) for i in range(self._rows) for j in range(self._columns)]
        self.cells = {index: Cell(index, (texts or {}).get(index, "")) for index in (indices if shape else [()])}
        self._all = list(self.cells.values())
        self.pointed: tuple[int, ...] = self._all[0].index
        """The index of the cell that is typed into, or was last."""
        self.styles.grid_size_columns = self._columns
        self.styles.grid_columns = str(_WIDTH)
        self.styles.width = self._columns * (_WIDTH + 1)

    def compose(self) -> ComposeResult:
        """Yield the cells, row by row."""
        yield from self._all

    @property
    def texts(self) -> Mapping[tuple[int, ...], str]:
        """What was typed, by index."""
        return {index: plain(cell.value) for index, cell in self.cells.items()}

    def focus_first_open(self) -> None:
        """Type into the first cell that is empty, or into the first one."""
        next((cell for cell in self._all if not cell.value), self._all[0]).focus()

    def type_character(self, character: str) -> bool:
        """Type a character of a number where one was last; return whether it is one."""
        if character not in _NUMERIC:
            return False
        cell = self.cells[self.pointed]
        self.screen.set_focus(cell)
        cell.call_later(cell.type_character, character)  # after the focus, which selects what is there
        return True

    def type_over(self, index: tuple[int, ...]) -> None:
        """Type into a cell in place of what is there."""
        self.screen.set_focus(self.cells[index])
        self.cells[index].action_select_all()

    def move(self, rows: int, columns: int) -> None:
        """Type into another cell, if there is one there."""
        row, column = (*self.pointed, 0, 0)[:2]
        self.cells.get((row + rows, column + columns), self.cells[self.pointed]).focus()

    def move_on(self) -> bool:
        """Type into the next empty cell; return whether there is one."""
        at = self._all.index(self.cells[self.pointed])
        following = next((cell for cell in (*self._all[at + 1 :], *self._all[:at]) if not cell.value), None)
        if following is not None:
            following.focus()
        return following is not None

    def mark(self, styles: Mapping[tuple[int, ...], str]) -> None:
        """Give cells the look of their verdicts: right, carried or wrong."""
        for index, cell in self.cells.items():
            for style in ("right", "carried", "wrong"):
                cell.set_class(styles.get(index) == style, f"-{style}")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Note which cell is typed into."""
        if isinstance(event.widget, Cell):
            self.pointed = event.widget.index
            self.post_message(self.Pointed(self.pointed))

    def on_cell_left(self, event: Cell.Left) -> None:
        """Go on in the cell beside."""
        event.stop()
        self.move(0, event.columns)

    def on_cell_ended(self, event: Cell.Ended) -> None:
        """Go on in the next empty cell."""
        event.stop()
        self.move_on()

    def on_paste(self, event: events.Paste) -> None:
        """Fill the cells with what was pasted: a block from its cell on, a list in the order of the cells."""
        event.stop()
        cell = self.cells[self.pointed]
        rows = rows_in(event.text, len(self._all))
        words = [word for row in rows for word in row]
        if len(words) < 2:
            cell.value = words[0] if words else visible(event.text.strip())[:_MOST_PASTED]
            return
        first = self._all.index(cell)
        # Of numbers in one line, standing or lying is no difference.
        in_line = len(rows) == 1 or (min(self._rows, self._columns) == 1 and len(words) == len(rows))
        places = list(range(first, first + len(words))) if in_line else self._block(first, rows)
        if not places or places[-1] >= len(self._all):
            self.post_message(self.Refused(self._refusal(rows, len(words))))
            return
        for place, word in zip(places, words, strict=True):
            self._all[place].value = word

    def _block(self, first: int, rows: list[list[str]]) -> list[int]:
        """Return the cells of a block from one on; none where it does not fit."""
        row, column = divmod(first, self._columns)
        width = max(map(len, rows))
        if any(len(each) != width for each in rows) or column + width > self._columns or row + len(rows) > self._rows:
            return []
        return [(row + i) * self._columns + column + j for i in range(len(rows)) for j in range(width)]

    def _refusal(self, rows: list[list[str]], count: int) -> str:
        widths = sorted({len(row) for row in rows})
        here = f"{self._rows}×{self._columns}"
        if len(widths) > 1:
            return f"the pasted rows have {' and '.join(map(str, widths))} numbers; {here} expected"
        found = f"{len(rows)}×{widths[0]}"
        if (len(rows), widths[0]) == (self._columns, self._rows):
            return f"pasted {found}, {here} expected: rows and columns are swapped"
        if count <= len(self._all):
            return f"pasted {found}, which does not fit into {here} from this cell on"
        return f"pasted {found}, {here} expected"
