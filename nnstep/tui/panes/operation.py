"""The operation pane: formula, NumPy line, one element worked out, and the formula with its numbers."""

from __future__ import annotations

import numpy as np

from nnstep.drawing.spread_lines import MARGIN, parted, spread_wrapped
from nnstep.drawing.styled_text import StyledLine, wrapped
from nnstep.engine.partial_operation import PartialOperation
from nnstep.explain.explanation import (
    WorkedElements,
    definitions,
    formula_number,
    numbers_put_in,
    operation_formula,
    unrecorded_text,
    worked_element,
)
from nnstep.explain.substep_explanation import explain_element, explain_substeps
from nnstep.explain.warnings import notes
from nnstep.expr.digits import Digits
from nnstep.expr.network_notation import Writing
from nnstep.expr.walks.numpy_line import source
from nnstep.harmless_text import cells
from nnstep.program.operand_origins import origins, readers_of
from nnstep.program.program import Op
from nnstep.program.summary import summary_of
from nnstep.tui.panes.pane import Pane, PaneSpec
from nnstep.tui.view import View
from nnstep.tui.widgets.scroll_lines import ScrollLines

_PRECISE = Digits(12)
"""The two errors differ in their last digits only."""
_FEW = 4
"""Rows and columns of a matrix that can be read from far away."""
_ROOMY = 14
"""Lines from which on there are empty ones between the parts."""


class OperationPane(ScrollLines, Pane):
    """Shows the last operation in four ways, all of the same expression."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._texts: dict[tuple[int, int, Writing], tuple[list[StyledLine], list[StyledLine]]] = {}
        """The lines without numbers, by operation, width and notation: they are the same every time."""
        self._worked = WorkedElements()

    def paint(self, view: View) -> None:
        """Show `view`."""
        width = max(20, self.window.width)
        op, inside = view.frame.op, view.frame.inside
        if inside is not None:
            lines = _inside_lines(view, inside, width, roomy=self.window.height >= _ROOMY)
        elif view.frame.unrecorded_op is not None:
            lines = _unrecorded_lines(view, view.frame.unrecorded_op, width)
        elif op is None:
            lines = _start_lines(view, width)
        else:
            answer = [line for text in view.answer for line in wrapped(text, "changed", width, indent=4)]
            numbers = _number_lines(view, self._worked, width)
            lines = [*self._without_numbers(view, op, width)[0], *answer, *_note_lines(view, width), *numbers]
        if view.presents and op is not None and inside is None and view.frame.unrecorded_op is None:
            self.set_lines(_presented_lines(view, op, width, self.window.height))
            return
        height = self.window.height
        roomy = height >= _ROOMY or (view.presents and len(lines) <= height)
        shown = lines if roomy else [line for line in lines if line]
        if op is not None and inside is None and view.frame.unrecorded_op is None:
            flow = self._without_numbers(view, op, width)[1]
            shown = [*shown, *_more(view, self._worked, flow, width, height - len(shown))]
        self.set_lines(shown)

    def _without_numbers(self, view: View, op: Op, width: int) -> tuple[list[StyledLine], list[StyledLine]]:
        """Return the formula's lines, and those that say where the operands come from."""
        key = view.frame.done, width, view.writing
        if key not in self._texts:
            self._texts[key] = _formula_lines(view, op, width), _flow_lines(view, op, width)
        return self._texts[key]


def _presented_lines(view: View, op: Op, width: int, height: int) -> list[StyledLine]:
    """Return the formula and its numbers with room between them."""
    worked = worked_element(view.frame, view.element, view.digits, view.writing)
    element = spread_wrapped(worked.symbols, "plain", width)
    if worked.numbers != worked.value:
        element += spread_wrapped(f"  = {worked.numbers}", "plain", width)
    element += spread_wrapped(f"  = {worked.value}", "strong", width)
    numbers = numbers_put_in(view.frame, view.digits, view.writing, width=width - MARGIN, most=_FEW)
    head = spread_wrapped(operation_formula(op, view.frame.program, view.writing), "accent", width)
    for definition in definitions(op, view.frame.program, view.writing):
        head += spread_wrapped(f"where {definition}", "plain", width)
    whole: list[StyledLine] = [[(" " * MARGIN + line, "plain")] for line in numbers]
    return parted([head, _note_lines(view, width), element, whole], height)


def _start_lines(view: View, width: int) -> list[StyledLine]:
    program = view.frame.program
    lines = wrapped(program.title, "strong", width)
    if view.frame.next_op is not None:
        upcoming = operation_formula(view.frame.next_op, program, view.writing)
        lines += [[], *wrapped(f"next: {upcoming}", "accent", width)]
    lines += [[], *wrapped("n or →: run it, N or ←: back, s: step into it, ?: all keys", "faint", width), []]
    for paragraph in summary_of(program.scenario):
        lines += wrapped(paragraph, "warning" if paragraph.startswith("Warning") else "plain", width)
    return lines


def _unrecorded_lines(view: View, op: Op, width: int) -> list[StyledLine]:
    """Return the operation without its numbers, and what of it the recording does not hold."""
    about = [unrecorded_text(view.frame)]
    if view.frame.unrecorded:
        about.append("the command recompute computes it from the scenario in the recording")
    return [*_formula_lines(view, op, width), *(line for text in about for line in wrapped(text, "warning", width))]


