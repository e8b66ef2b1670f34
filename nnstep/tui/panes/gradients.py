"""The gradients pane: how the gradient passes back through the layers, one line each, the worst first."""

from __future__ import annotations

from time import perf_counter
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from nnstep.drawing.styled_text import StyledLine, wrapped
from nnstep.session.gradients.gradient_table import GradientTable, flow_sentences, gradient_table
from nnstep.tui.panes.pane import Pane, PaneSpec
from nnstep.tui.view import CommandAsked, PositionPointed, View
from nnstep.tui.widgets.scroll_lines import ScrollLines

POINTER = "▶ "
_BOUND = "1e-6"
_PATIENCE = 0.2
"""Seconds that keys may have to wait; where it takes longer, only training steps that were stopped at are shown."""
_NOTHING = "no gradients: this exercise computes none"
_TOO_SLOW = "Earlier steps take too long to compute again: of this network, last steps shows those you stopped at."
_HINT = f"Enter goes to the operation of this gradient, b sets a breakpoint where it is below {_BOUND}."


class GradientsPane(ScrollLines, Pane):
    """A table with a pointer; Enter, or a second click, goes to the operation that computes the gradient."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "select(-1)", "Layer above", show=False),
        Binding("down,j", "select(1)", "Layer below", show=False),
        Binding("enter", "go", "Go to the layer's gradient", show=False),
        Binding("b", "break", f"Break where the layer's gradient is below {_BOUND}", show=False),
    ]

    _slowest: float = 0.0
    """Seconds that computing some of the latest training steps has taken at most."""
    _table: GradientTable | None = None
    _chosen: str = ""
    """The gradient that the pointer is at, by id: the rows change their order."""

    def paint(self, view: View) -> None:
        """Show `view`."""
        self._table = table = gradient_table(view.frame, view.gradient_history, view.writing)
        if not table.flows:
            self.set_lines([[(_NOTHING, "faint")]])
            return
        heading, *rows = table.lines(self.window.width - len(POINTER))
        chosen = self._row
        lines: list[StyledLine] = [[(" " * len(POINTER), "plain"), *heading]]
        for number, row in enumerate(rows):
            lines.append([(POINTER if number == chosen else " " * len(POINTER), "accent"), *row])
        width = self.window.width
        said = [line for text in flow_sentences(table.flows[chosen]) for line in wrapped(text, "plain", width)]
        slow = [_TOO_SLOW] if self._slowest >= _PATIENCE else []
        about = [line for text in (*table.about, *slow, _HINT) for line in wrapped(text, "faint", width)]
        self.set_lines([*lines, [], *said, *([[]] if said else []), *about])

    def wanted_lines(self, view: View, columns: int) -> int:  # noqa: ARG002 - as many as there are layers
        """Return the lines of the table; what explains it is below."""
        return 1 + len(view.gradient_history.ids)

    @property
    def has_work(self) -> bool:
        """Whether the gradients of some of the latest training steps are not known yet, and don't take too long."""
        return (
            self._view is not None
            and self._slowest < _PATIENCE
            and not self._view.gradient_history.complete(self._view.frame)
        )

    def work_on(self, seconds: float) -> None:
        """Compute some of them."""
        if self._view is not None:
            begun = perf_counter()
            self._view.gradient_history.advance(seconds)
            self._slowest = max(self._slowest, perf_counter() - begun)
            self.show_view(self._view)

    @property
    def _row(self) -> int:
        """The row of the pointer, from 0."""
        flows = self._table.flows if self._table is not None else ()
        return next((row for row, flow in enumerate(flows) if flow.place.id == self._chosen), 0)

    def _choose(self, row: int) -> None:
        if self._table is not None and self._table.flows and self._view is not None:
            row = max(0, min(row, len(self._table.flows) - 1))
            self._chosen = self._table.flows[row].place.id
            self.show_view(self._view)
            self._bring_up(row + 1)

    def _bring_up(self, line: int) -> None:
        top, height = self.scroll_offset.y, self.window.height
        if height and not top <= line < top + height:
            self.scroll_to(y=max(0, line - height // 2), animate=False)

    def action_select(self, rows: int) -> None:
        """Move the pointer."""
        self._choose(self._row + rows)

    def action_go(self) -> None:
        """Go to the operation that computes the gradient, in the present training step."""
        if self._view is None or self._table is None or not self._table.flows:
            return
        frame, id = self._view.frame, self._table.flows[self._row].place.id
        targets = [op.target for op in frame.program.ops]
        if id in targets:
            self.post_message(PositionPointed(frame.step * len(targets) + targets.index(id) + 1))
        else:
            self.notify(f"{id} is given: no operation computes it")

    def action_break(self) -> None:
        """Set a breakpoint where the gradient has nearly vanished."""
        if self._table is not None and self._table.flows:
            id = self._table.flows[self._row].place.id
            self.post_message(CommandAsked(f"break {id} if abs({id}).max() < {_BOUND}"))

    def on_click(self, event: events.Click) -> None:
        """Move the pointer to the line that was clicked; where it is there already, go."""
        offset = event.get_content_offset(self)
        row = offset.y + self.scroll_offset.y - 1 if offset is not None else -1
        if self._table is None or not 0 <= row < len(self._table.flows):
            return
        if row == self._row and self._chosen:
            self.action_go()
        else:
            self._choose(row)


def _is_needed(view: View) -> bool:
    """Return whether gradients pass through several layers in several training steps."""
    return len(view.gradient_history.ids) > 1 and view.frame.program.schedule.steps > 1


GRADIENTS_PANE = PaneSpec("gradients", "gradients", "f8", GradientsPane, area="layers", order=6, is_needed=_is_needed)
