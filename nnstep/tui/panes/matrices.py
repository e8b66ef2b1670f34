"""The matrices pane: result and operands of the last operation, with what changed and what each element reads."""

from __future__ import annotations

from dataclasses import replace

from textual import events
from textual.widget import Widget

from nnstep.drawing.array_line import ArrayLine
from nnstep.drawing.matrix.drawn_matrix import DrawnMatrix
from nnstep.drawing.matrix.fitting import fitted
from nnstep.drawing.matrix.matrix_look import LOOK_TITLES
from nnstep.drawing.matrix.shown_array import ShownArray
from nnstep.drawing.value_signs import STALE
from nnstep.engine.partial_operation import PartialOperation
from nnstep.explain.explanation import pen_of
from nnstep.expr.array import Array
from nnstep.expr.tree import Name, names
from nnstep.expr.walks.expand import elements_in, elements_read
from nnstep.expr.walks.formula import formula
from nnstep.program.image_axes import image_axis
from nnstep.program.program import Op
from nnstep.tui.panes.pane import Pane, PaneSpec
from nnstep.tui.view import ElementPointed, View, last_write_asked
from nnstep.tui.widgets.canvas import Canvas, note_on, placed


class MatricesPane(Canvas, Pane):
    """The result first, then the operands in the order of the formula.

    A click chooses an element of the result, and goes to what wrote an element of an operand.
    """

    _result: DrawnMatrix | None = None
    _said = ""
    _page = 1
    """How many rows of the result are seen as numbers at once."""

    def paint(self, view: View) -> None:
        """Show `view`."""
        op, inside = view.frame.op, view.frame.inside
        if inside is not None:
            arrays = _inside(view, inside)
        else:
            arrays = _without_inputs(view) if op is None else _arrays(view, op)
        drawings = fitted(arrays, self.room, self.matrix_style(view), self.measured)
        self._result = drawings[0] if op is not None and inside is None else None
        numbers = next((d for d in reversed(drawings) if d.shown is drawings[0].shown), None)
        self._page = max(1, min(numbers.height, self.window.height) - numbers.head) if numbers is not None else 1
        self._say(view)
        self.set_drawings(placed(drawings, self.window.width))
        if self._result is not None:
            self.reveal(self._result, view.element)

    def _say(self, view: View) -> None:
        """Show at the frame which digits are set, and how matrices are drawn."""
        text = f"{view.digits.text} · {LOOK_TITLES[view.matrix_look]}"
        if text != self._said and isinstance(self.parent, Widget):
            self._said = self.parent.border_subtitle = text

    def action_page_up(self) -> None:
        """Move the cursor up by a screen of a result that is larger; else scroll."""
        if not self._turn_page(-self._page):
            super().action_page_up()

    def action_page_down(self) -> None:
        """Move the cursor down by a screen of a result that is larger; else scroll."""
        if not self._turn_page(self._page):
            super().action_page_down()

    def _turn_page(self, rows: int) -> bool:
        shown = self._result.shown if self._result is not None else None
        if shown is None or not shown.cursor or self._page >= shown.rows:
            return False
        row = max(0, min(shown.rows - 1, shown.cursor[0] + rows))
        self.post_message(ElementPointed((row, shown.cursor[1])))
        return True

    def on_click(self, event: events.Click) -> None:
        """Choose the element of the result that was clicked, or go to what wrote the element of an operand."""
        pointed = self.pointed(event)
        if pointed is None or isinstance(pointed[0], ArrayLine) or self._view is None:
            return
        shown, index = pointed[0].shown, pointed[1]
        if self._result is not None and shown is self._result.shown:
            self.post_message(ElementPointed(index))
        elif shown.quantity:
            self.post_message(last_write_asked(self._view.frame, shown.quantity, index))


def _inside(view: View, inside: PartialOperation) -> list[ShownArray]:
    """Return the result of the present sub-step, as far as it is computed, or of the previous one; and operands."""
    step = inside.present if inside.units else inside.steps[max(0, inside.done - 1)]
    pen = replace(pen_of(view.frame.program, view.writing), shapes=inside.shapes)
    value = inside.values.get(step.name, None) if not inside.units else inside.result
    element = inside.element
    index, term = element if element is not None else (None, 0)
    done = inside.units // inside.terms if inside.units else None
    feeds = elements_in(inside.element_terms(index).term(term)) if index is not None else {}
    title = f"{formula(step.whole, pen)} ="
    result = ShownArray(title, step.shape, value, "changed", cursor=index, known=done)
    operands = []
    for id in names(step.short):
        source = next((earlier.whole for earlier in inside.steps if earlier.name == id), Name(id))
        read = feeds.get(id, frozenset())
        quantity = source.id if isinstance(source, Name) else ""
        drawn = ShownArray(
            formula(source, pen), inside.shapes[id], inside.values.get(id), feeds=read, quantity=quantity
        )
        operands.append(drawn)
    return [result, *operands]


def _without_inputs(view: View) -> list[ShownArray]:
    """Return the next operation's result, not computed yet, and its operands; or those of one not recorded."""
    frame = view.frame
    op = frame.unrecorded_op or frame.next_op
    if op is None:
        return []
    return [_operand(view, id, frame.values.get(id)) for id in (op.target, *op.reads)]


def _arrays(view: View, op: Op) -> list[ShownArray]:
    frame = view.frame
    feeds = elements_read(op.expression, view.element, frame.shapes)
    old = frame.previous
    new = frame.values[op.target] if frame.result is None else frame.result
    result = ShownArray(
        f"{view.writing.symbols(op.target)} {'new' if old is not None else '='}",
        new.shape,
        new,
        "plain" if old is not None else "changed",
        before=old,
        cursor=view.element,
        note=STALE if op.target in frame.stale else "",
        sample_axis=image_axis(view.frame.program, op.target),
    )
    return [result, *(_operand(view, id, value, feeds.get(id, frozenset())) for id, value in frame.inputs.items())]


def _operand(view: View, id: str, values: Array | None, feeds: frozenset[tuple[int, ...]] = frozenset()) -> ShownArray:
    frame = view.frame
    old = frame.op is not None and id == frame.op.target
    title = f"{view.writing.symbols(id)} old" if old else view.writing.symbols(id)
    return ShownArray(
        title,
        frame.shapes[id],
        values,
        feeds=feeds,
        note=note_on(view, id),
        quantity="" if old else id,
        sample_axis=image_axis(view.frame.program, id),
    )


MATRICES_PANE = PaneSpec("matrices", "matrices", "f4", MatricesPane, area="numbers", order=3)
