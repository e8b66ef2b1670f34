"""A scrolling widget of styled lines, painted line by line.

It binds only keys for scrolling, so that the arrow keys stay the debugger's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.geometry import Offset, Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from nnstep.drawing.matrix.diverging_scale import colour_of
from nnstep.drawing.styled_text import StyledLine, StyledPiece, Tone, cut, width_of
from nnstep.tui.fault_net import NettedWidget
from nnstep.tui.widgets.late_styles import LateStyles

THUMB = "▐"
BAR = 1
"""Columns of the scroll bar."""
_BEYOND = 12
"""Cells beyond the window that are searched for more of a line."""

_LEAST_WIDTH = 20
"""Columns that lines are wrapped to at least."""

_SHADED = ("256", "truecolor")
"""Rich's names of what terminals with more than 16 colours can show."""

_SCROLLING = {"pageup": "page_up", "pagedown": "page_down"} | {
    f"ctrl+{side}": f"scroll_{side}" for side in ("up", "down", "left", "right")
}
_STYLES = {
    "plain": "color: $foreground;",
    "strong": "color: $foreground; text-style: bold;",
    "faint": "color: $foreground 65%;",
    "accent": "color: $text-accent; text-style: bold;",
    "source": "color: $text-success;",
    "changed": "color: $text-warning; text-style: bold;",
    "feeds": "color: auto 100%; background: $primary 20%; text-style: underline;",
    "cursor": "color: auto 100%; background: $accent; text-style: bold;",
    "done": "color: $foreground 85%;",
    "next": "color: $text-accent; text-style: bold;",
    "now": "color: auto 100%; background: $primary 20%; text-style: bold;",
    "heading": "color: $text-primary; text-style: bold;",
    "warning": "color: $text-warning;",
}
"""Every mark has a second sign that is not its colour: bold, an underline, or a character in the text."""
STYLE_NAMES = tuple(_STYLES)
_NO_COLOR_STYLES = dict.fromkeys(("accent", "source", "changed", "next", "heading", "warning"), "color: $foreground;")
"""Where colours become shades of grey: none of a mark, which would be dimmer than what is not marked."""
_ANSI_STYLES = {
    "faint": "color: ansi_bright_black;",
    "source": "color: ansi_default;",
    "feeds": "color: ansi_default; background: ansi_default; text-style: underline;",
    "cursor": "color: ansi_default; background: ansi_default; text-style: bold reverse;",
    "done": "color: ansi_default;",
    "now": "color: ansi_default; background: ansi_default; text-style: bold reverse;",
    "heading": "color: ansi_default; text-style: bold;",
}
"""In the terminal's own colours, which may be any: only those that are told from a dark and a light background."""


