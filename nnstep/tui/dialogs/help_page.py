"""The help: commands by group with keys and names, the present operation, the words used; filtered as one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from nnstep.drawing.hanging import hanging_lines, head_columns
from nnstep.drawing.styled_text import StyledLine, wrapped
from nnstep.session.commands.help_sections import HelpSection, matching
from nnstep.tui.dialogs.closing import Dialog
from nnstep.tui.widgets.scroll_lines import WrappedLines


class Help(Dialog[None]):
    """All that there is to read; any of its keys closes it, but in the filter escape first clears that."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll(-1)", "scrolls", show=False),
        Binding("down,j", "scroll(1)", "scrolls"),
        Binding("home", "scroll(-9999)", "scrolls", show=False),
        Binding("end", "scroll(9999)", "scrolls", show=False),
        Binding("slash", "filter", "filters"),
        Binding("escape", "back", "closes"),
        Binding("q,question_mark", "cancel", "closes", show=False),
    ]

    def __init__(self, sections: Sequence[HelpSection]) -> None:
        super().__init__()
        self._sections = sections
        self._filter = Input(placeholder="words to look for", compact=True)
        self._body = WrappedLines()

    def compose(self) -> ComposeResult:
        """Yield the page."""
        with Vertical(classes="dialog page"):
            yield self._filter
            yield self._body
            yield self.key_line()

    def on_mount(self) -> None:
        """Show everything."""
        super().on_mount()
        self._filter.display = False
        self._fill("")
        self._body.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what the typed words are in."""
        self._fill(event.value)

    def on_input_submitted(self) -> None:
        """Read what was found."""
        self._body.focus()

    def action_filter(self) -> None:
        """Ask for words."""
        self._filter.display = True
        self._filter.focus()

    def action_scroll(self, lines: int) -> None:
        """Scroll so many lines down."""
        self._body.scroll_relative(y=lines, animate=False, immediate=True)

    def action_back(self) -> None:
        """Show everything again, or close the page."""
        if not self._filter.display:
            self.action_cancel()
        self._filter.value = ""
        self._filter.display = False
        self._body.focus()

    def _fill(self, text: str) -> None:
        found = matching(self._sections, text)
        self._body.set_made(
            lambda width: help_lines(found, width) or wrapped("nothing has these words", "plain", width)
        )


def help_lines(sections: Sequence[HelpSection], width: int) -> list[StyledLine]:
    """Return sections as lines of at most `width` cells, the columns of all commands aligned."""
    rows = [[(entry.heads, entry.text) for entry in section.entries] for section in sections]
    columns = head_columns([[row for row in own if len(row[0]) == 2] for own in rows])
    lines: list[StyledLine] = []
    for section, own in zip(sections, rows, strict=True):
        lines += [[], *wrapped(section.title, "heading", width)]
        is_command = any(len(heads) == 2 for heads, _ in own)
        lines += hanging_lines(own, width, columns if is_command else None)
    return lines[1:]
