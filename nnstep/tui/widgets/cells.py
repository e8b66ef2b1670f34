"""A grid of cells to type numbers into, one per element; arrows move between them, a pasted matrix fills them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from nnstep.errors import SheetError
from nnstep.expr.array import Shape
from nnstep.session.practice.pasted import filling, plain
from nnstep.tui.fault_net import Netted
from nnstep.tui.widgets.plain_text import PlainText

_NUMERIC = frozenset("0123456789.,+-−eE/")
_TYPED = {",": ".", "−": "-"}
"""What a decimal comma and a real minus sign become, so that you see how they are read."""
_LEAST, _MOST = 7, 26
"""Columns of a cell between its edges; the last two are the cursor's, and the sign's."""
_EDGE = "│"


class Cell(Netted, Input):
    """One cell: takes the characters of numbers, and lets all other keys through."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "check", key_display="enter")]
    DEFAULT_CSS = """
    Cell.-textual-compact { width: 1fr; padding: 0 1; background: $surface; }
    Cell.-textual-compact:focus { background: $primary-muted; }
    Cell.-right { color: $text-success; }
    Cell.-part { color: $text-primary; }
    Cell.-wrong { color: $text-error; }
    """

    @dataclass
    class Left(Message):
        """The cursor is to leave a cell by its left or right end."""

        columns: int

    def __init__(self, index: tuple[int, ...], text: str, typed: Callable[[str], bool]) -> None:
        """`typed` takes each character, for the cell that is typed into by now: keys may come faster than the focus."""
        super().__init__(text, compact=True, select_on_focus=False)
        self.index = index
        self._typed = typed
        self._sign = ""
        self._signed = ""
        """The text that the sign is of."""

    def set_sign(self, sign: str) -> None:
        """Show a sign at the right edge, and in the colour of the text, or none."""
        self._sign, self._signed = sign, self.value
        for name, own in (("right", "✓"), ("part", "~?"), ("wrong", "✗")):
            self.set_class(bool(sign) and sign in own, f"-{name}")
        self.refresh()

    def drop_sign(self) -> None:
        """Take the sign away, unless it is of the present text."""
        if self._sign and self.value != self._signed:
            self.set_sign("")

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the line with its left edge and, at the right edge, the sign."""
        return [
            self._edged(strip).crop(*crop.column_span)
            for strip in super().render_lines(Region(0, crop.y, self.outer_size.width, crop.height))
        ]

    def _edged(self, strip: Strip) -> Strip:
        (left,), (right,) = (list(strip.crop(at, at + 1)) for at in (0, strip.cell_length - 1))
        inner = strip.crop(1, strip.cell_length - 1)
        ink = Style(color=self.rich_style.color)
        edge, sign = Segment(_EDGE, (left.style or ink) + ink), Segment(self._sign or " ", (right.style or ink) + ink)
        return Strip([edge, *inner, sign])

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002 - Textual's own signature
        """Return whether a key is typed here."""
        return character is not None and character in _NUMERIC

    def type_character(self, character: str) -> None:
        """Type one character of a number at the cursor, over what is selected."""
        self.replace(_TYPED.get(character, character), *self.selection)

    async def _on_key(self, event: events.Key) -> None:
        character = " " if event.key == "space" else event.character
        if character is not None and self._typed(character):
            event.stop()
        if event.is_printable:
            event.prevent_default()  # so that nothing else is typed; other keys are handled further up

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()  # it is for the grid, which it comes to next

    def action_paste(self) -> None:
        """Paste what was copied in the app."""
        self.post_message(events.Paste(self.app.clipboard))

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
    """The cells of one quantity: a row for each of its rows; where only some are asked for, one below the other."""

    DEFAULT_CSS = """
    CellGrid { height: auto; grid-gutter: 0; grid-rows: 1; }
    CellGrid Static { height: 1; color: $text-muted; }
    """

    @dataclass
    class Pointed(Message):
        """Another cell is typed into."""

        index: tuple[int, ...]

    @dataclass
    class Filled(Message):
        """What was pasted was taken, with a remark, or refused."""

        text: str

    def __init__(
        self,
        shape: Shape,
        asked: Sequence[tuple[int, ...]],
        texts: Mapping[tuple[int, ...], str],
        labels: Sequence[str] = (),
    ) -> None:
        """Make cells for the elements `asked` of a quantity of `shape`, with `texts` to begin with.

        With `labels` they stand one below the other, each beside its own.
        """
        super().__init__()
        self._shape = shape
        self._labels = labels
        self.cells = {index: Cell(index, texts.get(index, ""), self.type_character) for index in asked}
        self._all = list(self.cells.values())
        self.pointed: tuple[int, ...] = self._all[0].index
        """The index of the cell that is typed into, or was last."""
        self._widths: list[int] = []
        self._columns = 1 if labels else (*shape, 1, 1)[1]
        self.styles.grid_size_columns = self._columns + (2 if labels else 1)
        self._fit()

    @property
    def width(self) -> int:
        """Columns of the whole grid."""
        return sum(self._widths)

    @property
    def height(self) -> int:
        """Lines of the whole grid."""
        return len(self._all) // self._columns

    def _fit(self) -> None:
        """Make each column as wide as its widest number, with an edge on its left."""
        texts = [cell.value for cell in self._all]
        longest = [max(map(len, texts[column :: self._columns])) for column in range(self._columns)]
        cells = [1 + max(_LEAST, min(_MOST, length + 2)) for length in longest]
        labels = [max(map(len, self._labels)) + 1] if self._labels else []
        widths = [*labels, *cells, len(_EDGE)]
        if widths != self._widths:
            self._widths = widths
            self.styles.grid_columns = " ".join(map(str, widths))
            self.styles.width = sum(widths)

    def compose(self) -> ComposeResult:
        """Yield the cells, row by row, each row with its label, if it has one, and its right edge."""
        for number, cell in enumerate(self._all):
            if self._labels:
                yield PlainText(self._labels[number])
            yield cell
            if (number + 1) % self._columns == 0:
                yield PlainText(_EDGE)

    @property
    def texts(self) -> Mapping[tuple[int, ...], str]:
        """What was typed, by index."""
        return {index: plain(cell.value) for index, cell in self.cells.items()}

    @property
    def open(self) -> int:
        """How many cells are empty."""
        return sum(not cell.value.strip() for cell in self._all)

    def focus_first_open(self) -> None:
        """Type into the first cell that is empty, or into the first one."""
        self._focus(next((cell for cell in self._all if not cell.value), self._all[0]))

    def _focus(self, cell: Cell) -> None:
        """Type into a cell from the next key on, in place of what is there."""
        self.pointed = cell.index
        self.screen.set_focus(cell)
        cell.action_select_all()

    def type_character(self, character: str) -> bool:
        """Type a character of a number where one was last, or end it by a space; return whether it is one of these."""
        cell = self.cells[self.pointed]
        if character == " " and cell.value:
            return self.move_on() or True
        if character not in _NUMERIC:
            return False
        self.screen.set_focus(cell)
        cell.type_character(character)
        return True

    def type_over(self, index: tuple[int, ...]) -> None:
        """Type into a cell in place of what is there."""
        self._focus(self.cells[index])

    def move(self, rows: int, columns: int) -> None:
        """Type into another cell, if there is one there."""
        at = self._all.index(self.cells[self.pointed])
        row, column = divmod(at, self._columns)
        if 0 <= column + columns < self._columns and 0 <= row + rows < self.height:
            self._focus(self._all[(row + rows) * self._columns + column + columns])

    def move_on(self) -> bool:
        """Type into the next empty cell; return whether there is one."""
        at = self._all.index(self.cells[self.pointed])
        following = next((cell for cell in (*self._all[at + 1 :], *self._all[:at]) if not cell.value), None)
        if following is not None:
            self._focus(following)
        return following is not None

    def mark(self, signs: Mapping[tuple[int, ...], str]) -> None:
        """Give cells the signs of their verdicts."""
        for index, cell in self.cells.items():
            cell.set_sign(signs.get(index, ""))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take the sign from a number that has changed, and make room for it."""
        if isinstance(event.input, Cell):
            event.input.drop_sign()
        self._fit()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Note which cell is typed into; what comes late, after the focus has moved on, is of no cell any more."""
        if isinstance(event.widget, Cell) and event.widget is self.screen.focused:
            if event.widget is not self.cells[self.pointed]:  # by the mouse, or by tab
                self._focus(event.widget)
            self.post_message(self.Pointed(self.pointed))

    def on_cell_left(self, event: Cell.Left) -> None:
        """Go on in the cell beside."""
        event.stop()
        self.move(0, event.columns)

    def on_paste(self, event: events.Paste) -> None:
        """Fill the cells with what was pasted, or say why that is not possible."""
        event.stop()
        try:
            found = filling(event.text, self._shape, list(self.cells), self.pointed)
        except SheetError as error:
            self.post_message(self.Filled("; ".join(filter(None, [error.message, error.hint]))))
            return
        for index, text in found.texts.items():
            self.cells[index].value = text
        if found.remark:
            self.post_message(self.Filled(found.remark))