class ScrollLines(LateStyles, NettedWidget, ScrollView, inherit_bindings=False, can_focus=True):
    """Lines of text in the styles of ``lines--<name>`` component classes."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, action, action.replace("_", " ").capitalize(), show=False) for key, action in _SCROLLING.items()
    ]
    DEFAULT_CSS = "ScrollLines { overflow: scroll scroll; scrollbar-size: 0 0; }\n" + "\n".join(
        f"ScrollLines{where} > .lines--{name} {{ {style} }}"
        for where, styles in (("", _STYLES), (":nocolor", _NO_COLOR_STYLES), (":ansi", _ANSI_STYLES))
        for name, style in styles.items()
    )

    # Content changes at every step, which is not worth a new layout; the scroll bar is drawn with the lines.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False, repaint=False)

    repainted_with: Widget | None = None
    """A widget around this one, without a border: one message to it costs less than one to each widget in it."""
    _lines: Sequence[StyledLine] = ()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._styles: dict[str | Tone, Style] = {}
        self._painted: dict[int, list[StyledPiece]] = {}
        """The lines of the window, as they were formed last."""
        self._strips: dict[int, Strip] = {}
        self._background_color: Color | None = None
        self._painted_size = Size(0, 0)

    @property
    def window(self) -> Size:
        """The room for content: all but the column of the scroll bar."""
        width, height = self.outer_size  # which is `size`, without border and padding, but needs no walk to the screen
        return Size(max(0, width - BAR), height)

    @property
    def has_colours(self) -> bool:
        """Whether shades of colours can be seen, as a heat map needs them."""
        app = self.app
        if app.no_color or app.native_ansi_color:
            return False
        return app.is_headless or app.console.color_system in _SHADED

    def set_lines(self, lines: Sequence[StyledLine]) -> None:
        """Show these lines."""
        before, self._lines = self._lines, lines
        changed = [y for y, (old, new) in enumerate(zip(before, lines, strict=False)) if old != new]
        same_length = len(before) == len(lines)
        self.show_content(max(map(width_of, lines), default=0), len(lines), changed if same_length else None)

    def show_content(self, width: int, height: int, suspects: Iterable[int] | None = None) -> None:
        """Paint the lines of the window that have changed; `width` and `height` are those of the whole content.

        `suspects`, where given, are the only lines of the content that can have changed.
        """
        size = Size(width + BAR, height)
        if size != self.virtual_size:
            self.virtual_size, suspects = size, None
        self._forget_other_sizes()
        window, offset = self.window, self.scroll_offset
        rows = range(window.height) if suspects is None else sorted({y - offset.y for y in suspects})
        inside = [y for y in rows if 0 <= y < window.height]
        changed = [y for y in inside if self._forms_anew(y, window, offset)]
        if changed:
            width = self.outer_size.width
            self._refresh_parts([Region(0, top, width, bottom - top) for top, bottom in _runs(changed)])

    def _refresh_parts(self, parts: Iterable[Region]) -> None:
        """Have parts of the widget painted anew: as parts of the widget around it, if it is repainted with that."""
        around = self.repainted_with
        here = self.region if around is not None else None
        if around is None or not here:
            self.refresh(*parts)
        else:
            self._kept = None
            offset = here.offset - around.region.offset
            around.refresh(*(part.translate(offset) for part in parts))

    def _forms_anew(self, y: int, window: Size, offset: Offset) -> bool:
        """Form line `y` of the window; return whether it differs from what was formed last."""
        pieces = self._pieces(y, window, offset)
        if self._painted.get(y) == pieces:
            return False
        self._painted[y] = pieces
        self._strips.pop(y, None)
        return True

    def _forget_other_sizes(self) -> None:
        if self.outer_size != self._painted_size:
            self._painted_size = self.outer_size
            self.forget_painted()

    def forget_painted(self) -> None:
        """Form and paint every line anew, as where other lines are shown now."""
        self._strips, self._painted, self._kept = {}, {}, None

    def line(self, y: int, begin: int, end: int) -> list[StyledPiece]:
        """Return what stands in line `y` of the content between two columns."""
        return cut(self._lines[y], begin, end) if 0 <= y < len(self._lines) else []

    def painted_lines(self, crop: Region) -> list[Strip]:
        """Paint the strips of `crop`; lines that have not changed keep theirs.

        The framework's own way through the style cache would pad, filter and cut each line anew at every step. The
        widget has no border and no padding of its own, so nothing is left for it to do.
        """
        self._forget_other_sizes()
        strips = [self._strip(y) for y in crop.line_range]
        begin, end = crop.column_span
        whole = (begin, end) == (0, self.outer_size.width)
        return strips if whole else [strip.crop(begin, end) for strip in strips]

    def _strip(self, y: int) -> Strip:
        strip = self._strips.get(y)
        if strip is None:
            pieces = self._painted.get(y)
            if pieces is None:
                pieces = self._painted[y] = self._pieces(y, self.window, self.scroll_offset)
            style = self._style
            segments = [Segment(text, style(name)) for text, name in pieces]
            # The framework's own count: it knows the cells of more characters than `width_of`.
            length = sum([len(text) if text.isascii() else cell_len(text) for text, _ in pieces])
            width = self.outer_size.width
            if length < width:
                segments.append(Segment(" " * (width - length), style("plain")))
            strip = Strip(segments, max(length, width))
            self._strips[y] = strip = strip if length <= width else strip.adjust_cell_length(width)
        return strip

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Forget what was painted where other columns are shown now."""
        self.forget_painted()
        super().watch_scroll_x(old_value, new_value)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Forget what was painted where other lines are shown now."""
        self.forget_painted()
        super().watch_scroll_y(old_value, new_value)

    def notify_style_update(self) -> None:
        """Forget the colours, as where the theme changes."""
        super().notify_style_update()
        self._styles, self._strips, self._background_color = {}, {}, None

    def _background(self) -> Color:
        if self._background_color is None:
            self._background_color = self.background_colors[1]
        return self._background_color

    def _pieces(self, y: int, window: Size, offset: Offset) -> list[StyledPiece]:
        """Return line `y` of the window, an ellipsis at its end where there is more, and the scroll bar's cell."""
        scroll_x, scroll_y = offset
        pieces = self.line(scroll_y + y, scroll_x, scroll_x + window.width + _BEYOND)
        if width_of(pieces) > window.width:
            more = any(text.strip() for text, _ in cut(pieces, window.width, window.width + _BEYOND))
            pieces = [*cut(pieces, 0, window.width - more), *([("…", "faint")] if more else [])]
        if self._in_thumb(y, window.height, scroll_y):
            pieces += [(" " * (window.width - width_of(pieces)), "plain"), (THUMB, "faint")]
        return pieces

    def _in_thumb(self, y: int, height: int, scroll_y: int) -> bool:
        """Return whether the scroll bar's thumb covers line `y` of the window."""
        whole = self.virtual_size.height
        if whole <= height:
            return False
        length = max(1, height * height // whole)
        top = round(scroll_y * (height - length) / (whole - height))
        return top <= y < top + length

    def _style(self, name: str | Tone) -> Style:
        """Return a style as the framework's filters leave it: they change styles, never texts."""
        style = self._styles.get(name)
        if style is None:
            style = self._toned(name) if isinstance(name, Tone) else self.get_component_rich_style(f"lines--{name}")
            for line_filter in self.get_line_filters():
                style = line_filter.apply([Segment(" ", style)], self._background())[0].style or style
            self._styles[name] = style
        return style

    def _toned(self, tone: Tone) -> Style:
        """Return the style of a heat map's cell, on the background that there is here."""
        ground = self._background().normalized
        ink, rest = (
            RichColor.from_rgb(*(255 * channel for channel in colour_of(level, ground)))
            for level in (tone.ink, tone.rest)
        )
        return Style(color=ink, bgcolor=rest)


class WrappedLines(ScrollLines):
    """Lines that fit the width of the window."""

    _make: Callable[[int], list[StyledLine]] | None = None

    def set_made(self, make: Callable[[int], list[StyledLine]]) -> None:
        """Show from its top what `make` returns for the width of the window."""
        self._make = make
        self.scroll_to(x=0, y=0, animate=False, immediate=True)
        self._fill()

    def on_resize(self) -> None:
        """Wrap the lines for the new width, which is known only now."""
        self._fill()

    def _fill(self) -> None:
        if self._make is not None:
            self.set_lines(self._make(max(_LEAST_WIDTH, self.window.width)))


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return ascending numbers as runs of neighbours, each from its first to before its end."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number:
            runs[-1] = (runs[-1][0], number + 1)
        else:
            runs.append((number, number + 1))
    return runs