def _formula_lines(view: View, op: Op, width: int) -> list[StyledLine]:
    program = view.frame.program
    lines = wrapped(operation_formula(op, program, view.writing), "accent", width)
    for definition in definitions(op, program, view.writing):
        lines += wrapped(f"  where {definition}", "plain", width, indent=4)
    lines += wrapped(op.remark, "warning", width) if op.remark else []
    return [*lines, *wrapped(op.source, "source", width), []]


def _note_lines(view: View, width: int) -> list[StyledLine]:
    """Return the warnings, and an empty line below them if there are any."""
    frame, op, texts = view.frame, view.frame.op, []
    if op is not None and frame.values[op.target] is not frame.result:
        texts.append(f"{view.writing.symbols(op.target)} was changed by hand after this operation")
    if op is not None and op.target in frame.stale:
        texts.append("stale: computed from a value that has been changed since")
    texts += [f"! {note}" for note in notes(frame)]
    found = [line for text in texts for line in wrapped(text, "warning", width)]
    return [*found, []] if found else []


def _inside_lines(view: View, inside: PartialOperation, width: int, *, roomy: bool) -> list[StyledLine]:
    """Return the sub-steps of the operation that is half done, and the element that is being computed.

    Where there is little room, only the present sub-step is shown with the element.
    """
    program = view.frame.program
    element = explain_element(inside, program, view.digits, view.writing)
    lines = wrapped(operation_formula(inside.op, program, view.writing), "accent", width)
    if roomy or not element:
        lines += [*wrapped(inside.op.source, "source", width), []]
    for account in explain_substeps(inside, program, view.digits, view.writing):
        if element and not roomy and not account.present:
            continue
        sign = "✓" if account.done else "▶" if account.present else "·"
        value = f" = {account.value}" if account.value else ""
        style = "next" if account.present else "plain" if account.done else "faint"
        lines += wrapped(f"{sign} {account.formula}{value}", style, width, indent=4)
    last = inside.steps[inside.done - 1] if inside.done else None
    if element:
        lines += [[], *(line for text in element for line in wrapped(text, "plain", width, indent=4))]
    elif last is not None:
        lines += [[], *wrapped(source(last.whole), "source", width)]
    return lines


def _number_lines(view: View, elements: WorkedElements, width: int) -> list[StyledLine]:
    worked = elements.of(view.frame, view.element, view.digits, view.writing)
    lines = wrapped(worked.symbols, "plain", width)
    lines += wrapped(f"  = {worked.numbers}", "plain", width, indent=4)
    if worked.numbers != worked.value:
        lines.append([("  = ", "plain"), (worked.value, "strong")])
    lines += _numerical_lines(view, width)
    lines.append([])
    numbers = numbers_put_in(view.frame, view.digits, view.writing, width=width)
    return [*lines, *([(line, "plain")] for line in numbers)]


def _flow_lines(view: View, op: Op, width: int) -> list[StyledLine]:
    """Return where the operands come from, and where the result is read."""
    program, symbols = view.frame.program, view.writing.symbols
    flow = [f"reads {', '.join(f'{symbols(id)} ({origin})' for id, origin in origins(program, view.frame.done - 1))}"]
    readers = readers_of(program, view.frame.done - 1)
    if readers:
        flow.append(f"{symbols(op.target)} is read by {', '.join(str(number) for number in readers)}")
    return [line for text in flow for line in wrapped(text, "faint", width)]


def _more(view: View, worked: WorkedElements, lines: list[StyledLine], width: int, room: int) -> list[StyledLine]:
    """Return what is worth showing where lines are left: the other elements, and where the operands come from."""
    if len(lines) > room:
        return []
    elements = _all_elements(view, worked, width, room - len(lines))
    between: list[StyledLine] = [[]] if len(elements) + len(lines) < room else []
    return [*elements, *between, *lines]


def _all_elements(view: View, elements: WorkedElements, width: int, room: int) -> list[StyledLine]:
    """Return every element of the result worked out, a line each, around the selected one; none if they don't fit."""
    result, selected = view.frame.result, view.element
    if result is None or result.ndim == 0 or room < 3:
        return []
    room -= 1
    place = int(np.ravel_multi_index(selected, result.shape))
    first = max(0, min(place - room // 2, result.size - room))
    lines: list[StyledLine] = [[]]
    for at in range(first, min(first + room, result.size)):
        index = tuple(int(part) for part in np.unravel_index(at, result.shape))
        worked = elements.of(view.frame, index, view.digits, view.writing)
        name = worked.symbols.split(" ", 1)[0]
        value = f" = {worked.value}" if worked.value != worked.numbers else ""
        text = f"{name} = {worked.numbers}{value}"
        if cells(text) > width:
            return []
        lines.append([(text, "strong" if index == selected else "faint")])
    return lines if len(lines) > 2 else []


def _numerical_lines(view: View, width: int) -> list[StyledLine]:
    """Return the central difference for comparison with the backpropagated value, if it was asked for."""
    difference, op = view.numerical, view.frame.op
    if difference is None or op is None:
        return []
    symbol = view.writing.symbols(view.frame.program.objective)
    up, down = (formula_number(value, _PRECISE) for value in (difference.up, difference.down))
    step = formula_number(difference.step, Digits(3))
    quotient = formula_number(view.frame.program.gradient_sign * difference.quotient, view.digits)
    text = f"numerically ({symbol}(w+h) − {symbol}(w−h)) / 2h = ({up} − {down}) / (2·{step}) = {quotient}"
    kink = ", at a kink, where it means nothing" if difference.kink else ""
    return wrapped(text + kink, "warning" if kink else "plain", width, indent=4)


OPERATION_PANE = PaneSpec("operation", "operation", "f3", OperationPane, area="formula", order=2)
