"""The operation pane: formula, NumPy line, one element worked out, and the formula with its numbers put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstep.expr.digits import Digits
from nnstep.machine.account import definitions, formula_number, numbers_put_in, operation_formula, worked_element
from nnstep.program.stated import stated
from nnstep.tui.panes.pane import Pane, PaneSpec
from nnstep.tui.widgets.lines import Lines
from nnstep.tui.widgets.text import wrapped

if TYPE_CHECKING:
    from textual import events

    from nnstep.notations.writing import Writing
    from nnstep.program.types import Op
    from nnstep.tui.view import View
    from nnstep.tui.widgets.text import Line

_PRECISE = Digits(12)
"""Errors so near to one another differ in their last digits only."""
_ROOMY = 14
"""From so many lines on, empty ones are left between the readings."""


class OperationPane(Lines, Pane):
    """What the operation done last is, in four readings of the one expression."""

    _view: View | None = None

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._heads: dict[tuple[int, int, Writing], list[Line]] = {}
        """What does not depend on numbers, by operation, width and writing: it is the same at every visit."""

    def paint(self, view: View) -> None:
        """Show `view`."""
        self._view = view
        width = max(20, self.window.width)
        op = view.frame.op
        lines = _start_lines(view, width) if op is None else [*self._head(view, op, width), *_number_lines(view, width)]
        self.set_lines(lines if self.window.height >= _ROOMY else [line for line in lines if line])

    def _head(self, view: View, op: Op, width: int) -> list[Line]:
        key = view.frame.done, width, view.writing
        if key not in self._heads:
            self._heads[key] = _formula_lines(view, op, width)
        return self._heads[key]

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own signature
        """Wrap the formulas anew."""
        if self._view is not None:
            self.paint(self._view)


def _start_lines(view: View, width: int) -> list[Line]:
    program = view.frame.program
    lines = wrapped(program.title, "strong", width)
    if view.frame.next_op is not None:
        upcoming = operation_formula(view.frame.next_op, program, view.writing)
        lines += [[], *wrapped(f"next: {upcoming}", "accent", width)]
    lines += [[], *wrapped("s or → does it, S or ← goes back, ? shows all keys", "faint", width), []]
    for paragraph in stated(program.scenario):
        lines += wrapped(paragraph, "warning" if paragraph.startswith("Warning") else "plain", width)
    return lines


def _formula_lines(view: View, op: Op, width: int) -> list[Line]:
    program = view.frame.program
    lines = wrapped(operation_formula(op, program, view.writing), "accent", width)
    for definition in definitions(op, program, view.writing):
        lines += wrapped(f"  where {definition}", "plain", width, indent=4)
    lines += wrapped(op.remark, "warning", width) if op.remark else []
    return [*lines, *wrapped(op.source, "source", width), []]


def _number_lines(view: View, width: int) -> list[Line]:
    worked = worked_element(view.frame, view.element, view.digits, view.writing)
    lines = wrapped(worked.symbols, "plain", width)
    lines += wrapped(f"  = {worked.numbers}", "plain", width, indent=4)
    if worked.numbers != worked.value:
        lines.append([("  = ", "plain"), (worked.value, "strong")])
    lines += _numerical_lines(view, width)
    lines.append([])
    numbers = numbers_put_in(view.frame, view.digits, view.writing, width=width)
    return [*lines, *([(line, "plain")] for line in numbers)]


def _numerical_lines(view: View, width: int) -> list[Line]:
    """Return the central difference beside the backpropagated value, where it was asked for."""
    difference, op = view.numerical, view.frame.op
    if difference is None or op is None:
        return []
    symbol = view.writing.symbols(view.frame.program.objective)
    up, down = (formula_number(value, _PRECISE) for value in (difference.up, difference.down))
    step = formula_number(difference.step, Digits(3))
    quotient = formula_number(view.frame.program.gradient_sign * difference.quotient, view.digits)
    text = f"numerically ({symbol}(w+h) − {symbol}(w−h)) / 2h = ({up} − {down}) / (2·{step}) = {quotient}"
    kink = ", at a kink, so it tells nothing" if difference.kink else ""
    return wrapped(text + kink, "warning" if kink else "plain", width, indent=4)


OPERATION_PANE = PaneSpec("operation", "operation", OperationPane, order=2)
