"""A curve over the training steps, with the present one marked on it; a click points at another."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

import numpy as np
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from nnstep.expr.array import Array
from nnstep.tui.fault_net import NettedWidget
from nnstep.tui.widgets.late_styles import LateStyles

if TYPE_CHECKING:
    from nnstep.drawing.chart import Chart

MARKER = "●"
_STYLES = {
    "line": "color: $text-primary;",
    "beside": "color: $text-success;",
    "axis": "color: $text-muted;",
    "note": "color: $text-warning;",
    "empty": "color: $text-disabled;",
    "current": "color: $text-primary; background: $primary-muted;",
    "marker": "color: $text-accent; background: $primary-muted; text-style: bold;",
}


@dataclass
class CurvePointed(Message):
    """A person pointed at a value of a curve."""

    index: int
    """Which value, from 0."""


class Curve(LateStyles, NettedWidget):
    """A curve over training steps that fits itself into whatever room it has, down to a single row.

    Another one beside it is a dotted line. Where it can have the focus, all keys stay the debugger's.
    """

    ALLOW_SELECT = False

    DEFAULT_CSS = "Curve { width: 1fr; height: 1fr; }\n" + "\n".join(
        f"Curve > .curve--{name} {{ {style} }}" for name, style in _STYLES.items()
    )

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._errors, self._beside = np.empty(0), np.empty(0)
        self._current: int | None = None
        self._last: int | None = None
        self._logarithmic = False
        self._chart: Chart | None = None
        self._marked: tuple[int, int | None] | None = None

    def set_values(
        self,
        values: Array,
        current: int | None,
        *,
        log: bool = False,
        beside: Array | None = None,
        last: int | None = None,
    ) -> None:
        """Show `values`, shape (n,), the error at each completed training step; they are copied.

        `current` is the index of the present training step; it is marked if it is among the values.
        `beside` are other values to compare with; `last` is the last training step, where not each has a value.
        """
        other = np.empty(0) if beside is None else beside
        same = _identical(values, self._errors) and _identical(other, self._beside)
        redrawn = (log, last) != (self._logarithmic, self._last) or not same
        if redrawn:
            self._errors = np.array(values, dtype=np.float64)
            self._beside, self._last = np.array(other, dtype=np.float64), last
            self._logarithmic = log
            self._chart = None
        if redrawn or current != self._current:
            self._current = current
            self._marked = self._chart.cell(current) if self._chart else None
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Point at the value that was clicked."""
        offset, chart = event.get_content_offset(self), self._chart
        if offset is None or chart is None or not chart.rows:
            return
        index = chart.sample_at(max(0, offset.x - len(chart.gutter[0])))
        if index is not None:
            self.post_message(CurvePointed(index))

    def point(self, direction: Literal[-1, 1]) -> None:
        """Point at the value in the next column to the left or the right."""
        chart, count = self._chart, self._errors.size
        current = -1 if self._current is None else self._current
        if chart is None or not chart.rows:
            self.notify("no curve yet: run a training step first")
        elif current >= count > 0 and direction < 0:
            self.post_message(CurvePointed(count - 1))
        else:
            index = chart.sample_beside(current, direction) if current >= 0 else 0 if direction > 0 else None
            if index is None:
                end = "begins" if direction < 0 else "ends"
                self.notify(f"the curve {end} here")
            else:
                self.post_message(CurvePointed(index))

    def render_line(self, y: int) -> Strip:
        """Return line `y` of the widget."""
        width, height = self.size
        if width < 1 or height < 1:
            return Strip([], 0)
        chart = self._chart_for(width, height)
        if chart.rows and y < len(chart.rows):
            return Strip(self._row(chart, y), width)
        if chart.rows and chart.footer and y == len(chart.rows):
            return Strip(self._footer(chart), width)
        note = chart.note[:width] if y == 0 and not chart.rows else ""
        return Strip([self._segment(note.ljust(width), "empty")], width)

    def _chart_for(self, width: int, height: int) -> Chart:
        """Return the chart of this size; it and the marked cell are worked out once for all lines."""
        chart = self._chart
        if chart is None or (chart.width, chart.height) != (width, height):
            from nnstep.drawing.chart import draw_chart  # at the start of a run there is no curve

            chart = self._chart = draw_chart(
                *(self._errors, width, height), log=self._logarithmic, beside=self._beside, last=self._last
            )
            self._marked = chart.cell(self._current)
        return chart

    def _row(self, chart: Chart, y: int) -> list[Segment]:
        gutter, row = self._segment(chart.gutter[y], "axis"), chart.rows[y]
        beside = chart.beside[y] if chart.beside else ""
        if self._marked is None:
            return _filled([gutter, *self._cells(row, beside)])
        column, marked_row = self._marked
        before = self._cells(row[:column], beside[:column])
        after = self._cells(row[column + 1 :], beside[column + 1 :])
        here = self._segment(MARKER, "marker") if y == marked_row else self._segment(row[column], "current")
        return _filled([gutter, *before, here, *after])

    def _cells(self, row: str, beside: str) -> list[Segment]:
        """Return a part of a row; where it is empty, what is beside it shows."""
        if not beside.strip():
            return [self._segment(row, "line")]
        shown = zip(row, beside, strict=True)
        cells = [(own, "line") if own != " " else (other, "beside") for own, other in shown]
        return [self._segment("".join(text for text, _ in run), name) for name, run in groupby(cells, lambda c: c[1])]

    def _footer(self, chart: Chart) -> list[Segment]:
        before, note, after = chart.footer.partition(chart.note) if chart.note else (chart.footer, "", "")
        return _filled([self._segment(before, "axis"), self._segment(note, "note"), self._segment(after, "axis")])

    def _segment(self, text: str, style: str) -> Segment:
        return Segment(text, self.get_component_rich_style(f"curve--{style}"))


def _filled(segments: list[Segment]) -> list[Segment]:
    return [segment for segment in segments if segment.text]


def _identical(values: Array, others: Array) -> bool:
    """Return whether two arrays hold the same bits: NaN is then no change, and there is nothing to repaint."""
    return values.shape == others.shape and np.array_equal(values.view(np.int64), others.view(np.int64))
