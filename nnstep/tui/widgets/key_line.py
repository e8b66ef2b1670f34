"""A line of keys and what they do, all of it clickable: the debugger's footer, and the last line of each dialog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events

from nnstep.drawing.styled_text import StyledPiece, width_of
from nnstep.tui.widgets.scroll_lines import ScrollLines

_GAP = "  "


@dataclass(frozen=True, slots=True)
class ShownKey:
    """One key in the line."""

    key: str
    """As Textual names it."""
    text: str
    """As people read it."""
    is_dimmed: bool = False
    """Whether it can do nothing here."""


@dataclass(frozen=True, slots=True)
class KeyLineItem:
    """Keys that belong together, and a word for what they do; a click on the word presses the first one."""

    keys: tuple[ShownKey, ...]
    label: str

    @property
    def pieces(self) -> list[StyledPiece]:
        """The text, in styles."""
        keys: list[StyledPiece] = [(key.text, "faint" if key.is_dimmed else "accent") for key in self.keys]
        dimmed = all(key.is_dimmed for key in self.keys)
        return [*keys, (f" {self.label}", "faint" if dimmed else "plain")]

    def key_at(self, column: int) -> str:
        """Return the key to press for a click on a column of the text."""
        end = 0
        for key in self.keys:
            end += len(key.text)
            if column < end:
                return key.key
        return self.keys[0].key


class KeyLine(ScrollLines, can_focus=False):
    """Shows as many items as fit, in their order; the last one always."""

    DEFAULT_CSS = "KeyLine { height: 1; background: $footer-background; overflow: hidden hidden; }"

    def __init__(self, items: Sequence[KeyLineItem] = ()) -> None:
        super().__init__()
        self._items = tuple(items)
        self._places: list[tuple[int, KeyLineItem]] = []
        """The items that are shown, and their first columns."""

    def show_items(self, items: Sequence[KeyLineItem]) -> None:
        """Show these items."""
        self._items = tuple(items)
        self._fill()

    def on_resize(self) -> None:
        """Fit the items to the new width."""
        self._fill()

    def _fill(self) -> None:
        items = fitting(self._items, self.window.width)
        line: list[StyledPiece] = [(" ", "plain")]
        self._places = []
        for item in items:
            self._places.append((width_of(line), item))
            line += [*item.pieces, (_GAP, "plain")]
        self.set_lines([line])

    def on_click(self, event: events.Click) -> None:
        """Press the key of the item that was clicked."""
        event.stop()
        for begin, item in self._places:
            if 0 <= event.x - begin < width_of(item.pieces):
                self.app.simulate_key(item.key_at(event.x - begin))


def fitting(items: Sequence[KeyLineItem], width: int) -> list[KeyLineItem]:
    """Return the items that fit in a line: the last one, and of the others as many as there is room for."""
    if not items:
        return []
    *others, last = items
    room = width - 1 - width_of(last.pieces)
    kept = []
    for item in others:
        room -= width_of(item.pieces) + len(_GAP)
        if room < 0:
            break
        kept.append(item)
    return [*kept, last]
