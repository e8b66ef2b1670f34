"""What is written to the terminal: only the cells that look different now, with as few escape sequences as that takes.

The framework writes each changed line of a widget as a whole, and each piece of it with all its colours and a reset:
13 to 23 bytes a changed cell. Over a slow line, such as ssh or the browser, that is what a step costs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from nnstep.harmless_text import is_seen

_MOST_KNOWN = 4096
"""Pieces of text whose cells are kept; then all are worked out anew. Most of a screen is as it was."""
_BRIDGED = 4
"""Unchanged cells that are written again at most, where moving the cursor would take more."""


class CellLook(NamedTuple):
    """The parameters that the terminal is given for a style."""

    attributes: str
    color: str
    background: str


TerminalCell: TypeAlias = "tuple[str, CellLook]"
_PLAIN = CellLook("", "39", "49")
_UNKNOWN = ("", _PLAIN)
"""A cell of which nothing is known; no cell of a strip is equal to it, since the right half of a wide one is not."""
_RIGHT_HALF = "\0"
_UNSEEN = "\ufffd"
"""For what takes a cell and would not be seen; what takes none is left out."""


class TerminalCells:
    """The cells of the terminal as they were written last."""

    def __init__(self) -> None:
        self._rows: list[list[TerminalCell]] = []
        self._looks: dict[Style | None, CellLook] = {}
        self._known: dict[tuple[str, Style | None], list[TerminalCell]] = {}
        self._system = ColorSystem.TRUECOLOR

    def forget(self) -> None:
        """Take every cell for unknown, as after the terminal has shown something else."""
        self._rows = []

    def written(self, pieces: Iterable[tuple[int, int, Strip]], console: Console) -> str:
        """Return what has to be written where strips begin at a column and a line, and keep it as written."""
        system = console._color_system or ColorSystem.TRUECOLOR  # noqa: SLF001 - as the framework's own strips do
        if system is not self._system or len(self._known) > _MOST_KNOWN:
            self._system, self._looks, self._known = system, {}, {}
        pen = _Pen()
        for x, y, strip in pieces:
            self._write(pen, x, y, strip)
        return pen.finish()

    def _write(self, pen: _Pen, x: int, y: int, strip: Strip) -> None:
        while len(self._rows) <= y:
            self._rows.append([])
        row, all_known, begin = self._rows[y], self._known, x
        for text, style, _ in strip:
            cells = all_known.get((text, style))
            if cells is None:
                cells = all_known[text, style] = self._new_cells(text, style)
            end = begin + len(cells)
            if len(row) < end:
                row.extend([_UNKNOWN] * (end - len(row)))
            before = row[begin:end]
            if before != cells:
                row[begin:end] = cells
                self._write_changed(pen, row, begin, y, before)
            begin = end

    @staticmethod
    def _write_changed(pen: _Pen, row: list[TerminalCell], begin: int, y: int, before: list[TerminalCell]) -> None:
        """Write what differs from `before` of the cells of a row from `begin` on, all of one look."""
        at, last = 0, len(before)
        while at < last:
            if before[at] == row[begin + at]:
                at += 1
                continue
            first = at
            while at < last and before[at] != row[begin + at]:
                at += 1
            pen.write(row, begin + first, begin + at, y)

    def _new_cells(self, text: str, style: Style | None) -> list[TerminalCell]:
        """Return the cells of a text; this is the one way to the terminal, so nothing in them steers it or hides."""
        look = self._looks.get(style)
        if look is None:
            look = self._looks[style] = _look(style, self._system)
        if not is_seen(text):
            text = "".join(map(_seen, text))
        if text.isascii() or cell_len(text) == len(text):
            return [(character, look) for character in text]
        return list(_wide(text, look))


def _seen(character: str) -> str:
    if is_seen(character):
        return character
    return (" " if unicodedata.category(character) == "Zs" else _UNSEEN)[: cell_len(character)]


def _wide(text: str, look: CellLook) -> Iterator[TerminalCell]:
    """Yield the cells of a text with characters that take two cells, or none, such as a combining accent."""
    shown = ""
    for character in text:
        width = cell_len(character)
        if width and shown:
            yield from _halves(shown, look)
        shown = shown + character if not width else character
    if shown:
        yield from _halves(shown, look)


def _halves(shown: str, look: CellLook) -> Iterator[TerminalCell]:
    yield shown, look
    if cell_len(shown) > 1:
        yield _RIGHT_HALF, look


def _look(style: Style | None, system: ColorSystem) -> CellLook:
    if style is None:
        return _PLAIN
    color, background = style.color, style.bgcolor
    attributes = Style.combine([style]).without_color._make_ansi_codes(system)  # noqa: SLF001 - the framework's way
    return CellLook(
        attributes,
        ";".join(color.downgrade(system).get_ansi_codes()) if color is not None else "39",
        ";".join(background.downgrade(system).get_ansi_codes(foreground=False)) if background is not None else "49",
    )


class _Pen:
    """Writes cells, and knows where the cursor is and with which look it writes."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._x, self._y = -1, -1
        self._look = _PLAIN
        self._reset = False

    def write(self, row: list[TerminalCell], begin: int, end: int, y: int) -> None:
        """Write the cells of a row from `begin` to before `end`, all of one look."""
        if row[begin][0] == _RIGHT_HALF:  # it was written with its left half
            begin += 1
            if begin == end:
                return
        if (begin, y) != (self._x, self._y):
            self._go(row, begin, y)
        look = row[begin][1]
        if look != self._look:
            self._out.append(self._change(look))
            self._look = look
        self._out.append("".join([text for text, _ in row[begin:end]]).replace(_RIGHT_HALF, ""))
        self._x = end + (end < len(row) and row[end][0] == _RIGHT_HALF)

    def finish(self) -> str:
        """Return all that was written, and the plain look after it."""
        if self._look != _PLAIN:
            self._out.append("\x1b[m")
        return "".join(self._out)

    def _go(self, row: list[TerminalCell], x: int, y: int) -> None:
        between = row[self._x : x] if y == self._y and self._x < x <= self._x + _BRIDGED else []
        if between and all(look == self._look and text.isprintable() and text for text, look in between):
            self._out += [text for text, _ in between]
        elif y == self._y:
            self._out.append(f"\x1b[{x + 1}G")
        else:
            self._out.append(f"\x1b[{y + 1};{x + 1}H")
        self._x, self._y = x, y

    def _change(self, look: CellLook) -> str:
        attributes, color, background = self._look
        if attributes != look.attributes:
            # A look is taken off as a whole: some attributes have no common way of being taken off.
            base = _PLAIN if attributes else self._look
            parts = ["0"] if attributes else []
            parts += [look.attributes] if look.attributes else []
            color, background = base.color, base.background
        else:
            parts = []
        parts += [look.color] if look.color != color else []
        parts += [look.background] if look.background != background else []
        return f"\x1b[{';'.join(parts)}m"


class ChangedCells(CompositorUpdate):
    """An update of the framework's, written in fewer bytes."""

    def __init__(self, update: ChopsUpdate | LayoutUpdate, cells: TerminalCells) -> None:
        """`cells` are those of the terminal. A layout's update writes every cell."""
        self._update = update
        self._cells = cells

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield what the framework's own update would show."""
        yield self._update

    def render_segments(self, console: Console) -> str:
        """Return what is written to the terminal."""
        match self._update:
            case LayoutUpdate():
                self._cells.forget()
                return self._cells.written(_of_layout(self._update), console)
            case _:
                return self._cells.written(_of_chops(self._update), console)


def _of_layout(update: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    """Yield the strips of a whole screen, each with the column and the line where it begins."""
    for y, line in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in line:
            yield x, y, strip
            x += strip.cell_length


def _of_chops(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """Yield the strips that lie in the update's spans."""
    for y, x1, x2 in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x < x2 and end > x1:
                yield x, y, strip if end <= x2 else strip.crop(0, x2 - x)
