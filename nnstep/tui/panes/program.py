"""The program pane: the operations of a training step, those that are done and the next one."""

from __future__ import annotations

from textual import events

from nnstep.drawing.array_line import in_a_line
from nnstep.drawing.styled_text import StyledLine, shortened
from nnstep.engine.frame import Frame
from nnstep.explain.explanation import operation_formula
from nnstep.expr.array import Array
from nnstep.expr.digits import Digits
from nnstep.expr.network_notation import Writing
from nnstep.harmless_text import cells
from nnstep.program.program import PHASE_TITLES, Program
from nnstep.scenario.tables.conventions import departures
from nnstep.tui.panes.pane import Pane, PaneSpec
from nnstep.tui.view import PositionPointed, View
from nnstep.tui.widgets.scroll_lines import BAR, ScrollLines

POINTER, HERE, DONE, TO_DO = "▶", "▌", "✓", "·"
_NARROW = 32
_LEAST_FORMULA = 12
_RESULTS, _LEAST_RESULT, _GAP = 20, 6, 2
"""Cells for a result beside a formula, the fewest of use, and those before it."""
_SIGNS = 5
"""Cells before a formula: pointer, sign, number and a space."""


class ProgramPane(ScrollLines, Pane):
    """A listing with phase headings and a pointer at the next operation; a click goes to after that operation."""

    _frame: Frame | None = None
    _program: Program | None = None
    _writing: Writing | None = None
    _formulas: tuple[str, ...] = ()
    _targets: tuple[str, ...] = ()
    _entries: tuple[int | str, ...] = ()
    """By line: the operation that stands there, counted from 0, or a heading."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._results: dict[int, tuple[Array, int, Digits, str]] = {}
        """The results beside the formulas, by operation."""

    def paint(self, view: View) -> None:
        """Show `view`."""
        frame = view.frame
        self._prepare(view)
        self._frame = frame
        self.set_lines([self._line(entry, view) for entry in self._entries])
        self._follow(frame)

    def on_resize(self) -> None:
        """Show the listing from its top again; painting then brings the pointer into the window."""
        self.scroll_to(y=0, animate=False, immediate=True)

    def on_click(self, event: events.Click) -> None:
        """Go to the operation that was clicked, in the present training step."""
        offset = event.get_content_offset(self)
        frame = self._frame
        if offset is None or frame is None:
            return
        line = offset.y + self.scroll_offset.y
        op = self._entries[line] if line < len(self._entries) else None
        if isinstance(op, int):
            self.post_message(PositionPointed(frame.step * len(frame.program.ops) + op + 1))

    def wanted_columns(self, view: View) -> int:
        """Return the width of its longest line."""
        self._prepare(view)
        return self._formula_end(view) + _RESULTS + BAR

    def _formula_end(self, view: View) -> int:
        """Return the column after the longest formula."""
        return _SIGNS + 2 * bool(view.marks) + max(map(cells, self._formulas), default=0)

    def wanted_lines(self, view: View, columns: int) -> int:  # noqa: ARG002 - no line is wrapped
        """Return the lines of the listing."""
        self._prepare(view)
        return len(self._entries)

    def _prepare(self, view: View) -> None:
        program, writing = view.frame.program, view.writing
        if self._program is program and self._writing is writing:
            return
        self._program = program
        entries: list[int | str] = [*_conventions(program)]
        for number, op in enumerate(program.ops):
            if number == 0 or program.ops[number - 1].phase != op.phase:
                entries.append(PHASE_TITLES[op.phase])
            entries.append(number)
        self._entries = tuple(entries)
        self._writing = writing
        self._targets = tuple(writing.symbols(op.target) for op in program.ops)
        self._formulas = tuple(operation_formula(op, program, writing) for op in program.ops)

    def _line(self, op: int | str, view: View) -> StyledLine:
        if isinstance(op, str):
            return [(op, "heading")]
        frame = view.frame
        next_op = frame.position % len(frame.program.ops) if frame.next_op else None
        shown_op = frame.done - 1 if frame.inside is None else next_op
        sign = DONE if op < frame.done else TO_DO
        pointer = POINTER if op == next_op else HERE if op == shown_op else " "
        style = "now" if op == shown_op else "next" if op == next_op else "done" if op < frame.done else "faint"
        mark = f" {view.marks.get(frame.program.ops[op].target, ' ')}" if view.marks else ""
        formula = self._formulas[op] if not view.hides or op < frame.done else f"{self._targets[op]} = ?"
        head, width = f"{pointer}{sign}{op + 1:>2}{mark} ", self.window.width
        text = f"{head}{shortened(formula, max(_LEAST_FORMULA, width - len(head)))}"
        begin = self._formula_end(view) + _GAP
        result = self._result(op, view, width - begin) if op < frame.done else ""
        if result:
            text += " " * (begin - cells(text))
        if op == shown_op:  # a bar across the pane: its numbers are what the other panes show
            return [(f"{text}{result}".ljust(width + len(text) - cells(text)), style)]
        return [(text, style), (result, "faint")] if result else [(text, style)]

    def _result(self, op: int, view: View, room: int) -> str:
        """Return the present value of an operation's target, as far as there is room beside the formulas."""
        value = view.frame.values.get(view.frame.program.ops[op].target)
        if value is None or room < _LEAST_RESULT:
            return ""
        known = self._results.get(op)
        if known is None or known[0] is not value or known[1:3] != (room, view.digits):
            known = self._results[op] = value, room, view.digits, in_a_line(value, view.digits, room)
        return known[3]

    def _follow(self, frame: Frame) -> None:
        """Keep the pointer in the window."""
        target = self._entries.index(frame.position % len(frame.program.ops) if frame.next_op else frame.done - 1)
        top, height = self.scroll_offset.y, self.window.height
        if height and not top <= target - 1 <= target <= top + height - 2:
            self.scroll_to(y=max(0, target - height // 2), animate=False)


def _conventions(program: Program) -> list[str]:
    """Return the conventions that differ from the default, in lines that fit the narrowest pane.

    A graph of numbers has none.
    """
    if program.scenario.graph is not None:
        return []
    lines: list[str] = []
    for name, value in departures(program.scenario.conventions).items():
        convention = f"{name.replace('_', ' ')} {value}"
        if lines and len(lines[-1]) + len(convention) + 2 <= _NARROW:
            lines[-1] += f"; {convention}"
        else:
            lines.append(convention)
    return lines


PROGRAM_PANE = PaneSpec("program", "program", "f2", ProgramPane, area="listing", order=1)
