"""The code pane: the person's own program, which line computes the present operation, and both its values."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget

from nnstep.drawing.styled_text import wrapped
from nnstep.errors import CommandError
from nnstep.harmless_text import visible
from nnstep.tui.panes.pane import Pane, PaneSpec
from nnstep.tui.view import CommandAsked, PositionPointed, View
from nnstep.tui.widgets.scroll_lines import BAR, ScrollLines
from nnstep.tui.widgets.source_view import SourceView

if TYPE_CHECKING:  # loaded only where a program was run
    from nnstep.session.own_program.code_listing import CodeListing, CodeLook

_SHARE = 0.4
"""Of the pane's lines, what is said of the operation gets so much."""
_MOST_SHARE = 0.6
"""The most, where more is to be said."""
_LEAST_LINES = 7
"""With fewer, all lines are the source's."""
_NONE = "No program is open. The command code my_net.py runs yours and shows which line computes what."


class CodePane(Vertical, Pane, can_focus=True):
    """The source above, and below it both values of the present operation."""

    DEFAULT_CSS = """
    CodePane > .-below { height: 0; overflow: hidden hidden; }
    CodePane > SourceView { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Line above", show=False),
        Binding("down,j", "move(1)", "Line below", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("enter", "go", "Go to the operation that the line computes", show=False),
        Binding("b", "break", "Set a breakpoint at the line, or delete it", show=False),
    ]

    _listing: CodeListing | None = None
    _position = -1
    """The position at which the cursor was put on the line of the operation."""
    _file: Path | None = None
    _cursor = 1
    """The cursor's line, from 1."""
    _said = ""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._source = SourceView()
        self._below = ScrollLines()
        self._below.can_focus = False
        self._below.add_class("-below")

    def compose(self) -> ComposeResult:
        """Yield the source and what is said below it."""
        yield self._source
        yield self._below

    def paint(self, view: View) -> None:
        """Show `view`."""
        width, height = self.size.width - BAR, self.size.height
        listing = self._listing_for(view)
        if listing is None:
            self._source.set_listing(wrapped(_NONE, "faint", width))
            return
        look = self._look(view)
        below = listing.below(look, width, round(height * _MOST_SHARE))
        self._lay_out(len(below), height)
        self._below.set_lines(below)
        place = listing.place(view.frame)
        if view.frame.position != self._position:
            self._position = view.frame.position
            if place is not None:
                self._file, self._cursor = place
        file = self._file or listing.own.files[0]
        self._source.set_listing(listing.lines(file, look, width, self._cursor if self.has_focus else None))
        self._source.bring_up(self._cursor - 1)
        self._say(file)

    def _listing_for(self, view: View) -> CodeListing | None:
        own = view.own_program
        if own is None:
            self._listing = None
        elif self._listing is None or self._listing.own is not own:
            from nnstep.session.own_program.code_listing import CodeListing

            self._listing, self._position = CodeListing(own), -1
            self._file, self._cursor = own.first_wrong or (own.files[0], 1)
        return self._listing

    def _look(self, view: View) -> CodeLook:
        from nnstep.session.own_program.code_listing import CodeLook

        stopping = frozenset(op for point in view.breakpoints for op in point.ops)
        return CodeLook(view.frame, view.writing, view.digits, view.is_edited, self._source.has_colours, stopping)

    def _lay_out(self, wanted: int, height: int) -> None:
        """Give the part below its lines: more than its usual share only where that is needed."""
        share, most = round(height * _SHARE), round(height * _MOST_SHARE)
        lines = 0 if height < _LEAST_LINES else max(share, min(wanted, most))
        if self._below.styles.height is None or self._below.styles.height.value != lines:
            self._below.styles.height = lines

    def _say(self, file: Path) -> None:
        """Show at the frame which file it is."""
        text = visible(file.name)
        if text != self._said and isinstance(self.parent, Widget):
            self._said = self.parent.border_subtitle = text

    def on_focus(self) -> None:
        """Show the cursor."""
        self._show_again()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self._show_again()

    def _show_again(self) -> None:
        if self._view is not None:
            self.show_view(self._view)

    def _put_cursor(self, line: int) -> None:
        if self._listing is not None and self._file is not None:
            self._cursor = max(1, min(line, len(self._listing.source(self._file))))
            self._show_again()

    def action_move(self, by: int) -> None:
        """Move the cursor by lines."""
        self._put_cursor(self._cursor + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by windows."""
        self._put_cursor(self._cursor + by * max(1, self._source.size.height - 1))

    def action_go(self) -> None:
        """Go to the operation that the cursor's line computes: the nearest one ahead, else the first."""
        if self._listing is None or self._file is None or self._view is None:
            return
        try:
            position = self._listing.own.leading_to((self._file, self._cursor), self._view.frame.position)
        except CommandError as error:
            self.notify("; ".join(filter(None, (error.message, error.hint))))
        else:
            self.post_message(PositionPointed(position))

    def action_break(self) -> None:
        """Set a breakpoint at the cursor's line, or delete the one that was set there."""
        if self._file is not None and self._view is not None:
            text = f"{self._file.name}:{self._cursor}"
            is_set = any(point.text == text for point in self._view.breakpoints)
            self.post_message(CommandAsked(f"{'delete' if is_set else 'break'} {text}"))

    def on_click(self, event: events.Click) -> None:
        """Go to the operation that the line that was clicked computes."""
        offset = event.get_content_offset(self._source)
        if offset is not None and self._listing is not None:
            self._put_cursor(offset.y + self._source.scroll_offset.y + 1)
            self.action_go()


CODE_PANE = PaneSpec(
    *("code", "code", "f12", CodePane), area="code", order=7, is_needed=lambda view: view.own_program is not None
)
